"""What tests of extracts share."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from isee.kernel import AcademicTerm
from isee.places.api import term_calendar
from isee.reporting.extract.source import read_children
from tests.conftest import RoleChanger
from tests.unit.records import TERM


@pytest.fixture
def rows(as_role: RoleChanger) -> Any:
    """Reads the rows of the newest term as the extract role, by age."""

    def read() -> list[dict[str, Any]]:
        newest = AcademicTerm.from_key(TERM)
        dates = next(dates for dates in term_calendar() if dates.term == newest)
        with as_role("extract"), connection.cursor() as cursor:
            table = read_children([cursor.cursor], dates=dates, aged_on=date(2026, 5, 16), purpose="test")
        found: list[dict[str, Any]] = table.to_pylist()
        return found

    return read
