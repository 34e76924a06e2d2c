"""Django's entry for this package."""

from django.apps import AppConfig


class LinkageConfig(AppConfig):
    """The one door for persons from outside, and the feeds of six ministries."""

    name = "isee.linkage"
    label = "linkage"
