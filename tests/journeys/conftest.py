"""The installation and the browsers of the journeys."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.databases import drop_database
from tests.journeys.people import Person
from tests.journeys.service import Service, running
from tests.world import commit_world
from tools.browser import launch

# Playwright keeps an event loop in this thread, in which Django would refuse to make a sign-in link.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PATIENCE_MS = 10_000


@pytest.fixture(scope="package")
def service(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Service]:
    """One installation for all journeys, on a world of their own; they may make links and sessions in it."""
    before = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        world = commit_world(f"isee_journeys_{os.getpid()}")
        try:
            with running(world) as started:
                yield started
        finally:
            connection.close()
            connection.settings_dict.update(before)
            drop_database(world.home.name)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser; every person has a context, and so cookies, of their own."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


def _person(browser: Browser, service: Service, **options: Any) -> Iterator[Person]:
    context = browser.new_context(locale="th-TH", timezone_id="Asia/Bangkok", bypass_csp=True, **options)
    context.set_default_timeout(PATIENCE_MS)
    person = Person(context, context.new_page(), service)
    yield person
    context.close()
    assert not person.troubles, "\n".join([*person.troubles, "The service said last:", *service.last_words()])


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Person]:
    """Somebody with a phone."""
    yield from _person(browser, service, **PHONE)


@pytest.fixture
def desktop(browser: Browser, service: Service) -> Iterator[Person]:
    """Somebody at a large screen."""
    yield from _person(browser, service, **DESKTOP)


@pytest.fixture
def plain(browser: Browser, service: Service) -> Iterator[Person]:
    """Somebody whose browser runs no script."""
    yield from _person(browser, service, **DESKTOP, java_script_enabled=False)
