"""A browser for tests of the staff pages: signed in as a role, a second factor shown, in the database's web role."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.conf import settings
from django.test import Client

from isee.access.models import Assignment
from isee.web.guards import ADDED
from tests.conftest import RoleChanger
from tests.world import World, sign_in

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


class Browser(Client):
    """A test client that speaks English, so that tests read the source texts."""

    def page(self, path: str) -> str:
        """The text of a page that answers 200."""
        response = self.get(f"/en{path}")
        assert response.status_code == 200, (path, response.status_code, response.headers.get("Location"))
        return response.content.decode()


def show_second_factor(token: str, user_id: int) -> None:
    """Mark a session as one in which a second factor was set up."""
    store = SessionStore(token)
    store[ADDED] = user_id
    store.save()


@contextmanager
def browsing(
    world: World, as_role: RoleChanger, role: str, *, assignment: Assignment | None = None, factor: bool = True
) -> Iterator[Browser]:
    """A browser signed in as a role of the world, inside the database's web role."""
    browser = Browser()
    user = world.users[role]
    token = sign_in(browser, user, assignment)
    if factor:
        show_second_factor(token, user.pk)
    with as_role("web"):
        yield browser


@contextmanager
def stranger(as_role: RoleChanger) -> Iterator[Browser]:
    """A browser that is not signed in."""
    with as_role("web"):
        yield Browser()
