"""A table of an office's own: whole or not at all, every fault with its line and column, nothing overwritten.

The tables here are made up for the tests: no number in them is of the Thai reference.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from isee.access.api import SYSTEM
from isee.tracking.api import growth
from isee.tracking.growth.loading import LoadedTable
from isee.tracking.growth.table_file import read_table_file
from tests.conftest import RoleChanger

AT = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = "made up for a test"
LMS = "measure,sex,age_months,l,m,s"
LINES = "measure,sex,height_cm,-3SD,-2 SD,SD1.5neg,Median,1.5sd,+2sd,SD3"

pytestmark = pytest.mark.django_db
Load = Callable[..., list[LoadedTable]]


def lms_rows(months: Iterable[int] = range(72, 84), *, lift: float = 0) -> list[str]:
    return [f"height,{sex},{month},1,{115 + lift + (month - 72) / 2},0.045" for sex in "fm" for month in months]


def line_rows() -> list[str]:
    return [
        f"weight_for_height,{sex},{height}," + ",".join(str(round(height / 6 * share, 3)) for share in
                                                       (0.78, 0.84, 0.87, 1.0, 1.16, 1.22, 1.36))
        for sex in "fm" for height in range(100, 111)
    ]  # fmt: skip


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(*lines: str, valid_from: str = "2021-02-01", source: str = SOURCE) -> list[LoadedTable]:
        path = tmp_path / "table.csv"
        path.write_text("\n".join(lines), encoding="utf-8-sig")
        return list(
            growth.load_growth_table(
                path, source=source, valid_from=date.fromisoformat(valid_from), illustrative=True, by=SYSTEM, at=AT
            )
        )

    return write_and_load


def test_a_loaded_table_scores_and_names_itself(load: Load) -> None:
    assert load(LMS, *lms_rows()) == [LoadedTable("height", 24, False)]
    thai = growth.loaded_reference(on=date(2026, 11, 24))
    assert thai is not None

    child = growth.assess("f", age_months=73.5, weight_kg=20, height_cm=115.75, reference=thai)

    assert (thai.source, thai.illustrative) == (SOURCE, True)
    assert (child.reference, child.height_z) == ("thai2564", 0.0)
    assert (child.weight_z, child.bmi_z, child.wfh_z) == (None, None, None)


def test_the_pages_may_read_a_loaded_reference_and_not_change_it(load: Load, as_role: RoleChanger) -> None:
    load(LMS, *lms_rows())
    with as_role("web"):
        assert growth.loaded_reference(on=date(2026, 11, 24)) is not None
        with pytest.raises(ProgrammingError), transaction.atomic():
            growth.GrowthTable.objects.update(source="somebody else")


def test_printed_lines_score_straight_between_them(load: Load) -> None:
    load(LINES, *line_rows())
    thai = growth.loaded_reference(on=date(2026, 11, 24))
    assert thai is not None

    def score(weight: float, height: float = 102) -> float | None:
        return growth.assess("m", age_months=60, weight_kg=weight, height_cm=height, reference=thai).wfh_z

    assert [score(17 * share) for share in (0.78, 0.84, 1.0, 1.16, 1.22)] == [-3, -2, 0, 1.5, 2]
    assert score(17 * 1.08) == 0.75
    assert score(17 * 1.50) == 4.0
    assert score(17 * 0.72) == -4.0
    assert score(17.5 * 1.0, 105) == 0
    assert score(17, 99.9) is None
    assert score(17, 110.1) is None


def test_official_thai_classes_appear_with_a_table_of_weight_for_height(load: Load) -> None:
    load(LINES, *line_rows())
    thai = growth.loaded_reference(on=date(2026, 11, 24))
    child = growth.assess("f", age_months=60, weight_kg=17 * 0.8, height_cm=102, reference=thai)
    found = growth.growth_class("weight_for_height", child.wfh_z, reference=child.reference)
    assert found is not None
    assert found.label_th == "ผอม"


def test_the_last_month_of_a_table_holds_to_its_end(load: Load) -> None:
    load(LMS, *lms_rows())
    thai = growth.loaded_reference(on=date(2026, 11, 24))
    scores = [
        growth.assess("f", age_months=month, weight_kg=None, height_cm=120.5, reference=thai).height_z
        for month in (71.9, 83, 83.9, 84)
    ]
    assert scores == [None, 0.0, 0.0, None]


def test_a_newer_table_ends_the_older_one_and_both_stay(load: Load) -> None:
    load(LMS, *lms_rows())
    load(LMS, *lms_rows(lift=2), valid_from="2026-01-01")
    tables = growth.growth_tables()
    assert [(table.valid_from.year, table.valid_to) for table in tables] == [(2026, None), (2021, date(2025, 12, 31))]
    old, new = (growth.loaded_reference(on=date(year, 6, 1)) for year in (2024, 2026))
    scores = [growth.assess("f", age_months=72, weight_kg=None, height_cm=115, reference=one) for one in (old, new)]
    assert scores[0].height_z == 0
    assert scores[1].height_z == pytest.approx(-0.38, abs=0.01)
    assert growth.loaded_reference(on=date(2020, 6, 1)) is None
    with pytest.raises(growth.GrowthTableError, match="Load this one from a later day"):
        load(LMS, *lms_rows(), valid_from="2023-01-01")


def test_a_better_copy_of_the_same_day_withdraws_the_first(load: Load) -> None:
    load(LMS, *lms_rows(), *[row.replace("height", "weight").replace(",115", ",15") for row in lms_rows([72, 73])])
    assert load(LMS, *lms_rows(lift=1)) == [LoadedTable("height", 24, True)]
    standing = [table.measure for table in growth.growth_tables() if table.withdrawn_at is None]
    assert standing == ["height", "weight"]
    assert growth.GrowthRow.objects.count() == 24 + 24 + 4


def test_a_workbook_is_read_as_a_csv_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [LMS, *lms_rows()]:
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row.split(",")])
    book.save(tmp_path / "table.xlsx")
    (tmp_path / "table.csv").write_text("\n".join([LMS, *lms_rows()]), encoding="utf-8")
    assert read_table_file(tmp_path / "table.xlsx") == read_table_file(tmp_path / "table.csv")


def changed(line: int, row: str) -> list[str]:
    rows = lms_rows()
    rows[line - 2] = row
    return [LMS, *rows]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([""], "must name the columns measure; sex; age_months or height_cm; l, m, s or"),
        ([LMS], "headings, but no rows"),
        (["measure,sex,age_months,l,m", *lms_rows()], "l, m, s or -2sd, -1.5sd, 0sd, +1.5sd, +2sd"),
        (changed(3, "size,f,73,1,115,0.04"), "line 3, column measure: write one of height, weight, bmi"),
        (changed(3, "height,x,73,1,115,0.04"), "line 3, column sex: write f or m"),
        (changed(3, "height,f,73,1,,0.04"), "line 3, column m: a number is missing"),
        (changed(3, "height,f,73,1,1x5,0.04"), "line 3, column m: “1x5” is not a number"),
        (changed(3, "height,f,73,1,NaN,0.04"), "line 3, column m: NaN lies outside"),
        (changed(3, "height,f,73,1,115.5,4.5"), "line 3, column s: 4.5 lies outside"),
        (changed(3, "height,f,73,9,115.5,0.12"), "line 3, column l: L and S together"),
        (changed(3, "height,f,73,1,51.15,0.04"), "line 3, column m: 51.15 after 115.0: has a decimal point slipped?"),
        (changed(3, "height,f,74,1,115.5,0.04"), "line 4, column age_months: 74 stands on line 3 already"),
        (changed(3, "height,f,300,1,115.5,0.04"), "line 3, column age_months: 300 lies outside 0 to 240"),
        ([LMS, *lms_rows(range(72, 84)), "height,f,120,1,140,0.04"], "rows between 83 and 120 are missing"),
        ([LMS, *lms_rows()[:12]], "height has fewer than two rows for m"),
        ([LINES, *line_rows()[:-1], "weight_for_height,m,110,20,19,18,17,16,15,14"], "is not above"),
        ([LINES, *line_rows()[:-1], "weight_for_height,m,110,14,15,16,18,21,22,"], "column +3sd: a number is missing"),
    ],
)
def test_a_fault_names_its_line_and_column_and_nothing_is_loaded(load: Load, lines: list[str], said: str) -> None:
    with pytest.raises(growth.GrowthTableError) as refused:
        load(*lines)
    assert said in str(refused.value)
    assert growth.growth_tables() == []


def test_all_faults_are_told_at_once(load: Load) -> None:
    with pytest.raises(growth.GrowthTableError) as refused:
        load(LMS, *[row.replace("0.045", "x") for row in lms_rows()])
    assert len(refused.value.faults) >= 24
    assert "and 4 more" in str(refused.value) or "more" in str(refused.value)


def test_a_table_without_a_source_is_refused(load: Load) -> None:
    with pytest.raises(growth.GrowthTableError, match="Say where the table comes from"):
        load(LMS, *lms_rows(), source=" ")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    for name, content in (("table.xlsx", b"no workbook"), ("table.csv", b"\xff\xfe\x00")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(growth.GrowthTableError, match=r"cannot be read as a workbook|not UTF-8"):
            read_table_file(tmp_path / name)


TABLE = {
    "reference": "thai2564", "measure": "height", "valid_from": date(2021, 2, 1), "source": SOURCE,
    "file_name": "t.csv", "sha256": "0" * 64, "rows": 1, "loaded_at": AT,
}  # fmt: skip
ROW = {"sex": "f", "at": 72, "el": 1, "em": 115, "es": Decimal("0.045")}
NO_LMS = {"el": None, "em": None, "es": None}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"measure": "waist"}, "a_growth_table_is_of_a_known_measure"),
        ({"reference": "who2007"}, "a_loaded_reference_is_not_called_who"),
        ({"reference": "Thai 2564"}, "a_loaded_reference_is_not_called_who"),
        ({"source": ""}, "a_growth_table_names_its_source"),
        ({"valid_to": date(2020, 1, 1)}, r"a_growth_table_ends_after_it_begins|lower bound"),
        ({}, "one_growth_table_of_a_measure_holds_at_a_time"),
    ],
)
def test_the_database_refuses_a_table(change: dict[str, object], constraint: str) -> None:
    growth.GrowthTable.objects.create(**TABLE)
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        growth.GrowthTable.objects.create(**{**TABLE, **change})


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sex": "u"}, "a_growth_row_is_of_girls_or_boys"),
        ({"at": -1}, "a_growth_row_stands_within_a_childhood"),
        ({"es": None}, "a_growth_row_has_l_m_and_s_or_lines"),
        ({"es": 0}, "a_growth_row_has_l_m_and_s_or_lines"),
        ({**NO_LMS, "sd_0": 18}, "a_growth_row_has_l_m_and_s_or_lines"),
        ({**NO_LMS, "sd_neg2": 15, "sd_0": 14, "sd_2": 22}, "lines_of_a_growth_row_rise"),
        ({**NO_LMS, "sd_neg2": 15, "sd_0": 18, "sd_2": 22, "sd_3": 21}, "lines_of_a_growth_row_rise"),
        ({}, "a_growth_row_stands_once_in_its_table"),
    ],
)
def test_the_database_refuses_a_row(change: dict[str, object], constraint: str) -> None:
    table = growth.GrowthTable.objects.create(**TABLE)
    growth.GrowthRow.objects.create(table=table, **ROW)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        growth.GrowthRow.objects.create(table=table, **{**ROW, **change})
