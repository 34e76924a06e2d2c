"""At the size of the nation each needless index takes a gigabyte: in tables of persons no index begins another."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from isee.access.database_code import protection_of

LARGE = ("collect", "registry", "screening", "support", "tracking")


def _tables_of_persons() -> list[type[models.Model]]:
    return [
        model
        for label in LARGE
        for model in apps.get_app_config(label).get_models()
        if not hasattr(model, "pgh_tracked_model") and not protection_of(model).is_open
    ]


def _indexes(model: type[models.Model]) -> Iterator[tuple[str, list[str]]]:
    for field in model._meta.local_fields:
        if getattr(field, "db_index", False) and not field.unique:
            yield f"index of {field.name}", [field.name]
    for index in model._meta.indexes:
        if index.fields and index.condition is None and type(index) is models.Index:
            yield index.name, [name.lstrip("-") for name in index.fields]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None and constraint.fields:
            yield constraint.name, list(constraint.fields)


@pytest.mark.parametrize("model", _tables_of_persons(), ids=lambda model: model._meta.label)
def test_no_index_begins_another(model: type[models.Model]) -> None:
    found = list(_indexes(model))
    needless = [
        f"{name} is the beginning of {other}"
        for name, fields in found
        for other, more in found
        if name != other and more[: len(fields)] == fields and (len(more) > len(fields) or name < other)
    ]

    assert needless == []
