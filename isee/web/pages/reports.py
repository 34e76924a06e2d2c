"""Own cross-tables of staff: choose, see, take as a file, save by name, share within the scope."""

import uuid as uuid_module
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import Ability, record_event
from isee.kernel import AcademicTerm
from isee.reporting.api import (
    Answer,
    Choices,
    Dimension,
    EmptyScopeError,
    OutsideScopeError,
    Question,
    QuestionError,
    SavedReport,
    StaffExtracts,
    StaffScope,
    TooWideError,
    as_csv,
    as_xlsx,
    check,
    choices_of,
    columns_of,
    compute,
    delete_report,
    find_report,
    own_reports,
    question_of,
    reader_scope,
    save_report,
    shared_reports,
    staff_extracts,
    staff_tables,
)
from isee.system.api import now
from isee.web.guards import actor_of, requires, user_of
from isee.web.present.accounts import present_role
from isee.web.present.formats import moment, number, term
from isee.web.present.reports import Names, dimension_label, form_of, sheet_of, table_of, what_of
from isee.web.present.staff import present_term

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INTERNAL = "ใช้ภายในเท่านั้น / Internal use only"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Desk:
    """What a reader works with: the places of the acting role, the extracts, and what can be asked of them."""

    scope: StaffScope
    extracts: StaffExtracts
    choices: Choices

    @property
    def names(self) -> Names:
        """Words for codes."""
        return Names(self.extracts)

    @property
    def places(self) -> list[str]:
        """The largest areas below the scope, to choose one from."""
        levels = [one for one, count in self.choices.places.items() if count > 1 and one is not Dimension.REGION]
        if not levels:
            return []
        gazetteer = self.extracts.gazetteer
        if levels[0] is Dimension.SCHOOL:
            return sorted(gazetteer.schools_in(self.scope))
        return sorted(gazetteer.areas_in(self.scope, levels[0].value))


def desk_of(request: HttpRequest) -> Desk | None:
    """The reader's desk; None before the first extract. Raises `PermissionDenied` for a role that sees no place."""
    try:
        scope = reader_scope(actor_of(request))
    except EmptyScopeError as refusal:
        raise PermissionDenied from refusal
    extracts = staff_extracts(Path(settings.ISEE_HOME))
    return None if extracts is None else Desk(scope, extracts, choices_of(extracts, scope))


def not_yet(request: HttpRequest) -> HttpResponse:
    """No extract is there: what to do next."""
    return render(request, "staff/reports_none.html", {"term": present_term()})


@require_safe
@requires(Ability.VIEW_FIGURES)
def reports(request: HttpRequest) -> HttpResponse:
    """Figures of the own scope, the saved tables, and a way to a new one."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    user = user_of(request).pk
    context = {
        "own": own_reports(user), "newest": desk.extracts.extracts[-1],
        "shared": shared_reports(user, scope=desk.scope, gazetteer=desk.extracts.gazetteer),
    }  # fmt: skip
    return render(request, "staff/reports.html", context)


@require_safe
@requires(Ability.VIEW_FIGURES)
def table(request: HttpRequest) -> HttpResponse:
    """A cross-table by what the address says; without an indicator, the form alone."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    pairs = pairs_of(request)
    if not any(name == "i" for name, _value in pairs):
        context = {"form": form_of(desk.choices, None, desk.names, places=desk.places)}
        return render(request, "staff/report.html", context)
    return show(request, desk, pairs)


def show(request: HttpRequest, desk: Desk, pairs: Pairs, *, report: SavedReport | None = None) -> HttpResponse:
    """The computed table, or 422 with the nearest that can be computed."""
    try:
        answer = answer_to(desk, pairs)
    except (QuestionError, TooWideError, OutsideScopeError) as refusal:
        return refused(request, desk, pairs, refusal, report=report)
    record(request, answer, action="figures_read")
    context = {
        "table": table_of(answer, desk.names), "report": report, "said": said_of(pairs, desk.choices),
        "form": form_of(desk.choices, answer.question, desk.names, places=desk.places),
        "mine": report is not None and report.owner_id == user_of(request).pk,
        "newest": next(one for one in desk.extracts.extracts if one.term_key == answer.question.terms[-1]),
        "behind": behind_of(request, answer), **read_by(request),
    }  # fmt: skip
    return render(request, "staff/report.html", context)


@require_safe
@requires(Ability.VIEW_FIGURES)
def file(request: HttpRequest, extension: str) -> HttpResponse:
    """The whole table as a workbook or as CSV. A workbook's headings are Thai, whatever the page speaks."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    pairs = pairs_of(request)
    try:
        answer = answer_to(desk, pairs)
    except (QuestionError, TooWideError, OutsideScopeError) as refusal:
        return refused(request, desk, pairs, refusal)
    record(request, answer, action="figures_exported")
    at = now()
    with override("th" if extension == "xlsx" else get_language()):
        said = read_by(request)
        by = f"{said['reader']} · {said['role']} · {moment(at)}"
        sheet = sheet_of(table_of(answer, desk.names), mark=INTERNAL, by=by, made_at=at)
    content, kind = (as_xlsx(sheet), XLSX) if extension == "xlsx" else (as_csv(sheet), "text/csv; charset=utf-8")
    headers = {"Content-Disposition": f'attachment; filename="isee-internal-{answer.question.terms[-1]}.{extension}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


@require_POST
@requires(Ability.VIEW_FIGURES)
def save(request: HttpRequest) -> HttpResponse:
    """Keep a table by name; only what could be computed is kept."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    pairs = [(key, value) for key in PARTS for value in request.POST.getlist(key) if value]
    try:
        checked(desk, pairs)
    except (QuestionError, TooWideError, OutsideScopeError) as refusal:
        return refused(request, desk, pairs, refusal)
    shared = request.POST.get("shared") == "1"
    try:
        kept = save_report(
            request.POST.get("name", ""), pairs=pairs, shared=shared, scope=desk.scope, by=actor_of(request), at=now()
        )
    except ValueError:
        messages.warning(request, _("Give the table a name first."))
        return HttpResponseRedirect(f"{reverse('report_table')}?{urlencode(pairs, safe='/')}")
    messages.success(request, _("The table is saved as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(reverse("report", args=[kept.uuid]))


@require_safe
@requires(Ability.VIEW_FIGURES)
def saved(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """A saved table, computed now and within the reader's own scope."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    report = _report(request, desk, uuid)
    return show(request, desk, [(key, value) for key, value in report.question], report=report)


@require_POST
@requires(Ability.VIEW_FIGURES)
def delete(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """Remove an own saved table."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    report = _report(request, desk, uuid)
    try:
        delete_report(report, by=actor_of(request), at=now())
    except PermissionError as refusal:
        raise PermissionDenied from refusal
    messages.success(request, _("“%(name)s” is removed.") % {"name": report.name})
    return HttpResponseRedirect(reverse("reports"))


def _report(request: HttpRequest, desk: Desk, uuid: uuid_module.UUID) -> SavedReport:
    found = find_report(uuid, user_id=user_of(request).pk, scope=desk.scope, gazetteer=desk.extracts.gazetteer)
    if found is None:
        raise Http404
    return found


PARTS = ("i", "rows", "cols", "term", "place", "sex", "grade", "grade_band", "age", "poverty_class", "numbers")


def pairs_of(request: HttpRequest) -> Pairs:
    """What the address says, without empty fields and without what is not ours."""
    return [(key, value) for key in PARTS for value in request.GET.getlist(key) if value]


def answer_to(desk: Desk, pairs: Pairs) -> Answer:
    """Check a question, then compute it within the reader's scope. Raises what `refused` explains."""
    question, scope = checked(desk, pairs)
    with staff_tables(desk.extracts, scope, terms=question.terms, columns=columns_of(question)) as tables:
        return compute(question, tables=tables, gazetteer=desk.extracts.gazetteer)


def checked(desk: Desk, pairs: Pairs) -> tuple[Question, StaffScope]:
    """A question that can be computed, and the scope for it: its place narrows the reader's, and can never widen it."""
    question = question_of(pairs, choices=desk.choices)
    if not question.place:
        return check(question, choices=desk.choices), desk.scope
    scope = desk.extracts.gazetteer.narrowed(desk.scope, question.place)
    sizes = replace(desk.choices, places=choices_of(desk.extracts, scope).places)
    return check(question, choices=sizes), scope


def said_of(pairs: Pairs, choices: Choices) -> Pairs:
    """What a saved report keeps: a table of the newest term stays one of the newest term."""
    newest = str(AcademicTerm.from_key(choices.terms[-1]))
    terms = [value for name, value in pairs if name == "term"]
    return [(name, value) for name, value in pairs if name != "term" or terms != [newest]]


def record(request: HttpRequest, answer: Answer, *, action: str) -> None:
    """Write down who read which figures; there is no person in it."""
    question = answer.question
    detail: dict[str, object] = {"terms": list(question.terms), "indicators": len(question.indicators)}
    if question.place:
        detail["place"] = question.place
    detail["rows"] = len(answer.row_keys)
    record_event(action=action, by=actor_of(request), at=now(), detail=detail)


def read_by(request: HttpRequest) -> dict[str, object]:
    """Who reads, in which role and when: what the watermark says."""
    role = present_role(actor_of(request))
    return {"reader": user_of(request).display_name, "role": role["full"] if role else "", "read_at": now()}


def behind_of(request: HttpRequest, answer: Answer) -> bool:
    """May this reader ask for the children behind a school's figures of the present term?"""
    question = answer.question
    return (
        actor_of(request).can(Ability.VIEW_CHILDREN)
        and question.rows[:1] == (Dimension.SCHOOL,)
        and question.terms == (present_term().key,)
    )


def refused(
    request: HttpRequest, desk: Desk, pairs: Pairs, refusal: Exception, *, report: SavedReport | None = None
) -> HttpResponse:
    """422: what cannot be shown, why, and the nearest that can."""
    nearest = nearest_pairs(pairs, refusal)
    context = {
        "refusal": refusal_words(refusal, desk), "report": report, "nearest_title": nearest_title(nearest, desk),
        "nearest": f"{reverse('report_table')}?{urlencode(nearest, safe='/')}" if nearest else "",
        "form": form_of(desk.choices, None, desk.names, places=desk.places),
    }  # fmt: skip
    return render(request, "staff/report.html", context, status=422)


def nearest_title(pairs: Pairs, desk: Desk) -> str:
    """What the nearest table is of; empty where that one cannot be made either."""
    try:
        return what_of(question_of(pairs, choices=desk.choices))
    except QuestionError:
        return ""


def nearest_pairs(pairs: Pairs, refusal: Exception) -> Pairs:
    """The question with the wrong part mended; empty where nothing near is known."""
    if isinstance(refusal, OutsideScopeError):
        return [pair for pair in pairs if pair[0] != "place"]
    if not isinstance(refusal, QuestionError):
        return []
    if refusal.part == "twice":
        return [pair for pair in pairs if pair != ("cols", refusal.value)]
    if not refusal.nearest:
        return []
    right = (refusal.part, refusal.nearest)
    mended = [right if name == refusal.part and value[:60] == refusal.value else (name, value) for name, value in pairs]
    return list(dict.fromkeys([*mended, right]))


def refusal_words(refusal: Exception, desk: Desk) -> str:
    """What cannot be shown and why, in the reader's words."""
    if isinstance(refusal, TooWideError):
        return _limit_words(refusal)
    if isinstance(refusal, QuestionError) and refusal.part == "twice":
        twice = dimension_label(Dimension(refusal.value))
        return _("“%(what)s” cannot stand in the rows and in the columns at once.") % {"what": twice}
    if isinstance(refusal, QuestionError) and refusal.part == "term":
        known = ", ".join(term(key) for key in reversed(desk.choices.terms))
        return _("There are no figures of that term. There are figures of %(terms)s.") % {"terms": known}
    if isinstance(refusal, OutsideScopeError):
        return _("That place is not in your scope, or there is none of that code.")
    return _("The address asks for something that does not exist.")


def _limit_words(refusal: TooWideError) -> str:
    size = {"asked": number(refusal.asked), "most": number(refusal.most)}
    if refusal.limit == "rows":
        text = _("This table could have %(asked)s rows; at most %(most)s are made. Choose a place, or larger areas.")
    elif refusal.limit == "columns":
        text = _("This table could have %(asked)s columns; at most %(most)s are made. Choose fewer figures or columns.")
    elif refusal.limit == "cells":
        text = _("This table could have %(asked)s cells; at most %(most)s are made. Choose a place, or fewer columns.")
    elif refusal.limit == "indicators":
        text = _("This table asks for %(asked)s figures; at most %(most)s fit in one table.")
    else:
        text = _("Rows and columns can each have at most %(most)s levels.")
    return text % size
