"""Django's entry for this package."""

from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """How children come to school and grow, term by term."""

    name = "isee.tracking"
    label = "tracking"
    default_auto_field = "django.db.models.BigAutoField"
