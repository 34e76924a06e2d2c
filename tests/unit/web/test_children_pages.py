"""Finding children and opening one record: within scope alone, with nothing in an address, every look written down."""

import base64
import re
import uuid
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from isee.access.api import AuditEvent, ReadLog, Session
from isee.kernel import CitizenId
from tests.conftest import RoleChanger
from tests.unit.web.staff import Browser, browsing, stranger
from tests.world import World

KIND = "Behind this address there may be a child"


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


def search(browser: Browser, **form: object) -> str:
    """Search, and return the text of the page that comes of it."""
    response = browser.post("/en/children", {"text": "", "state": "", **form})
    assert response.status_code == 302, response.content.decode()
    assert re.fullmatch(r"/en/children/results/[\w-]{16}", response["Location"])
    return browser.page(response["Location"].removeprefix("/en"))


def given_names(page: str) -> set[str]:
    return set(re.findall(r"<b>คุณ(\S+) \S+</b>", page))


@pytest.mark.parametrize("text", ["อนันต์ ใจดี", "อนันต์", "ด.ช.อนันต์ ใจดี", "อนันด์ ใจดี", "อนัมต์ ใจดี", "ใจดี", "อนันต์  ใจดี"])
def test_a_teacher_finds_a_pupil_by_a_name_however_it_is_typed(world: World, as_role: RoleChanger, text: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        assert given_names(search(browser, text=text)) == {"อนันต์"}


@pytest.mark.parametrize("form", ["{}", " {} ", "'{}"])
def test_a_pupil_is_found_by_the_number(world: World, as_role: RoleChanger, form: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        assert given_names(search(browser, text=form.format(world.citizen_id("anan").digits))) == {"อนันต์"}
        assert "Nobody" in search(browser, text=world.citizen_id("benja").digits)


def test_a_mistyped_number_is_said_to_be_mistyped(world: World, as_role: RoleChanger) -> None:
    digits = CitizenId.synthetic(4711).digits
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    with browsing(world, as_role, "teacher") as browser:
        assert "mistyped" in search(browser, text=wrong)


def test_what_was_searched_for_lies_sealed_and_stands_in_no_address(world: World, as_role: RoleChanger) -> None:
    digits = world.citizen_id("anan").digits
    with browsing(world, as_role, "teacher") as browser:
        response = browser.post("/en/children", {"text": digits})
        assert digits not in response["Location"]
        session = Session.objects.get(user=world.users["teacher"])
        assert digits not in base64.b64decode(session.data).decode("latin-1")
    assert digits not in str(list(AuditEvent.objects.values_list("detail", "reason", "origin")))


def test_another_s_results_are_gone(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "teacher") as browser:
        where = browser.post("/en/children", {"text": "อนันต์"})["Location"]
    with browsing(world, as_role, "school_admin") as browser:
        assert browser.get(where).status_code == 404


def test_rooms_and_schools_list_their_pupils(world: World, as_role: RoleChanger) -> None:
    room = world.rooms["A", 2569, "P4", "2"]
    with browsing(world, as_role, "school_admin") as browser:
        assert given_names(search(browser, room=room)) == {"กมล"}
    with browsing(world, as_role, "area_officer") as browser:
        assert given_names(search(browser, school="1058000002", state="in")) == {"เบญจา", "เอกชัย"}
        page = browser.post("/en/children", {"school": "ตัวอย่าง"}).content.decode()
        assert "Which school do you mean?" in page


def test_out_of_school_is_neither_a_former_pupil_nor_one_not_yet_reported(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        assert given_names(search(browser, state="out")) == {"ฟ้า"}
        former = search(browser, text="เอกชัย")
        assert "at another school" in former
        assert "out of school</span>" not in former


def test_an_empty_search_says_what_to_write(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "teacher") as browser:
        answer = browser.post("/en/children", {"text": " "})
        assert answer.status_code == 422
        assert "Write a name or a number" in answer.content.decode()


def test_a_record_shows_the_child_and_masks_the_number(world: World, as_role: RoleChanger) -> None:
    anan = world.person("anan")
    with browsing(world, as_role, "teacher") as browser:
        page = browser.page(f"/children/{anan.uuid}")
    assert "คุณอนันต์ ใจดี" in page
    assert world.citizen_id("anan").digits not in page
    assert world.citizen_id("anan").masked in page
    assert "1,200.50" in page
    assert "present on 91 % of the reported days" in page
    for hidden in ("26.0", "120.0"):
        assert hidden not in page


def test_brothers_and_sisters_elsewhere_are_a_name_and_a_relation(world: World, as_role: RoleChanger) -> None:
    anan, benja = world.person("anan"), world.person("benja")
    with browsing(world, as_role, "teacher") as browser:
        page = browser.page(f"/children/{anan.uuid}")
    assert "เบญจา" in page
    assert "name only" in page
    assert str(benja.uuid) not in page


def test_every_look_is_written_down_and_shown(world: World, as_role: RoleChanger) -> None:
    anan = world.person("anan")
    before = ReadLog.objects.filter(person_id=anan.pk).count()
    with browsing(world, as_role, "teacher") as browser:
        browser.page(f"/children/{anan.uuid}")
        page = browser.page(f"/children/{anan.uuid}")
    assert ReadLog.objects.filter(person_id=anan.pk).count() == before + 2
    assert "Example teacher" in page


def test_a_stranger_meets_the_same_kind_sentence_everywhere(world: World, as_role: RoleChanger) -> None:
    known = [world.person(key).uuid for key in ("anan", "chai", "mother")]
    nobody = uuid.UUID("00000000-0000-4000-8000-000000000000")

    def answers(browser: Browser, paths: list[uuid.UUID]) -> set[tuple[int, str]]:
        found = set()
        for path in paths:
            response = browser.get(f"/en/children/{path}")
            found.add((response.status_code, response.content.decode().replace(str(path), "")))
        return found

    with stranger(as_role) as browser:
        ((status, page),) = answers(browser, [*known, nobody])
        assert (status, KIND in page) == (404, True)
    before = ReadLog.objects.count()
    with browsing(world, as_role, "teacher") as browser:
        outside = answers(browser, [*known[1:], nobody])
        pages = {re.sub(r'value="[^"]{64}"', "", page) for _status, page in outside}
        assert {status for status, _page in outside} == {404}
        assert len(pages) == 1
    assert ReadLog.objects.count() == before


def test_a_former_school_sees_its_own_time(world: World, as_role: RoleChanger) -> None:
    ek = world.person("ek")
    with browsing(world, as_role, "school_admin") as browser:
        page = browser.page(f"/children/{ek.uuid}")
    assert "your own school only" in page
    assert "Example School B" not in page


def test_the_path_leads_from_the_nation_to_one(world: World, as_role: RoleChanger, published: object) -> None:
    anan = world.person("anan")
    with browsing(world, as_role, "teacher") as browser:
        page = browser.page(f"/children/{anan.uuid}")
    crumbs = re.findall(r"<li>(?:<a[^>]*>|<span[^>]*>)([^<]*)<", page.split('class="crumb"')[1].split("</nav>")[0])
    assert crumbs[0] == "Thailand 88,930"
    assert crumbs[1].startswith("Mae Hong Son ")
    assert crumbs[-2] == "Example School A"
    assert crumbs[-1] == "this child 1"


def test_what_is_needed_next_is_said_with_who_does_it(world: World, as_role: RoleChanger) -> None:
    needs = {"fah": "Enrolled in no known school", "gamon": "asks for this pupil"}
    uuids = {key: world.person(key).uuid for key in needs}
    with browsing(world, as_role, "school_admin") as browser:
        for key, words in needs.items():
            assert words in browser.page(f"/children/{uuids[key]}"), key


@pytest.mark.parametrize("page", ["work", "children"])
def test_a_guardian_need_not_search_for_their_own_child(world: World, as_role: RoleChanger, page: str) -> None:
    with browsing(world, as_role, "guardian") as browser:
        text = browser.page(f"/{page}")
    assert "Children in your care" in text
    assert len(given_names(text)) == 1
    with browsing(world, as_role, "teacher") as browser:
        assert "Children in your care" not in browser.page(f"/{page}")
