"""Fixtures for all tests: the database, and the web role inside a test's transaction."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.databases import drop_database, make_database
from tests.world import CommittedWorld, World, build_world, commit_world


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Style sheets keep their plain names: nothing is collected for a test."""
    plain: dict[str, Any] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this session's own, copied from the migrated template."""
    name = f"isee_test_{os.getpid()}"
    with django_db_blocker.unblock():
        make_database(name)
        yield
        connection.close()
        drop_database(name)


class RoleChanger(Protocol):
    """Runs a block as a database role, with or without the scope of a session token."""

    def __call__(self, role: str = "web", *, token: str = "") -> AbstractContextManager[None]: ...


@pytest.fixture
def as_role(db: Any) -> RoleChanger:
    """Change into a database role inside the test's transaction, and back."""

    @contextmanager
    def change(role: str = "web", *, token: str = "") -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('isee.scope', '', true)")
            cursor.execute(f"SET ROLE isee_{role}")
            try:
                if token:
                    cursor.execute("SELECT access_open_scope(%s)", [token])
                yield
            finally:
                if not connection.needs_rollback:
                    cursor.execute("RESET ROLE")
                    cursor.execute("SELECT set_config('isee.scope', '', true)")

    return change


@pytest.fixture
def world(db: None) -> World:
    """The small world of `tests/world.py`, inside the test's transaction."""
    return build_world()


@pytest.fixture(scope="session")
def committed_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[CommittedWorld]:
    """The same world in a database of its own, committed, for real connections of the roles to attack."""
    with django_db_blocker.unblock():
        made = commit_world(f"isee_world_{os.getpid()}")
    yield made
    drop_database(made.home.name)
