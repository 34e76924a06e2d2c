"""Information System for Equitable Education."""
