"""What changes in the lives of accounts: a lost phone, an offered role, the yearly review, a program's token."""

import uuid as uuid_module
from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from isee.access.protection import OPEN, Rights
from isee.access.roles import Role

RECOVERY_LASTS = timedelta(hours=24)
TOKEN_LASTS = timedelta(days=366)
"""A program's token ends at the latest after a leap year."""


class RecoveryRequest(models.Model):
    """One person of a school asks that a colleague who lost the way in gets a new one; a second one decides.

    Who may ask and who may decide is held by a trigger (`sql/25_staff_guards.sql`).
    """

    class Loss(models.TextChoices):
        """What was lost."""

        PHONE = "phone", "phone or key of the second factor"
        PASSWORD = "password", "password"
        BOTH = "both", "phone and password"

    class State(models.TextChoices):
        """How far the request is."""

        ASKED = "asked", "waits for the second person"
        CONFIRMED = "confirmed", "confirmed"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "taken back"
        LAPSED = "lapsed", "lapsed"

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="recoveries")
    school_id = models.IntegerField()
    loss = models.CharField(max_length=10, choices=Loss)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    requested_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "school_id": "open", "loss": "open", "state": "open", "requested_at": "open",
        "expires_at": "open", "decided_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_recovery_is_decided_by_a_second_person",
                condition=Q(state__in=["asked", "withdrawn", "lapsed"], decided_by=None)
                | (Q(state__in=["confirmed", "refused"], decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
            ),
            models.CheckConstraint(
                name="nobody_recovers_their_own_account",
                condition=~Q(requested_by=F("user")) & (Q(decided_by=None) | ~Q(decided_by=F("user"))),
            ),
            models.CheckConstraint(
                name="a_recovery_lapses_within_a_day",
                condition=Q(expires_at__lte=F("requested_at") + RECOVERY_LASTS),
            ),
            models.UniqueConstraint(
                name="an_account_has_one_open_recovery", fields=["user"], condition=Q(state="asked")
            ),
        )


class RoleOffer(models.Model):
    """A role at another school, which its owner takes or declines; taking it ends the roles at the old school."""

    class Reason(models.TextChoices):
        """Why the role is offered."""

        MOVE = "move", "moves to another school"
        MERGER = "merger", "the school is merged into another"

    class State(models.TextChoices):
        """How far the offer is."""

        OPEN = "open", "waits for its owner"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "taken back"

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="offers")
    role = models.CharField(max_length=30, choices=Role)
    school_id = models.IntegerField()
    from_school_id = models.IntegerField(null=True)
    room_ids = ArrayField(models.IntegerField(), default=list, blank=True)
    label = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=10, choices=Reason)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    offered_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "role": "open", "school_id": "open", "from_school_id": "open", "room_ids": "open",
        "label": "open", "reason": "open", "state": "open", "offered_at": "open", "expires_at": "open",
        "decided_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_offer_of_a_merger_names_the_closed_school",
                condition=~Q(reason="merger") | Q(from_school_id__isnull=False),
            ),
            models.CheckConstraint(name="an_offer_is_of_a_teacher_s_role", condition=Q(role=Role.TEACHER.value)),
            models.UniqueConstraint(
                name="a_school_offers_an_account_one_role_at_a_time",
                fields=["user", "school_id"],
                condition=Q(state="open"),
            ),
        )


class ReviewYear(models.Model):
    """When the yearly review of roles begins, is overdue and ends what nobody confirmed. The dates are ours."""

    academic_year = models.IntegerField(unique=True)
    begins_on = models.DateField()
    overdue_on = models.DateField()
    ends_on = models.DateField()
    source = models.CharField(max_length=200)

    rights = Rights(web="SELECT", worker="SELECT, INSERT")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "academic_year": "open", "begins_on": "open", "overdue_on": "open", "ends_on": "open", "source": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_review_is_overdue_before_it_ends_roles",
                condition=Q(begins_on__lt=F("overdue_on"), overdue_on__lt=F("ends_on")),
            ),
        )


class RoleConfirmation(models.Model):
    """Somebody answers for it that a role is still needed in an academic year."""

    assignment = models.ForeignKey("access.Assignment", on_delete=models.PROTECT, related_name="confirmations")
    academic_year = models.IntegerField()
    confirmed_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    rights = Rights(web="SELECT, INSERT", worker="SELECT")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {"academic_year": "open", "confirmed_at": "open"}

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_role_is_confirmed_once_a_year", fields=["assignment", "academic_year"]),
        )


class ApiToken(models.Model):
    """With which a program reads figures in one role of its owner, for a stated purpose, until a day.

    The token itself is told to its owner once. `token_hash` is keyed, and `seal` covers whose it is, in which role and
    until when, so that a row written by injected SQL opens no scope (`sql/27_api_tokens.sql`).
    """

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True)
    seal = models.BinaryField(max_length=32)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="api_tokens")
    assignment = models.ForeignKey("access.Assignment", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "token_hash": "sensitive", "seal": "sensitive", "name": "personal", "purpose": "personal",
        "created_at": "open", "expires_at": "open", "last_used_at": "personal", "revoked_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_token_ends_within_a_year",
                condition=Q(expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + TOKEN_LASTS),
            ),
            models.CheckConstraint(name="a_token_says_its_name_and_purpose", condition=~Q(name="") & ~Q(purpose="")),
        )
