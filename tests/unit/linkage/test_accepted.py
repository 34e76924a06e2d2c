"""A row that was taken in before is unchanged without being read, and only as long as that is true."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from isee.access.api import SYSTEM, current_actor
from isee.linkage import accepted, operations
from isee.linkage.api import Delivery, ImportResult, ImportRow, missing_from
from isee.linkage.feeds.education.roster import RosterTable
from isee.linkage.models import AcceptedRow
from isee.registry.api import Enrolment, Identifier, NamedRelation, Person, Source, merge_persons, refresh_scope
from isee.registry.operations import change_persons
from tests.conftest import RoleChanger
from tests.unit.linkage.conftest import Send
from tests.unit.linkage.test_import import anan, counts, file_of, known, person_of, pupil
from tests.unit.linkage.test_import import snapshot as snapshot_of_records
from tests.world import AT, World, citizen_id_of

FILE = file_of(pupil(1), pupil(2), anan(), pupil(1))


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets every attempt to read a row fail from now on."""

    def refuse() -> None:
        def rows(table: RosterTable) -> Iterator[Any]:
            raise AssertionError("A row is read.")

        monkeypatch.setattr(RosterTable, "rows", rows)

    return refuse


def person(world: World, serial: int) -> Person:
    return person_of(citizen_id_of("anan") if serial == 0 else _number(serial))


def _number(serial: int) -> Any:
    from isee.kernel import CitizenId

    return CitizenId.synthetic(serial)


def test_a_file_sent_again_is_not_read_and_names_its_pupils(
    world: World, send: Send, unreadable: Callable[[], None], as_role: RoleChanger
) -> None:
    send(FILE)
    before = snapshot_of_records()
    unreadable()
    assert counts(send(FILE)) == {"unchanged": 4}
    assert snapshot_of_records() == before
    with as_role("web", token=world.token("school_admin")):
        newest = Delivery.objects.order_by("-pk").first()
        assert newest is not None
        assert [one.person_id for one in missing_from(newest)] == [world.persons["gamon"]]


def test_known_rows_among_new_ones_are_compared_with_them(world: World, send: Send) -> None:
    send(FILE)
    other = pupil(1, given_name="คนอื่น", student_number="5")
    result = send(file_of(pupil(1), pupil(2), other, pupil(3)))
    assert counts(result) == {"unchanged": 1, "created": 1}
    assert [entry["code"] for entry in result["kept_for_correction"]] == ["id_two_persons"] * 2


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ends(world: World) -> None:
    enrolment = Enrolment.objects.get(person=person(world, 1), ended_on=None)
    Enrolment.objects.filter(pk=enrolment.pk).update(ended_on=AT.date(), outcome="dropped_out")
    refresh_scope([enrolment.person_id])


def moves(world: World) -> None:
    found = Enrolment.objects.filter(person=person(world, 1), ended_on=None)
    found.update(school_id=world.schools["B"], room=None)
    refresh_scope([person(world, 1).pk])


def is_corrected(world: World) -> None:
    change = [(person(world, 1), {"family_name": "แก้แล้ว"})]
    change_persons(change, by=SYSTEM, at=AT, source=Source.TYPED)  # type: ignore[arg-type]


def is_merged(world: World) -> None:
    Enrolment.objects.filter(person=person(world, 1)).update(ended_on=AT.date(), outcome="transferred")
    merge_persons(keep=person(world, 2).pk, absorb=person(world, 1).pk, decision=1, by=SYSTEM, at=AT)
    refresh_scope([person(world, 2).pk])


def loses_a_number(world: World) -> None:
    Identifier.objects.filter(person=person(world, 1), kind="citizen_id").update(valid_to=AT.date())


def loses_a_parent(world: World) -> None:
    NamedRelation.objects.filter(child=person(world, 1)).delete()


def changes_room(world: World) -> None:
    Enrolment.objects.filter(person=person(world, 1)).update(room=None)


@pytest.mark.parametrize("change", [ends, moves, is_corrected, is_merged, loses_a_number, loses_a_parent, changes_room])
def test_whatever_changed_since_the_result_is_that_of_reading_the_row(
    world: World, send: Send, change: Callable[[World], None]
) -> None:
    send(FILE)
    change(world)

    def outcome() -> tuple[ImportResult, Any]:
        result = send(FILE)
        records = snapshot_of_records()
        return result, [len(records[name]) for name in records]

    with undone():
        with_marks = outcome()
    with undone():
        AcceptedRow.objects.all().delete()
        without = outcome()
    assert with_marks == without
    assert with_marks[0]["unchanged"] < 4


def test_a_record_that_changes_while_the_job_begins_is_compared_anew(
    world: World, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(FILE)
    real, calls = operations._read_again, 0

    def change_then(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        ready = real(*args, **kwargs)
        if calls == 1:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
                is_corrected(world)
                cursor.execute("SET ROLE isee_worker")
        return ready

    monkeypatch.setattr(operations, "_read_again", change_then)
    assert counts(send(FILE)) == {"updated": 1, "unchanged": 3}
    assert calls == 2


def test_another_reader_reads_all_rows_again(world: World, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    send(FILE)
    read: list[int] = []
    real = RosterTable.rows

    def rows(table: RosterTable) -> Iterator[Any]:
        read.append(table.row_count)
        return real(table)

    monkeypatch.setattr(RosterTable, "rows", rows)
    monkeypatch.setattr(accepted, "_reader_version", lambda: "another")
    assert counts(send(FILE)) == {"unchanged": 4}
    assert read == [4, 4]


def test_who_has_grown_too_old_is_refused_although_known(
    world: World, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = file_of(pupil(1, birth_date="11/11/2544"), pupil(2))
    assert counts(send(data)) == {"created": 2}
    monkeypatch.setattr("tests.unit.linkage.conftest.TODAY", date(2026, 11, 12))
    assert counts(send(data)) == {"unchanged": 1, "refused": 1}


def test_a_row_with_a_fault_or_a_value_left_out_is_always_read(world: World, send: Send) -> None:
    data = file_of(pupil(1, weight="900"), pupil(2, nationality="ไม่มีประเทศนี้"), known("benja", "เบญจา", "ใจดี", "ญ"))
    first, again = send(data), send(data)
    assert AcceptedRow.objects.count() == 0
    assert (first["created"], again["unchanged"], again["transfers_asked"]) == (2, 2, 1)
    assert Delivery.objects.order_by("-pk")[0].faults.count() == 2


def test_a_known_row_still_closes_a_row_that_waits(world: World, send: Send) -> None:
    send(file_of(pupil(1)))
    send(file_of(pupil(1, citizen_id="1980000000011")))
    assert ImportRow.objects.get().state == "waiting"
    assert counts(send(file_of(pupil(1)))) == {"unchanged": 1}
    assert ImportRow.objects.get().state == "corrected"


def test_marks_are_given_for_pupils_in_scope_alone_and_the_table_to_nobody(
    world: World, send: Send, as_role: RoleChanger
) -> None:
    send(FILE)
    for role, number in (("school_admin", 3), ("area_officer", 3), ("director", 0)):
        with as_role("web", token=world.token(role)), connection.cursor() as cursor:
            assert current_actor().user_id is not None
            cursor.execute("SELECT count(*) FROM linkage_known_rows(%s, 25692)", [[world.schools["A"]]])
            assert cursor.fetchone() == (number,), role
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM linkage_known_rows(%s, 25692)", [[world.schools["A"]]])
        assert cursor.fetchone() == (0,)
    for attempt in ("SELECT * FROM linkage_acceptedrow", "SELECT linkage_recorded('{1}', 25692)"):
        with as_role("worker"), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(attempt)


def test_a_row_is_accepted_once_for_a_pupil_of_a_school(world: World) -> None:
    values = {"person_id": 1, "school_id": 1, "term_key": 25692, "mark": b"m", "state": b"s"}
    AcceptedRow.objects.create(**values)
    with pytest.raises(DatabaseError, match="a_row_is_accepted_once_for_a_pupil_of_a_school"), transaction.atomic():
        AcceptedRow.objects.create(**{**values, "term_key": 25691})
