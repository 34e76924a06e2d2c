"""A release explains itself to programs: typed tables, codebook, catalogue, terms of use; the same bytes each time."""

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from django.test import override_settings

from isee.reporting.api import all_releases, latest_release, release_of
from isee.reporting.folders import hash_of
from isee.reporting.release import Built, write_release
from isee.reporting.tables import COLUMNS, as_text
from tests.unit.reporting.small_nation import freeze, usual_children


def build(home: Path) -> Built:
    freeze(home, usual_children())
    return write_release(home, report=lambda _phase, _done, _total: None)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes that hold the same extract and were built one after the other."""
    made = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    for home in made:
        build(home)
    return made


def folder_of(home: Path) -> Path:
    return home / "releases" / (home / "releases" / "latest").read_text().strip()


def test_two_builds_are_equal_byte_for_byte(homes: tuple[Path, Path]) -> None:
    first, second = ({path.name: hash_of(path) for path in folder_of(home).glob("**/*.*")} for home in homes)
    assert first == second
    assert {"nation.parquet", "nation.xlsx", "codebook.json", "catalogue.jsonld", "manifest.json"} <= first.keys()
    for path in folder_of(homes[0]).glob("tables/*.xlsx"):
        with ZipFile(path) as book:
            assert {entry.date_time[0] for entry in book.infolist()} == {1980}
            assert b"2026-11-10T03:00:00Z" in book.read("docProps/core.xml")


def test_parquet_holds_the_rows_of_the_csv_with_types(homes: tuple[Path, Path]) -> None:
    tables = folder_of(homes[0]) / "tables"
    typed = pq.read_table(tables / "schools.parquet").to_pylist()
    plain = list(csv.DictReader((tables / "schools.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["state"] for row in typed] == [row["state"] for row in plain]
    assert [row["n"] for row in typed] == [int(row["n"]) if row["n"] else None for row in plain]
    assert {row["name_en"][0] for row in typed if row["code"] == "1058000003"} == {"="}


def test_the_catalogue_tells_the_size_and_hash_of_every_file(homes: tuple[Path, Path]) -> None:
    folder = folder_of(homes[0])
    graph = json.loads((folder / "catalogue.jsonld").read_text(encoding="utf-8"))["@graph"]
    datasets = [one for one in graph if one["@type"] == "dcat:Dataset"]
    files = [part for one in datasets for part in one["dcat:distribution"]]
    on_disk = {path.name: path for one in ("tables", "twin") for path in (folder / one).iterdir()}
    assert {part["dcat:downloadURL"]["@id"] for part in files} == on_disk.keys()
    for part in files:
        path = on_disk[part["dcat:downloadURL"]["@id"]]
        assert part["dcat:byteSize"]["@value"] == str(path.stat().st_size)
        assert part["spdx:checksum"]["spdx:checksumValue"]["@value"] == hash_of(path)
    assert datasets[0]["dct:temporal"]["dcat:startDate"]["@value"] == "2026-11"
    assert datasets[0]["dct:temporal"]["dcat:endDate"]["@value"] == "2027-03"


def test_the_codebook_explains_every_column_and_state(homes: tuple[Path, Path]) -> None:
    book = json.loads((folder_of(homes[0]) / "codebook.json").read_text(encoding="utf-8"))
    for table in book["tables"]:
        assert [column["name"] for column in table["columns"]] == list(COLUMNS)
    assert [state["value"] for state in book["states"]] == ["ok", "few", "none", "band"]
    poor = next(one for one in book["indicators"] if one["name"] == "poor")
    assert [source["name"] for source in poor["sources"]] == ["in_school", "grade_band", "poverty_class"]
    assert all(source["th"] and source["en"] for source in poor["sources"])
    assert poor["expressions"]["denominator"] == (
        "(_.in_school & (_.grade_band.notnull() & (_.grade_band != 'upper_secondary'))).cast('int64')"
    )
    assert poor["terms"] == [25692]
    assert next(one for one in book["indicators"] if one["name"] == "stunting")["terms"] == []


def test_only_files_of_the_manifest_can_be_reached(homes: tuple[Path, Path]) -> None:
    with override_settings(ISEE_HOME=homes[0]):
        release = latest_release()
        assert release is not None
        assert release_of(release.id) is release
        assert all_releases() == [release]
        use = release.manifest["use"]
        assert "invented" in use["notice_en"]
        found = release.published_file("provinces.csv")
        assert found is not None
        assert found.sha256 == hash_of(found.path)
        assert release.published_file("manifest.json") is not None
        (release.folder / "stray.json").write_text("{}")
        for name in ("stray.json", "../latest", "tables/../../latest", "/etc/passwd", ""):
            assert release.published_file(name) is None
        for name in ("..", "latest", ".making-dead", "../releases", ""):
            assert release_of(name) is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_text_that_looks_like_a_formula_is_defused(start: str) -> None:
    assert as_text(f"{start}1") == f"'{start}1"
