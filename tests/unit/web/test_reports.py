"""Cross-tables and figures of staff: within the scope, marked as internal, written down, refused when hostile."""

import io
import uuid
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pytest_django.fixtures import Settings

from isee.access.api import AuditEvent, ReadLog
from isee.reporting import crosstab
from isee.reporting.api import CHILD_INDICATORS, SavedReport, make_cubes
from tests.conftest import RoleChanger
from tests.unit.reporting.small_nation import freeze
from tests.unit.reporting.test_staff_scope import PLACES, world_areas, world_children, world_schools
from tests.unit.web.staff import browsing, stranger
from tests.world import World

SCHOOL = {letter: code for letter, (code, _place) in PLACES.items()}
TWELVE_AND_ONE = "&".join(f"i={indicator.name}" for indicator in CHILD_INDICATORS[:13])
BY_SCHOOL = "/reports/table?i=pupils&rows=school&cols=sex"


@pytest.fixture(autouse=True)
def frozen(settings: Settings, tmp_path: Path) -> Path:
    """An extract of the world's schools: one pupil in A, two in B, four in C."""
    settings.ISEE_TODAY = date(2026, 11, 10)
    settings.ISEE_HOME = tmp_path
    schools = [*world_schools()[:2], (SCHOOL["C"], "=โรงเรียน ค", "=School C", "500101")]
    extract = freeze(tmp_path, world_children(), areas=world_areas(), schools=schools)
    make_cubes(tmp_path, extract)
    return tmp_path


def test_an_officer_makes_a_table_of_the_own_schools(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "area_officer") as browser:
        page = browser.page(BY_SCHOOL)
    assert "School A" in page
    assert "School B" in page
    assert "School C" not in page
    assert "Internal use only" in page
    event = AuditEvent.objects.get(action="figures_read")
    assert event.detail == {"terms": [25692], "indicators": 1, "rows": 2}
    assert event.user_id == world.users["area_officer"].pk


def test_totals_are_over_rows_and_columns_and_not_over_terms(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "auditor") as browser:
        assert '<tr class="total"><th scope="row">Total</th>' in browser.page(BY_SCHOOL)
        assert "total" not in browser.page("/reports/table?i=pupils&rows=term")


@pytest.mark.parametrize("role", ["teacher", "guardian", "case_worker", "analyst", "administrator"])
def test_roles_without_places_have_no_reports(world: World, as_role: RoleChanger, role: str) -> None:
    with browsing(world, as_role, role) as browser:
        for path in ("/reports", BY_SCHOOL, "/reports/figures", "/reports/table.csv?i=pupils", "/reports/children"):
            assert browser.get(f"/en{path}").status_code == 403, path


def test_strangers_are_asked_to_sign_in(as_role: RoleChanger) -> None:
    with stranger(as_role) as browser:
        for path in ("/reports", BY_SCHOOL, "/reports/figures/58", "/reports/table.xlsx?i=pupils"):
            assert browser.get(f"/en{path}").status_code == 302, path


def test_before_the_first_extract_the_page_says_what_to_do(
    world: World, as_role: RoleChanger, settings: Settings, tmp_path: Path
) -> None:
    settings.ISEE_HOME = tmp_path / "empty"
    with browsing(world, as_role, "auditor") as browser:
        for path in ("/reports", "/reports/table", "/reports/figures", BY_SCHOOL):
            assert "isee extract --term 2/2569" in browser.page(path)


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("i=pupil", "i=pupils"),
        ("i=pupils;DROP", "i=pupils"),
        ("i=pupils&rows=schol", "rows=school"),
        ("i=pupils&rows=research_key", "rows="),
        ("i=pupils&cols=sex&rows=sex", "rows=sex"),
        ("i=pupils&term=1/2560", "term=2/2569"),
        ("i=pupils&term=x' OR 1=1", "term=2/2569"),
        ("i=pupils&grade=P9", "grade=P"),
        ("i=pupils&sex=f') OR ('1'='1", "sex=f"),
        ("i=pupils&age=8 OR 1=1", "age="),
        ("i=pupils&place=50", "i=pupils"),
        ("i=pupils&place=../../etc/passwd", "i=pupils"),
        ("i=pupils&place=580401'--", "i=pupils"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest_that_does(
    world: World, as_role: RoleChanger, query: str, nearest: str
) -> None:
    with browsing(world, as_role, "area_officer") as browser:
        for path in ("table", "table.csv", "table.xlsx"):
            answer = browser.get(f"/en/reports/{path}?{query}")
            assert answer.status_code == 422, (path, query)
            text = answer.content.decode()
            link = text.split('<p><a href="')[1].split('"')[0].replace("&amp;", "&")
            assert nearest in link
            assert browser.get(link).status_code == 200


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("rows=sex&cols=age&cols=grade", "at most 200 are made"),
        ("rows=grade&rows=age&rows=sex", "at most 2 levels"),
        (TWELVE_AND_ONE, "at most 12 fit"),
    ],
    ids=["columns", "levels", "figures"],
)  # fmt: skip
def test_too_wide_tables_are_refused_with_the_limit_named(
    world: World, as_role: RoleChanger, query: str, limit: str
) -> None:
    with browsing(world, as_role, "auditor") as browser:
        answer = browser.get(f"/en/reports/table?i=poor&numbers=1&{query}")
    assert answer.status_code == 422
    assert limit in answer.content.decode()


def test_a_place_makes_a_table_small_enough(
    world: World, as_role: RoleChanger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crosstab, "MOST_ROWS", 2)
    with browsing(world, as_role, "auditor") as browser:
        refused = browser.get(f"/en{BY_SCHOOL}")
        assert refused.status_code == 422
        assert "could have 3 rows; at most 2" in refused.content.decode()
        assert "School C" not in browser.page(f"{BY_SCHOOL}&place=58")


def test_a_workbook_has_thai_headings_frozen_panes_and_the_mark(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "auditor") as browser:
        answer = browser.get("/en/reports/table.xlsx?i=poor&i=pupils&rows=school&cols=sex&numbers=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["A1"].value == "ใช้ภายในเท่านั้น / Internal use only"
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    headings = next(row for row in cells if row[0] == "รหัส")
    assert headings[1] == "โรงเรียน"
    assert any("นักเรียนยากจน" in str(head) for head in headings)
    assert sheet.freeze_panes == f"C{cells.index(headings) + 2}"
    assert any(row[1] == "=โรงเรียน ค" for row in cells)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert AuditEvent.objects.get(action="figures_exported").detail["rows"] == 4


def test_csv_runs_no_formula_and_says_that_it_is_internal(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "auditor") as browser:
        text = browser.get("/en/reports/table.csv?i=pupils&rows=school").content.decode("utf-8-sig")
    assert "'=School C" in text
    assert "Internal use only" in text
    assert f"{SCHOOL['A']},School A,1" in text


def test_a_saved_table_is_shared_within_the_scope_and_computed_for_its_reader(
    world: World, as_role: RoleChanger
) -> None:
    with browsing(world, as_role, "auditor") as browser:
        kept = {"name": "Pupils of schools", "shared": "1", "i": "pupils", "rows": "school"}
        answer = browser.post("/en/reports/save", kept)
        address = answer["Location"].removeprefix("/en")
        assert uuid.UUID(address.rsplit("/", 1)[1])
        assert "School C" in browser.page(address)
    report = SavedReport.objects.get()
    assert report.question == [["i", "pupils"], ["rows", "school"]]
    with browsing(world, as_role, "area_officer") as browser:
        assert "Pupils of schools" in browser.page("/reports")
        page = browser.page(address)
        assert "School A" in page
        assert "School C" not in page
        assert browser.post(f"/en{address}/delete").status_code == 403
    assert SavedReport.objects.count() == 1


def test_a_narrower_owner_shares_with_nobody_outside_the_own_scope(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "area_officer") as browser:
        kept = {"name": "Ours", "shared": "1", "i": "pupils", "rows": "school"}
        address = browser.post("/en/reports/save", kept)["Location"]
    for role, status in (("director", 200), ("province_officer", 404), ("auditor", 404)):
        with browsing(world, as_role, role) as browser:
            answer = browser.get(address)
            assert answer.status_code == status
            assert ("Ours" in browser.page("/reports")) == (role == "director")


def test_a_table_without_a_name_is_not_kept(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "auditor") as browser:
        answer = browser.post("/en/reports/save", {"name": " ", "i": "pupils"}, follow=True)
        assert "Give the table a name first" in answer.content.decode()
        assert browser.post("/en/reports/save", {"name": "x", "i": "nonsense"}).status_code == 422
    assert not SavedReport.objects.exists()


def test_the_page_of_a_place_shows_small_groups_to_those_who_may(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "director") as browser:
        page = browser.page(f"/reports/figures/{SCHOOL['B']}?show=pupils")
        assert "Pupils: 2" in page
        assert "The children behind these figures" in page
        for code in (SCHOOL["A"], "50", "99", "TH"):
            answer = browser.get(f"/en/reports/figures/{code}")
            assert answer.status_code == (404 if code in (SCHOOL["A"], "50", "99") else 200), code
        assert browser.get("/en/reports/figures?show=poors").status_code == 422
    assert AuditEvent.objects.filter(action="figures_read").exists()


def test_children_out_of_school_are_not_told_of_schools(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "area_officer") as browser:
        assert browser.get("/en/reports/table?i=out_of_school").status_code == 422
    with browsing(world, as_role, "province_officer") as browser:
        assert "no data" in browser.page("/reports/table?i=out_of_school&rows=school")


def test_the_children_behind_a_figure_need_a_purpose_and_are_written_down(world: World, as_role: RoleChanger) -> None:
    address = f"/reports/children?school={SCHOOL['B']}"
    with browsing(world, as_role, "director") as browser:
        assert "What do you need it for?" in browser.page(address)
        assert browser.post("/en/reports/children", {"school": SCHOOL["B"]}).status_code == 422
        assert not ReadLog.objects.filter(user=world.users["director"], purpose="screening").exists()
        wanted = {"school": SCHOOL["B"], "grade": "M1", "purpose": "screening"}
        page = browser.post("/en/reports/children", wanted).content.decode()
        assert "1 child" in page
        assert browser.get(f"/en/reports/children?school={SCHOOL['A']}").status_code == 200
        others = browser.post("/en/reports/children", {"school": SCHOOL["C"], "purpose": "screening"})
        assert "No child in your scope fits now" in others.content.decode()
    looks = ReadLog.objects.filter(user=world.users["director"], purpose="screening")
    assert [look.person_id for look in looks] == [world.persons["benja"]]
