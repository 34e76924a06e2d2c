"""The models of our own packages, as the tests that walk all of them see them."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models


def own_models(*, history: bool = False) -> Iterator[type[models.Model]]:
    """Every concrete model of an `isee` package, automatic join tables included.

    History tables (`<Model>Event`, made by `keep_history`) come only with `history=True`: their columns and
    words are those of the model that they follow.
    """
    for model in apps.get_models(include_auto_created=True):
        own = apps.get_app_config(model._meta.app_label).name.startswith("isee.")
        if own and (history or followed(model) is None):
            yield model


def followed(model: type[models.Model]) -> type[models.Model] | None:
    """The model whose history `model` keeps, or `None` for an ordinary one."""
    found: type[models.Model] | None = getattr(model, "pgh_tracked_model", None)
    return found if hasattr(model, "pgh_trackers") else None
