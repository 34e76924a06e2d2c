"""Builds a nation: a small one province by province, a large one by a quick load."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from django.db import transaction

from isee.access.api import Actor
from isee.registry.api import is_anybody_registered
from isee.synth.feeds.writing import write_feeds
from isee.synth.loading import is_loaded, load_province, make_planned
from isee.synth.nation import Province
from isee.synth.plan import NEWEST, TODAY, ProvincePlan, plan_nation
from isee.synth.quick import build_quickly, feeds_folder
from isee.synth.rosters import write_rosters
from isee.system.api import is_anything_set_aside, record_synthetic_nation

PLAN_FILE: Final = "synthetic-nation.json"


class SynthError(RuntimeError):
    """The nation cannot be built here; the message says why and what to do."""


@dataclass(frozen=True)
class Step:
    """How far a phase of the building is. `parts` tells what one province has brought, by its two-digit code."""

    done: int
    total: int
    province: str = ""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    phase: str = "provinces"


@dataclass(frozen=True)
class Built:
    """What was built: counts of the whole nation, and where the rosters of the newest term are.

    Of a quick load also the seconds of each phase and the most memory (bytes) that one process held.
    """

    scale: float
    seed: int
    provinces: int
    counts: Mapping[str, int]
    rosters: Path
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_bytes: int = 0


def rosters_folder(home: Path) -> Path:
    """Where the roster files of the newest term are written."""
    return home / "rosters" / str(NEWEST)


def build_nation(
    *,
    scale: float,
    seed: int,
    home: Path,
    by: Actor,
    at: datetime,
    progress: Callable[[Step], None],
    bulk: bool | None = None,
) -> Built:
    """Build a nation, or go on with one that was broken off; `bulk` is true of large scales unless told.

    A small one: its past province by province, each in one transaction inside which `progress` is called, and the
    newest term as rosters under `home`. In bulk: everything by a quick load (`quick.py`).
    Raises `SynthError` when another nation, or before a quick load anybody at all, is in the database.
    """
    plans = plan_nation(scale=scale, seed=seed, bulk=bulk)
    agree_on_plan(home, plans, scale=scale, seed=seed)
    progress(Step(0, len(plans)))
    if plans[0].bulk:
        return _build_quickly(plans, scale=scale, seed=seed, home=home, by=by, at=at, progress=progress)
    counts: dict[str, int] = {}
    for number, plan in enumerate(plans, start=1):
        with transaction.atomic():
            brought = _build_province(plan, seed=seed, home=home, by=by, at=at)
            progress(Step(number, len(plans), plan.code, {plan.code: brought} if brought else {}))
        for name, rows in brought.items():
            counts[name] = counts.get(name, 0) + rows
    return Built(scale, seed, len(plans), counts, rosters_folder(home))


def _build_quickly(
    plans: tuple[ProvincePlan, ...],
    *,
    scale: float,
    seed: int,
    home: Path,
    by: Actor,
    at: datetime,
    progress: Callable[[Step], None],
) -> Built:
    def told(phase: str, done: int, total: int, parts: Mapping[str, Mapping[str, int]]) -> None:
        progress(Step(done, total, next(iter(parts), ""), parts, phase))

    if not is_anything_set_aside():
        if all(is_loaded(plan) for plan in plans):
            return Built(scale, seed, len(plans), {}, rosters_folder(home))
        if is_anybody_registered():
            raise SynthError("A large nation is loaded into an empty database only: start with an empty ISEE_HOME.")
    made = build_quickly(plans, seed=seed, home=home, by=by, at=at, told=told)
    return Built(scale, seed, len(plans), made.counts, rosters_folder(home), made.seconds, made.peak_bytes)


def agree_on_plan(home: Path, plans: tuple[ProvincePlan, ...], *, scale: float, seed: int) -> None:
    """Write down what is being built; raises `SynthError` when the database holds another nation."""
    path = home / PLAN_FILE
    wanted = {
        "scale": scale, "seed": seed, "today": TODAY.isoformat(), "newest_term": NEWEST, "bulk": plans[0].bulk,
    }  # fmt: skip
    there = any(is_loaded(plan) for plan in plans)
    if there and (not path.exists() or json.loads(path.read_text(encoding="utf-8")) != wanted):
        raise SynthError(
            "A synthetic nation of another scale or seed is already in this database: use the same ones, or start "
            "with an empty ISEE_HOME."
        )
    home.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    record_synthetic_nation(home, scale=scale)


def _build_province(plan: ProvincePlan, *, seed: int, home: Path, by: Actor, at: datetime) -> dict[str, int]:
    if is_loaded(plan):
        return {}
    province = make_planned(plan, seed=seed)
    feeds = write_feeds(province, feeds_folder(home), seed=seed)
    counts = load_province(province, seed=seed, by=by, at=at)
    files = write_rosters(province, rosters_folder(home), seed=seed)
    rows = province.enrolments.filter(pl.col("term") == NEWEST)
    return {**counts, "feed_files": len(feeds), "roster_files": len(files), "roster_rows": len(rows)}


def remake_province(code: str, *, scale: float, seed: int) -> Province:
    """Make one province of a nation again, in memory, by its two-digit code.

    Raises `SynthError` when a nation of this scale has no part of that province.
    """
    plan = next((plan for plan in plan_nation(scale=scale, seed=seed) if plan.code == code), None)
    if plan is None:
        raise SynthError(f"A nation of scale {scale} has no part of province {code}: use 0.005 or more.")
    return make_planned(plan, seed=seed)
