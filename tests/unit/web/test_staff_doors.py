"""Which pages open to whom: every page for every role, and for a stranger."""

from datetime import timedelta

import pytest

from isee.access.api import RULES, SYSTEM, Ability, Role, end_assignment
from tests.conftest import RoleChanger
from tests.unit.web.staff import browsing, stranger
from tests.world import LONG_AGO, World

PAGES: dict[str, tuple[Ability, ...] | None] = {
    "/work": None,
    "/account": None,
    "/account/password": None,
    "/account/second-factor": None,
    "/audit": None,
    "/audit?show=looks": None,
    "/children": (Ability.VIEW_CHILDREN,),
    "/transfers": (Ability.DECIDE_TRANSFER,),
    "/transfers?show=past": (Ability.DECIDE_TRANSFER,),
    "/imports": (Ability.IMPORT_ROSTER,),
    "/imports/kept": (Ability.IMPORT_ROSTER,),
    "/questions": (Ability.ANSWER_STEWARD_QUESTION,),
    "/users": (Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS),
    "/users/new": (Ability.MANAGE_USERS, Ability.MANAGE_SCHOOL_USERS),
    "/jobs": (Ability.VIEW_JOBS,),
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_other(world: World, as_role: RoleChanger, role: Role) -> None:
    opened = {}
    with browsing(world, as_role, role.value) as browser:
        for path in PAGES:
            opened[path] = browser.get(f"/en{path}").status_code
    expected = {
        path: 200 if abilities is None or RULES[role].abilities & set(abilities) else 403
        for path, abilities in PAGES.items()
    }
    assert opened == expected


def test_a_stranger_is_led_to_sign_in_and_back(as_role: RoleChanger) -> None:
    with stranger(as_role) as browser:
        for path in PAGES:
            response = browser.get(f"/en{path}")
            assert response.status_code == 302, path
            assert response["Location"].startswith("/en/sign-in?next=/en/"), path


@pytest.mark.parametrize("role", [role for role in Role if RULES[role].second_factor])
def test_a_role_that_needs_a_second_factor_is_led_to_set_one_up(world: World, as_role: RoleChanger, role: Role) -> None:
    with browsing(world, as_role, role.value, factor=False) as browser:
        for path in ("/work", "/children", "/", "/audit"):
            response = browser.get(f"/en{path}")
            assert (response.status_code, response["Location"]) == (302, "/en/account/second-factor"), path
        assert "One more step" in browser.page("/account/second-factor")


def test_pages_with_persons_are_kept_by_no_cache(world: World, as_role: RoleChanger) -> None:
    record = f"/children/{world.person('anan').uuid}"
    with browsing(world, as_role, "teacher") as browser:
        for path in ("/work", "/children", record):
            assert "no-store" in browser.get(f"/en{path}")["Cache-Control"], path


def test_a_role_that_has_ended_opens_nothing(world: World, as_role: RoleChanger) -> None:
    end_assignment(world.assignments["teacher"], by=SYSTEM, at=LONG_AGO + timedelta(days=1))
    with browsing(world, as_role, "teacher") as browser:
        assert browser.get("/en/children").status_code == 403
        assert "You have no role at present" in browser.page("/work")


@pytest.mark.parametrize("path", ["/", "/imports", "/children/nothing", "/nowhere"])
def test_no_page_that_names_its_reader_is_kept(world: World, as_role: RoleChanger, path: str) -> None:
    with browsing(world, as_role, "teacher") as browser:
        kept = browser.get(f"/en{path}").headers.get("Cache-Control", "")

    assert "no-store" in kept
    assert "private" in kept


def test_a_nul_character_is_a_bad_request(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "teacher") as browser:
        assert browser.get("/en/audit?action=%00").status_code == 400
        assert browser.post("/en/children", {"text": "\0"}).status_code == 400


def test_a_number_without_end_is_no_room(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "teacher") as browser:
        response = browser.post("/en/children", {"text": "x", "room": "9" * 5000})

        assert browser.get(response.headers["Location"].removeprefix("http://testserver")).status_code == 200
