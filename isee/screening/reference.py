"""Loads the scoring models that every installation has."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.screening.models import ScoringModel
from isee.screening.rules import Weights, read_weights
from isee.system.api import store_rows


@transaction.atomic
def load_reference_data(*, by: Actor, at: datetime) -> int:
    """Bring the scoring models to what the data file says; rows written. A second run writes nothing."""
    written = store_rows(ScoringModel, shipped_models(), key=("version",))
    if written:
        record_event(action="scoring_models_loaded", by=by, at=at, object_kind="screening", detail={"models": written})
    return written


def shipped_models() -> Iterator[ScoringModel]:
    """The models of `data/scoring_models.json`, each with weights that can be read."""
    text = files("isee.screening").joinpath("data/scoring_models.json").read_text(encoding="utf-8")
    for row in json.loads(text):
        yield ScoringModel(**_checked(row))


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    fields = {**row, "income_gate": Decimal(row["income_gate"])}
    read_weights(**{name: fields[name] for name in ("version", "income_gate", "weights", "cutoffs")})
    return fields


def weights_of(model: ScoringModel) -> Weights:
    """What `rules.score_household` takes, of a row."""
    return read_weights(
        version=model.version, income_gate=model.income_gate, weights=model.weights, cutoffs=model.cutoffs
    )


def shipped_weights(version: str) -> Weights:
    """The weights of a shipped model, without a database. Raises `KeyError` for a version that is not shipped."""
    return weights_of({model.version: model for model in shipped_models()}[version])
