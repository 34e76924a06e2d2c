"""A release says what it may, the same way every time, and appears as a whole."""

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from django.test import override_settings
from python_calamine import CalamineWorkbook

from isee.reporting.api import latest_release
from isee.reporting.extract.files import ExtractDamagedError, newest_extracts
from isee.reporting.extract.schema import SCHEMA_VERSION
from isee.reporting.figures import BANDS, SEXES, Position
from isee.reporting.folders import hash_of
from isee.reporting.formats import Cell
from isee.reporting.indicators import ALL_INDICATORS
from isee.reporting.protection import figures_of
from isee.reporting.release import NothingToReleaseError, write_release
from tests.unit.reporting.small_nation import MADE_AT, SCHOOL_ROWS, children, freeze, group, usual_children

FEW: Cell = {"n": None, "d": None, "v": None, "s": "few"}
NONE: Cell = {"n": None, "d": None, "v": None, "s": "none"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ISEE_HOME=tmp_path):
        yield tmp_path


def silent(phase: str, done: int, total: int) -> None:
    """No progress is watched in these tests."""


def read(home: Path, path: str) -> dict[str, object]:
    release = (home / "releases" / "latest").read_text().strip()
    content: dict[str, object] = json.loads((home / "releases" / release / path).read_text())
    return content


def test_the_nation_has_its_figures_regions_and_provinces(home: Path) -> None:
    freeze(home, usual_children())
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    nation = release.area("TH")
    assert nation is not None
    figures = nation["figures"]["25692"]
    assert figures["pupils"]["all"] == {"n": 540, "d": None, "v": 540, "s": "ok"}
    assert figures["poor"]["all"] == {"n": 62, "d": 540, "v": 11.5, "s": "ok"}
    assert figures["attendance"]["all"] == {"n": 540 * 92, "d": 54000, "v": 92.0, "s": "ok"}
    assert figures["income"]["all"] == {"n": None, "d": 540, "v": 2760, "s": "ok"}
    assert [(child["level"], child["code"]) for child in nation["children"]] == [
        ("region", "R1"), ("region", "R4"), ("province", "58"), ("province", "90"),
    ]  # fmt: skip
    assert nation["path"] == []


def test_a_district_lists_its_subdistricts_and_their_schools(home: Path) -> None:
    freeze(home, usual_children())
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    district = release.area("5804")
    assert district is not None
    assert [place["code"] for place in district["path"]] == ["TH", "R1", "58"]
    assert [child["code"] for child in district["children"]] == ["580401", "580402"]
    assert [school["code"] for school in district["schools"]] == ["1058000001", "1058000002", "1058000003"]
    assert "out_of_school" not in district["schools"][0]["figures"]["25692"]
    assert "stunting" in district["figures"]["25692"]
    assert "stunting" not in district["children"][0]["figures"]["25692"]


def test_a_figure_is_hidden_where_its_denominator_is_a_hidden_figure(home: Path) -> None:
    scores: dict[str, Any] = {"height_z": Decimal("-2.50"), "bmi_z": Decimal(0), "growth_reference": "who2007"}
    fine: dict[str, Any] = {**scores, "height_z": Decimal(0)}
    freeze(home, children(group(40, **scores), group(40, **fine), group(4)))
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    nation = release.area("TH")
    assert nation is not None
    figures = nation["figures"]["25692"]
    assert (figures["measured"]["all"], figures["stunting"]["all"]) == (FEW, FEW)
    families = {one["name"]: one.get("family") for one in release.manifest["indicators"]}
    assert (families["stunting"], families["poor"], families["pupils"]) == ("health", "poverty", "school")


def test_few_children_are_hidden_and_nothing_that_adds_up_gives_them_away(home: Path) -> None:
    freeze(home, usual_children())
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    school = release.school("1058000002")
    assert school is not None
    told = school["figures"]["25692"]["extremely_poor"]
    assert (told["all"]["s"], told["all"]["n"], told["sex"], told["grade_band"]) == ("band", None, {}, {})
    subdistrict = release.area("580401")
    assert subdistrict is not None
    other = release.school("1058000001")
    assert other is not None
    hidden = [place["figures"]["25692"]["extremely_poor"]["all"]["s"] != "ok" for place in (subdistrict, other)]
    assert any(hidden)


@pytest.mark.parametrize("seed", range(4))
def test_no_published_file_lets_a_reader_subtract_to_a_hidden_figure(home: Path, seed: int) -> None:
    """Reads the files as a stranger would: a shown total never has exactly one hidden part."""
    draw = Random(seed)
    schools = [code for code, *_ in SCHOOL_ROWS]
    groups = [
        group(draw.choice([1, 4, 9, 12, 40]), school=school, sex=sex, grade_band=band, poverty_class=poverty)
        for school in schools
        for sex in SEXES
        for band in BANDS
        for poverty in ("not_poor", "poor", "extremely_poor")
        if draw.random() < 0.6
    ]
    freeze(home, children(*groups))
    built = write_release(home, report=silent)
    pages = {path.stem: json.loads(path.read_text()) for path in built.folder.glob("*/*.json")}
    below = {"nation": "region", "region": "province", "province": "district", "district": "subdistrict"}
    checked = 0
    for page in pages.values():
        parts = [part["code"] for part in page["children"] if part["level"] == below.get(page["level"])]
        if page["level"] == "subdistrict":
            parts = [part["code"] for part in page["schools"]]
        for name, figure in page["figures"]["25692"].items():
            for breakdown in ("sex", "grade_band"):
                cells = [cell for cell in figure[breakdown].values() if cell["s"] != "none" and cell["n"] != 0]
                checked += _reader_learns_nothing(figure["all"], cells)
            if not parts or name not in pages[parts[0]]["figures"]["25692"]:
                continue
            for path in (("all",), *(("sex", sex) for sex in SEXES), *(("grade_band", band) for band in BANDS)):
                if page["level"] in ("district", "subdistrict") and path != ("all",):
                    continue
                totals = [_at(pages[code]["figures"]["25692"][name], path) for code in parts]
                checked += _reader_learns_nothing(_at(figure, path), [one for one in totals if one["s"] != "none"])
    assert checked > 100


def _at(figure: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for step in path:
        figure = figure[step]
    return figure


def _reader_learns_nothing(total: dict[str, Any], parts: list[dict[str, Any]]) -> bool:
    hidden = [part for part in parts if part["s"] in ("few", "band")]
    if total["s"] == "ok":
        assert len(hidden) != 1
    elif total["s"] == "few":
        assert hidden or not parts
    return True


def test_out_of_school_is_told_for_areas_by_home_and_hidden_when_few(home: Path) -> None:
    freeze(home, usual_children())
    write_release(home, report=silent)
    north, south = read(home, "areas/R1.json"), read(home, "areas/R4.json")
    assert south["figures"]["25692"]["out_of_school"]["all"]["s"] == "few"  # type: ignore[index]
    assert north["figures"]["25692"]["out_of_school"]["all"]["s"] == "few"  # type: ignore[index]


def test_the_same_extracts_give_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for term in (25691, 25692):
        freeze(home, usual_children(term))
    first = write_release(home, report=silent)
    before = {path: hash_of(path) for path in first.folder.rglob("*") if path.is_file()}
    second = write_release(home, report=silent)
    assert second.folder == first.folder
    for path in list(before):
        path.unlink()
    (first.folder / "manifest.json").unlink(missing_ok=True)
    first.folder.rename(home / "releases" / "old")
    third = write_release(home, report=silent)
    assert third.manifest["id"] == first.manifest["id"]
    assert {path: hash_of(path) for path in third.folder.rglob("*") if path.is_file()} == before


def test_a_newer_extract_of_a_term_takes_the_older_ones_place(home: Path) -> None:
    freeze(home, usual_children())
    freeze(home, children(group(50)), made_at=MADE_AT + timedelta(days=1))
    write_release(home, report=silent)
    assert read(home, "areas/TH.json")["figures"]["25692"]["pupils"]["all"]["n"] == 50  # type: ignore[index]


def test_a_term_without_children_in_a_place_has_no_data(home: Path) -> None:
    freeze(home, children(group(50, term_key=25691)), made_at=MADE_AT - timedelta(days=1))
    freeze(home, children(group(50, school="1090000001")))
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    north = release.area("R1")
    assert north is not None
    assert north["figures"]["25692"]["pupils"]["all"] == NONE
    assert north["figures"]["25691"]["pupils"]["all"]["n"] == 50
    assert north["figures"]["25691"]["attendance"]["all"] == NONE
    assert release.area("5805") is None
    assert release.area("../manifest") is None


def test_a_damaged_extract_is_refused_and_the_old_release_stays(home: Path) -> None:
    freeze(home, usual_children())
    before = write_release(home, report=silent)
    extract = freeze(home, children(group(50)), made_at=MADE_AT + timedelta(days=1))
    extract.child_files()[0].write_bytes(b"PAR1")
    with pytest.raises(ExtractDamagedError, match="Freeze it again"):
        write_release(home, report=silent)
    assert read(home, "manifest.json")["id"] == before.manifest["id"]
    assert not list((home / "releases").glob(".making-*"))


def test_an_extract_of_another_schema_is_refused(home: Path) -> None:
    extract = freeze(home, usual_children())
    path = extract.folder / "manifest.json"
    path.write_text(path.read_text().replace(f'"schema": {SCHEMA_VERSION}', '"schema": 1'))
    with pytest.raises(ExtractDamagedError, match=r"schema 1.*isee extract 2/2569"):
        write_release(home, report=silent)


def test_what_a_killed_writer_left_is_never_read_and_is_removed(home: Path) -> None:
    freeze(home, usual_children())
    for parent in (home / "extracts" / "25693", home / "extracts" / "25692", home / "releases"):
        (parent / ".making-dead" / "child_term").mkdir(parents=True)
    assert [extract.term_key for extract in newest_extracts(home)] == [25692]
    write_release(home, report=silent)
    assert not (home / "releases" / ".making-dead").exists()


def test_without_an_extract_the_next_step_is_named(home: Path) -> None:
    with pytest.raises(NothingToReleaseError, match="isee extract"):
        write_release(home, report=silent)
    assert latest_release() is None


def test_tables_hold_words_for_hidden_figures_and_no_formula(home: Path) -> None:
    freeze(home, usual_children())
    built = write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    path = release.table_path("schools.csv")
    assert path is not None
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    hidden = [row for row in rows if row["state"] == "few"]
    assert hidden
    assert {row["n"] + row["d"] + row["value"] for row in hidden} == {""}
    assert {row["name_en"][0] for row in rows if row["code"] == "1058000003"} == {"'"}
    assert {row["term"] for row in rows} == {"2/2569"}
    book = CalamineWorkbook.from_path(built.folder / "tables" / "provinces.xlsx")
    assert book.sheet_names[0] == "คำอธิบาย"
    texts = {cell for row in book.get_sheet_by_name("เด็กนอกระบบการศึกษา").to_python() for cell in row}
    assert "น้อยเกินกว่าจะแสดง / too few to show" in texts
    with ZipFile(built.folder / "tables" / "schools.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert release.table_path("../manifest.json") is None
    assert release.table_path("nothing.csv") is None


def test_an_extract_opens_one_province_at_a_time_and_knows_no_internal_id(home: Path) -> None:
    extract = freeze(home, usual_children())
    folders = sorted(path.parent.name for path in extract.child_files())
    assert folders == ["province=58", "province=90"]
    north = pq.ParquetFile(extract.child_files()[0]).read()
    assert set(north.column("province").to_pylist()) == {"58"}
    assert not {"person_id", "uuid", "given_name", "birth_date", "school_id"} & set(north.column_names)


def test_manifest_names_every_file_with_its_hash(home: Path) -> None:
    freeze(home, usual_children())
    built = write_release(home, report=silent)
    on_disk = {
        path.relative_to(built.folder).as_posix(): hash_of(path)
        for path in built.folder.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", "manifest.sig")
    }
    assert built.manifest["files"] == on_disk
    assert built.manifest["threshold"] == 10
    assert [one["name"] for one in built.manifest["indicators"]][:3] == ["pupils", "poor", "extremely_poor"]


def test_of_those_whom_nobody_screens_there_is_no_data_and_no_nought(home: Path) -> None:
    older = group(40, grade="M5", grade_band="upper_secondary", age_band="upper_secondary", age=16, poverty_class=None)
    freeze(home, children(group(60), older))
    write_release(home, report=silent)
    release = latest_release()
    assert release is not None
    nation = release.area("TH")
    assert nation is not None
    bands = nation["figures"]["25692"]["poor"]["grade_band"]
    assert bands["upper_secondary"] == NONE
    assert (bands["primary"]["s"], bands["primary"]["d"]) == ("ok", 60)


def test_schools_are_counted_beside_the_children(home: Path) -> None:
    freeze(home, usual_children())
    figures = figures_of(newest_extracts(home)[0], indicators=ALL_INDICATORS)
    assert figures.at("schools_silent", Position("TH", "all", "all")) == (0, 4, 4)
    assert {position.breakdown for position in figures.sums["schools_silent"]} == {"all"}
