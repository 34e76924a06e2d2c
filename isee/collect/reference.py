"""Loads the calendar of rounds that every installation begins with."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.collect.models import Round
from isee.kernel import AcademicTerm


@transaction.atomic
def load_reference_data(*, by: Actor, at: datetime) -> int:
    """Add the rounds that the calendar lacks; rows written. What people changed by hand is never overwritten."""
    present = set(Round.objects.values_list("term_key", "kind"))
    rows = [row for row in shipped_rounds() if (row.term_key, row.kind) not in present]
    Round.objects.bulk_create(rows)
    if rows:
        record_event(action="rounds_loaded", by=by, at=at, object_kind="collect", detail={"rounds": len(rows)})
    return len(rows)


def shipped_rounds() -> Iterator[Round]:
    """The rounds of `data/rounds.csv`."""
    text = files("isee.collect").joinpath("data/rounds.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Round(
            term_key=AcademicTerm.parse(row["term"]).key, kind=row["kind"],
            opens_on=date.fromisoformat(row["opens_on"]), closes_on=date.fromisoformat(row["closes_on"]),
            grace_until=_day(row["grace_until"]),
            results_on=_day(row["results_on"]), illustrative=row["illustrative"] == "yes", source=row["source"],
        )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
