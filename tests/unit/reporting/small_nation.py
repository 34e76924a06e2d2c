"""A nation of a few schools, made by hand, in the form of an extract."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa

from isee.reporting.extract.files import FrozenExtract, write_extract
from isee.reporting.extract.schema import AREAS, CHILD_TERM, SCHOOL_TERM, SCHOOLS

MADE_AT = datetime(2026, 11, 10, 3, tzinfo=UTC)
FACTS = {"scale": 0.01, "synthetic": True, "purpose": "release"}
AREA_ROWS = [
    ("TH", "nation", "ประเทศไทย", "Thailand", None),
    ("R1", "region", "ภาคเหนือ", "North", "TH"),
    ("R4", "region", "ภาคใต้", "South", "TH"),
    ("58", "province", "แม่ฮ่องสอน", "Mae Hong Son", "R1"),
    ("5804", "district", "แม่สะเรียง", "Mae Sariang", "58"),
    ("580401", "subdistrict", "บ้านกาศ", "Ban Kat", "5804"),
    ("580402", "subdistrict", "แม่สะเรียง", "Mae Sariang", "5804"),
    ("90", "province", "สงขลา", "Songkhla", "R4"),
    ("9001", "district", "เมืองสงขลา", "Mueang Songkhla", "90"),
    ("900101", "subdistrict", "บ่อยาง", "Bo Yang", "9001"),
]
SCHOOL_ROWS = [
    ("1058000001", "โรงเรียนตัวอย่างหนึ่ง", "Example School One", "580401"),
    ("1058000002", "โรงเรียนตัวอย่างสอง", "Example School Two", "580401"),
    ("1058000003", "=โรงเรียนสูตร", "=Formula School", "580402"),
    ("1090000001", "โรงเรียนตัวอย่างใต้", "Example School South", "900101"),
]
REGIONS = {"58": "R1", "90": "R4"}


def areas() -> pa.Table:
    """The reference table of areas."""
    return _table(AREA_ROWS, AREAS)


def schools() -> pa.Table:
    """The reference table of schools."""
    return _table(SCHOOL_ROWS, SCHOOLS)


def school_terms(term_key: int = 25692, *, sent: bool = True, overdue: bool | None = False) -> pa.Table:
    """What every school had sent in a term."""
    rows = [
        {
            "term_key": term_key, "school_code": code, "subdistrict": subdistrict, "district": subdistrict[:4],
            "province": subdistrict[:2], "region": REGIONS[subdistrict[:2]], "sent": sent, "attendance": sent,
            "overdue": overdue,
        }
        for code, _, _, subdistrict in SCHOOL_ROWS
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=SCHOOL_TERM)


def group(number: int, *, school: str | None = "1058000001", **values: Any) -> list[dict[str, Any]]:
    """Some alike children: pupils of a school, or out of school in `subdistrict` when `school` is None."""
    homes = {code: subdistrict for code, _, _, subdistrict in SCHOOL_ROWS}
    subdistrict = values.pop("subdistrict", None) if school is None else homes[school]
    row: dict[str, Any] = {
        "term_key": 25692, "sex": "f", "age": 8, "age_band": "primary", "grade": "P2", "grade_band": "primary",
        "school_code": school, "in_school": school is not None, "poverty_class": "not_poor",
        "income_per_head": None, "days_expected": None, "days_present": None, **values,
    }  # fmt: skip
    if school is None:
        row |= {"grade": None, "grade_band": None, "poverty_class": None}
    place = {"subdistrict": subdistrict, "district": None, "province": None, "region": None}
    if subdistrict is not None:
        place |= {
            "district": subdistrict[:4],
            "province": subdistrict[:2],
            "region": REGIONS[subdistrict[:2]],
        }
    return [row | place for _ in range(number)]


def children(*groups: Iterable[Mapping[str, Any]]) -> pa.Table:
    """A `child_term` table; research keys are running numbers, hashed."""
    rows = [dict(row) for one in groups for row in one]
    for number, row in enumerate(rows):
        row["research_key"] = sha256(str(number).encode()).digest()[:16]
    return pa.Table.from_pylist(rows, schema=CHILD_TERM)


def freeze(
    home: Path,
    table: pa.Table,
    *,
    made_at: datetime = MADE_AT,
    areas: Iterable[tuple[Any, ...]] = AREA_ROWS,
    schools: Iterable[tuple[Any, ...]] = SCHOOL_ROWS,
) -> FrozenExtract:
    """Write an extract of the term that the rows name."""
    return write_extract(
        home,
        children=table,
        areas=_table(areas, AREAS),
        schools=_table(schools, SCHOOLS),
        school_terms=school_terms(table.column("term_key")[0].as_py()),
        term_key=table.column("term_key")[0].as_py(),
        made_at=made_at,
        facts=FACTS,
    )


def usual_children(term_key: int = 25692) -> pa.Table:
    """Four schools with enough children to show most figures, and one small class of pupils."""
    income, poor_income = Decimal("3200.50"), Decimal("1039.25")
    days = {"days_expected": 100, "days_present": 92}
    common: dict[str, Any] = {"term_key": term_key, "income_per_head": income, **days}
    poor = {**common, "income_per_head": poor_income}
    return children(
        group(60, **common),
        group(40, sex="m", **common),
        group(30, poverty_class="poor", **poor),
        group(25, poverty_class="extremely_poor", sex="m", **poor),
        group(50, school="1058000002", **common),
        group(12, school="1058000002", poverty_class="poor", **poor),
        group(40, school="1058000002", sex="m", **common),
        group(3, school="1058000002", sex="m", poverty_class="extremely_poor", **poor),
        group(45, school="1058000003", **common),
        group(45, school="1058000003", sex="m", **common),
        group(20, school="1058000003", sex="m", poverty_class="poor", **poor),
        group(20, school="1058000003", poverty_class="extremely_poor", **poor),
        group(80, school="1090000001", **common),
        group(70, school="1090000001", sex="m", **common),
        group(15, school=None, subdistrict="580401", term_key=term_key),
        group(15, school=None, subdistrict="580401", sex="m", term_key=term_key),
        group(4, school=None, subdistrict="900101", term_key=term_key),
    )


def _table(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
