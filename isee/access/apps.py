"""Django's entry for this package."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Users, roles, scopes, row-level security, sessions, audit events and the read log."""

    name = "isee.access"
    label = "access"
