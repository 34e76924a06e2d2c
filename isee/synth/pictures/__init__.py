"""Pictures of homes drawn by program: plain house fronts, rooms and a school sign, nothing like a real home."""
