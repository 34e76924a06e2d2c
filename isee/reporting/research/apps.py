"""Django's entry for this package: its tables stand by themselves, so that they can be removed with it."""

from django.apps import AppConfig


class ResearchConfig(AppConfig):
    """Research extracts."""

    name = "isee.reporting.research"
    label = "research"
    default_auto_field = "django.db.models.BigAutoField"
