"""Asks for research extracts, decides, makes their files, hands them out and ends them; each with its audit event."""

import hashlib
import tempfile
import uuid as uuid_module
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from isee.access.api import Ability, Actor, record_event, ticket_scope
from isee.reporting.extract.files import ExtractDamagedError, newest_extracts
from isee.reporting.research.anonymity import NotAnonymousError
from isee.reporting.research.columns import BY_NAME
from isee.reporting.research.models import TRANSITIONS, Mover, ResearchRequest, State
from isee.reporting.research.package import (
    MOST_ROWS,
    NATION,
    ResearchDataError,
    Wanted,
    chosen_extracts,
    count_rows,
    write_package,
)
from isee.system.api import delete_file, read_file, store_file

TICKET_PURPOSE = "research"
LONGEST = timedelta(days=730)
CHUNK_BYTES = 1024 * 1024


class ResearchError(ValueError):
    """A request cannot be made or moved; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def ask_research(
    *, institution: str, purpose: str, ethics_reference: str, columns: Sequence[str], terms: Sequence[int],
    places: Sequence[str], until: date, by: Actor, at: datetime,
) -> ResearchRequest:  # fmt: skip
    """Ask for an extract; its recipient is who asks.

    Raises `ResearchError`: `not_yours`, `columns`, `terms`, `places`, `until` (past, or over two years ahead), `large`.
    """
    if not by.can(Ability.REQUEST_RESEARCH) or by.user_id is None:
        raise ResearchError("not_yours")
    if not columns or any(name not in BY_NAME for name in columns):
        raise ResearchError("columns")
    if not at.date() < until <= (at + LONGEST).date():
        raise ResearchError("until")
    _check_size(sorted(set(terms)), sorted(set(places)))
    request = ResearchRequest.objects.create(
        recipient_id=by.user_id, institution=institution, purpose=purpose, ethics_reference=ethics_reference,
        columns=sorted(set(columns)), terms=sorted(set(terms)), places=sorted(set(places)), until=until,
        requested_at=at,
    )  # fmt: skip
    _note("research_asked", request, by=by, at=at, detail={"terms": request.terms, "until": until})
    return request


def _check_size(terms: Sequence[int], places: Sequence[str]) -> None:
    if not terms:
        raise ResearchError("terms")
    try:
        chosen = chosen_extracts(newest_extracts(Path(settings.ISEE_HOME)), terms)
    except ResearchDataError as fault:
        raise ResearchError("terms") from fault
    known = {province for extract in chosen for province in extract.manifest["rows_by_province"]} | {NATION}
    if not places or any(place not in known for place in places):
        raise ResearchError("places")
    if count_rows(chosen, places) > MOST_ROWS:
        raise ResearchError("large")


def may_decide(actor: Actor, request: ResearchRequest) -> bool:
    """Is this actor the second person: with the right role, and not the one who asks?"""
    return actor.can(Ability.APPROVE_RESEARCH) and actor.user_id != request.recipient_id


@transaction.atomic
def approve_research(request: ResearchRequest, *, by: Actor, at: datetime) -> None:
    """Approve, or let a file that failed be made again; the page hands the job in. Raises `ResearchError`."""
    _decide(request, State.APPROVED, by=by, at=at, reason="", problem="")
    _note("research_approved", request, by=by, at=at)


@transaction.atomic
def refuse_research(request: ResearchRequest, *, reason: str, by: Actor, at: datetime) -> None:
    """Refuse with a reason. Raises `ResearchError`."""
    _decide(request, State.REFUSED, by=by, at=at, reason=_said(reason))
    _note("research_refused", request, by=by, at=at)


@transaction.atomic
def end_research(request: ResearchRequest, *, reason: str, by: Actor, at: datetime) -> None:
    """Take an approval back before its day; the file goes with it. Raises `ResearchError`."""
    file_id = ResearchRequest.objects.select_for_update().get(pk=request.pk).file_id
    _decide(request, State.ENDED, by=by, at=at, reason=_said(reason), file_id=None, ended_at=at)
    _remove(file_id)
    _note("research_ended", request, by=by, at=at)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ResearchError("reason")
    return reason.strip()


def _decide(request: ResearchRequest, state: State, *, by: Actor, at: datetime, **values: Any) -> None:
    if not may_decide(by, request):
        raise ResearchError("not_yours")
    _move(request, state, mover=Mover.APPROVER, decided_by_id=by.user_id, decided_at=at, **values)


def _move(request: ResearchRequest, state: State, *, mover: Mover, **values: Any) -> None:
    """Bring a request into a state that it can come into. Raises `ResearchError` `over` otherwise."""
    present = ResearchRequest.objects.select_for_update().get(pk=request.pk)
    if TRANSITIONS.get(State(present.state), {}).get(state) is not mover:
        raise ResearchError("over")
    ResearchRequest.objects.filter(pk=request.pk).update(state=state, **values)


@transaction.atomic
def withdraw_research(request: ResearchRequest, *, by: Actor, at: datetime) -> None:
    """Take one's own request back before it is decided. Raises `ResearchError`."""
    if request.recipient_id != by.user_id:
        raise ResearchError("not_yours")
    _move(request, State.WITHDRAWN, mover=Mover.RECIPIENT)
    _note("research_withdrawn", request, by=by, at=at)


def make_research_file(request_id: int, *, ticket: str, at: datetime) -> None:
    """Make the file of an approved request, inside the scope of who approved it; the job of the worker.

    What cannot be made says why on its page; asked a second time, there is nothing to do.
    """
    with ticket_scope(ticket, TICKET_PURPOSE):
        request = ResearchRequest.objects.select_related("recipient").get(pk=request_id)
        if request.state != State.APPROVED or request.until < at.date():
            return
        wanted = _wanted(request)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "extract.zip"
        try:
            chosen = chosen_extracts(newest_extracts(Path(settings.ISEE_HOME)), wanted.terms)
            report = write_package(target, chosen, wanted)
        except (ResearchDataError, ExtractDamagedError, NotAnonymousError) as fault:
            with ticket_scope(ticket, TICKET_PURPOSE) as actor, transaction.atomic():
                _move(request, State.FAILED, mover=Mover.WORKER, problem=str(fault)[:300])
                _note("research_file_failed", request, by=actor, at=at)
            return
        _keep(request, target, report, ticket=ticket, at=at)


def _wanted(request: ResearchRequest) -> Wanted:
    return Wanted(
        uuid=str(request.uuid), recipient=str(request.recipient.uuid), institution=request.institution,
        purpose=request.purpose, columns=request.columns, terms=request.terms, places=request.places,
        until=request.until,
    )  # fmt: skip


def _keep(request: ResearchRequest, target: Path, report: dict[str, Any], *, ticket: str, at: datetime) -> None:
    """Into the file store, and ready; a request that was ended meanwhile leaves no file behind."""
    file_id = store_file(_chunks(target))
    size = target.stat().st_size
    with target.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    try:
        with ticket_scope(ticket, TICKET_PURPOSE) as actor, transaction.atomic():
            _move(
                request, State.READY, mover=Mover.WORKER, file_id=file_id, file_bytes=size, file_hash=digest,
                made_at=at, report=report, problem="",
            )  # fmt: skip
            detail = {"rows": report["rows"], "withheld": report["withheld"]["rows"]}
            _note("research_file_made", request, by=actor, at=at, detail=detail)
    except BaseException as fault:
        delete_file(file_id)
        if isinstance(fault, ResearchError):
            return
        raise


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield chunk


@transaction.atomic
def download_research(request: ResearchRequest, *, by: Actor, today: date, at: datetime) -> Iterator[bytes]:
    """The file for its recipient; the download is written down. Raises `ResearchError` (`not_yours`, `over`)."""
    if request.recipient_id != by.user_id or not by.can(Ability.REQUEST_RESEARCH):
        raise ResearchError("not_yours")
    present = ResearchRequest.objects.select_for_update().get(pk=request.pk)
    if present.state != State.READY or present.until < today or present.file_id is None:
        raise ResearchError("over")
    ResearchRequest.objects.filter(pk=request.pk).update(downloads=present.downloads + 1)
    _note("research_file_downloaded", request, by=by, at=at, detail={"downloads": present.downloads + 1})
    return read_file(present.file_id)


def expire_research(*, by: Actor, today: date, at: datetime) -> int:
    """End the requests whose day is past and remove their files; returns how many there were."""
    over = ResearchRequest.objects.filter(until__lt=today, state__in=[state.value for state in TRANSITIONS])
    ended = 0
    for request in over:
        with transaction.atomic():
            file_id = ResearchRequest.objects.select_for_update().get(pk=request.pk).file_id
            try:
                _move(request, State.EXPIRED, mover=Mover.WORKER, file_id=None, ended_at=at)
            except ResearchError:
                continue
            _remove(file_id)
            _note("research_expired", request, by=by, at=at)
            ended += 1
    return ended


def _remove(file_id: uuid_module.UUID | None) -> None:
    """The file goes when the transaction holds: a row that says it is there is never without it."""
    if file_id is not None:
        transaction.on_commit(lambda: delete_file(file_id))


def _note(
    action: str, request: ResearchRequest, *, by: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> None:  # fmt: skip
    record_event(action=action, by=by, at=at, object_kind="research_request", object_id=request.pk, detail=detail or {})
