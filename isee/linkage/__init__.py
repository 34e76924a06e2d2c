"""The one door for persons from outside."""
