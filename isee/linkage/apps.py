"""Django's entry for this package."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """Deliveries from outside and the one door through which persons enter."""

    name = "isee.linkage"
    label = "linkage"
    default_auto_field = "django.db.models.BigAutoField"
