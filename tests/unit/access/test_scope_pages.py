"""Every role against every person, through the pages, in a process whose database connection is the web role's own."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from isee.access.api import RULES, Ability, Role
from isee.system.database import connect_as
from tests.unit.access import oracle
from tests.unit.web.staff import Browser, show_second_factor
from tests.world import PERSONS, CommittedWorld, sign_in

ROLES = [role.value for role in Role]
KEYS = [row[0] for row in PERSONS]
FULL_NAMES = {key: f"{given} {family}" for key, given, family, *_ in PERSONS}
ONCE = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*|(nonce=")[^"]*|/children/[0-9a-f-]{36}')
Enter = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


@contextmanager
def web_process(committed_world: CommittedWorld, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let Django connect as the web role to the committed world, as `isee serve` does."""
    before = dict(connection.settings_dict)
    with blocker.unblock():
        connect_as("web", home=committed_world.home)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)


@pytest.fixture
def enter(committed_world: CommittedWorld, django_db_blocker: DjangoDbBlocker) -> Iterator[Enter]:
    """Opens a browser that is signed in as a role, or as nobody."""

    def open_browser(role: str) -> Browser:
        browser = Browser()
        if role:
            world = committed_world.world
            token = sign_in(browser, world.users[role], world.assignments[role])
            show_second_factor(token, world.users[role].pk)
        return browser

    with web_process(committed_world, django_db_blocker):
        yield open_browser


@pytest.fixture(scope="module")
def uuids(committed_world: CommittedWorld) -> dict[str, uuid.UUID]:
    """The address of each person's record."""
    with committed_world.connected("owner") as owner:
        rows = dict(owner.execute("SELECT id, uuid FROM registry_person").fetchall())
    return {key: rows[identifier] for key, identifier in committed_world.world.persons.items()}


def named(page: str) -> set[str]:
    """Whose full name stands on a page."""
    return {key for key, name in FULL_NAMES.items() if name in page}


@pytest.mark.parametrize("role", ROLES)
def test_a_record_opens_for_whom_the_oracle_says_and_names_nobody_else(
    enter: Enter, uuids: dict[str, uuid.UUID], role: str
) -> None:
    sight, browser = oracle.sight_of(role), enter(role)
    may_look = Ability.VIEW_CHILDREN in RULES[Role(role)].abilities
    houses = {oracle.HOUSE[key] for key in KEYS if sight.sees_household(oracle.HOUSE[key])}
    may_be_named = sight.known | {key for key in KEYS if oracle.HOUSE[key] in houses}
    for key in KEYS:
        response = browser.get(f"/en/children/{uuids[key]}")
        page = response.content.decode()
        if may_look and key in oracle.ENROLLED_OR_YOUNG & sight.known:
            assert response.status_code == 200, key
            assert key in named(page)
            assert named(page) <= may_be_named, key
        else:
            assert response.status_code in (403, 404), key
            assert named(page) == set(), key


@pytest.mark.parametrize("role", ["teacher", "director", "guardian", "province_officer"])
def test_a_child_out_of_scope_and_one_who_never_was_look_the_same(
    enter: Enter, uuids: dict[str, uuid.UUID], role: str
) -> None:
    browser, sight = enter(role), oracle.sight_of(role)
    hidden = next(key for key in KEYS if key not in sight.known)
    there, nowhere = (browser.get(f"/en/children/{which}") for which in (uuids[hidden], uuid.uuid4()))
    assert there.status_code == nowhere.status_code
    assert ONCE.sub("", there.content.decode()) == ONCE.sub("", nowhere.content.decode())


@pytest.mark.parametrize("role", ROLES)
def test_a_search_for_everybody_finds_those_whom_the_oracle_knows(enter: Enter, role: str) -> None:
    sight, browser = oracle.sight_of(role), enter(role)
    for key, name in FULL_NAMES.items():
        response = browser.post("/en/children", {"text": name, "state": ""}, follow=True)
        page = response.content.decode()
        if Ability.VIEW_CHILDREN not in RULES[Role(role)].abilities:
            assert response.status_code == 403
            assert named(page) == set()
            continue
        listed = set(re.findall(r"<b>คุณ(\S+ \S+)</b>", page))
        assert listed <= {FULL_NAMES[known] for known in sight.known}, key
        if key in sight.known & oracle.ENROLLED_OR_YOUNG:
            assert name in listed, key


def test_nobody_signed_in_is_led_to_sign_in(enter: Enter, uuids: dict[str, uuid.UUID]) -> None:
    for key in KEYS:
        response = enter("").get(f"/en/children/{uuids[key]}")
        assert response.status_code in (302, 404)
        assert named(response.content.decode()) == set()


def test_every_page_of_a_record_that_was_shown_is_in_the_read_log(
    enter: Enter, uuids: dict[str, uuid.UUID], committed_world: CommittedWorld
) -> None:
    world = committed_world.world
    query = "SELECT count(*) FROM access_readlog WHERE user_id = %s AND person_id = %s"
    values = [world.users["teacher"].pk, world.persons["anan"]]
    with committed_world.connected("owner") as owner:
        before = owner.execute(query, values).fetchone()
        owner.commit()
        enter("teacher").page(f"/children/{uuids['anan']}")
        after = owner.execute(query, values).fetchone()
    assert before is not None
    assert after is not None
    assert after[0] > before[0]
