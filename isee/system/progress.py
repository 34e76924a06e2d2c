"""Writes and reads the progress of long work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from isee.system.models import Progress


def start_progress(
    key: str, *, at: datetime, phase: str = "", total: int | None = None, requested_by_id: int | None = None
) -> Progress:
    """Begin, or begin again, a piece of long work."""
    values: dict[str, Any] = {
        "phase": phase, "state": Progress.State.RUNNING, "done": 0, "total": total, "parts": {}, "problem": "",
        "requested_by_id": requested_by_id, "started_at": at, "updated_at": at,
    }  # fmt: skip
    return Progress.objects.update_or_create(key=key, defaults=values)[0]


def report_progress(
    key: str,
    *,
    at: datetime,
    done: int | None = None,
    total: int | None = None,
    phase: str | None = None,
    parts: Mapping[str, Any] | None = None,
) -> None:
    """Say how far the work is; `parts` are merged into those already there."""
    with transaction.atomic():
        progress = Progress.objects.select_for_update().get(key=key)
        progress.total = total if total is not None else progress.total
        progress.done = done if done is not None else progress.done
        progress.phase = phase if phase is not None else progress.phase
        progress.parts = {**progress.parts, **(parts or {})}
        progress.updated_at = at
        progress.save()


def finish_progress(key: str, *, at: datetime, problem: str = "") -> None:
    """The work ended: well, or with a problem in plain words (no person in them)."""
    state = Progress.State.FAILED if problem else Progress.State.DONE
    Progress.objects.filter(key=key).update(state=state, problem=problem, updated_at=at)


def progress_of(key: str) -> Progress | None:
    """The progress under a key, or None when that work was never begun."""
    return Progress.objects.filter(key=key).first()


def all_progress() -> QuerySet[Progress]:
    """All long work, the last touched first."""
    return Progress.objects.order_by("-updated_at", "-id")
