"""Accounts, assignments, sessions, and the scope rows on which row-level security rests."""

import uuid as uuid_module
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from isee.access.parts import Part
from isee.access.protection import OPEN, Protection, Rights
from isee.access.roles import ACTING_DIRECTOR_FOR, LIMITED_ROLES, RULES, Role, RoleRule, ScopeKind
from isee.access.staff_models import ApiToken, RecoveryRequest, ReviewYear, RoleConfirmation, RoleOffer

__all__ = ["ApiToken", "RecoveryRequest", "ReviewYear", "RoleConfirmation", "RoleOffer"]

FIRST_TERM = 0
LAST_TERM = 99999


class UserManager(BaseUserManager["User"]):
    """Makes accounts; none ever has a default password."""

    def create_user(self, username: str, *, display_name: str, email: str = "") -> "User":
        """An account without a password: its owner sets one through a one-time link."""
        user = self.model(username=username, display_name=display_name, email=email)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account of a member of staff or of a guardian."""

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="SELECT")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "username": "personal", "display_name": "personal", "email": "personal",
        "is_active": "open", "date_joined": "open", "password": "sensitive", "last_login": "personal",
    }  # fmt: skip

    def __str__(self) -> str:
        return f"user {self.pk}"

    # Django's permission system is not used: abilities come from the role of the present assignment.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """No permission of Django's own is ever granted."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """No permission of Django's own is ever granted."""
        return False


class ScopeGroup(models.Model):
    """A named list of schools, such as an education area; kept up by `places`."""

    code = models.CharField(max_length=20, unique=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE, DELETE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"code": "open"}

    def __str__(self) -> str:
        return self.code


class ScopeGroupSchool(models.Model):
    """One school in a scope group; schools are known here by their surrogate key alone."""

    group = models.ForeignKey(ScopeGroup, on_delete=models.CASCADE, related_name="schools")
    school_id = models.IntegerField()

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE, DELETE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"school_id": "open"}

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_school_is_once_in_a_scope_group", fields=["group", "school_id"]),
        )


class Assignment(models.Model):
    """A role that a user holds for a time, and what it lets them see."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=30, choices=Role)
    school_id = models.IntegerField(null=True, blank=True)
    room_ids = ArrayField(models.IntegerField(), default=list, blank=True)
    group = models.ForeignKey(ScopeGroup, on_delete=models.PROTECT, null=True, blank=True)
    area_from = models.IntegerField(null=True, blank=True)
    area_to = models.IntegerField(null=True, blank=True)
    person_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    label = models.CharField(max_length=160, blank=True)
    acting = models.BooleanField(default=False, db_default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="SELECT")
    protection = Protection.assignments()
    privacy: ClassVar[dict[str, str]] = {
        "role": "open", "school_id": "open", "room_ids": "open", "area_from": "open", "area_to": "open",
        "person_ids": "personal", "label": "open", "acting": "open", "valid_from": "open", "valid_to": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="an_assignment_has_a_known_role", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="an_assignment_has_both_ends_of_an_area_or_none",
                condition=Q(area_from__isnull=True, area_to__isnull=True)
                | Q(area_from__isnull=False, area_to__isnull=False, area_from__lte=models.F("area_to")),
            ),
            models.CheckConstraint(
                name="an_assignment_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="an_acting_role_is_a_director_s_and_ends_within_180_days",
                condition=Q(acting=False)
                | Q(
                    role=Role.DIRECTOR.value,
                    valid_to__isnull=False,
                    valid_to__lte=models.F("valid_from") + ACTING_DIRECTOR_FOR,
                ),
            ),
            models.CheckConstraint(
                name="a_limited_role_has_an_end",
                condition=~Q(role__in=[role.value for role in LIMITED_ROLES]) | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(
                name="a_school_role_names_its_school",
                condition=~Q(role__in=[r.value for r in Role if RULES[r].scope in (ScopeKind.ROOMS, ScopeKind.SCHOOL)])
                | Q(school_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_group_role_names_its_schools",
                condition=~Q(role__in=[r.value for r in Role if RULES[r].scope == ScopeKind.SCHOOL_GROUP])
                | Q(group__isnull=False),
            ),
        )

    @property
    def rule(self) -> RoleRule:
        """What the role may do."""
        return RULES[Role(self.role)]


class Session(models.Model):
    """A signed-in browser. The token itself is only in the cookie; here is its SHA-256.

    `seal` is an HMAC over token hash, user, assignment and expiry under a key that the database role `isee_web`
    cannot read, so that a row written by injected SQL opens no scope. A revoked session stays revoked.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    data = models.TextField(blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.SET_NULL, null=True)
    seal = models.BinaryField(max_length=32)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE, DELETE", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "token_hash": "sensitive", "data": "sensitive", "seal": "sensitive", "address": "personal",
        "browser": "personal", "created_at": "open", "seen_at": "open", "expires_at": "open", "revoked_at": "open",
    }  # fmt: skip


class OneTimeLink(models.Model):
    """A link that works once: to set a first password, or to enter the demo.

    `token_hash` is keyed and covers user and purpose, so that a row written by injected SQL lets nobody in.
    """

    class Purpose(models.TextChoices):
        """What a link is for."""

        SET_PASSWORD = "set_password", "set a password"
        DEMO_SIGN_IN = "demo_sign_in", "sign in to the demo"

    token_hash = models.BinaryField(max_length=32, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=20, choices=Purpose)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "token_hash": "sensitive", "purpose": "open", "created_at": "open", "expires_at": "open", "used_at": "open",
    }  # fmt: skip


class Ticket(models.Model):
    """Leave for one job to work inside its requester's scope; what the job carries is `id.signature`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    rights = Rights(web="", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"purpose": "open", "issued_at": "open", "expires_at": "open"}


class ScopeKey(models.Model):
    """Keys that only SECURITY DEFINER functions read: the inner and outer pads of HMAC-SHA256."""

    name = models.CharField(max_length=20, unique=True)
    inner_pad = models.BinaryField()
    outer_pad = models.BinaryField()

    rights = Rights(web="", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"name": "open", "inner_pad": "sensitive", "outer_pad": "sensitive"}


class ScopeRow(models.Model):
    """Where something belongs, for how long: the base of the two scope tables.

    The present school sees the whole (`from_term` 0, `to_term` 99999); a former school sees its own terms.
    `child_id` is the child through whom a parent or a household belongs there; for a child it is the child.
    Each column by which a scope can hold a row is indexed, so that a policy is a look-up; no place known is 0.
    """

    school_id = models.IntegerField(null=True)
    room_id = models.IntegerField(null=True)
    subdistrict = models.IntegerField(default=0)
    child_id = models.BigIntegerField(null=True)
    from_term = models.IntegerField(default=FIRST_TERM)
    to_term = models.IntegerField(default=LAST_TERM)

    class Meta:
        abstract = True


class PersonScope(ScopeRow):
    """A school, room or subdistrict to which a person belongs or belonged."""

    person_id = models.BigIntegerField()

    rights = Rights(web="SELECT", worker="SELECT", extract="")
    protection = Protection.scope_table("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "person_id": "personal", "school_id": "personal", "room_id": "personal", "subdistrict": "personal",
        "child_id": "personal", "from_term": "personal", "to_term": "personal",
    }  # fmt: skip

    class Meta:
        indexes = (
            models.Index(name="person_scope_by_person", fields=["person_id"]),
            models.Index(name="person_scope_by_school", fields=["school_id", "room_id"]),
            models.Index(name="person_scope_by_place", fields=["subdistrict"]),
            models.Index(name="person_scope_by_child", fields=["child_id"]),
        )


class HouseholdScope(ScopeRow):
    """A school, room or subdistrict to which a household belongs through its members and its address."""

    household_id = models.BigIntegerField()

    rights = Rights(web="SELECT", worker="SELECT", extract="")
    protection = Protection.scope_table("household_id")
    privacy: ClassVar[dict[str, str]] = {
        "household_id": "personal", "school_id": "personal", "room_id": "personal", "subdistrict": "personal",
        "child_id": "personal", "from_term": "personal", "to_term": "personal",
    }  # fmt: skip

    class Meta:
        indexes = (
            models.Index(name="household_scope_by_household", fields=["household_id"]),
            models.Index(name="household_scope_by_school", fields=["school_id", "room_id"]),
            models.Index(name="household_scope_by_place", fields=["subdistrict"]),
            models.Index(name="household_scope_by_child", fields=["child_id"]),
        )


class AuditEvent(models.Model):
    """One write, or one act that matters: who, when, what, why, from where. Never a name or a number of a person."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    detail = models.JSONField(default=dict)

    rights = Rights(web="SELECT, INSERT", worker="SELECT, INSERT")
    protection = Protection.own_or_audit("user_id")
    privacy: ClassVar[dict[str, str]] = {
        "at": "open", "action": "open", "object_kind": "open", "object_id": "personal", "reason": "personal",
        "origin": "personal", "detail": "personal",
    }  # fmt: skip

    class Meta:
        indexes = (
            models.Index(name="audit_event_by_time", fields=["-at"]),
            models.Index(name="audit_event_by_object", fields=["object_kind", "object_id"]),
        )


class ReadLog(models.Model):
    """One look at one person's record: who looked, as what, why, at which part."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT)
    person_id = models.BigIntegerField()
    part = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=60, blank=True)

    rights = Rights(web="SELECT, INSERT", worker="SELECT, INSERT")
    protection = Protection.by_person("person_id", readers_too=True)
    privacy: ClassVar[dict[str, str]] = {
        "at": "open", "person_id": "personal", "part": "open", "purpose": "personal", "origin": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_sensitive_part_is_read_for_a_purpose",
                condition=~Q(part__in=[part.value for part in Part]) | ~Q(purpose=""),
            ),
        )
        indexes = (models.Index(name="read_log_by_person", fields=["person_id", "-at"]),)
