"""Builds a large fresh nation: provinces made and loaded by two processes, with indexes and guards set aside.

States: things set aside; provinces loaded, each in one transaction; things put back; done. A build that was broken
off anywhere goes on where it stopped when it is run again with the same scale and seed.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connections

from isee.access.api import Actor
from isee.registry.api import QUICK_TABLES, SCOPE_TABLES, finish_quick_load
from isee.synth.feeds.writing import write_feeds
from isee.synth.ids import KEY_SPAN, key_base
from isee.synth.loading import is_loaded, load_province, make_planned
from isee.synth.plan import ProvincePlan
from isee.synth.worker import begin
from isee.system.api import is_anything_set_aside, put_back, set_aside

PROCESSES: Final = 2
_LABELS: Final = ("collect", "screening", "support", "tracking")

Told = Callable[[str, int, int, Mapping[str, Any]], None]
"""Is told the phase, how much of it is done, of how much, and what the part just done has brought."""


@dataclass(frozen=True)
class QuickBuilt:
    """Rows loaded by table, seconds by phase, and the most memory (bytes) that a building process held."""

    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    peak_bytes: int


@dataclass(frozen=True)
class _Job:
    """What a building process is given: one province, and the database to load it into."""

    plan: ProvincePlan
    seed: int
    home: Path
    by: Actor
    at: datetime
    database: Mapping[str, Any]


@dataclass
class _Clock:
    """Seconds spent in each phase."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - began, 1)


def feeds_folder(home: Path) -> Path:
    """Where the ministries' files of a large nation are written."""
    return home / "feeds"


def quick_tables() -> list[str]:
    """The tables that a nation fills, in which indexes and guards are set aside."""
    filled = list(QUICK_TABLES)
    for label in _LABELS:
        for model in apps.get_app_config(label).get_models():
            protection = getattr(model, "protection", None)
            if protection is not None and not protection.is_open and not hasattr(model, "pgh_tracked_model"):
                filled.append(model._meta.db_table)
    return filled


def build_quickly(
    plans: tuple[ProvincePlan, ...], *, seed: int, home: Path, by: Actor, at: datetime, told: Told
) -> QuickBuilt:
    """Load a nation into a database that holds no persons, or go on with one that was broken off."""
    clock = _Clock()
    if not is_anything_set_aside():
        set_aside(quick_tables())
    with clock.phase("provinces"):
        counts, peak = _load_all(plans, seed=seed, home=home, by=by, at=at, told=told)
    spans = [(key_base(plan.index), key_base(plan.index) + KEY_SPAN) for plan in plans]
    connect = _address()

    def scopes() -> None:
        done = iter(range(1, len(spans) + 1))
        clock.seconds["indexes"] = round(time.perf_counter() - began, 1)
        with clock.phase("scope"):
            finish_quick_load(spans, connect=connect, each=lambda: told("scope", next(done), len(spans), {}))

    began = time.perf_counter()
    put_back(
        connect=connect, tables_last=SCOPE_TABLES, between=scopes,
        done=lambda done, total: told("indexes", done, total, {}),
    )  # fmt: skip
    clock.seconds["indexes"] = round(time.perf_counter() - began - clock.seconds["scope"], 1)
    return QuickBuilt(counts, clock.seconds, max(peak, _own_peak()))


def _address() -> str:
    """The owner's address, with the database that this process is connected to."""
    settings = connections["default"].settings_dict
    return (
        f"host={settings['HOST']} port={settings['PORT']} dbname={settings['NAME']} "
        f"user={settings['USER']} password={settings['PASSWORD']}"
    )


def _load_all(
    plans: tuple[ProvincePlan, ...], *, seed: int, home: Path, by: Actor, at: datetime, told: Told
) -> tuple[dict[str, int], int]:
    counts: dict[str, int] = {}
    peak = 0
    jobs = [_Job(plan, seed, home, by, at, _database()) for plan in sorted(plans, key=lambda plan: -plan.pupils)]
    with _one_thread_each(), _pool() as pool:
        futures = {pool.submit(_build, job): job.plan for job in jobs}
        try:
            for number, future in enumerate(as_completed(futures), start=1):
                brought, held = future.result()
                peak = max(peak, held)
                for name, rows in brought.items():
                    counts[name] = counts.get(name, 0) + rows
                told("provinces", number, len(jobs), {futures[future].code: brought} if brought else {})
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return counts, peak


def _pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=begin, initargs=(os.getpid(),))


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Building processes share the cores by themselves: each computes with one thread."""
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        yield
    finally:
        os.environ.pop("POLARS_MAX_THREADS")
        if before is not None:
            os.environ["POLARS_MAX_THREADS"] = before


def _database() -> dict[str, Any]:
    settings = connections["default"].settings_dict
    return {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def _build(job: _Job) -> tuple[dict[str, int], int]:
    """In a building process: make one province, write its files and load it, unless it is loaded; also the peak of
    memory in bytes. The files come first, since a province that is loaded counts as done.
    """
    connection = connections["default"]
    if any(connection.settings_dict[name] != value for name, value in job.database.items()):
        connection.close()
        connection.settings_dict.update(job.database)
    if is_loaded(job.plan):
        return {}, _own_peak()
    province = make_planned(job.plan, seed=job.seed)
    files = write_feeds(province, feeds_folder(job.home), seed=job.seed)
    counts = load_province(province, seed=job.seed, by=job.by, at=job.at)
    return {**counts, "feed_files": len(files)}, _own_peak()


def _own_peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
