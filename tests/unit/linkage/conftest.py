"""Sends roster files through the real door: received as the web role, imported as the worker, in one user's scope."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from isee.access.api import current_actor, issue_ticket_for
from isee.kernel import AcademicTerm
from isee.linkage.api import (
    IMPORT_PURPOSE,
    Delivery,
    ImportResult,
    ImportRow,
    StewardQuestion,
    import_result,
    receive_roster,
    run_import,
)
from tests.conftest import RoleChanger
from tests.world import AT, World

TODAY = date(2026, 11, 10)
Send = Callable[..., ImportResult]


@pytest.fixture
def world(world: World) -> World:
    """The small world before anybody sent a file."""
    for model in (StewardQuestion, ImportRow, Delivery):
        model._default_manager.all().delete()
    return world


@pytest.fixture
def receive(world: World, as_role: RoleChanger, tmp_path: Path) -> Callable[..., Delivery]:
    """Receive a file as a user with a role; nothing of it is taken in yet."""

    def do(data: bytes, *, role: str = "school_admin", name: str = "roster.csv", term: str = "2/2569") -> Delivery:
        path = tmp_path / "upload"
        path.write_bytes(data)
        with as_role("web", token=world.token(role)):
            delivery, _ = receive_roster(
                path, name=name, term=AcademicTerm.parse(term), today=TODAY, by=current_actor(origin="test"), at=AT
            )
        return delivery

    return do


@pytest.fixture
def work(world: World, as_role: RoleChanger) -> Callable[..., None]:
    """Do the import job of a delivery, as the worker does it."""

    def do(delivery: Delivery, *, role: str = "school_admin") -> None:
        ticket = issue_ticket_for(world.assignments[role], IMPORT_PURPOSE)
        with as_role("worker"):
            run_import(delivery.pk, ticket=ticket, at=AT)

    return do


@pytest.fixture
def send(receive: Callable[..., Delivery], work: Callable[..., None]) -> Send:
    """Receive and import a file; its result."""

    def do(data: bytes, *, role: str = "school_admin", name: str = "roster.csv", term: str = "2/2569") -> ImportResult:
        delivery = receive(data, role=role, name=name, term=term)
        work(delivery, role=role)
        return import_result(Delivery.objects.get(pk=delivery.pk))

    return do
