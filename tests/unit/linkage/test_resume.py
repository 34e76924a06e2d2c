"""A job that is killed at any moment goes on where it stopped, and nothing is doubled, lost or half written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from isee.access.api import SYSTEM, issue_ticket_for
from isee.kernel import AcademicTerm
from isee.linkage import admit_rows, operations
from isee.linkage.api import (
    IMPORT_PURPOSE,
    Delivery,
    DeliveryFault,
    DeliveryStateError,
    FileRefusedError,
    ImportRow,
    cancel_delivery,
    change_term,
    import_result,
    progress_key,
    run_import,
)
from isee.registry.api import Enrolment, Identifier, Person
from isee.system.api import progress_of, read_file
from tests.conftest import RoleChanger
from tests.unit.linkage.test_import import adds_up, counts, file_of, known, pupil
from tests.world import AT, World


class Killed(BaseException):
    """Stands for the death of the worker."""


DATA = file_of(
    pupil(1), pupil(2, grade="ป.9"), pupil(3, citizen_id="1980000000011"), pupil(4),
    known("benja", "เบญจา", "ใจดี", "ญ"), pupil(5), pupil(6), pupil(7), pupil(1),
)  # fmt: skip
EXPECTED = {"created": 5, "unchanged": 1, "transfers_asked": 1, "refused": 1}

MOMENTS = [
    (admit_rows, "admit_persons"),
    (admit_rows, "enrol_and_update"),
    (admit_rows, "ask_for_pupils"),
    (admit_rows, "keep_rows"),
    (admit_rows, "list_faults"),
    (admit_rows, "name_persons"),
    (operations, "record_event"),
    (operations, "report_progress"),
]


def dying(real: Callable[..., Any], *, at_call: int) -> Callable[..., Any]:
    """The function, which works `at_call - 1` times and then dies after its work is done."""
    calls = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        result = real(*args, **kwargs)
        if calls == at_call:
            raise Killed
        return result

    return call


@pytest.mark.parametrize("at_call", [1, 2])
@pytest.mark.parametrize(("module", "name"), MOMENTS, ids=[name for _, name in MOMENTS])
def test_a_killed_job_goes_on_and_doubles_nothing(
    module: Any,
    name: str,
    at_call: int,
    world: World,
    receive: Callable[..., Delivery],
    work: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "CHUNK_ROWS", 3)
    delivery = receive(DATA)
    before = (Person.objects.count(), Enrolment.objects.count(), Identifier.objects.count())
    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying(getattr(module, name), at_call=at_call))
        with pytest.raises(Killed):
            work(delivery)
    halfway = Delivery.objects.get(pk=delivery.pk)
    assert halfway.rows_done % 3 == 0
    assert DeliveryFault.objects.filter(decides=True).count() == halfway.refused + halfway.kept
    work(delivery)
    delivery.refresh_from_db()
    result = import_result(delivery)
    assert delivery.state == "done"
    assert counts(result) == EXPECTED
    assert adds_up(result)
    after = (Person.objects.count(), Enrolment.objects.count(), Identifier.objects.count())
    assert tuple(new - old for new, old in zip(after, before, strict=True)) == (5, 5, 10)
    assert ImportRow.objects.count() == 1
    progress = progress_of(progress_key(delivery))
    assert progress is not None
    assert (progress.state, progress.done, progress.total) == ("done", 9, 9)


def test_a_finished_delivery_is_not_imported_again(
    world: World, receive: Callable[..., Delivery], work: Callable[..., None]
) -> None:
    delivery = receive(DATA)
    work(delivery)
    first = import_result(Delivery.objects.get(pk=delivery.pk))
    work(delivery)
    assert import_result(Delivery.objects.get(pk=delivery.pk)) == first


def test_two_jobs_that_meet_at_one_number_try_again(
    world: World, receive: Callable[..., Delivery], work: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = receive(DATA)
    real, calls = admit_rows.admit_rows, 0

    def collide_once(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        outcomes = real(*args, **kwargs)
        if calls == 1:
            raise IntegrityError("a_number_belongs_to_one_person")
        return outcomes

    monkeypatch.setattr(operations, "admit_rows", collide_once)
    work(delivery)
    assert calls == 2
    assert counts(import_result(Delivery.objects.get(pk=delivery.pk))) == EXPECTED


def test_progress_is_told_chunk_by_chunk(
    world: World, receive: Callable[..., Delivery], as_role: RoleChanger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "CHUNK_ROWS", 4)
    delivery = receive(DATA)
    ticket = issue_ticket_for(world.assignments["school_admin"], IMPORT_PURPOSE)
    told: list[tuple[int, int]] = []
    with as_role("worker"):
        run_import(delivery.pk, ticket=ticket, at=AT, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 9), (8, 9), (9, 9)]


def test_a_delivery_can_be_cancelled_before_it_begins_and_its_file_goes(
    world: World, receive: Callable[..., Delivery], work: Callable[..., None]
) -> None:
    delivery = receive(DATA)
    assert b"".join(read_file(delivery.file_id)) == DATA
    cancel_delivery(delivery, by=SYSTEM, at=AT)
    with pytest.raises(FileNotFoundError):
        list(read_file(delivery.file_id))
    with pytest.raises(DeliveryStateError):
        cancel_delivery(delivery, by=SYSTEM, at=AT)


def test_a_delivery_that_is_done_can_be_neither_cancelled_nor_given_another_term(
    world: World, receive: Callable[..., Delivery], work: Callable[..., None]
) -> None:
    delivery = receive(DATA)
    change_term(delivery, term=AcademicTerm.parse("1/2569"), by=SYSTEM, at=AT)
    assert Delivery.objects.get().term_key == 25691
    change_term(delivery, term=AcademicTerm.parse("2/2569"), by=SYSTEM, at=AT)
    work(delivery)
    with pytest.raises(DeliveryStateError):
        cancel_delivery(delivery, by=SYSTEM, at=AT)
    with pytest.raises(DeliveryStateError):
        change_term(delivery, term=AcademicTerm.parse("1/2569"), by=SYSTEM, at=AT)


def test_nothing_is_stored_of_a_file_that_is_refused(
    world: World, receive: Callable[..., Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[object] = []
    monkeypatch.setattr(operations, "store_file", lambda chunks: stored.append(list(chunks)))
    with pytest.raises(Exception, match="password"):
        receive(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le"))
    assert stored == []
    assert Delivery.objects.count() == 0


def test_a_full_disk_is_said_in_plain_words_and_leaves_nothing(
    world: World, receive: Callable[..., Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(chunks: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(operations, "store_file", full)
    with pytest.raises(FileRefusedError) as caught:
        receive(DATA)
    assert caught.value.code == "file_not_stored"
    assert Delivery.objects.count() == 0


def test_a_job_whose_sender_has_lost_the_school_says_so_and_takes_nothing_in(
    world: World, receive: Callable[..., Delivery], work: Callable[..., None]
) -> None:
    delivery = receive(DATA)
    world.assignments["school_admin"].school_id = world.schools["C"]
    world.assignments["school_admin"].save()
    with pytest.raises(FileRefusedError):
        work(delivery)
    progress = progress_of(progress_key(delivery))
    assert progress is not None
    assert progress.state == "failed"
    assert "school" in progress.problem
    assert Delivery.objects.get(pk=delivery.pk).rows_done == 0
