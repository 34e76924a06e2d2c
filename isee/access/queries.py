"""Reads of accounts, sessions, the audit and the read log. Row-level security narrows the last two."""

import uuid as uuid_module
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils import timezone

from isee.access.models import (
    LAST_TERM,
    Assignment,
    AuditEvent,
    OneTimeLink,
    PersonScope,
    ReadLog,
    ScopeGroup,
    Session,
    User,
)
from isee.access.roles import RULES, Role
from isee.access.sessions import token_hash

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def current_assignments(user_id: int, *, at: datetime) -> QuerySet[Assignment]:
    """The roles that a user holds now, in the order in which they were given."""
    return Assignment.objects.filter(_in_force(at), user_id=user_id).select_related("group").order_by("id")


def find_acting(assignment_id: int) -> Assignment | None:
    """An acting director's role by its id."""
    return Assignment.objects.filter(pk=assignment_id, acting=True).first()


def find_account(uuid: uuid_module.UUID) -> User | None:
    """The account of a uuid."""
    return User.objects.filter(uuid=uuid).first()


def username_is_free(username: str) -> bool:
    """Does nobody have this user name, in any case of its letters?"""
    return not User.objects.filter(username__iexact=username).exists()


def find_scope_group(code: str) -> ScopeGroup | None:
    """The named list of schools of a code, such as an education area's."""
    return ScopeGroup.objects.filter(code=code).first()


def accounts(*, at: datetime, text: str = "", teachers_of: int | None = None) -> QuerySet[User]:
    """Accounts by name: of everybody, or of the teachers of one school; `text` narrows by any name."""
    found = User.objects.all()
    if teachers_of is not None:
        teaching = Assignment.objects.filter(_in_force(at), school_id=teachers_of, role=Role.TEACHER)
        found = found.filter(pk__in=teaching.values("user_id"))
    if text:
        found = found.filter(Q(display_name__icontains=text) | Q(username__icontains=text))
    return found.order_by("-is_active", "display_name", "id")


def assignments_of(user_ids: Collection[int], *, at: datetime) -> dict[int, list[Assignment]]:
    """The present roles of several users."""
    found: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(_in_force(at), user_id__in=user_ids).select_related("group").order_by("id")
    for assignment in rows:
        found.setdefault(assignment.user_id, []).append(assignment)
    return found


def with_second_factor(user_ids: Collection[int]) -> set[int]:
    """Which of these users have an authenticator app or a passkey."""
    found = Authenticator.objects.filter(user_id__in=user_ids, type__in=SECOND_FACTORS)
    return set(found.values_list("user_id", flat=True))


def lacking_second_factor(*, at: datetime) -> int:
    """How many accounts hold a role that needs a second factor and have none."""
    roles = [role.value for role in Role if RULES[role].second_factor]
    needing = Assignment.objects.filter(_in_force(at), role__in=roles).values("user_id")
    having = Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user_id")
    return User.objects.filter(pk__in=needing, is_active=True).exclude(pk__in=having).count()


def open_sessions(user_id: int, *, at: datetime) -> QuerySet[Session]:
    """The browsers in which a user is signed in, the last used first."""
    return Session.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=at).order_by("-seen_at")


def session_of(token: str) -> Session | None:
    """The session row of a token."""
    return Session.objects.filter(token_hash=token_hash(token)).first()


def unused_link(user_id: int, *, at: datetime) -> OneTimeLink | None:
    """The newest link to set a password that still works; its token is known to nobody here."""
    found = OneTimeLink.objects.filter(
        user_id=user_id, purpose=OneTimeLink.Purpose.SET_PASSWORD, used_at=None, expires_at__gt=at
    )
    return found.order_by("-created_at").first()


def in_scope_now(person_ids: Collection[int]) -> set[int]:
    """Which of these persons belong to the open scope now, not only in a former period."""
    rows = PersonScope.objects.filter(person_id__in=person_ids, to_term=LAST_TERM)
    return set(rows.order_by().values_list("person_id", flat=True).distinct())


def audit_events(
    *, action: str = "", user_id: int | None = None, since: date | None = None, until: date | None = None
) -> QuerySet[AuditEvent]:
    """Audit events, newest first: the reader's own, or everyone's for the roles that read the audit."""
    found = AuditEvent.objects.select_related("user", "assignment").order_by("-at", "-id")
    if action:
        found = found.filter(action=action)
    return found.filter(_within(user_id, since, until))


def was_recorded(action: str, *, object_kind: str, object_id: int) -> bool:
    """Is there such an event about this object among those that the reader can see?"""
    return AuditEvent.objects.filter(action=action, object_kind=object_kind, object_id=object_id).exists()


def audit_actions() -> list[str]:
    """The kinds of event that the reader can see, by name."""
    return list(AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct())


def readings(
    *, person_id: int | None = None, user_id: int | None = None, since: date | None = None, until: date | None = None
) -> QuerySet[ReadLog]:
    """Who looked at records, newest first; of the persons in scope, or of all for the roles that read the audit."""
    found = ReadLog.objects.select_related("user", "assignment").order_by("-at", "-id")
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return found.filter(_within(user_id, since, until))


def _within(user_id: int | None, since: date | None, until: date | None) -> Q:
    condition = Q()
    if user_id is not None:
        condition &= Q(user_id=user_id)
    if since is not None:
        condition &= Q(at__gte=_midnight(since))
    if until is not None:
        condition &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_force(at: datetime) -> Q:
    return Q(valid_from__lte=at) & (Q(valid_to=None) | Q(valid_to__gt=at))
