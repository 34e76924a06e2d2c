"""Everybody's first pages, in both languages, open to all; and the doors that a role does not have."""

import pytest

from tests.journeys.people import Person

PAGES = {
    "teacher": ("/work", "/children", "/account"),
    "director": (
        "/work",
        "/children",
        "/imports",
        "/transfers",
        "/users",
        "/users/invite",
        "/users/offers",
        "/users/acting",
    ),
    "area_officer": ("/users/recovery", "/users/acting", "/users/review"),
    "steward": ("/work", "/questions", "/imports/kept"),
    "auditor": ("/audit", "/jobs"),
    "administrator": ("/users", "/users/new", "/account/second-factor"),
}


@pytest.mark.parametrize("language", ["", "/en"], ids=["th", "en"])
@pytest.mark.parametrize("role", PAGES)
def test_every_staff_page_is_open_to_all(phone: Person, role: str, language: str) -> None:
    phone.is_signed_in_as(role)
    for path in PAGES[role]:
        phone.opens(language + path).is_at(language + path).sees_a_page_for_all()


@pytest.mark.parametrize(
    ("role", "path"), [("teacher", "/imports"), ("teacher", "/users"), ("analyst", "/children"), ("director", "/jobs")]
)
def test_a_door_that_is_not_yours_is_closed_kindly(phone: Person, role: str, path: str) -> None:
    phone.is_signed_in_as(role).opens(f"/en{path}")
    phone.reads_heading("not").sees_a_page_for_all()


def test_signing_out_closes_the_work(phone: Person) -> None:
    phone.is_signed_in_as("teacher").opens("/en/account").presses("Sign out")
    phone.opens("/en/work").is_at("/en/sign-in")
