"""The province brief: one page, the same bytes for the same release, honest about what is hidden or missing."""

import copy
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geothai
import pytest
import shapely
from click.testing import CliRunner
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from isee.places.shapes import ShapeMap, draw_map
from isee.reporting.api import AreaFigures, Release
from isee.web.commands import brief as command
from isee.web.paper.brief import Province, brief_document
from isee.web.paper.brief_files import brief_of, provinces_of, shelf
from isee.web.paper.brief_words import sentences
from isee.web.paper.typesetting import set_pdf
from tests.unit.web.nation import FEW, NONE, RELEASE, Nation, area_place

AT = datetime(2026, 11, 10, tzinfo=UTC)
LABELS = {"extremely_poor": "Extremely poor pupils", "attendance": "Attendance rate"}
UNITS = {"extremely_poor": "share", "attendance": "share"}


def pages(pdf: bytes) -> int:
    """How many pages a PDF says that it has."""
    return int(re.findall(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)[0])


@pytest.fixture
def release(published: Path) -> Release:
    """The small nation's release, with no brief kept."""
    shutil.rmtree(published / "briefs", ignore_errors=True)
    return Release(published / "releases" / RELEASE)


def with_all_districts(code: str, folder: Path) -> AreaFigures:
    """A province with invented figures for every one of its districts."""
    province = next(one for one in geothai.provinces() if one.code == code)
    Nation(folder).write(
        area_place(province, "province"), [], [area_place(one, "district") for one in geothai.districts(code)], []
    )
    written: AreaFigures = json.loads((folder / "areas" / f"{code}.json").read_text(encoding="utf-8"))
    return written


def squares(codes: list[str]) -> ShapeMap:
    """An invented map: a row of squares for each ten districts."""
    boxes = {code: shapely.box(n % 10, n // 10, n % 10 + 1, n // 10 + 1) for n, code in enumerate(codes)}
    return draw_map(boxes, attribution="test")


@pytest.mark.parametrize(("code", "districts"), [("30", 32), ("10", 50), ("83", 3), ("58", 7)])
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("mapped", [True, False])
def test_every_province_fits_one_page(
    release: Release, tmp_path: Path, code: str, districts: int, language: str, mapped: bool
) -> None:
    area = with_all_districts(code, tmp_path)
    codes = [child["code"] for child in area["children"]]
    assert len(codes) == districts
    with translation.override(language):
        document = brief_document(Province(release, area, squares(codes) if mapped else None, districts))
    assert len(document["districts"]["rows"]) == districts
    assert pages(set_pdf("brief", document, made_at=AT)) == 1


def told(area: dict[str, Any], nation: dict[str, Any]) -> list[tuple[str, str]]:
    with translation.override("en"):
        made = sentences(area, nation, units=UNITS, labels=LABELS, key=25692)  # type: ignore[arg-type]
    return [(one.says, one.beside) for one in made]


def place(**terms: dict[str, Any]) -> dict[str, Any]:
    """A place with cells for everyone, by term and indicator."""
    figures = {
        key.removeprefix("t"): {name: {"all": cell, "sex": {}, "grade_band": {}} for name, cell in cells.items()}
        for key, cells in terms.items()
    }
    return {"code": "58", "figures": figures, "children": []}


def share(value: float) -> dict[str, Any]:
    return {"n": round(value * 10), "d": 1000, "v": value, "s": "ok"}


def test_a_sentence_tells_the_gap_to_the_nation_and_the_change_since_a_year_before() -> None:
    here = place(t25682={"extremely_poor": share(45.3)}, t25692={"extremely_poor": share(45.1)})
    nation = place(t25692={"extremely_poor": share(14.2)})
    assert told(here, nation)[0] == (
        "451 of 1,000 pupils are extremely poor: 45.1 per cent",
        "30.9 points above the country's 14.2 per cent; down 0.2 points since term 2/2568",
    )


def test_a_hidden_figure_is_said_to_be_hidden_and_compared_with_nothing() -> None:
    here = place(t25692={"extremely_poor": FEW, "attendance": NONE})
    nation = place(t25692={"extremely_poor": share(14.2)})
    assert told(here, nation) == [
        ("Extremely poor pupils: too few to show", ""),
        ("Attendance rate: no data", ""),
    ]


def test_a_hidden_year_before_is_said_to_be_hidden() -> None:
    here = place(t25682={"attendance": FEW}, t25692={"attendance": share(91)})
    assert "term 2/2568, to compare with: too few to show" in told(here, place())[1][1]


def test_hidden_and_missing_figures_have_a_sign_and_a_key_in_tables(release: Release) -> None:
    area = copy.deepcopy(release.area("58"))
    assert area is not None
    area["children"][0]["figures"]["25692"]["extremely_poor"] = FEW
    area["children"][1]["figures"]["25692"]["extremely_poor"] = NONE
    with translation.override("en"):
        document = brief_document(Province(release, area, None, 7))
    last = document["districts"]["rows"][-2:]
    assert [row[3:5] for row in last] == [["×", "×"], ["–", "–"]]
    assert document["signs"][:2] == ["× too few to show", "– no data"]


def test_an_indicator_that_the_release_lacks_is_left_out(release: Release) -> None:
    area = release.area("58")
    assert area is not None
    other = Release(release.folder)
    other.manifest = {**release.manifest, "indicators": [
        one for one in release.manifest["indicators"] if one["name"] in ("pupils", "attendance")
    ]}  # fmt: skip
    with translation.override("en"):
        document = brief_document(Province(other, area, None, 7))
    assert len(document["sentences"]) == 1
    assert [head for head, _span in document["groups"]["heads"]] == ["Pupils", "Present"]
    assert pages(set_pdf("brief", document, made_at=AT)) == 1


@pytest.mark.django_db
def test_the_same_release_gives_the_same_bytes(release: Release) -> None:
    first = brief_of(release, "58", language="th")
    assert first is not None
    made = first.content()
    shutil.rmtree(shelf(release))
    again = brief_of(release, "58", language="th")
    assert again is not None
    assert again.content() == made


@pytest.mark.django_db
def test_the_page_is_served_in_its_language_with_a_tag(client: Client, release: Release) -> None:
    thai, english = client.get("/areas/58/brief.pdf"), client.get("/en/areas/58/brief.pdf")
    assert thai.status_code == english.status_code == 200
    assert thai["Content-Type"] == "application/pdf"
    assert thai.content.startswith(b"%PDF")
    assert f"{RELEASE}-58-th" in thai["ETag"]
    assert f"{RELEASE}-58-en" in english["ETag"]
    assert "public" in thai["Cache-Control"]
    assert len(list(shelf(release).glob("58-*.pdf"))) == 2
    assert client.get("/areas/58/brief.pdf", HTTP_IF_NONE_MATCH=thai["ETag"]).status_code == 304


@pytest.mark.django_db
def test_the_province_page_links_the_brief_and_others_have_none(client: Client, release: Release) -> None:
    assert "/areas/58/brief.pdf" in client.get("/areas/58").content.decode()
    assert "brief.pdf" not in client.get("/areas/5804").content.decode()
    assert client.get("/areas/99/brief.pdf").status_code == 404


@pytest.mark.django_db
def test_there_is_no_brief_before_a_release(client: Client, unpublished: Path) -> None:
    assert client.get("/areas/58/brief.pdf").status_code == 404


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command uses the test's own connection."""
    monkeypatch.setattr(command, "set_up", lambda role: None)


@pytest.mark.django_db
@pytest.mark.usefixtures("connected")
def test_the_command_writes_one_province_and_says_where(release: Release, tmp_path: Path) -> None:
    done = CliRunner().invoke(command.brief, ["--province", "58", "--lang", "en", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    target = tmp_path / f"isee-58-{RELEASE}-en.pdf"
    assert str(target) in done.stdout
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.django_db
@pytest.mark.usefixtures("connected")
def test_the_command_writes_all_provinces(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isee.web.paper.brief_files.set_pdf", lambda *_args, **_named: b"%PDF")
    done = CliRunner().invoke(command.brief, ["--all", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*.pdf"))) == len(provinces_of(release)) == 77
    shutil.rmtree(shelf(release))


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize(
    ("arguments", "code"), [([], 2), (["--province", "58", "--all"], 2), (["--province", "00"], 2)]
)
def test_the_command_refuses_what_it_cannot_make(release: Release, arguments: list[str], code: int) -> None:
    assert CliRunner().invoke(command.brief, arguments).exit_code == code


@pytest.mark.usefixtures("connected")
def test_the_command_is_not_ready_before_a_release(settings: Settings, unpublished: Path) -> None:
    assert CliRunner().invoke(command.brief, ["--all"]).exit_code == 4
