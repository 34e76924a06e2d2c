"""Loads a growth reference of an office's own: all of a file or nothing, and never over an older one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.tracking.growth.errors import GrowthTableError
from isee.tracking.growth.models import LINE_FIELDS, GrowthRow, GrowthTable
from isee.tracking.growth.references import THAI2564
from isee.tracking.growth.table_file import FileRow, read_table_file


@dataclass(frozen=True)
class LoadedTable:
    """What became of one measure of a file: how many rows, and whether it withdrew a table of the same day."""

    measure: str
    rows: int
    replaced: bool


@transaction.atomic
def load_growth_table(
    path: Path,
    *,
    source: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    reference: str = THAI2564,
    illustrative: bool = False,
) -> Sequence[LoadedTable]:
    """Load every measure of a file as tables that hold from a day on.

    The table that held before ends the day before. One that began on the same day is withdrawn and keeps its rows.
    Raises `GrowthTableError`; then nothing was loaded.
    """
    if not source.strip():
        raise GrowthTableError("growth_file", "Say where the table comes from: who published it, who typed it.")
    by_measure = read_table_file(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    loaded = []
    for measure, rows in by_measure.items():
        replaced = _make_room(reference, measure, valid_from, at)
        table = GrowthTable.objects.create(
            reference=reference, measure=measure, valid_from=valid_from, source=source.strip(),
            illustrative=illustrative, file_name=path.name[:200], sha256=digest, rows=len(rows), loaded_at=at,
            loaded_by=by.user_id,
        )  # fmt: skip
        GrowthRow.objects.bulk_create([_row(table, row) for row in rows], batch_size=2000)
        loaded.append(LoadedTable(measure, len(rows), replaced))
    record_event(
        action="growth_table_loaded", by=by, at=at, object_kind="growth_table",
        detail={"rows": sum(table.rows for table in loaded)},
    )  # fmt: skip
    return loaded


def _make_room(reference: str, measure: str, valid_from: date, at: datetime) -> bool:
    """End or withdraw what stands in the way; whether a table of the same day was withdrawn."""
    standing = GrowthTable.objects.filter(reference=reference, measure=measure, withdrawn_at__isnull=True)
    later = standing.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if later is not None:
        raise GrowthTableError(
            "growth_period",
            f"A table of {reference} {measure} holds from {later.valid_from} already. Load this one from a later day.",
        )
    replaced = standing.filter(valid_from=valid_from).update(withdrawn_at=at)
    standing.filter(valid_from__lt=valid_from, valid_to__isnull=True).update(valid_to=valid_from - timedelta(days=1))
    return bool(replaced)


def _row(table: GrowthTable, row: FileRow) -> GrowthRow:
    el, em, es = row.lms or (None, None, None)
    lines = {name: row.lines.get(deviation) for name, deviation in LINE_FIELDS}
    return GrowthRow(table=table, sex=row.sex, at=row.at, el=el, em=em, es=es, **lines)
