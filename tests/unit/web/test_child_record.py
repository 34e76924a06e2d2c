"""One life on one page: what it shows, what stays closed, what is written down, what it costs, and what is printed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from isee.access.api import AuditEvent, ReadLog
from isee.registry.models import Consent
from isee.web.paper import typesetting
from isee.web.record import photos
from tests.conftest import RoleChanger
from tests.unit.web.staff import Browser, browsing
from tests.world import BIRTH, World
from tests.world_life import add_long_life

CLOSED = {
    "health": ("25.2", "128.0", "Height for age", "medical care", "chronically ill", "Growth has faltered"),
    "risk": ("Mind and behaviour", "Games and gambling"),
    "protection": ("Skipped-generation", "ย้ายไปอยู่กับยาย", "protection of the child"),
    "photo": ("/photos/",),
}


@pytest.fixture
def anan(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of a child with seven years of everything."""
    monkeypatch.setenv("ISEE_HOME", str(tmp_path))
    schools = (world.schools["C"], world.schools["A"])
    add_long_life(world.persons["anan"], schools=schools, household=world.households["valley"], born=BIRTH, sex="m")
    return f"/children/{world.person('anan').uuid}"


def ask(browser: Browser, path: str, *parts: str, purpose: str = "casework") -> str:
    """The page after asking for parts."""
    return browser.post(f"/en{path}/parts", {"part": list(parts), "purpose": purpose}).content.decode()


def looks(world: World, part: str) -> list[tuple[str, str]]:
    """Who looked at a part of the child, and for what."""
    rows = ReadLog.objects.filter(person_id=world.persons["anan"], part=part)
    return [(row.assignment.role, row.purpose) for row in rows.select_related("assignment")]


def test_a_life_of_seven_years_is_one_line(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        page = browser.page(anan)
    line = page.split('class="life"')[1].split("</table>")[0]
    for words in (
        "Example School C",
        "Example School A",
        "Extremely poor",
        "1,350",
        "84*",
        "2.90",
        "3,000",
        "scholarship",
    ):
        assert words in line, words
    assert [int(year) for year in re.findall(r"<small>(25\d\d)</small>", line)] == list(range(2562, 2578))
    assert "did not arrive" in line
    assert "Certified on" in page
    assert "Together 3,300 baht a month for 3 people: 1,100.00 baht a head." in page


def test_nothing_sensitive_is_in_the_page_before_it_is_asked_for(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        page = browser.page(anan)
    found = [words for part in CLOSED.values() for words in part if words in page]
    assert found == []


@pytest.mark.parametrize("part", list(CLOSED))
def test_a_part_opens_alone_for_a_purpose(world: World, as_role: RoleChanger, anan: str, part: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        page = ask(browser, anan, part)
    assert [words for words in CLOSED[part] if words not in page] == []
    others = [words for key, held in CLOSED.items() if key != part for words in held]
    assert [words for words in others if words in page] == []
    # A photo is written down when its picture is loaded.
    assert looks(world, part) == ([] if part == "photo" else [("teacher", "casework")])


@pytest.mark.parametrize("purpose", ["", "curiosity", "own_child"])
def test_without_a_purpose_of_the_role_nothing_opens(
    world: World, as_role: RoleChanger, anan: str, purpose: str
) -> None:
    with browsing(world, as_role, "teacher") as browser:
        page = ask(browser, anan, "health", purpose=purpose)
        assert browser.get(f"/en{anan}/parts").status_code == 405
    assert "Say first what you need it for" in page
    assert "25.2" not in page
    assert looks(world, "health") == []


def test_a_guardian_opens_health_and_photos_of_the_own_child_and_no_more(
    world: World, as_role: RoleChanger, anan: str
) -> None:
    with browsing(world, as_role, "guardian") as browser:
        page = ask(browser, anan, "health", "risk", "protection", purpose="own_child")
    assert "25.2" in page
    for words in ("Risk behaviour", "Problems, protection and cases", *CLOSED["risk"], *CLOSED["protection"]):
        assert words not in page, words
    assert looks(world, "health") == [("guardian", "own_child")]
    assert looks(world, "risk") == looks(world, "protection") == []


def test_a_guardian_reads_of_offices_and_not_of_names(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        browser.page(anan)
    with browsing(world, as_role, "guardian") as browser:
        section = browser.page(anan).split('id="looks"')[1]
    assert "Class teacher Example School A" in section
    assert "Example teacher" not in section


def test_the_log_of_a_part_is_shown_to_those_who_may_open_it(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        ask(browser, anan, "health", "risk")
        assert "risk behaviour" in browser.page(anan).split('id="looks"')[1]
    with browsing(world, as_role, "guardian") as browser:
        section = browser.page(anan).split('id="looks"')[1]
    assert "health and growth" in section
    assert "risk behaviour" not in section


def test_each_look_at_a_photo_is_written_down(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        address = re.findall(r'src="(/en/children/[^"]+/photos/[^"]+)"', ask(browser, anan, "photo"))[0]
        for _time in range(2):
            answer = browser.get(address)
            assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
            assert "no-store" in answer["Cache-Control"]
    assert looks(world, "photo") == [("teacher", "casework")] * 2
    with browsing(world, as_role, "school_admin") as browser:
        assert browser.get(address).status_code == 404


def test_the_address_of_a_photo_ends(
    world: World, as_role: RoleChanger, anan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with browsing(world, as_role, "teacher") as browser:
        address = re.findall(r'src="(/en/children/[^"]+/photos/[^"]+)"', ask(browser, anan, "photo"))[0]
        monkeypatch.setattr(photos, "SECONDS", -1)
        assert browser.get(address).status_code == 404


def test_photos_are_not_shown_when_the_family_took_its_consent_back(
    world: World, as_role: RoleChanger, anan: str
) -> None:
    rows = Consent.objects.filter(person_id=world.persons["anan"], purpose="photos")
    rows.update(withdrawn_on="2026-11-09")
    with browsing(world, as_role, "teacher") as browser:
        page = ask(browser, anan, "photo")
    assert "withdrawn its consent to photographs" in page
    assert "/photos/" not in page


def test_a_long_life_costs_no_more_questions_than_a_short_one(world: World, as_role: RoleChanger, anan: str) -> None:
    other = f"/children/{world.person('gamon').uuid}"
    counts = {}
    with browsing(world, as_role, "school_admin") as browser:
        for path in (anan, other):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                browser.page(path)
            counts[path] = len(asked)
    assert counts[anan] <= counts[other] + 2, counts
    assert counts[anan] < 75


def test_what_is_not_known_is_never_a_zero(world: World, as_role: RoleChanger) -> None:
    dao = world.person("dao").uuid
    with browsing(world, as_role, "case_worker") as browser:
        page = browser.page(f"/children/{dao}")
    assert "No enrolment is known yet" in page
    assert "never screened" in page
    assert "no grant is known" in page
    assert not re.search(r">\s*0( baht)?\s*<", page)


def test_what_is_needed_next_comes_from_the_newest_sign(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        assert "Often absent of late" in browser.page(anan)
        assert "By the class teacher" in browser.page(anan)


def test_a_print_bears_who_when_and_why_and_is_a_look(world: World, as_role: RoleChanger, anan: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        assert browser.post(f"/en{anan}/record.pdf", {"part": "health"}).status_code == 302
        assert looks(world, "print") == []
        answer = browser.post(f"/en{anan}/record.pdf", {"part": ["health", "photo"], "purpose": "casework"})
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'attachment; filename="record.pdf"'
    assert looks(world, "print") == looks(world, "health") == [("teacher", "casework")]
    assert ("teacher", "casework") in looks(world, "photo")


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The documents that would be printed, instead of their PDFs."""
    printed: list[dict[str, Any]] = []

    def keep(_template: str, document: dict[str, Any], **_more: object) -> bytes:
        printed.append(document)
        return b"%PDF"

    monkeypatch.setattr("isee.web.pages.papers.set_pdf", keep)
    return printed


def test_a_print_holds_the_parts_that_were_ticked_and_names_the_others(
    world: World, as_role: RoleChanger, anan: str, document: list[dict[str, Any]]
) -> None:
    with browsing(world, as_role, "teacher") as browser:
        browser.post(f"/en{anan}/record.pdf", {"part": "health", "purpose": "health"})
    text = json.dumps(document[0], ensure_ascii=False)
    assert "Printed by Example teacher (Class teacher" in document[0]["printed"]
    assert "The child's health and growth" in document[0]["printed"]
    assert document[0]["use"] == "For official use only"
    assert "25.2" in text
    assert [words for part in ("risk", "protection") for words in CLOSED[part] if words in text] == []
    assert "Risk behaviour" in document[0]["after"][0]


def test_a_copy_holds_everything_and_is_kept_in_the_audit_by_relation(
    world: World, as_role: RoleChanger, anan: str, document: list[dict[str, Any]]
) -> None:
    form = {"requester": "mother", "identified": "on"}
    with browsing(world, as_role, "teacher") as browser:
        assert browser.post(f"/en{anan}/copy.pdf", form).status_code == 403
    with browsing(world, as_role, "school_admin") as browser:
        assert browser.post(f"/en{anan}/copy.pdf", {"requester": "mother"}).status_code == 302
        browser.post(f"/en{anan}/copy.pdf", form)
    text = json.dumps(document, ensure_ascii=False)
    for part in ("health", "risk", "protection"):
        assert [words for words in CLOSED[part] if words not in text] == []
        assert looks(world, part) == [("school_admin", "audit")]
    assert "request of the family (mother)" in document[0]["printed"]
    event = AuditEvent.objects.get(action="record_copied")
    assert event.detail == {"requester": "mother", "left_out": 0}
    assert event.object_id == world.persons["anan"]


def test_a_copy_can_leave_out_what_could_harm_and_does_not_say_so_of_this_child(
    world: World, as_role: RoleChanger, anan: str, document: list[dict[str, Any]]
) -> None:
    form = {"requester": "father", "identified": "on"}
    with browsing(world, as_role, "school_admin") as browser:
        ask(browser, anan, "protection")
        browser.post(f"/en{anan}/copy.pdf", {**form, "keep_back": "on"})
        browser.post(f"/en{anan}/copy.pdf", form)
    kept_back, whole = document
    text = json.dumps(kept_back, ensure_ascii=False)
    assert [words for words in (*CLOSED["protection"], "problems and protection") if words in text] == []
    assert kept_back["after"] == whole["after"]
    assert AuditEvent.objects.filter(action="record_copied", detail__left_out=1).count() == 1


def test_a_missing_typeface_is_named_with_the_way_to_make_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    typesetting._fonts.cache_clear()
    monkeypatch.setattr(typesetting, "FONTS", tmp_path / "none")
    try:
        with pytest.raises(typesetting.TypesettingError, match="make_paper_fonts"):
            typesetting._fonts()
    finally:
        typesetting._fonts.cache_clear()
