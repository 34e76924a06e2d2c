"""Progress of long work, as people see it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Progress(models.Model):
    """One piece of long work: what it is, how far it is, whether it ended and how.

    `parts` holds counts by part (for instance `{"58": [320, 1204]}`, done and total by province), never a person.
    """

    class State(models.TextChoices):
        """The states of long work."""

        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    key = models.CharField(max_length=80, unique=True)
    phase = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    parts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    requested_by_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        "key": "open", "phase": "open", "state": "open", "done": "open", "total": "open", "parts": "open",
        "problem": "open", "requested_by_id": "personal", "started_at": "open", "updated_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="progress_is_never_beyond_its_total",
                condition=Q(total__isnull=True) | Q(done__lte=F("total")),
            ),
        )

    @property
    def share(self) -> float | None:
        """Done as a share of the total, 0 to 1; None while the total is unknown."""
        return self.done / self.total if self.total else None

    def seconds_left(self, at: datetime) -> int | None:
        """A plain estimate from the pace so far; None before a hundredth is done."""
        share = self.share
        if share is None or share < 0.01 or self.state != self.State.RUNNING:
            return None
        return round((at - self.started_at).total_seconds() * (1 - share) / share)


class SetAside(models.Model):
    """An index, a constraint, a trigger or forced row security that is set aside during a quick load.

    `statements` put it back; `step` says in which order. A row left here means that the load is not over.
    """

    step = models.SmallIntegerField()
    table = models.CharField(max_length=130)
    statements = models.JSONField()

    privacy: ClassVar[dict[str, str]] = {"step": "open", "table": "open", "statements": "open"}
