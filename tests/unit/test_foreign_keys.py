"""No foreign key points downstream: string references are invisible to the import contracts."""

import configparser
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import models

from tests.unit.own_models import own_models

CHECKOUT = Path(__file__).resolve().parents[2]


def layers() -> dict[str, int]:
    """Each package's height, kernel 0, from the same list that the import contracts read."""
    contracts = configparser.ConfigParser()
    contracts.read(CHECKOUT / ".importlinter", encoding="utf-8")
    top_down = contracts["importlinter:contract:layers"]["layers"].split()
    return {package: height for height, package in enumerate(reversed(top_down))}


def package_of(model: type[models.Model]) -> str | None:
    """`registry` for a model of `isee.registry`; `None` for one of a library."""
    name = apps.get_app_config(model._meta.app_label).name
    return name.split(".")[1] if name.startswith("isee.") else None


def targets(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    """The field and the model of each relation that `model` itself declares."""
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        if field.related_model is not None:
            yield field.name, field.related_model


def points_down(own: str, other: str | None) -> bool:
    """Whether a package may refer to another: to itself, to a lower one, or to a library."""
    heights = layers()
    return other is None or heights[other] <= heights[own]


@pytest.mark.parametrize("model", list(own_models(history=True)), ids=lambda model: model._meta.label)
def test_a_models_relations_point_to_its_own_package_or_below(model: type[models.Model]) -> None:
    own = package_of(model)
    assert own is not None
    upward = [
        f"{field} -> {target._meta.label}"
        for field, target in targets(model)
        if not points_down(own, package_of(target))
    ]
    assert upward == []


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_no_model_points_at_anything_whatever(model: type[models.Model]) -> None:
    generic = [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]
    assert generic == []


@pytest.mark.parametrize(
    ("own", "other", "allowed"),
    [
        ("registry", "places", True),
        ("registry", "registry", True),
        ("registry", None, True),
        ("registry", "linkage", False),
        ("places", "registry", False),
        ("system", "access", False),
    ],
)
def test_the_order_is_that_of_the_layers(own: str, other: str | None, allowed: bool) -> None:
    assert points_down(own, other) is allowed


def test_relations_between_packages_are_seen() -> None:
    household = apps.get_model("registry", "Household")
    assert ("subdistrict", apps.get_model("places", "Area")) in list(targets(household))
