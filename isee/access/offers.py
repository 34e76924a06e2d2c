"""Roles offered to accounts: a teacher who moves, the staff of a school that was merged. Their owner takes them."""

import uuid as uuid_module
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from isee.access.models import Assignment, User
from isee.access.operations import record_event
from isee.access.roles import SCHOOL_STAFF, Role
from isee.access.scope import Actor
from isee.access.staff_models import RoleOffer

MOVE_LASTS = timedelta(days=30)
MERGER_LASTS = timedelta(days=90)


class OfferError(ValueError):
    """A role cannot be offered; `code` says why (`unknown`, `own`, `here`, `open`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def offer_move(
    username: str, *, school_id: int, by: Actor, at: datetime, room_ids: Sequence[int] = (), label: str = ""
) -> RoleOffer:
    """Invite an account that works elsewhere, by its user name. Raises `OfferError`."""
    user = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if user is None:
        raise OfferError("unknown")
    if user.pk == by.user_id:
        raise OfferError("own")
    if _roles_at([school_id], at=at).filter(user=user).exists():
        raise OfferError("here")
    if RoleOffer.objects.filter(user=user, school_id=school_id, state=RoleOffer.State.OPEN).exists():
        raise OfferError("open")
    offer = RoleOffer.objects.create(
        user=user, role=Role.TEACHER, school_id=school_id, room_ids=list(room_ids), label=label,
        reason=RoleOffer.Reason.MOVE, offered_by_id=by.user_id, offered_at=at, expires_at=at + MOVE_LASTS,
    )  # fmt: skip
    record_event(action="role_offered", by=by, at=at, object_kind="role_offer", object_id=offer.pk)
    return offer


@transaction.atomic
def end_school_roles(
    school_id: int, *, at: datetime, ends_at: datetime, by: Actor, heir_id: int | None = None, label: str = ""
) -> int:
    """The roles at a school that closes end; where another takes it over, its staff are offered one there.

    Returns how many roles end. Whoever was a head of the closed school is offered a teacher's role too: a head of the
    school that takes over is appointed there.
    """
    ending = _roles_at([school_id], at=at)
    users = list(ending.order_by().values_list("user_id", flat=True).distinct())
    end = max(at, ends_at)
    count = ending.filter(Q(valid_to=None) | Q(valid_to__gt=end)).update(valid_to=end)
    heirs = [] if heir_id is None else [(user_id, heir_id) for user_id in users]
    for user_id, heir in heirs:
        offer, made = RoleOffer.objects.get_or_create(
            user_id=user_id, school_id=heir, state=RoleOffer.State.OPEN,
            defaults={
                "role": Role.TEACHER, "from_school_id": school_id, "label": label, "offered_at": at,
                "reason": RoleOffer.Reason.MERGER, "expires_at": end + MERGER_LASTS,
            },
        )  # fmt: skip
        if made:
            record_event(action="role_offered", by=by, at=at, object_kind="role_offer", object_id=offer.pk)
    RoleOffer.objects.filter(school_id=school_id, state=RoleOffer.State.OPEN).update(
        state=RoleOffer.State.WITHDRAWN, decided_at=at
    )
    record_event(
        action="school_roles_ended", by=by, at=at, object_kind="school", object_id=school_id, detail={"roles": count}
    )
    return count


def answer_offer(offer: RoleOffer, *, token: str, accepted: bool, origin: str) -> int | None:
    """Take or decline an offer, with one's own session; the new role's id, 0 when declined, None when it is over.

    The database does it: nobody gives a role to themselves in any other way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_answer_offer(%s, %s, %s, %s)", [token, offer.pk, accepted, origin])
        found: int | None = cursor.fetchone()[0]
    return found


@transaction.atomic
def withdraw_offer(offer: RoleOffer, *, by: Actor, at: datetime) -> bool:
    """Take an offer of one's own school back; False when it is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_withdraw_offer(%s)", [offer.pk])
        done = bool(cursor.fetchone()[0])
    if done:
        record_event(action="offer_withdrawn", by=by, at=at, object_kind="role_offer", object_id=offer.pk)
    return done


def offers_to(user_id: int, *, at: datetime) -> QuerySet[RoleOffer]:
    """The roles that are offered to an account now."""
    return RoleOffer.objects.filter(user_id=user_id, state=RoleOffer.State.OPEN, expires_at__gt=at).order_by("id")


def offers_of(school_ids: Sequence[int], *, at: datetime) -> QuerySet[RoleOffer]:
    """The offers of these schools that nobody has answered yet."""
    found = RoleOffer.objects.filter(
        school_id__in=list(school_ids), state=RoleOffer.State.OPEN, expires_at__gt=at
    )  # fmt: skip
    return found.select_related("user").order_by("offered_at", "id")


def find_offer(uuid: uuid_module.UUID) -> RoleOffer | None:
    """An offer by its uuid."""
    return RoleOffer.objects.filter(uuid=uuid).first()


def _roles_at(school_ids: Sequence[int], *, at: datetime) -> QuerySet[Assignment]:
    lasting = Q(valid_to=None) | Q(valid_to__gt=at)
    return Assignment.objects.filter(lasting, school_id__in=list(school_ids), role__in=SCHOOL_STAFF)
