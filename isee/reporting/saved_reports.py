"""Saves reports, shares them within a scope, and finds those that a reader may open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from isee.access.api import Actor, record_event
from isee.reporting.report_models import SavedReport
from isee.reporting.staff import Gazetteer, StaffScope

NAME_LENGTH = 120
MOST_SHARED = 500
"""Shared reports that are looked through for one reader, the newest first."""


@transaction.atomic
def save_report(
    name: str, *, pairs: Sequence[tuple[str, str]], shared: bool, scope: StaffScope, by: Actor, at: datetime
) -> SavedReport:
    """Keep a question under a name; the same owner's report of that name is replaced. Raises `ValueError` on no name.

    `pairs` are the question as an address says it, which somebody has checked. `scope` is the owner's own, whole: it
    decides to whom the report is offered.
    """
    plain = " ".join(name.split())[:NAME_LENGTH]
    if not plain:
        raise ValueError("A report needs a name.")
    kept: dict[str, Any] = {
        "question": [list(pair) for pair in pairs], "shared": shared, "spans": [list(span) for span in scope.spans],
        "schools": list(scope.schools), "saved_at": at,
    }  # fmt: skip
    report, _ = SavedReport.objects.update_or_create(owner_id=by.user_id, name=plain, defaults=kept)
    record_event(
        action="report_saved", by=by, at=at, object_kind="saved_report", object_id=report.pk, detail={"shared": shared}
    )
    return report


@transaction.atomic
def delete_report(report: SavedReport, *, by: Actor, at: datetime) -> None:
    """Remove an own report. Raises `PermissionError` for another's."""
    if report.owner_id != by.user_id:
        raise PermissionError("Only its owner removes a report.")
    record_event(action="report_deleted", by=by, at=at, object_kind="saved_report", object_id=report.pk)
    report.delete()


def own_reports(user_id: int) -> list[SavedReport]:
    """A user's reports, by name."""
    return list(SavedReport.objects.filter(owner_id=user_id).order_by("name", "id"))


def shared_reports(user_id: int, *, scope: StaffScope, gazetteer: Gazetteer) -> list[SavedReport]:
    """Others' reports that are shared with a reader of this scope, by name."""
    found = SavedReport.objects.filter(shared=True).exclude(owner_id=user_id).select_related("owner")
    newest = found.order_by("-saved_at", "-id")[:MOST_SHARED]
    mine = [report for report in newest if is_shared_with(report, scope=scope, gazetteer=gazetteer)]
    return sorted(mine, key=lambda report: (report.name, report.pk))


def find_report(uuid: UUID, *, user_id: int, scope: StaffScope, gazetteer: Gazetteer) -> SavedReport | None:
    """The report of an address, if it is the reader's or shared with them; None alike for all others."""
    report = SavedReport.objects.filter(Q(shared=True) | Q(owner_id=user_id), uuid=uuid).select_related("owner").first()
    if report is None or report.owner_id == user_id:
        return report
    return report if is_shared_with(report, scope=scope, gazetteer=gazetteer) else None


def is_shared_with(report: SavedReport, *, scope: StaffScope, gazetteer: Gazetteer) -> bool:
    """Do the reader's places all lie within the places of the owner?"""
    spans: Sequence[tuple[int, int]] = [(first, last) for first, last in report.spans]
    schools = set(report.schools)

    def holds(first: int, last: int) -> bool:
        return any(a <= first and last <= b for a, b in spans)

    def has(school: str) -> bool:
        known = gazetteer.schools.get(school)
        place = int(known["subdistrict"]) if known else -1
        return school in schools or holds(place, place)

    return all(holds(*span) for span in scope.spans) and all(has(school) for school in scope.schools)
