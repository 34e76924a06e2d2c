"""The signature of a scope is verified a fixed number of times for a statement, however many rows it reads."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from isee.access.database_code import protected_tables
from isee.access.protection import Kind
from tests.world import CommittedWorld

TABLES = [table for table, protection, _ in protected_tables() if protection.kind is not Kind.ASSIGNMENT]


def verifications(owner: "psycopg.Connection[Any]", statement: sql.Composed) -> int:
    """How often a statement of the web role verifies its scope: a counting function stands in for the verifying one."""
    owner.execute("SELECT setval('verified', 1)")
    owner.execute("SET ROLE isee_web")
    owner.execute(statement)
    owner.execute("RESET ROLE")
    row = owner.execute("SELECT last_value - 1 FROM verified").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("table", TABLES)
def test_the_scope_is_verified_as_often_for_many_rows_as_for_few(committed_world: CommittedWorld, table: str) -> None:
    once = sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
    fifty_times = sql.SQL("SELECT * FROM generate_series(1, 50) g, LATERAL ({} WHERE g > 0 OFFSET 0) t").format(once)
    with committed_world.connected("owner") as owner:
        owner.execute("CREATE SEQUENCE verified")
        owner.execute("GRANT ALL ON SEQUENCE verified TO isee_web")
        owner.execute(
            "CREATE OR REPLACE FUNCTION access_scope() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED "
            "SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN PERFORM nextval('verified'); "
            "RETURN ARRAY['1', '1', 'teacher', '{}', '{}', '{}', '', '', '{}', '', '', '']; END $$"
        )
        assert 0 < verifications(owner, once) == verifications(owner, fifty_times) <= 14
