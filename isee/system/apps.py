"""Django's entry for this package."""

from django.apps import AppConfig


class SystemConfig(AppConfig):
    """Keys, embedded PostgreSQL, job progress and the file store."""

    name = "isee.system"
    label = "system"
    default_auto_field = "django.db.models.BigAutoField"
