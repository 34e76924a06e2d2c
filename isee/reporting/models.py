"""What was frozen and what was released, so that pages and the command line know; the data are files."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from isee.access.api import OPEN, Rights
from isee.reporting.report_models import SavedReport

__all__ = ["ExtractRun", "ReleaseRun", "RunState", "SavedReport"]


class RunState(models.TextChoices):
    """The states of a run."""

    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class Run(models.Model):
    """One run: begun at, ended at, its state, and what it left on disk under which id and hash."""

    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    folder_id = models.CharField(max_length=40, blank=True)
    manifest_hash = models.CharField(max_length=64, blank=True)
    term_key = models.IntegerField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.folder_id or self.pk}"


RUN_PRIVACY: dict[str, str] = {
    "state": "open",
    "folder_id": "open",
    "manifest_hash": "open",
    "term_key": "open",
    "begun_at": "open",
    "ended_at": "open",
    "problem": "open",
}
FINISHED_RUN = Q(state="done", ended_at__isnull=False) & ~Q(folder_id="") & ~Q(manifest_hash="")
UNFINISHED_RUN = Q(state="running", ended_at__isnull=True) | Q(state="failed", ended_at__isnull=False) & ~Q(problem="")


class ExtractRun(Run):
    """One freezing of a term: how many children, in which schema, for which purpose."""

    purpose = models.CharField(max_length=40)
    children = models.IntegerField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {**RUN_PRIVACY, "purpose": "open", "children": "open"}

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_extract_that_is_done_says_what_it_left",
                condition=FINISHED_RUN & Q(children__isnull=False) | UNFINISHED_RUN,
            ),
            models.CheckConstraint(name="an_extract_is_of_one_term", condition=Q(term_key__isnull=False)),
        )
        indexes = (models.Index(name="extract_by_term", fields=["term_key", "begun_at"]),)


class ReleaseRun(Run):
    """One build of a release of all frozen terms; `term_key` is the newest."""

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = RUN_PRIVACY

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_release_that_is_done_says_what_it_left",
                condition=FINISHED_RUN & Q(term_key__isnull=False) | UNFINISHED_RUN,
            ),
        )
