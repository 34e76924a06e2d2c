"""Reads of collect, inside the scope that is open."""

import hashlib
import uuid
from collections.abc import Collection

from django.db.models import Count

from isee.collect.models import Photo, Reminder, ReminderKind, Round, Visit, VisitState


def visits_of(person_id: int) -> list[Visit]:
    """The home visits to one child, newest first."""
    return list(
        Visit.objects.filter(person_id=person_id).select_related("round").order_by("-term_key", "-visited_on", "-id")
    )


def photos_of(person_id: int) -> list[Photo]:
    """The photos of one child's home, newest first; their files are opened one by one, on request."""
    return list(Photo.objects.filter(person_id=person_id).order_by("-term_key", "visit_id", "id"))


def find_photo(key: uuid.UUID) -> Photo | None:
    """The photo that an address names, where it is in scope."""
    return Photo.objects.filter(uuid=key).first()


def homes_to_photograph(count: int, *, first_area: tuple[int, int]) -> list[Visit]:
    """The latest visit to each of some homes without photos, so that `count` homes have some: how many are missing.

    Homes whose school lies in `first_area` (first and last subdistrict) come first, then those of other schools
    in an order that looks like chance. For the synthetic nation, whose photos are drawn by program.
    """
    seen = set(Visit.objects.filter(pk__in=Photo.objects.values("visit_id")).values_list("household_id", flat=True))
    latest = (
        Visit.objects.filter(household_id__isnull=False).exclude(state="draft")
        .order_by("household_id", "-term_key", "-pk").distinct("household_id")
        .values_list("pk", "household_id", "school__subdistrict_id")
    )  # fmt: skip

    def place(home: tuple[int, int | None, int]) -> tuple[bool, bytes]:
        _, household, subdistrict = home
        chance = hashlib.sha256(str(household).encode()).digest()
        return not first_area[0] <= subdistrict <= first_area[1], chance

    missing = sorted((home for home in latest if home[1] not in seen), key=place)
    chosen = {pk: order for order, (pk, _, _) in enumerate(missing[: max(0, count - len(seen))])}
    visits = Visit.objects.filter(pk__in=chosen).select_related("school")
    return sorted(visits, key=lambda visit: chosen[visit.pk])


def rounds_of_terms(first_term: int, last_term: int) -> list[Round]:
    """The rounds of a run of terms, both included, in order."""
    return list(Round.objects.filter(term_key__range=(first_term, last_term)).order_by("term_key", "opens_on", "kind"))


def unfinished_visits(school_ids: Collection[int], *, term_key: int) -> dict[int, int]:
    """How many visits of a term each of these schools has not brought to certification; schools with none left out."""
    rows = Visit.objects.filter(school_id__in=school_ids, term_key=term_key).exclude(state=VisitState.CERTIFIED)
    return dict(rows.values_list("school_id").annotate(Count("id")).order_by())


def last_reminders(school_ids: Collection[int], *, term_key: int) -> dict[tuple[int, ReminderKind], Reminder]:
    """The newest reminder of each school and kind in a term."""
    rows = Reminder.objects.filter(school_id__in=school_ids, term_key=term_key).order_by("sent_at", "id")
    return {(row.school_id, ReminderKind(row.kind)): row for row in rows}
