"""Writes of linkage: receiving a delivery, importing it chunk by chunk, deciding about what waits."""

from __future__ import annotations

import uuid as uuid_module
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from isee.access.api import Actor, record_event, ticket_scope
from isee.kernel import AcademicTerm
from isee.linkage.admit_rows import Chunk, NoLongerKnownError, admit_known_rows, admit_rows
from isee.linkage.faults import FileRefusedError
from isee.linkage.feeds.education.roster import Roster, read_roster
from isee.linkage.feeds.limits import Limits
from isee.linkage.models import Delivery, ImportRow, KeptRowState, QuestionAnswer, StewardQuestion
from isee.linkage.permissions import check_can_answer, check_can_import
from isee.linkage.roster_import import ReadyRoster, prepare_roster
from isee.linkage.rules import TRANSITIONS, DeliveryState, Mover, RowOutcome
from isee.system.api import delete_file, finish_progress, read_file, report_progress, start_progress, store_file

ROSTER_FEED = "education.roster"
CHUNK_ROWS = 5_000
ATTEMPTS = 4
IMPORT_PURPOSE = "import"
_BLOCK = 1024 * 1024


class DeliveryStateError(RuntimeError):
    """A delivery cannot take this step from the state in which it is."""


def limits() -> Limits:
    """The bounds of this installation: `ISEE_MAX_UPLOAD_BYTES` and the package's own."""
    return Limits(max_bytes=settings.ISEE_MAX_UPLOAD_BYTES)


def receive_roster(
    path: Path, *, name: str, term: AcademicTerm, today: date, by: Actor, at: datetime
) -> tuple[Delivery, ReadyRoster]:
    """Read a roster file and store it encrypted, ready to be confirmed. Nothing of it is taken in yet.

    Runs inside the sender's scope. Raises `NotAllowedError`, and `FileRefusedError` with nothing written.
    """
    check_can_import(by)
    roster = read_roster(path, today=today, name=name, limits=limits())
    ready = prepare_roster(roster, term=term, today=today)
    file_id = _store(path, name=name)
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                feed=ROSTER_FEED, file_id=file_id, file_name=name[:200], owner_id=by.user_id,
                assignment_id=by.assignment_id, term_key=term.key, judged_on=today,
                rows_total=ready.row_count, received_at=at,
            )  # fmt: skip
            record_event(
                action="roster_received", by=by, at=at, object_kind="delivery", object_id=delivery.pk,
                detail={"rows": ready.row_count, "term": term.key},
            )  # fmt: skip
    except BaseException:
        delete_file(file_id)
        raise
    return delivery, ready


def _store(path: Path, *, name: str) -> uuid_module.UUID:
    try:
        with path.open("rb") as file:
            return store_file(iter(lambda: file.read(_BLOCK), b""))
    except OSError as error:
        raise FileRefusedError("file_not_stored", file=name) from error


def change_term(delivery: Delivery, *, term: AcademicTerm, by: Actor, at: datetime) -> None:
    """Set the term of a delivery that has not begun, since a roster file names none. Raises `DeliveryStateError`."""
    with transaction.atomic():
        found = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.RECEIVED)
        if not found.update(term_key=term.key):
            raise DeliveryStateError("The term can be changed only before the import begins.")
        record_event(
            action="delivery_term_changed", by=by, at=at, object_kind="delivery", object_id=delivery.pk,
            detail={"term": term.key},
        )  # fmt: skip
    delivery.term_key = term.key


def cancel_delivery(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    """Give up a delivery that has not begun; its file is removed. Raises `DeliveryStateError`."""
    with transaction.atomic():
        found = Delivery.objects.select_for_update().get(pk=delivery.pk)
        _move(found, DeliveryState.CANCELLED, mover=Mover.SENDER)
        found.finished_at = at
        found.save(update_fields=["state", "finished_at"])
        record_event(action="delivery_cancelled", by=by, at=at, object_kind="delivery", object_id=found.pk)
    delete_file(found.file_id)


def read_delivery(delivery: Delivery) -> Roster:
    """The stored file, read again; the same file and day give the same rows in the same order."""
    data = b"".join(read_file(delivery.file_id))
    return read_roster(data, today=delivery.judged_on, name=delivery.file_name, limits=limits())


def preview_roster(delivery: Delivery, *, trust_marks: bool = True) -> ReadyRoster:
    """What a delivery holds, judged inside the open scope, before or after it was imported."""
    term = AcademicTerm.from_key(delivery.term_key)
    return prepare_roster(read_delivery(delivery), term=term, today=delivery.judged_on, trust_marks=trust_marks)


def run_import(
    delivery_id: int,
    *,
    ticket: str,
    at: datetime,
    on_progress: Callable[[int, int], None] | None = None,
    ready: ReadyRoster | None = None,
) -> None:
    """Import what is left of a delivery, in chunks of some thousand rows, inside the scope of the ticket.

    `ready` is what `receive_roster` has just returned in this process and scope; without it the file is read again.

    Each chunk is one transaction that also moves the progress mark: a job killed at any moment goes on with the
    next chunk, and nothing is doubled or lost. A delivery that is done stays as it is. Runs as the worker.
    Raises `ScopeError`, `DeliveryStateError`.
    """
    with ticket_scope(ticket, IMPORT_PURPOSE):
        delivery = Delivery.objects.get(pk=delivery_id)
        if delivery.state == DeliveryState.DONE:
            return
        _begin(delivery, at=at)
    ready = ready or _read_again(delivery, ticket=ticket, at=at)
    while True:
        try:
            done, total = _import_next_chunk(delivery_id, ready, ticket=ticket, at=at)
        except NoLongerKnownError:
            ready = _read_again(delivery, ticket=ticket, at=at, trust_marks=False)
            continue
        if on_progress:
            on_progress(done, total)
        if done == total:
            return


def _read_again(delivery: Delivery, *, ticket: str, at: datetime, trust_marks: bool = True) -> ReadyRoster:
    try:
        with ticket_scope(ticket, IMPORT_PURPOSE):
            return preview_roster(delivery, trust_marks=trust_marks)
    except FileRefusedError as refusal:  # the sender's scope has changed since
        with ticket_scope(ticket, IMPORT_PURPOSE):
            finish_progress(progress_key(delivery), at=at, problem=str(refusal))
        raise


def progress_key(delivery: Delivery) -> str:
    """The key under which `system` shows the progress of a delivery."""
    return f"import:{delivery.uuid}"


def _begin(delivery: Delivery, *, at: datetime) -> None:
    if delivery.state != DeliveryState.IMPORTING:
        _move(delivery, DeliveryState.IMPORTING, mover=Mover.JOB)
        delivery.started_at = at
        delivery.save(update_fields=["state", "started_at"])
    start_progress(
        progress_key(delivery), at=at, phase="rows", total=delivery.rows_total, requested_by_id=delivery.owner_id
    )
    report_progress(progress_key(delivery), at=at, done=delivery.rows_done)


def _move(delivery: Delivery, to: DeliveryState, *, mover: Mover) -> None:
    if TRANSITIONS.get((DeliveryState(delivery.state), to)) is not mover:
        raise DeliveryStateError(f"A delivery that is {delivery.state} cannot become {to.value}.")
    delivery.state = to.value


def _import_next_chunk(delivery_id: int, ready: ReadyRoster, *, ticket: str, at: datetime) -> tuple[int, int]:
    """One chunk. Another transaction may register the same number meanwhile: then this one meets it anew."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with ticket_scope(ticket, IMPORT_PURPOSE) as actor:
                return _admit_chunk(delivery_id, ready, by=actor, at=at)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _admit_chunk(delivery_id: int, ready: ReadyRoster, *, by: Actor, at: datetime) -> tuple[int, int]:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state == DeliveryState.DONE:
        return delivery.rows_done, delivery.rows_total
    chunk = slice(delivery.rows_done, delivery.rows_done + CHUNK_ROWS)
    if ready.known:
        outcomes = admit_known_rows(delivery, ready.roster, ready.known[chunk])
    else:
        outcomes = admit_rows(Chunk(delivery, ready, ready.rows[chunk]), by=by, at=at)
    counts = {outcome: outcomes.count(outcome) for outcome in RowOutcome}
    _add_counts(delivery, counts)
    delivery.rows_done += len(outcomes)
    is_done = delivery.rows_done == delivery.rows_total
    if is_done:
        _move(delivery, DeliveryState.DONE, mover=Mover.JOB)
        delivery.finished_at = at
    delivery.save()
    record_event(
        action="roster_imported" if is_done else "roster_rows_imported",
        by=by,
        at=at,
        object_kind="delivery",
        object_id=delivery.pk,
        detail={outcome.value: count for outcome, count in counts.items() if count},
    )
    report_progress(progress_key(delivery), at=at, done=delivery.rows_done)
    if is_done:
        finish_progress(progress_key(delivery), at=at)
    return delivery.rows_done, delivery.rows_total


def _add_counts(delivery: Delivery, counts: dict[RowOutcome, int]) -> None:
    delivery.created += counts[RowOutcome.CREATED]
    delivery.updated += counts[RowOutcome.UPDATED]
    delivery.unchanged += counts[RowOutcome.UNCHANGED]
    delivery.transfers_asked += counts[RowOutcome.TRANSFER_ASKED]
    delivery.refused += counts[RowOutcome.REFUSED]
    delivery.kept += counts[RowOutcome.KEPT]


def discard_kept_row(row_uuid: uuid_module.UUID, *, by: Actor, at: datetime) -> bool:
    """The school says that a kept row is not needed; whether it was still waiting. Raises `NotAllowedError`."""
    check_can_import(by)
    with transaction.atomic():
        row = ImportRow.objects.filter(uuid=row_uuid, state=KeptRowState.WAITING).first()
        if row is None:
            return False
        ImportRow.objects.filter(pk=row.pk).update(state=KeptRowState.DISCARDED, decided_at=at, decided_by=by.user_id)
        record_event(action="kept_row_discarded", by=by, at=at, object_kind="kept_row", object_id=row.pk)
    return True


def answer_question(
    question_uuid: uuid_module.UUID, *, answer: QuestionAnswer, reason: str, by: Actor, at: datetime
) -> bool:
    """Record what a steward found in the papers; whether the question was still open. Raises `NotAllowedError`."""
    check_can_answer(by)
    with transaction.atomic():
        question = StewardQuestion.objects.filter(uuid=question_uuid, answer="").first()
        if question is None:
            return False
        StewardQuestion.objects.filter(pk=question.pk).update(
            answer=answer, reason=reason[:300], answered_at=at, answered_by=by.user_id
        )
        record_event(
            action="steward_question_answered", by=by, at=at, object_kind="steward_question", object_id=question.pk,
            detail={"answer": answer.value},
        )  # fmt: skip
    return True
