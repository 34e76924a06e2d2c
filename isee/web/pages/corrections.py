"""Roster rows kept for correction, and the questions about identities that a steward answers from the papers."""

import logging
import uuid as uuid_module
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import Ability, record_event, record_reading
from isee.linkage.api import (
    ImportRow,
    QuestionAnswer,
    StewardQuestion,
    answer_question,
    discard_kept_row,
    fault_classes,
    kept_rows,
    open_cells,
    open_questions,
)
from isee.registry.api import Person, persons_by_id
from isee.system.api import MissingKeyError, SealError, now
from isee.web.guards import actor_of, requires
from isee.web.present.imports import column_label, language
from isee.web.present.staff import page_of

log = logging.getLogger(__name__)
PAGE_ROWS = 20
PUPIL = ("prefix", "given_name", "family_name")
IDENTITY = (*PUPIL, "citizen_id", "sex", "birth_date", "grade", "room")


@dataclass(frozen=True)
class Kept:
    """A kept row: whose it is, what is wrong with it, and the one value that is."""

    row: ImportRow
    pupil: str
    place: str
    column: str
    value: str
    message: str
    next_step: str


@dataclass(frozen=True)
class Asked:
    """A question: what the roster says, and the person of the registry whom it touches."""

    question: StewardQuestion
    cells: list[tuple[str, str]]
    person: Person | None


@require_safe
@requires(Ability.IMPORT_ROSTER)
def kept(request: HttpRequest) -> HttpResponse:
    """The rows of one's schools that wait; opening them is written down."""
    page = page_of(kept_rows(), request, size=PAGE_ROWS)
    record_event(action="kept_rows_opened", by=actor_of(request), at=now(), detail={"rows": len(page.rows)})
    return render(request, "staff/kept_rows.html", {"page": page, "rows": [_kept(row) for row in page.rows]})


def _cells(row: ImportRow | StewardQuestion) -> dict[str, str]:
    """The cells of a row; none where they no longer open, so that one such row does not hide the others."""
    try:
        return open_cells(row)
    except (SealError, MissingKeyError):
        log.error("the cells of %s do not open: altered, or sealed with a key that is gone", row)
        return {}


def _kept(row: ImportRow) -> Kept:
    cells, fault = _cells(row), fault_classes()[row.code]
    return Kept(
        row, " ".join(filter(None, (cells.get(part, "") for part in PUPIL))),
        "/".join(filter(None, (cells.get("grade", ""), cells.get("room", "")))),
        column_label(row.column), cells.get(row.column, ""),
        fault.message(language()), fault.next_step(language()),
    )  # fmt: skip


@require_POST
@requires(Ability.IMPORT_ROSTER)
def discard(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The school says that a row is not needed."""
    if discard_kept_row(uuid, by=actor_of(request), at=now()):
        messages.success(request, _("The row no longer waits."))
    else:
        messages.warning(request, _("That row was no longer waiting."))
    return HttpResponseRedirect(reverse("kept_rows"))


@require_safe
@requires(Ability.ANSWER_STEWARD_QUESTION)
def questions(request: HttpRequest) -> HttpResponse:
    """The open questions of the area; each look at a person is written down."""
    page = page_of(open_questions(), request, size=PAGE_ROWS)
    persons = persons_by_id([row.person_id for row in page.rows if row.person_id is not None])
    for person_id in persons:
        record_reading(person_id=person_id, part="identity", by=actor_of(request), at=now(), purpose="correction")
    rows = [
        Asked(
            row, [(column_label(name), value) for name, value in _cells(row).items() if name in IDENTITY and value],
            persons.get(row.person_id) if row.person_id is not None else None,
        )
        for row in page.rows
    ]  # fmt: skip
    context = {"page": page, "rows": rows, "answers": [answer.value for answer in QuestionAnswer]}
    return render(request, "staff/questions.html", context)


@require_POST
@requires(Ability.ANSWER_STEWARD_QUESTION)
def answer(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Write down what the papers say."""
    given, reason = request.POST.get("answer", ""), request.POST.get("reason", "").strip()
    if given not in QuestionAnswer.values or not reason:
        messages.warning(request, _("Nothing was written: choose an answer and say which paper you saw."))
    elif answer_question(uuid, answer=QuestionAnswer(given), reason=reason, by=actor_of(request), at=now()):
        messages.success(request, _("The answer is written down."))
    else:
        messages.warning(request, _("Somebody else has answered this question already."))
    return HttpResponseRedirect(reverse("questions"))
