"""A request for a research extract, with its decision and what became of it; the file itself is in the file store."""

import uuid as uuid_module
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from isee.access.api import OPEN, Rights


class State(models.TextChoices):
    """How far a request is."""

    ASKED = "asked", "waits for a decision"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "taken back"
    APPROVED = "approved", "approved, the file is being made"
    FAILED = "failed", "the file could not be made"
    READY = "ready", "ready to be downloaded"
    ENDED = "ended", "ended before its day"
    EXPIRED = "expired", "over"


class Mover(StrEnum):
    """Who may bring a request into a state."""

    RECIPIENT = "recipient"
    APPROVER = "approver"
    WORKER = "worker"


TRANSITIONS: Mapping[State, Mapping[State, Mover]] = {
    State.ASKED: {
        State.APPROVED: Mover.APPROVER, State.REFUSED: Mover.APPROVER, State.WITHDRAWN: Mover.RECIPIENT,
        State.EXPIRED: Mover.WORKER,
    },
    State.APPROVED: {
        State.READY: Mover.WORKER, State.FAILED: Mover.WORKER, State.ENDED: Mover.APPROVER,
        State.EXPIRED: Mover.WORKER,
    },
    State.FAILED: {State.APPROVED: Mover.APPROVER, State.ENDED: Mover.APPROVER, State.EXPIRED: Mover.WORKER},
    State.READY: {State.ENDED: Mover.APPROVER, State.EXPIRED: Mover.WORKER},
}  # fmt: skip
UNDECIDED = (State.ASKED, State.WITHDRAWN)
WITH_REASON = (State.REFUSED, State.ENDED)


class ResearchRequest(models.Model):
    """Who asks for what, why and until when; who decided; and the file while it may be downloaded."""

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    institution = models.CharField(max_length=200)
    purpose = models.CharField(max_length=1000)
    ethics_reference = models.CharField(max_length=120)
    columns = ArrayField(models.CharField(max_length=40))
    terms = ArrayField(models.IntegerField())
    places = ArrayField(models.CharField(max_length=2))
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    file_id = models.UUIDField(null=True)
    file_bytes = models.BigIntegerField(null=True)
    file_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    downloads = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    rights = Rights(web="SELECT, INSERT, UPDATE", worker="SELECT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "institution": "personal", "purpose": "personal", "ethics_reference": "personal",
        "columns": "open", "terms": "open", "places": "open", "until": "open", "state": "open", "requested_at": "open",
        "decided_at": "open", "reason": "personal", "file_id": "open", "file_bytes": "open", "file_hash": "open",
        "made_at": "open", "report": "open", "problem": "open", "downloads": "open", "ended_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_research_request_is_decided_by_another_person",
                condition=Q(state__in=[state.value for state in UNDECIDED], decided_by=None)
                | Q(state=State.EXPIRED.value)
                | (
                    ~Q(state__in=[state.value for state in UNDECIDED])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("recipient"))
                ),
            ),
            models.CheckConstraint(
                name="a_refused_or_ended_research_request_says_why",
                condition=~Q(state__in=[state.value for state in WITH_REASON]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_research_file_is_kept_while_it_can_be_downloaded",
                condition=Q(state=State.READY.value, file_id__isnull=False, file_bytes__isnull=False)
                | (~Q(state=State.READY.value) & Q(file_id=None)),
            ),
            models.CheckConstraint(
                name="a_research_request_names_columns_terms_and_places",
                condition=~Q(columns=[]) & ~Q(terms=[]) & ~Q(places=[]),
            ),
        )
        indexes = (models.Index(name="research_by_state", fields=["state", "until"]),)

    def __str__(self) -> str:
        return f"research request {self.pk}"
