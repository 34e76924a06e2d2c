"""Progress as people see it, and rows written by the thousand."""

from datetime import timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.db import IntegrityError, connection, transaction

from isee.access.api import ScopeGroup
from isee.registry.api import Person
from isee.system.api import (
    Progress,
    copy_arrow,
    finish_progress,
    insert_rows,
    progress_of,
    report_progress,
    reserve_ids,
    start_progress,
)
from tests.conftest import RoleChanger
from tests.world import AT, World

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_progress_goes_from_start_to_end() -> None:
    start_progress("import:1", at=AT, phase="reading", total=200)
    report_progress("import:1", at=AT + MINUTE, done=50, phase="admitting", parts={"58": [50, 200]})
    found = progress_of("import:1")
    assert found is not None
    assert (found.share, found.phase, found.state) == (0.25, "admitting", Progress.State.RUNNING)
    assert found.seconds_left(AT + MINUTE) == 180
    report_progress("import:1", at=AT + MINUTE, parts={"50": [1, 2]})
    finish_progress("import:1", at=AT + 2 * MINUTE)
    found = progress_of("import:1")
    assert found is not None
    assert found.state == Progress.State.DONE
    assert found.parts == {"58": [50, 200], "50": [1, 2]}
    assert found.seconds_left(AT) is None


def test_progress_of_a_failure_keeps_its_words_and_a_new_start_forgets_them() -> None:
    start_progress("x", at=AT, total=1)
    finish_progress("x", at=AT, problem="The disk is full.")
    assert progress_of("x") is not None
    assert (Progress.objects.get().state, Progress.objects.get().problem) == ("failed", "The disk is full.")
    start_progress("x", at=AT)
    assert (Progress.objects.get().state, Progress.objects.get().problem) == ("running", "")


def test_what_has_no_total_or_hardly_begun_has_no_estimate() -> None:
    start_progress("x", at=AT)
    assert Progress.objects.get().share is None
    report_progress("x", at=AT, done=1, total=1000)
    assert Progress.objects.get().seconds_left(AT + MINUTE) is None


def test_progress_never_begun_is_none() -> None:
    assert progress_of("never") is None


def groups(*codes: str) -> pa.Table:
    """Rows of a small table."""
    return pa.table({"code": list(codes)})


def test_arrow_rows_become_table_rows_with_defaults() -> None:
    assert copy_arrow("access_scopegroup", groups("ก", "a,b", 'say "x"', "\\N", " ", "line\nbreak")) == 6
    found = set(ScopeGroup.objects.values_list("code", flat=True))
    assert found == {"ก", "a,b", 'say "x"', "\\N", " ", "line\nbreak"}


def test_one_row_that_breaks_a_promise_refuses_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_arrow("access_scopegroup", groups("one", "two", "one"))
    assert ScopeGroup.objects.count() == 0


def test_binary_null_boolean_and_date_survive_the_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kinds (b bytea, t text, f boolean, d date, n numeric)")
    rows = pa.table(
        {
            "b": [b"\x00\xff\\", None],
            "t": ["", None],
            "f": [True, None],
            "d": [AT.date(), None],
            "n": pa.array(["1.50", None]),
        }
    )
    assert copy_arrow("kinds", rows) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT b, t, f, d, n::text FROM kinds")
        first, second = cursor.fetchall()
    assert (bytes(first[0]), *first[1:]) == (b"\x00\xff\\", "", True, AT.date(), "1.50")
    assert set(second) == {None}


def test_reserved_ids_are_nobody_else_s() -> None:
    taken = [*reserve_ids(Person, 3), *reserve_ids(Person, 2)]
    assert len(set(taken)) == 5
    assert reserve_ids(Person, 0) == []


def test_the_worker_inserts_persons_whom_it_cannot_read_back(world: World, as_role: RoleChanger) -> None:
    with as_role("worker", token=""):
        (person,) = reserve_ids(Person, 1)
        values: dict[str, Any] = {"given_name": "ใหม่", "given_key": "ใหม", "recorded_at": AT, "source": "typed"}
        insert_rows([Person(id=person, **values)])
        assert not Person.objects.filter(pk=person).exists()
    assert Person.objects.filter(pk=person).exists()


def test_inserting_nothing_is_nothing() -> None:
    insert_rows([])
