"""Loads the national holidays that every installation needs, from `data/holidays.csv`."""

import csv
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.tracking.models import DayChangeKind, SchoolDayChange
from isee.tracking.rules import DayChange


@transaction.atomic
def load_reference_data(*, by: Actor, at: datetime) -> int:
    """Bring the holidays of the nation to what the data file says; rows written.

    Idempotent: a second run writes nothing and records no event. A day that an office changed by hand into another
    kind, such as a school day after all, stays.
    """
    present = {row.day: row for row in SchoolDayChange.objects.filter(area=None, school=None)}
    missing = [row for row in _rows() if row.day not in present]
    renamed = [kept for row in _rows() if (kept := present.get(row.day)) is not None and _take_words(kept, row)]
    SchoolDayChange.objects.bulk_create(missing)
    SchoolDayChange.objects.bulk_update(renamed, ["name_th", "name_en", "source", "illustrative"])
    written = len(missing) + len(renamed)
    if written:
        detail = {"holidays": written}
        record_event(action="reference_data_loaded", by=by, at=at, object_kind="tracking", detail=detail)
    return written


def national_holidays() -> list[DayChange]:
    """The holidays of the nation as the data file has them, for rules that ask no database."""
    return [DayChange(row.day, is_school_day=False) for row in _rows()]


def _rows() -> list[SchoolDayChange]:
    text = files("isee.tracking").joinpath("data/holidays.csv").read_text(encoding="utf-8")
    return [
        SchoolDayChange(
            day=date.fromisoformat(row["day"]), kind=DayChangeKind.HOLIDAY, name_th=row["name_th"],
            name_en=row["name_en"], source=row["source"], illustrative=row["illustrative"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    ]  # fmt: skip


def _take_words(kept: SchoolDayChange, row: SchoolDayChange) -> bool:
    """Give a kept day the words of the data file; whether anything changed."""
    words = ("name_th", "name_en", "source", "illustrative")
    if kept.kind != row.kind or all(getattr(kept, name) == getattr(row, name) for name in words):
        return False
    for name in words:
        setattr(kept, name, getattr(row, name))
    return True
