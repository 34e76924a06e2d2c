"""A database that is full, or whose connection breaks, in the middle of an import."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from isee.linkage import operations
from isee.linkage.api import Delivery, import_result
from isee.registry.api import Person
from tests.unit.linkage.test_import import adds_up, counts
from tests.unit.linkage.test_resume import DATA, EXPECTED
from tests.world import World

DISK_FULL, SERVER_STOPS = "53100", "57P01"


def fail_at_second_chunk(sqlstate: str) -> None:
    """Let the server answer the second chunk's enrolments as it does when it is full or shuts down, once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("CREATE SEQUENCE chunks")
        cursor.execute(
            "CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
            f"IF nextval('chunks') = 2 THEN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END IF; RETURN NULL; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER fail_once AFTER INSERT ON registry_enrolment "
            "FOR EACH STATEMENT EXECUTE FUNCTION fail_once()"
        )


@pytest.mark.parametrize("sqlstate", [DISK_FULL, SERVER_STOPS], ids=["full", "stopping"])
def test_the_chunk_that_failed_leaves_nothing_and_the_job_goes_on_with_it(
    sqlstate: str,
    world: World,
    receive: Callable[..., Delivery],
    work: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "CHUNK_ROWS", 3)
    delivery = receive(DATA)
    before = Person.objects.count()
    fail_at_second_chunk(sqlstate)

    with pytest.raises(OperationalError):
        work(delivery)
    halfway = Delivery.objects.get(pk=delivery.pk)
    assert (halfway.state, halfway.rows_done) == ("importing", 3)
    assert Person.objects.count() - before == halfway.created

    work(delivery)
    result = import_result(Delivery.objects.get(pk=delivery.pk))
    assert counts(result) == EXPECTED
    assert adds_up(result)
    assert Person.objects.count() - before == 5
