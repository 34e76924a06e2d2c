"""The database code as it stands in a migrated database."""

import pytest
from django.db import connection

from isee.access.database_code import protected_tables

pytestmark = pytest.mark.django_db


def test_every_protected_table_forces_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}

    assert {table for table, _, _ in protected_tables()} == forced
