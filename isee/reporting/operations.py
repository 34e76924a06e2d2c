"""Freezes extracts and builds releases, with their runs, progress and audit events."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from isee.access.api import Actor, record_event
from isee.kernel import AcademicTerm, TermDates
from isee.places.api import term_calendar
from isee.reporting.corrections import checked_reason
from isee.reporting.cubes import make_cubes
from isee.reporting.extract.files import FrozenExtract, write_extract
from isee.reporting.extract.rule_dates import rule_facts
from isee.reporting.extract.source import (
    ExtractSourceError,
    extract_cursors,
    read_areas,
    read_children,
    read_school_terms,
    read_schools,
    research_key_version,
)
from isee.reporting.folders import hash_of
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.release import Built, write_release
from isee.system.api import finish_progress, nation, report_progress, start_progress

PURPOSE = "indicators"
"""The purpose of extracts that releases are made from; research keys of other purposes cannot be joined to it."""
RELEASE_PROGRESS = "release"


def extract_progress(term: AcademicTerm) -> str:
    """The progress key of the freezing of a term."""
    return f"extract:{term.key}"


def freeze_extract(term: AcademicTerm, *, by: Actor, at: datetime) -> FrozenExtract:
    """Freeze a term's pseudonymous extract under `ISEE_HOME/extracts`.

    Raises `ExtractSourceError` when the term is not in the calendar or holds no child; nothing is left then but
    the failed run. Readers see the extract as a whole once it is there.
    """
    dates, year_begins = _dates_of(term), _dates_of(AcademicTerm(year=term.year, term=1)).starts_on
    key = extract_progress(term)
    run = ExtractRun.objects.create(term_key=term.key, purpose=PURPOSE, begun_at=at)
    with _watched(run, key, at=at):
        report_progress(key, at=at, phase="read")
        with extract_cursors() as cursors:
            areas, schools = read_areas(cursors[0]), read_schools(cursors[0])
            school_terms = read_school_terms(cursors[0], dates=dates, as_of=timezone.localdate(at))
            children = read_children(cursors, dates=dates, aged_on=year_begins, purpose=PURPOSE)
        if not children.num_rows:
            raise ExtractSourceError(f"No child is known in term {term}: load or import its rosters first.")
        report_progress(key, at=at, phase="write", done=0, total=children.num_rows)
        made = nation(Path(settings.ISEE_HOME))
        facts = {
            "purpose": PURPOSE,
            "research_key_version": research_key_version(),
            "scale": made.scale,
            "synthetic": made.synthetic,
            **rule_facts(dates.starts_on),
        }
        frozen = write_extract(
            Path(settings.ISEE_HOME), children=children, areas=areas, schools=schools, school_terms=school_terms,
            term_key=term.key, made_at=at, facts=facts,
        )  # fmt: skip
        report_progress(key, at=at, phase="sums")
        make_cubes(Path(settings.ISEE_HOME), frozen)
        report_progress(key, at=at, done=children.num_rows)
        with transaction.atomic():
            run.children = children.num_rows
            _end(run, folder=frozen.folder, at=at)
            record_event(
                action="extract_frozen", by=by, at=at, object_kind="extract_run", object_id=run.pk,
                detail={"term": term.key, "children": children.num_rows, "purpose": PURPOSE},
            )  # fmt: skip
    return frozen


def build_release(*, by: Actor, at: datetime, reason: str = "") -> Built:
    """Build the release of the newest extract of each term and make it the one that pages show.

    `reason` says why figures of terms that were released before change, and is published. Raises `ReasonError` for
    one that cannot be.
    """
    published_reason = checked_reason(reason)
    run = ReleaseRun.objects.create(begun_at=at)

    def report(phase: str, done: int, total: int) -> None:
        report_progress(RELEASE_PROGRESS, at=at, phase=phase, done=done, total=total)

    with _watched(run, RELEASE_PROGRESS, at=at):
        built = write_release(Path(settings.ISEE_HOME), report=report, reason=published_reason)
        with transaction.atomic():
            run.term_key = built.manifest["term"]
            _end(run, folder=built.folder, at=at)
            record_event(
                action="release_published", by=by, at=at, object_kind="release_run", object_id=run.pk,
                detail={"release": built.manifest["id"], "terms": built.manifest["terms"]},
            )  # fmt: skip
    return built


@contextmanager
def _watched(run: ExtractRun | ReleaseRun, key: str, *, at: datetime) -> Iterator[None]:
    """Keep the run's progress; when it breaks off, both say so, and the error goes on."""
    start_progress(key, at=at)
    try:
        yield
    except Exception as fault:
        problem = f"{type(fault).__name__}: {fault}"[:300] if _is_ours(fault) else type(fault).__name__
        run.state, run.ended_at, run.problem = RunState.FAILED, at, problem
        run.folder_id = run.manifest_hash = ""
        run.save()
        finish_progress(key, at=at, problem=problem)
        raise
    finish_progress(key, at=at)


def _is_ours(fault: Exception) -> bool:
    """Messages of other libraries can quote values; ours never do."""
    return type(fault).__module__.startswith("isee.")


def _end(run: ExtractRun | ReleaseRun, *, folder: Path, at: datetime) -> None:
    run.state, run.ended_at = RunState.DONE, at
    run.folder_id, run.manifest_hash = folder.name, hash_of(folder / "manifest.json")
    run.save()


def _dates_of(term: AcademicTerm) -> TermDates:
    for dates in term_calendar():
        if dates.term == term:
            return dates
    raise ExtractSourceError(f"Term {term} is not in the calendar: add its first and last day first.")
