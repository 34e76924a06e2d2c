"""Reads of loaded growth references."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db.models import Q

from isee.tracking.growth.lms import Lms
from isee.tracking.growth.models import LINE_FIELDS, GrowthRow, GrowthTable
from isee.tracking.growth.references import THAI2564, LoadedReference, TableRow


def growth_tables() -> list[GrowthTable]:
    """Every table that was ever loaded, the newest of each reference and measure first."""
    return list(GrowthTable.objects.order_by("reference", "measure", "-valid_from", "-loaded_at"))


def loaded_reference(*, on: date, name: str = THAI2564) -> LoadedReference | None:
    """The reference as it holds on a day; None where none of its tables is loaded."""
    held = GrowthTable.objects.filter(reference=name, withdrawn_at__isnull=True, valid_from__lte=on)
    held = held.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    tables = tuple(held.order_by("measure").values_list("pk", "measure"))
    return _read(name, tables) if tables else None


@lru_cache(maxsize=8)
def _read(name: str, tables: tuple[tuple[int, str], ...]) -> LoadedReference:
    """The rows of these tables. Rows of a table never change, so that they are read once."""
    measures = dict(tables)
    found: dict[tuple[str, str], list[TableRow]] = defaultdict(list)
    for row in GrowthRow.objects.filter(table__in=measures).order_by("sex", "at"):
        found[measures[row.table_id], row.sex].append(_row(row))
    by_place: dict[tuple[str, str], Sequence[TableRow]] = dict(found)
    made = list(GrowthTable.objects.filter(pk__in=measures).order_by("measure"))
    sources = "; ".join(dict.fromkeys(table.source for table in made))
    return LoadedReference(name, by_place, sources, any(table.illustrative for table in made))


def _row(row: GrowthRow) -> TableRow:
    if row.el is not None and row.em is not None and row.es is not None:
        return TableRow(float(row.at), Lms(float(row.el), float(row.em), float(row.es)))
    lines = ((deviation, getattr(row, name)) for name, deviation in LINE_FIELDS)
    return TableRow(
        float(row.at), None, tuple((deviation, float(value)) for deviation, value in lines if value is not None)
    )
