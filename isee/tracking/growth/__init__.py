"""How a child grows, measured against a named reference: z-scores, marks, classes, curves and loaded tables."""
