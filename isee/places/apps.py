"""Names the package to Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, schools, code lists and the calendar."""

    name = "isee.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
