"""Writes of this package: accounts, assignments, one-time links, audit events and the read log."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q

from isee.access.models import (
    ApiToken,
    Assignment,
    OneTimeLink,
    ReadLog,
    ScopeGroup,
    ScopeGroupSchool,
    Session,
    User,
)
from isee.access.parts import check_purpose
from isee.access.roles import RULES, Role
from isee.access.scope import Actor
from isee.system.api import keyed_hash


def record_event(
    *, action: str, by: Actor, at: datetime, object_kind: str = "", object_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write one audit event in the present transaction; `detail` holds counts and internal ids, never a person.

    Inside an open scope it is the event of the scope's user, also where the system did the work for them.
    """
    # Not through the ORM: it reads the new row back, which nobody but its own user may.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditevent (at, user_id, assignment_id, action, object_kind, object_id, reason, origin,"
            " detail) VALUES (%s, coalesce(%s, access_scope_user()), coalesce(%s, access_scope_assignment()), %s, %s,"
            " %s, %s, %s, %s)",
            (at, by.user_id, by.assignment_id, action, object_kind, object_id, by.reason, by.origin,
             json.dumps(detail or {}, cls=DjangoJSONEncoder)),
        )  # fmt: skip


def record_reading(*, person_id: int, part: str, by: Actor, at: datetime, purpose: str = "") -> None:
    """Write that somebody looked at one part of one person's record; a sensitive part needs its purpose."""
    check_purpose(part, purpose)
    if by.user_id is None or by.assignment_id is None:
        return
    ReadLog.objects.create(
        at=at, user_id=by.user_id, assignment_id=by.assignment_id, person_id=person_id, part=part,
        purpose=purpose, origin=by.origin,
    )  # fmt: skip


@transaction.atomic
def open_account(username: str, *, display_name: str, by: Actor, at: datetime, email: str = "") -> User:
    """A new account without a password; its owner gets in by a one-time link."""
    user = User.objects.create_user(username, display_name=display_name, email=email)
    record_event(action="account_opened", by=by, at=at, object_kind="user", object_id=user.pk)
    return user


@transaction.atomic
def close_account(user: User, *, by: Actor, at: datetime) -> None:
    """End an account: it can no longer sign in, and its sessions and tokens end now."""
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_ways_in(user, at=at)
    record_event(action="account_closed", by=by, at=at, object_kind="user", object_id=user.pk)


def end_ways_in(user: User, *, at: datetime) -> int:
    """End every signed-in browser of a user and every token of their programs; returns how many browsers."""
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    return Session.objects.filter(user=user, revoked_at=None, expires_at__gt=at).update(revoked_at=at)


@transaction.atomic
def assign_role(
    user: User, role: Role, *, by: Actor, at: datetime, school_id: int | None = None, room_ids: Sequence[int] = (),
    group: ScopeGroup | None = None, area: tuple[int, int] | None = None, person_ids: Sequence[int] = (),
    label: str = "", valid_to: datetime | None = None, acting: bool = False,
) -> Assignment:  # fmt: skip
    """Give a user a role over a stated scope. `area` is an inclusive range of subdistrict codes.

    Raises ValueError for a role that ends by itself and is given without an end, or for longer than it may be.
    """
    longest = RULES[role].longest
    if longest is not None and (valid_to is None or valid_to > at + longest):
        raise ValueError(f"The role {role.value} is given for {longest.days} days at most.")
    assignment = Assignment.objects.create(
        user=user, role=role, school_id=school_id, room_ids=list(room_ids), group=group,
        area_from=area[0] if area else None, area_to=area[1] if area else None,
        person_ids=list(person_ids), label=label, acting=acting, valid_from=at,
        valid_to=valid_to,
    )  # fmt: skip
    record_event(
        action="role_assigned",
        by=by,
        at=at,
        object_kind="assignment",
        object_id=assignment.pk,
        detail={"role": "acting_director" if acting else role},
    )
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: Actor, at: datetime) -> None:
    """The role ends now; sessions that use it see nothing from their next request on."""
    lasting = Q(valid_to=None) | Q(valid_to__gt=at)
    if not Assignment.objects.filter(lasting, pk=assignment.pk).update(valid_to=at):
        return
    record_event(action="role_ended", by=by, at=at, object_kind="assignment", object_id=assignment.pk)


@transaction.atomic
def revoke_session(session: Session, *, by: Actor, at: datetime) -> None:
    """End one signed-in browser."""
    Session.objects.filter(pk=session.pk, revoked_at=None).update(revoked_at=at)
    record_event(action="session_revoked", by=by, at=at, object_kind="session", object_id=session.pk)


@transaction.atomic
def replace_scope_group(code: str, school_ids: Sequence[int], *, by: Actor, at: datetime) -> ScopeGroup:
    """Set the schools of a named group, such as an education area."""
    group, _ = ScopeGroup.objects.get_or_create(code=code)
    present = set(ScopeGroupSchool.objects.filter(group=group).values_list("school_id", flat=True))
    wanted = set(school_ids)
    ScopeGroupSchool.objects.filter(group=group, school_id__in=present - wanted).delete()
    ScopeGroupSchool.objects.bulk_create(
        ScopeGroupSchool(group=group, school_id=school_id) for school_id in sorted(wanted - present)
    )
    if present != wanted:
        record_event(action="scope_group_replaced", by=by, at=at, object_kind="scope_group", object_id=group.pk)
    return group


def _link_hash(token: str, purpose: OneTimeLink.Purpose) -> bytes:
    """Keyed, and over a token that names its user: no row can be made or turned to another user without the key."""
    return keyed_hash("token", f"{purpose.value}|{token}".encode())


@transaction.atomic
def make_one_time_link(
    user: User, purpose: OneTimeLink.Purpose, *, by: Actor, at: datetime, lifetime: timedelta
) -> str:
    """A token that works once within its lifetime; only its hash is kept."""
    token = f"{user.pk}.{secrets.token_urlsafe(24)}"
    link = OneTimeLink.objects.create(
        token_hash=_link_hash(token, purpose), user=user, purpose=purpose, created_at=at, expires_at=at + lifetime
    )
    record_event(action="one_time_link_made", by=by, at=at, object_kind="one_time_link", object_id=link.pk)
    return token


@transaction.atomic
def use_one_time_link(token: str, purpose: OneTimeLink.Purpose, *, at: datetime) -> User | None:
    """Take a link: its user the first time within its lifetime, None ever after."""
    link = (
        OneTimeLink.objects.select_for_update()
        .filter(
            token_hash=_link_hash(token, purpose), purpose=purpose, used_at=None, expires_at__gt=at,
            user__is_active=True,
        )
        .first()
    )  # fmt: skip
    if link is None or str(link.user_id) != token.partition(".")[0]:
        return None
    link.used_at = at
    link.save(update_fields=["used_at"])
    return User.objects.get(pk=link.user_id)
