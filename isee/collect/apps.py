"""Django's entry for this package."""

from django.apps import AppConfig


class CollectConfig(AppConfig):
    """Questionnaires, rounds and submissions, kept as they were sent."""

    name = "isee.collect"
    label = "collect"
    default_auto_field = "django.db.models.BigAutoField"
