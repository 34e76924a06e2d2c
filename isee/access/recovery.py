"""A lost phone or password: one person of the school asks, a second one confirms, and only then there is a new code.

The database holds the same rules (`sql/25_staff_guards.sql`); here they are told in words.
"""

import uuid as uuid_module
from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, QuerySet

from isee.access.models import Assignment, OneTimeLink, User
from isee.access.operations import end_ways_in, make_one_time_link, record_event
from isee.access.queries import current_assignments
from isee.access.roles import SCHOOL_STAFF, Ability
from isee.access.scope import Actor, scope_schools
from isee.access.staff_models import RECOVERY_LASTS, RecoveryRequest

CODE_LASTS = timedelta(hours=24)


class RecoveryError(ValueError):
    """The recovery cannot be asked for or decided; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def can_be_recovered(user: User, *, school_id: int, at: datetime) -> bool:
    """Does the account work at this school and nowhere else? For others an administrator answers."""
    roles = list(current_assignments(user.pk, at=at))
    return bool(roles) and all(role.role in SCHOOL_STAFF and role.school_id == school_id for role in roles)


def staff_of(school_id: int, *, at: datetime) -> QuerySet[User]:
    """The accounts that hold a role of staff at a school now, by name."""
    holding = Assignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at, school_id=school_id, role__in=SCHOOL_STAFF
    )
    return User.objects.filter(pk__in=holding.values("user_id"), is_active=True).order_by("display_name", "id")


@transaction.atomic
def ask_recovery(
    user: User, *, school_id: int, loss: RecoveryRequest.Loss, by: Actor, at: datetime
) -> RecoveryRequest:  # fmt: skip
    """Ask for a new way in for a colleague. Raises `RecoveryError` (`own`, `elsewhere`, `open`, `not_yours`)."""
    if user.pk == by.user_id:
        raise RecoveryError("own")
    if not by.can(Ability.ASK_RECOVERY) or school_id not in scope_schools():
        raise RecoveryError("not_yours")
    if not can_be_recovered(user, school_id=school_id, at=at):
        raise RecoveryError("elsewhere")
    open_ones = RecoveryRequest.objects.filter(user=user, state=RecoveryRequest.State.ASKED)
    open_ones.filter(expires_at__lte=at).update(state=RecoveryRequest.State.LAPSED)
    if open_ones.exists():
        raise RecoveryError("open")
    request = RecoveryRequest.objects.create(
        user=user, school_id=school_id, loss=loss, requested_by_id=by.user_id or 0, requested_at=at,
        expires_at=at + RECOVERY_LASTS,
    )  # fmt: skip
    record_event(
        action="recovery_asked", by=by, at=at, object_kind="user", object_id=user.pk, detail={"loss": loss.value}
    )
    return request


def can_decide(actor: Actor, request: RecoveryRequest) -> bool:
    """May this actor be the second person? Never the one who asked, the account itself, or an acting director."""
    return (
        actor.can(Ability.CONFIRM_RECOVERY)
        and actor.user_id not in (request.requested_by_id, request.user_id)
        and request.school_id in scope_schools()
        and not Assignment.objects.filter(pk=actor.assignment_id or 0, acting=True).exists()
    )


@transaction.atomic
def confirm_recovery(request: RecoveryRequest, *, by: Actor, at: datetime) -> str:
    """Confirm as the second person: the old second factors, sessions and tokens go; returns the new code, shown once.

    Raises `RecoveryError` (`not_yours`, `over`, `elsewhere`).
    """
    _decide(request, RecoveryRequest.State.CONFIRMED, by=by, at=at)
    user = User.objects.get(pk=request.user_id)
    factors, _each = Authenticator.objects.filter(user=user).delete()
    sessions = end_ways_in(user, at=at)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    code = make_one_time_link(user, OneTimeLink.Purpose.SET_PASSWORD, by=by, at=at, lifetime=CODE_LASTS)
    record_event(
        action="recovery_confirmed", by=by, at=at, object_kind="user", object_id=user.pk,
        detail={"factors": factors, "sessions": sessions},
    )  # fmt: skip
    return code


@transaction.atomic
def refuse_recovery(request: RecoveryRequest, *, by: Actor, at: datetime) -> None:
    """Refuse as the second person. Raises `RecoveryError` (`not_yours`, `over`, `elsewhere`)."""
    _decide(request, RecoveryRequest.State.REFUSED, by=by, at=at)
    record_event(action="recovery_refused", by=by, at=at, object_kind="user", object_id=request.user_id)


@transaction.atomic
def withdraw_recovery(request: RecoveryRequest, *, by: Actor, at: datetime) -> None:
    """Take one's own request back. Raises `RecoveryError` (`not_yours`, `over`)."""
    if request.requested_by_id != by.user_id:
        raise RecoveryError("not_yours")
    asked = RecoveryRequest.objects.filter(pk=request.pk, state=RecoveryRequest.State.ASKED)
    if not asked.update(state=RecoveryRequest.State.WITHDRAWN):
        raise RecoveryError("over")
    record_event(action="recovery_withdrawn", by=by, at=at, object_kind="user", object_id=request.user_id)


def _decide(request: RecoveryRequest, state: RecoveryRequest.State, *, by: Actor, at: datetime) -> None:
    if not can_decide(by, request):
        raise RecoveryError("not_yours")
    locked = RecoveryRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state != RecoveryRequest.State.ASKED or locked.expires_at <= at:
        raise RecoveryError("over")
    if not can_be_recovered(User.objects.get(pk=locked.user_id), school_id=locked.school_id, at=at):
        raise RecoveryError("elsewhere")
    RecoveryRequest.objects.filter(pk=locked.pk).update(state=state, decided_by_id=by.user_id, decided_at=at)


def open_recoveries(school_ids: Sequence[int], *, at: datetime) -> QuerySet[RecoveryRequest]:
    """Requests of these schools that wait for a second person, the oldest first."""
    return (
        RecoveryRequest.objects.filter(
            school_id__in=list(school_ids), state=RecoveryRequest.State.ASKED, expires_at__gt=at
        )
        .select_related("user", "requested_by")
        .order_by("requested_at")
    )


def find_recovery(uuid: uuid_module.UUID) -> RecoveryRequest | None:
    """A request by its uuid, if it belongs to a school of the open scope."""
    found = RecoveryRequest.objects.filter(uuid=uuid, school_id__in=scope_schools())
    return found.select_related("user", "requested_by").first()
