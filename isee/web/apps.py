"""Django's entry for this package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, the command line and the jobs: thin, no rules and no ORM."""

    name = "isee.web"
    label = "web"
