"""Teachers of a school invited together, and the sheet of slips."""

import re
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from isee.access.api import AuditEvent, OneTimeLink, User
from tests.conftest import RoleChanger
from tests.unit.web.staff import Browser, browsing
from tests.world import World

LIST = "Somsri Example, P4/1\nSompong Example\nWichai Example, wichai, P4/2\nNobody, P6/9"


@pytest.fixture(autouse=True)
def day_of_the_world(settings: Settings) -> None:
    """Today is the day of the small world, in term 2/2569."""
    settings.ISEE_TODAY = date(2026, 11, 10)


def batch_of(browser: Browser, text: str) -> dict[str, str]:
    """Look at a list; the form that opens its accounts."""
    page = browser.post("/en/users/invite", {"names": text}).content.decode()
    found = re.search(r'name="batch" value="([^"]+)"', page)
    assert found is not None, page
    return {"names": text, "batch": found[1], "open": "1"}


def test_good_lines_become_accounts_and_the_others_wait(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        form = batch_of(browser, LIST)
        assert not User.objects.filter(display_name__endswith="Example").exists()
        page = browser.post("/en/users/invite", form)
    text = page.content.decode()
    codes = re.findall(r'class="one-code">([^<]+)<', text)
    assert len(codes) == len(set(codes)) == 3
    assert "Nobody, P6/9" in text
    assert "no-store" in page["Cache-Control"]
    users = {user.display_name: user for user in User.objects.filter(display_name__endswith=" Example")}
    assert users["Somsri Example"].username == "1058000001.01"
    assert users["Sompong Example"].username == "1058000001.02"
    assert users["Wichai Example"].username == "wichai"
    role = users["Somsri Example"].assignments.get()
    assert (role.role, role.school_id) == ("teacher", world.schools["A"])
    assert role.room_ids == [world.rooms["A", 2569, "P4", "1"]]
    assert OneTimeLink.objects.filter(user__in=users.values(), used_at=None).count() == 3
    assert AuditEvent.objects.filter(action="teachers_invited").get().detail == {"created": 3}
    assert not any(code in str(list(AuditEvent.objects.values_list("detail", "reason"))) for code in codes)


def test_a_list_is_opened_once_and_the_next_one_counts_on(world: World, as_role: RoleChanger) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        form = batch_of(browser, "Somsri Example")
        browser.post("/en/users/invite", form)
        again = browser.post("/en/users/invite", form)
        assert again.status_code == 422
        assert "opened already" in again.content.decode()
        browser.post("/en/users/invite", batch_of(browser, "Sompong Example"))
    names = list(
        User.objects.filter(display_name__endswith=" Example").order_by("id").values_list("username", flat=True)
    )
    assert names == ["1058000001.01", "1058000001.02"]


@pytest.mark.parametrize(
    ("names", "words"),
    [("", "one on each line"), ("\n".join(f"Teacher number{n}" for n in range(201)), "at most 200")],
)
def test_a_list_that_is_none_says_so(world: World, as_role: RoleChanger, names: str, words: str) -> None:
    with browsing(world, as_role, "school_admin") as browser:
        answer = browser.post("/en/users/invite", {"names": names})
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("role", ["teacher", "area_officer", "administrator", "auditor"])
def test_only_a_school_invites_its_teachers(world: World, as_role: RoleChanger, role: str) -> None:
    with browsing(world, as_role, role) as browser:
        assert browser.get("/en/users/invite").status_code == 403
