"""Every column says how private it is, so that a new one cannot reach an extract or a page unnoticed."""

import pytest
from django.db import models

from tests.unit.own_models import followed, own_models

MARKS = {"open", "personal", "sensitive"}


def columns(model: type[models.Model]) -> set[str]:
    """Names of the columns that need a mark: neither the primary key nor a relation."""
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.is_relation and not field.primary_key and not field.name.startswith("pgh_")
    }


def optional(model: type[models.Model]) -> set[str]:
    """Relations and the primary key are open unless their model marks them."""
    return {field.name for field in model._meta.get_fields()} - columns(model)


def marks(model: type[models.Model]) -> dict[str, str]:
    """The model's own marks; a history table has those of the model that it follows."""
    found: dict[str, str] = getattr(followed(model) or model, "privacy", {})
    return found


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_every_column_is_marked_and_every_mark_has_its_column(model: type[models.Model]) -> None:
    marked = set(marks(model))
    assert columns(model) - marked == set()
    assert marked - columns(model) - optional(model) == set()


@pytest.mark.parametrize("model", list(own_models()), ids=lambda model: model._meta.label)
def test_marks_are_open_personal_or_sensitive(model: type[models.Model]) -> None:
    assert set(marks(model).values()) <= MARKS


@pytest.mark.parametrize("model", list(own_models(history=True)), ids=lambda model: model._meta.label)
def test_a_history_table_holds_no_column_that_its_model_has_not_marked(model: type[models.Model]) -> None:
    source = followed(model)
    if source is not None:
        primary_key = source._meta.pk
        assert primary_key is not None
        assert columns(model) - set(marks(source)) - {primary_key.name} == set()


def test_numbers_of_persons_are_sensitive() -> None:
    wrong = [
        f"{model._meta.label}.{name}"
        for model in own_models()
        for name, mark in marks(model).items()
        if any(word in name for word in ("sealed", "lookup", "ciphertext", "token_hash")) and mark != "sensitive"
    ]
    assert wrong == []
