"""Villages and local administrations: no package lists them, so an authority loads its own table.

A CSV file with the columns `code`, `name_th` and, if known, `name_en`, `parent`, `valid_from`: a village by its eight
digits (subdistrict and moo), a local administration as `L` and its official number with `parent`, the code of the
district or subdistrict in which it lies.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from isee.access.api import Actor, record_event
from isee.places.errors import PlacesError
from isee.places.models import Area
from isee.places.rules import AreaLevel, area_code, area_level, area_text

LOADED_LEVELS = (AreaLevel.VILLAGE, AreaLevel.LOCAL_ADMINISTRATION)
VILLAGES_IN_A_SUBDISTRICT = 100


@dataclass(frozen=True)
class AreaReport:
    """How many areas a file brought, and how many it changed."""

    added: int
    changed: int


@transaction.atomic
def load_local_areas(path: Path, *, by: Actor, at: datetime) -> AreaReport:
    """Add villages and local administrations, or change their names and dates; all of a file or nothing.

    Raises `PlacesError` (`area_file`, `area_code_invalid`) naming the line and the next step.
    """
    wanted = {area.code: area for area in _read(path)}
    parents = {area.parent_id for area in wanted.values() if area.parent_id is not None}
    missing = parents - set(Area.objects.filter(code__in=parents).values_list("code", flat=True))
    if missing:
        listed = ", ".join(area_text(code) for code in sorted(missing)[:5])
        raise PlacesError("area_file", f"No area has the code {listed}: correct the rows that lie in it.")
    known = Area.objects.in_bulk(list(wanted))
    fields = ("name_th", "name_en", "parent_id", "valid_from")
    added = [area for code, area in wanted.items() if code not in known]
    changed = [
        area
        for code, area in wanted.items()
        if code in known and any(getattr(area, name) != getattr(known[code], name) for name in fields)
    ]
    Area.objects.bulk_create(added)
    Area.objects.bulk_update(changed, ["name_th", "name_en", "parent", "valid_from"])
    record_event(
        action="places_loaded", by=by, at=at, object_kind="area", detail={"rows": len(added) + len(changed)}
    )  # fmt: skip
    return AreaReport(len(added), len(changed))


def _read(path: Path) -> Iterator[Area]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"code", "name_th"} <= set(rows.fieldnames or ()):
                raise PlacesError("area_file", "The first line must name the columns code and name_th.")
            for row in rows:
                yield _area(row, line=rows.line_num)
    except UnicodeDecodeError as fault:
        raise PlacesError("area_file", "The file is not UTF-8: save it as CSV UTF-8.") from fault


def _area(row: dict[str, str | None], *, line: int) -> Area:
    try:
        code = area_code((row["code"] or "").strip())
        level = area_level(code)
        if level not in LOADED_LEVELS:
            raise PlacesError("area_file", "Only villages and local administrations are loaded this way.")
        is_village = level is AreaLevel.VILLAGE
        parent = code // VILLAGES_IN_A_SUBDISTRICT if is_village else area_code((row.get("parent") or "").strip())
        valid_from = (row.get("valid_from") or "").strip()
        began = date.fromisoformat(valid_from) if valid_from else None
    except ValueError as fault:
        raise PlacesError("area_file", f"Line {line}: {fault}") from fault
    name = (row["name_th"] or "").strip()
    if not name:
        raise PlacesError("area_file", f"Line {line}: the Thai name is missing.")
    return Area(
        code=code, level=level.value, name_th=name, name_en=(row.get("name_en") or "").strip() or None,
        parent_id=parent, valid_from=began,
    )  # fmt: skip
