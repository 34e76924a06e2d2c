"""Roster files of the newest term: the official columns, and files that the real reader reads without a fault."""

from pathlib import Path

import polars as pl
import pytest

from isee.linkage.feeds.education.roster import read_roster
from isee.synth.draws import stream
from isee.synth.messy import write_messy_roster
from isee.synth.nation import Province
from isee.synth.plan import NEWEST, TODAY
from isee.synth.rosters import COLUMNS, Style, draw_style, newest_pupils, roster_table, write_rosters
from tests.unit.synth.conftest import SEED

PLAIN = Style("csv-utf8", "short", "short", "be", "plain", "-", (), False, 0, False)


def test_a_plain_roster_has_the_36_columns_of_the_official_export(provinces: list[Province]) -> None:
    table = roster_table(newest_pupils(provinces[-1]), provinces[-1].plan, PLAIN)

    assert len(COLUMNS) == 36
    assert tuple(table.columns) == COLUMNS
    assert table.null_count().sum_horizontal()[0] == 0


def test_styles_differ_between_schools() -> None:
    styles = {draw_style(stream(SEED, "roster", n)) for n in range(60)}

    assert {style.encoding for style in styles} == {"csv-utf8", "csv-874", "xlsx"}
    assert {style.birth for style in styles} == {"be", "iso", "thai", "serial"}
    assert any(style.renamed for style in styles)
    assert any(style.title_rows for style in styles)


def test_the_reader_finds_every_pupil_of_every_file_and_no_fault(provinces: list[Province], tmp_path: Path) -> None:
    province = min(provinces, key=lambda p: len(p.children))
    files = write_rosters(province, tmp_path, seed=SEED)
    rows = [row for path in files for table in read_roster(path, today=TODAY).tables for row in table.rows()]

    expected = province.enrolments.filter(pl.col("term") == NEWEST).join(province.children, on="person")
    assert not [row for row in rows if row.faults]
    assert {(row.given_name, row.birth_date, row.sex) for row in rows} == set(
        expected.select(
            "given", "born", pl.when("female").then(pl.lit("f")).otherwise(pl.lit("m")).alias("sex")
        ).iter_rows()
    )
    assert {row.school_code for row in rows} == {path.name[4:14] for path in files}


def test_the_same_seed_writes_the_same_files(provinces: list[Province], tmp_path: Path) -> None:
    province = min(provinces, key=lambda p: len(p.children))
    first = write_rosters(province, tmp_path / "a", seed=SEED)
    second = write_rosters(province, tmp_path / "b", seed=SEED)

    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_messy_roster_has_its_faults_where_they_were_put(provinces: list[Province], tmp_path: Path) -> None:
    path = tmp_path / "ทดลองนำเข้า.xlsx"
    code = provinces[-1].schools["code"][0]
    written = write_messy_roster(path, province=provinces[-1], school_code=code)
    (table,) = read_roster(path, today=TODAY).tables
    rows = list(table.rows())

    codes = [fault.code for row in rows for fault in row.faults]
    assert codes == [
        "id_scientific", "id_checksum", "date_ambiguous", "birth_date_future", "grade_unknown", "cell_formula",
    ]  # fmt: skip
    assert [row.school_code for row in rows if row.school_code != code] == ["1099999999"]
    assert (len(rows), written.faulty) == (written.good + 7, 7)


@pytest.mark.parametrize("column", ["เลขประจำตัวประชาชน"])
def test_no_number_of_a_roster_can_be_a_living_persons(provinces: list[Province], column: str) -> None:
    for province in provinces:
        numbers = roster_table(newest_pupils(province), province.plan, PLAIN)[column]
        thai = numbers.filter(~numbers.str.starts_with("G"))
        assert thai.str.slice(1, 2).unique().to_list() == ["98"]
        assert numbers.n_unique() == len(numbers)
