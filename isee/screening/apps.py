"""Django's entry for this package."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """The class that each child's screening gave, frozen by term."""

    name = "isee.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
