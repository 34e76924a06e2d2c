"""Loads the reference rows that every installation needs: areas, affiliations, code lists, the term calendar.

Only rows that differ are written, so that running it at every start costs a few reads. What people may change
by hand, the dates of a term, is never overwritten.
"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from typing import Final

import geothai
from django.db import transaction
from geothai.abolished import abolished_areas

from isee.access.api import Actor, record_event
from isee.kernel import AcademicTerm
from isee.places.models import Affiliation, Area, CodeItem, TermPeriod
from isee.places.rules import AreaLevel, area_level, parent_code
from isee.places.shapes import bundled_provinces
from isee.system.api import store_rows

FIRST_CALENDAR_YEAR: Final = 2555
LAST_CALENDAR_YEAR: Final = 2575
CODE_LISTS: Final = (
    "absence_reason", "appliance", "blood_group", "care_area", "dependency", "disability", "disadvantage",
    "dropout_reason", "education_level", "electricity", "enrolment_outcome", "family_status", "farmland",
    "floor", "grade", "grade_band", "institution_kind", "lives_with", "nationality", "photo_exception",
    "prefix", "problem", "relation", "religion", "roof", "sex", "tenure", "travel", "vehicle", "wall", "water",
)  # fmt: skip
REGIONS: Final = (
    (1, "ภาคเหนือ", "North"),
    (2, "ภาคกลาง", "Central"),
    (3, "ภาคตะวันออกเฉียงเหนือ", "Northeast"),
    (4, "ภาคใต้", "South"),
)


@transaction.atomic
def load_reference_data(*, by: Actor, at: datetime) -> dict[str, int]:
    """Bring areas, affiliations, code lists and calendar to what the data files say; rows written, by kind.

    Idempotent: a second run writes nothing and records no event.
    """
    written = {
        "areas": _store_areas(),
        "affiliations": store_rows(Affiliation, _affiliations(), key=("code",)),
        "code_items": store_rows(CodeItem, _code_items(), key=("list_name", "code")),
        "terms": _store_missing_terms(),
    }
    if any(written.values()):
        record_event(action="reference_data_loaded", by=by, at=at, object_kind="places", detail=written)
    return written


def _store_areas() -> int:
    """Areas of all levels; centres that boundaries gave stay, and a province without one gets its own."""
    centres = {code: (lat, lon) for code, lat, lon in Area.objects.values_list("code", "lat", "lon") if lat}
    for code, shape in bundled_provinces().items():
        point = shape.representative_point()
        centres.setdefault(code, (round(point.y, 5), round(point.x, 5)))
    rows = [*_regions(), *_areas_in_use(), *_abolished_areas()]
    for row in rows:
        row.lat, row.lon = centres.get(row.code, (None, None))
    return store_rows(Area, rows, key=("code",))


def _regions() -> Iterator[Area]:
    for code, name_th, name_en in REGIONS:
        yield Area(code=code, level=AreaLevel.REGION.value, name_th=name_th, name_en=name_en)


def _areas_in_use() -> Iterator[Area]:
    """Provinces, districts and subdistricts in use today; when they began is not known to the source."""
    for province in geothai.provinces():
        yield _area(province.code, province.name_th, province.name_en)
        for district in geothai.districts(province.code):
            yield _area(district.code, district.name_th, district.name_en)
            for subdistrict in geothai.subdistricts(district.code):
                yield _area(subdistrict.code, subdistrict.name_th, subdistrict.name_en)


def _abolished_areas() -> Iterator[Area]:
    """Areas whose codes old records may hold; the day on which the register ended them is their last."""
    for gone in abolished_areas():
        area = _area(gone.code, gone.name_th, gone.name_en)
        area.valid_to = date.fromisoformat(gone.abolished_on)
        area.replaced_by_id = int(gone.successors[0]) if len(gone.successors) == 1 else None
        yield area


def _area(code: str, name_th: str, name_en: str | None) -> Area:
    """An area by its code; Bangkok's districts lose the word `เขต`, which `Area.full_name_th` adds."""
    number = int(code)
    level = area_level(number)
    name = name_th.removeprefix("เขต") if level is AreaLevel.DISTRICT and code.startswith("10") else name_th
    return Area(code=number, level=level.value, name_th=name, name_en=name_en, parent_id=parent_code(number))


def read_data_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of this package's CSV files, such as `codes/sex`."""
    text = files("isee.places").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _affiliations() -> Iterator[Affiliation]:
    for row in read_data_rows("affiliations"):
        yield Affiliation(
            code=row["code"], name_th=row["name_th"], name_en=row["name_en"], short_th=row["short_th"],
            short_en=row["short_en"], ours=row["ours"] == "yes",
        )  # fmt: skip


def _code_items() -> Iterator[CodeItem]:
    for name in CODE_LISTS:
        for position, row in enumerate(read_data_rows(f"codes/{name}"), start=1):
            yield CodeItem(
                list_name=name, code=row["code"], position=position, label_th=row["label_th"],
                label_en=row["label_en"], aliases=row["aliases"].split("|") if row["aliases"] else [],
                ours=row["ours"] == "yes",
            )  # fmt: skip


def _store_missing_terms() -> int:
    """Add the terms that the calendar lacks, with the usual days: 16 May-11 October, 1 November-1 April."""
    present = set(TermPeriod.objects.values_list("term_key", flat=True))
    rows = [row for row in _usual_terms() if row.term_key not in present]
    TermPeriod.objects.bulk_create(rows)
    return len(rows)


def _usual_terms() -> Iterator[TermPeriod]:
    for year in range(FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR + 1):
        common = year - 543
        first, second = AcademicTerm(year=year, term=1), AcademicTerm(year=year, term=2)
        yield TermPeriod(term_key=first.key, starts_on=date(common, 5, 16), ends_on=date(common, 10, 11))
        yield TermPeriod(term_key=second.key, starts_on=date(common, 11, 1), ends_on=date(common + 1, 4, 1))
