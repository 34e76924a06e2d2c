"""Pages are tested on a small published nation."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from isee.web.stored_pages import forget_pages
from tests.unit.web.nation import write_nation


@pytest.fixture(scope="session")
def nation_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds one release."""
    home = tmp_path_factory.mktemp("nation")
    write_nation(home)
    return home


@pytest.fixture
def published(settings: Settings, nation_home: Path) -> Path:
    """The small nation is what pages show."""
    settings.ISEE_HOME = nation_home
    forget_pages()
    return nation_home


@pytest.fixture
def unpublished(settings: Settings, tmp_path: Path) -> Path:
    """No release has been made yet."""
    settings.ISEE_HOME = tmp_path
    return tmp_path
