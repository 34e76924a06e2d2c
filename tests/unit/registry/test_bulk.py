"""Bulk loading beside other writers."""

import pytest

from isee.registry.models import Room
from isee.registry.operations import finish_bulk
from isee.system.api import reserve_ids

pytestmark = pytest.mark.django_db


def test_ids_that_another_process_has_reserved_are_not_given_again() -> None:
    reserved = reserve_ids(Room, 50)

    finish_bulk([])

    assert reserve_ids(Room, 1)[0] > max(reserved)
