"""Django's entry for this package."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Frozen extracts, indicators, disclosure control and releases."""

    name = "isee.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
