"""Histories of the synthetic children with families: what happened to each over five years of school."""
