"""Questionnaires, rounds and submissions, kept as they were sent."""
