"""What a quick load takes away: written down with the taking, and not for others to write."""

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from isee.system.api import is_anything_set_aside, set_aside
from isee.system.models import SetAside
from tests.conftest import RoleChanger

TABLE = "tracking_termattendance"


def _forced() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = %s", [TABLE])
        return bool(cursor.fetchone()[0])


def _indexes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename LIKE %s", [TABLE + "%"])
        return int(cursor.fetchone()[0])


def test_everything_taken_away_is_written_down(db: None) -> None:
    before = _indexes()

    set_aside([TABLE])

    assert is_anything_set_aside()
    assert not _forced()
    history = TABLE + "event"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename LIKE %s", [history + "%"])
        assert _indexes() == cursor.fetchone()[0]
    written = [statement for piece in SetAside.objects.all() for statement in piece.statements]
    assert sum("CREATE" in statement and "INDEX" in statement for statement in written) > 10
    assert any("FORCE ROW LEVEL SECURITY" in statement for statement in written)
    assert before > _indexes()


def test_a_load_that_is_refused_takes_nothing_away(db: None) -> None:
    with pytest.raises(Error), transaction.atomic():
        set_aside([TABLE, "no_such_table"])

    assert not is_anything_set_aside()
    assert _forced()


@pytest.mark.parametrize("role", ["web", "worker"])
def test_only_the_owner_writes_what_the_owner_will_carry_out(db: None, as_role: RoleChanger, role: str) -> None:
    with as_role(role), pytest.raises(Error, match="permission denied"), transaction.atomic():
        SetAside.objects.create(step=1, table=TABLE, statements=["DROP TABLE registry_person"])


def test_the_service_is_not_ready_while_something_is_set_aside(db: None, as_role: RoleChanger) -> None:
    SetAside.objects.create(step=1, table=TABLE, statements=[])

    with as_role("web"):
        response = Client().get("/readyz")

    assert response.status_code == 503
    assert "being loaded" in str(response.json())
