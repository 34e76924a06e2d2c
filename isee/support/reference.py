"""Loads the programmes and their published rates."""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib.resources import files

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.kernel import AcademicTerm
from isee.support.models import Programme, Rate
from isee.system.api import store_rows

RATE_KEY = ("programme_id", "grade_band", "poverty_class", "affiliation_id", "from_term")


@transaction.atomic
def load_reference_data(*, by: Actor, at: datetime) -> dict[str, int]:
    """Bring programmes and rates to what the data files say; rows written, by kind. A second run writes nothing."""
    written = {"programmes": store_rows(Programme, shipped_programmes(), key=("code",))}
    ids = dict(Programme.objects.values_list("code", "pk"))
    written["rates"] = store_rows(Rate, shipped_rates(ids), key=RATE_KEY)
    if any(written.values()):
        record_event(action="rates_loaded", by=by, at=at, object_kind="support", detail=written)
    return written


def shipped_programmes() -> Iterator[Programme]:
    """The programmes of `data/programmes.csv`."""
    for row in _rows("programmes"):
        yield Programme(**{**row, "illustrative": row["illustrative"] == "yes"})


def shipped_rates(programme_ids: dict[str, int]) -> Iterator[Rate]:
    """The rates of `data/rates.csv`, each for one term."""
    for row in _rows("rates"):
        yield Rate(
            programme_id=programme_ids[row["programme"]], from_term=AcademicTerm.parse(row["from_term"]).key,
            to_term=AcademicTerm.parse(row["to_term"]).key if row["to_term"] else None, grade_band=row["grade_band"],
            poverty_class=row["poverty_class"], affiliation_id=row["affiliation"] or None,
            amount_baht=Decimal(row["amount_baht"]).quantize(Decimal("0.01")), source=row["source"],
            illustrative=row["illustrative"] == "yes",
        )  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    text = files("isee.support").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
