"""Django's entry for this package."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """Help that children are entitled to, and its payment."""

    name = "isee.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
