"""The yearly review: who answers for which roles, what is confirmed, what is overdue and what ends.

The 60 and 120 days are ours; the dates of each year are rows, so that one year can have others.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from isee.access.models import Assignment
from isee.access.operations import record_event
from isee.access.roles import GIVEN_BY_SCHOOLS, REVIEWED_ROLES, SCHOOL_HEADS, Ability
from isee.access.scope import SYSTEM, Actor, scope_schools
from isee.access.staff_models import ReviewYear, RoleConfirmation

OVERDUE_AFTER = timedelta(days=60)
ENDS_AFTER = timedelta(days=120)
OURS = "iSEE's own rule: 60 and 120 days after the school year begins"


@transaction.atomic
def begin_review(academic_year: int, *, begins_on: date, today: date, at: datetime) -> ReviewYear | None:
    """The dates of a year's review, made once on or after its first day; None before it.

    A review that begins late gives the full time all the same.
    """
    known = ReviewYear.objects.filter(academic_year=academic_year).first()
    if known is not None or today < begins_on:
        return known
    first = max(begins_on, today)
    year = ReviewYear(
        academic_year=academic_year, begins_on=first, overdue_on=first + OVERDUE_AFTER, ends_on=first + ENDS_AFTER,
        source=OURS,
    )  # fmt: skip
    ReviewYear.objects.bulk_create([year], ignore_conflicts=True)
    record_event(action="review_begun", by=SYSTEM, at=at, object_kind="review_year", object_id=academic_year)
    return ReviewYear.objects.get(academic_year=academic_year)


def end_unconfirmed(*, today: date) -> int:
    """End the roles that nobody confirmed in time; for the daily job. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_end_unconfirmed(%s)", [today])
        return int(cursor.fetchone()[0])


def present_review() -> ReviewYear | None:
    """The review that began last."""
    return ReviewYear.objects.order_by("-academic_year").first()


def roles_to_review(actor: Actor, review: ReviewYear, *, at: datetime) -> QuerySet[Assignment]:
    """The roles for which the actor answers and that nobody has confirmed for the year, the longest unused first."""
    answered = RoleConfirmation.objects.filter(assignment=OuterRef("pk"), academic_year__gte=review.academic_year)
    found = Assignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), ~Exists(answered), role__in=_answers_for(actor), valid_from__lte=at,
        valid_from__date__lt=review.begins_on,
    ).exclude(user_id=actor.user_id or 0)  # fmt: skip
    if not actor.can(Ability.MANAGE_USERS):
        found = found.filter(school_id__in=scope_schools())
    return found.select_related("user", "group").order_by("user__last_login", "user__display_name", "id")


def _answers_for(actor: Actor) -> Collection[str]:
    if actor.can(Ability.MANAGE_USERS):
        return [role for role in REVIEWED_ROLES if role not in GIVEN_BY_SCHOOLS]
    if actor.can(Ability.REVIEW_HEADS):
        return SCHOOL_HEADS
    return GIVEN_BY_SCHOOLS if actor.can(Ability.MANAGE_SCHOOL_USERS) else ()


@transaction.atomic
def confirm_role(assignment: Assignment, review: ReviewYear, *, by: Actor, at: datetime) -> None:
    """Answer for it that a role is still needed this year."""
    if by.user_id is None:
        raise ValueError("A role is confirmed by somebody.")
    RoleConfirmation.objects.bulk_create(
        [RoleConfirmation(assignment=assignment, academic_year=review.academic_year, confirmed_by_id=by.user_id,
                          confirmed_at=at)],
        ignore_conflicts=True,
    )  # fmt: skip
    record_event(action="role_confirmed", by=by, at=at, object_kind="assignment", object_id=assignment.pk)
