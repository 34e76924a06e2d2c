"""The API is tested on a real release of a few schools. No test here may touch the database."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django.fixtures import Settings

from isee.reporting.release import write_release
from tests.unit.reporting.small_nation import MADE_AT, freeze, usual_children

OLDER, NEWER = 25691, 25692


def silent(phase: str, done: int, total: int) -> None:
    """No progress is watched in these tests."""


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two releases: of one term, and of that and the next."""
    home = tmp_path_factory.mktemp("api")
    freeze(home, usual_children(OLDER), made_at=MADE_AT - timedelta(days=100))
    write_release(home, report=silent)
    freeze(home, usual_children(NEWER))
    write_release(home, report=silent)
    return home


@pytest.fixture
def released(settings: Settings, two_releases: Path) -> Path:
    """The two releases are what the API shows."""
    settings.ISEE_HOME = two_releases
    return two_releases


@pytest.fixture
def unreleased(settings: Settings, tmp_path: Path) -> Path:
    """No release has been made yet."""
    settings.ISEE_HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    """Counts of requests begin anew with each test."""
    caches["limits"].clear()
