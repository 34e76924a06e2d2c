"""Django's entry for this package."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The social registry."""

    name = "isee.registry"
    label = "registry"
