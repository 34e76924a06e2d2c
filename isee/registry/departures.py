"""Pupils who left: what a school decides about those whom its roster no longer names."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from isee.access.api import Actor, record_event
from isee.registry.models import Enrolment, Outcome, Source
from isee.registry.operations import refresh_scope

WAYS_TO_LEAVE = (Outcome.TRANSFERRED, Outcome.DROPPED_OUT, Outcome.GRADUATED, Outcome.DEAD)


@transaction.atomic
def end_enrolments(enrolment_ids: Collection[int], *, outcome: Outcome, on: date, by: Actor, at: datetime) -> int:
    """End open enrolments in scope on a day, and say how they ended; returns how many there were.

    Those that ended meanwhile stay as they are. Raises ValueError for an outcome that is no way to leave.
    """
    if outcome not in WAYS_TO_LEAVE:
        raise ValueError(f"{outcome} is no way to leave a school")
    found = Enrolment.objects.select_for_update().filter(pk__in=enrolment_ids, ended_on=None)
    rows = dict(found.values_list("pk", "person_id"))
    Enrolment.objects.filter(pk__in=rows).update(
        ended_on=Greatest(F("began_on"), on),
        outcome=outcome,
        recorded_at=at,
        recorded_by=by.user_id,
        source=Source.TYPED,
    )
    refresh_scope(list(rows.values()))
    record_event(
        action="enrolments_ended", by=by, at=at, object_kind="enrolment", detail={"rows": len(rows), "outcome": outcome}
    )
    return len(rows)
