"""Schools that have not finished: what each lacks, how to reach it, and one press that asks them all."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import Ability, current_assignments, scope_area, scope_schools
from isee.collect.api import Reminder, ReminderKind, last_reminders, remind_schools, unfinished_visits
from isee.kernel import AcademicTerm
from isee.places.api import School, schools_between, schools_by_id
from isee.registry.api import schools_with_roster
from isee.system.api import now, today
from isee.tracking.api import unreported_attendance
from isee.web.guards import actor_of, requires
from isee.web.present.accounts import role_title
from isee.web.present.formats import name
from isee.web.present.lacks import Lack
from isee.web.present.staff import page_of, present_term

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE_LENGTH = 160


@dataclass(frozen=True)
class Row:
    """One school that has not finished."""

    school: School
    lacks: Sequence[Lack]

    @property
    def reminded(self) -> Reminder | None:
        """The newest reminder about anything that is still missing."""
        sent = [lack.reminded for lack in self.lacks if lack.reminded]
        return max(sent, key=lambda reminder: reminder.sent_at, default=None)


@require_safe
@requires(Ability.REMIND_SCHOOLS)
def follow_up(request: HttpRequest) -> HttpResponse:
    """The schools of the reader's scope that lack something, those that lack most first."""
    schools, rows = unfinished(present_term())
    context = {"page": page_of(rows, request), "schools": len(schools), "term": present_term(), "query": ""}
    return render(request, "staff/follow_up.html", context)


@require_safe
@requires(Ability.REMIND_SCHOOLS)
def follow_up_table(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, with call numbers."""
    term = present_term()
    _schools, rows = unfinished(term)
    response = HttpResponse(_workbook(rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="schools-{term.key}.xlsx"'
    return response


@require_POST
@requires(Ability.REMIND_SCHOOLS)
def remind(request: HttpRequest) -> HttpResponse:
    """Ask every school that lacks something, or the one that is named; the school reads it in its list of work."""
    term, actor = present_term(), actor_of(request)
    one = request.POST.get("school", "")
    _schools, rows = unfinished(term)
    chosen = [row for row in rows if not one or row.school.code == one]
    wanted = {
        kind: [
            (row.school.pk, row.school.subdistrict_id) for row in chosen if any(lack.kind is kind for lack in row.lacks)
        ]
        for kind in ReminderKind
    }
    asked = remind_schools(wanted, term_key=term.key, office=_office(actor.user_id), by=actor, at=now())
    text = ngettext("%(count)s school is reminded.", "%(count)s schools are reminded.", asked) % {"count": asked}
    messages.success(request, text)
    return HttpResponseRedirect(reverse("follow_up"))


def unfinished(term: AcademicTerm) -> tuple[list[School], list[Row]]:
    """All schools of the open scope, and those among them that lack something of a term."""
    schools = _schools_in_scope()
    keys = [school.pk for school in schools]
    sent, before = schools_with_roster(keys, term_key=term.key), term.previous()
    visits = unfinished_visits(keys, term_key=term.key)
    unreported = unreported_attendance(keys, term_key=before.key)
    reminders = last_reminders(keys, term_key=term.key)
    rows = []
    for school in schools:
        found = {
            ReminderKind.ROSTER: None if school.pk in sent else 0,
            ReminderKind.VISITS: visits.get(school.pk),
            ReminderKind.ATTENDANCE: unreported.get(school.pk),
        }
        lacks = [
            Lack(kind, count, reminders.get((school.pk, kind))) for kind, count in found.items() if count is not None
        ]
        if lacks:
            rows.append(Row(school, lacks))
    return schools, sorted(rows, key=lambda row: (-len(row.lacks), row.school.code))


def _schools_in_scope() -> list[School]:
    area = scope_area()
    if area is not None:
        return schools_between(*area, on=today())
    return sorted(schools_by_id(scope_schools()).values(), key=lambda school: school.code)


def _office(user_id: int | None) -> str:
    """Who asks, as the school reads it: the role of the reader and what it covers."""
    present = current_assignments(user_id or 0, at=now()).first()
    return (role_title(present) if present else _("The office"))[:OFFICE_LENGTH]


def _workbook(rows: Sequence[Row]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for line, cells in enumerate(_lines(rows)):
            for column, cell in enumerate(cells):
                sheet.write(line, column, cell, bold if line == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 1, 40)
        sheet.set_column(2, 6, 18)
    return buffer.getvalue()


def _lines(rows: Sequence[Row]) -> Iterator[list[Any]]:
    yield [
        _("School code"), _("School"), _("Telephone"), _("Roster"), _("Visits not certified"),
        _("Pupils whose attendance was not reported"), _("Last reminded"),
    ]  # fmt: skip
    for row in rows:
        counts = {lack.kind: lack.count for lack in row.lacks}
        reminded = row.reminded.sent_at.date().isoformat() if row.reminded else ""
        yield [
            row.school.code, name(row.school), row.school.phone or "",
            _("missing") if ReminderKind.ROSTER in counts else _("sent"),
            counts.get(ReminderKind.VISITS, 0), counts.get(ReminderKind.ATTENDANCE, 0), reminded,
        ]  # fmt: skip
