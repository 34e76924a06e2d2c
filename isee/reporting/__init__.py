"""Frozen extracts, indicators, disclosure control and releases."""
