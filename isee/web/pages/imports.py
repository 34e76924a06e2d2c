"""Roster files: sent, looked over, confirmed, followed while they go in, and what became of each row."""

import uuid as uuid_module
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from isee.access.api import Ability, record_event, was_recorded
from isee.kernel import AcademicTerm, KernelError
from isee.linkage.api import (
    Delivery,
    DeliveryState,
    DeliveryStateError,
    FileRefusedError,
    cancel_delivery,
    change_term,
    deliveries,
    delivery_by_uuid,
    error_csv,
    error_xlsx,
    kept_rows,
    listed_faults,
    missing_from,
    preview_roster,
    progress_key,
    read_delivery,
    receive_roster,
)
from isee.places.api import term_calendar
from isee.registry.api import WAYS_TO_LEAVE, Outcome
from isee.system.api import now, progress_of, today
from isee.web.guards import actor_of, requires
from isee.web.jobs.api import defer_departures, defer_import
from isee.web.present.imports import faults_in_words, language, missing_page, preview_of, size_text
from isee.web.present.staff import page_of, present_term
from isee.web.uploads import too_large_files

CONFIRMED = "import_confirmed"
TERMS_OFFERED = 4
LONGEST_NUMBER = 18
FAULTS_SHOWN = 100
ERROR_FILES = {
    "csv": ("text/csv; charset=utf-8", error_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", error_xlsx),
}
importers = requires(Ability.IMPORT_ROSTER)


@importers
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send files, and find those sent before."""
    if request.method == "POST":
        return _receive(request)
    waiting = [row for row in deliveries().filter(state=DeliveryState.RECEIVED) if not is_confirmed(row)]
    context = {
        "page": page_of(deliveries().exclude(pk__in=[row.pk for row in waiting]), request), "waiting": waiting,
        "kept": kept_rows().count(), "terms": _terms(), "chosen_term": present_term().key, "limit": size_text(),
    }  # fmt: skip
    return render(request, "staff/imports.html", context)


def _receive(request: HttpRequest) -> HttpResponse:
    """Read and store each file; what is refused is said at once, and the others wait for a confirmation."""
    for name in too_large_files(request):
        refused = FileRefusedError("file_too_large", file=name, limit=size_text())
        messages.error(request, _refusal(refused, name=name))
    received = [found for sent in request.FILES.getlist("files") if (found := _receive_one(request, sent)) is not None]
    if len(received) == 1:
        return HttpResponseRedirect(reverse("import", args=[received[0].uuid]))
    if not received and not request.FILES and not too_large_files(request):
        messages.warning(request, _("No file was chosen. Choose one, or drop it on the page."))
    return HttpResponseRedirect(reverse("imports"))


def _receive_one(request: HttpRequest, sent: Any) -> Delivery | None:
    assert isinstance(sent, TemporaryUploadedFile)
    name, path = sent.name or "file", Path(sent.temporary_file_path())
    try:
        delivery, _ready = receive_roster(
            path, name=name, term=present_term(), today=today(), by=actor_of(request), at=now()
        )
    except FileRefusedError as refused:
        messages.error(request, _refusal(refused, name=name, stored_as=path.name))
        return None
    return delivery


def _refusal(refused: FileRefusedError, *, name: str, stored_as: str = "") -> str:
    """What was refused and what to do; a file inside a zip is named after the zip."""
    inside = "" if refused.file in ("", name, stored_as) else f" › {refused.file}"
    return f"{name}{inside}: {refused.message(language())} {refused.next_step(language())}"


@importers
@require_safe
def delivery(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """One delivery: to be confirmed, under way, or done."""
    found = _delivery(uuid)
    context: dict[str, Any] = {"delivery": found, "terms": _terms(), "chosen_term": found.term_key}
    if found.state == DeliveryState.RECEIVED and not is_confirmed(found):
        try:
            context["preview"] = preview_of(preview_roster(found))
        except FileRefusedError as refused:
            context["refused"] = _refusal(refused, name=found.file_name)
        return render(request, "staff/import_preview.html", context)
    if found.state in (DeliveryState.RECEIVED, DeliveryState.IMPORTING):
        progress = progress_of(progress_key(found))
        context |= {"progress": progress, "left": progress.seconds_left(now()) if progress else None}
        return render(request, "staff/import_running.html", context)
    context |= {
        "rows_in": found.created + found.updated + found.unchanged,
        "faults": faults_in_words(found, at_most=FAULTS_SHOWN), "missing": missing_page(found, request),
        "shown": FAULTS_SHOWN, "ways": [way.value for way in WAYS_TO_LEAVE],
    }  # fmt: skip
    return render(request, "staff/import_result.html", context)


@importers
@require_POST
def confirm(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Begin the import of one delivery in the term that was chosen, or give it up."""
    found = _delivery(uuid)
    if request.POST.get("answer") == "cancel":
        try:
            cancel_delivery(found, by=actor_of(request), at=now())
            messages.success(request, _("The file is removed. Nothing of it was taken in."))
        except DeliveryStateError:
            messages.warning(request, _("The import has begun already and cannot be taken back."))
        return HttpResponseRedirect(reverse("imports"))
    _begin(request, found)
    return HttpResponseRedirect(reverse("import", args=[uuid]))


@importers
@require_POST
def confirm_all(request: HttpRequest) -> HttpResponse:
    """Begin the import of every file that waits for it, all in one term."""
    waiting = [row for row in deliveries().filter(state=DeliveryState.RECEIVED) if not is_confirmed(row)]
    begun = sum(_begin(request, found) for found in waiting)
    text = ngettext("%(files)s file is going in.", "%(files)s files are going in.", begun)
    messages.success(request, text % {"files": begun})
    return HttpResponseRedirect(reverse("imports"))


def _begin(request: HttpRequest, found: Delivery) -> bool:
    """Hand a delivery to the queue, once; False when it was handed over before."""
    if found.owner_id != actor_of(request).user_id:
        raise Http404
    if is_confirmed(found) or found.state != DeliveryState.RECEIVED:
        return False
    term = _term(request.POST.get("term", ""))
    if term.key != found.term_key:
        change_term(found, term=term, by=actor_of(request), at=now())
    record_event(action=CONFIRMED, by=actor_of(request), at=now(), object_kind="delivery", object_id=found.pk)
    defer_import(found.pk)
    return True


def is_confirmed(found: Delivery) -> bool:
    """Has its sender begun the import, even where the worker has not?"""
    return was_recorded(CONFIRMED, object_kind="delivery", object_id=found.pk)


@importers
@require_POST
def departures(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Say how pupils left whom the file does not name; nothing changes for those who are not chosen."""
    found = _delivery(uuid)
    chosen = [
        int(number) for number in request.POST.getlist("pupil") if number.isdecimal() and len(number) <= LONGEST_NUMBER
    ]
    rows = list(missing_from(found).filter(pk__in=chosen).values_list("pk", flat=True))
    outcome = request.POST.get("outcome", "")
    if not rows or outcome not in {way.value for way in WAYS_TO_LEAVE}:
        messages.warning(request, _("Nothing was changed: choose pupils, and say how they left."))
    else:
        defer_departures(rows, outcome=Outcome(outcome))
        text = ngettext(
            "It is being recorded for %(pupils)s pupil.", "It is being recorded for %(pupils)s pupils.", len(rows)
        )
        messages.success(request, text % {"pupils": len(rows)})
    return HttpResponseRedirect(reverse("import", args=[uuid]))


def _delivery(uuid: uuid_module.UUID) -> Delivery:
    found = delivery_by_uuid(uuid)
    if found is None or found.state == DeliveryState.CANCELLED:
        raise Http404
    return found


def _terms() -> list[AcademicTerm]:
    """The present term and those before it, for which rosters may still come; and the next."""
    latest = present_term().next()
    known = {row.term for row in term_calendar()}
    found, term = [], latest
    for _step in range(TERMS_OFFERED):
        if term in known:
            found.append(term)
        term = term.previous()
    return found


def _term(text: str) -> AcademicTerm:
    try:
        term = AcademicTerm.from_key(int(text))
    except (ValueError, KernelError) as error:
        raise Http404 from error
    if term not in _terms():
        raise Http404
    return term


@importers
@require_safe
def error_file(request: HttpRequest, uuid: str, extension: str) -> HttpResponse:
    """The faults of a delivery as a file: row, column, code, and what to do, in both languages."""
    try:
        found = _delivery(uuid_module.UUID(uuid))
    except ValueError as error:
        raise Http404 from error
    content_type, write = ERROR_FILES[extension]
    tables = [table.name for table in read_delivery(found).tables]
    response = HttpResponse(write(listed_faults(found, tables)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="isee-errors-{found.received_at:%Y%m%d-%H%M}.{extension}"'
    return response
