"""Loads the past of a made province through each package's own door, in one transaction a province."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
from django.db import transaction

from isee.access.api import Actor, record_event
from isee.places.api import area_shapes, schools_by_code
from isee.places.api import load_bulk as load_places
from isee.registry.api import ensure_rooms, finish_bulk, identifier_text, sealing_place
from isee.registry.api import load_bulk as load_registry
from isee.screening.api import load_bulk as load_screening
from isee.synth import tables
from isee.synth.nation import Province, make_province
from isee.synth.plan import NEWEST, TODAY, ProvincePlan, plan_nation
from isee.synth.rosters import write_rosters
from isee.synth.schools import first_number
from isee.system.api import lookup_many, record_synthetic_nation, seal_many
from isee.tracking.api import load_bulk as load_tracking

PLAN_FILE: Final = "synthetic-nation.json"


class SynthError(RuntimeError):
    """The nation cannot be built here; the message says why and what to do."""


@dataclass(frozen=True)
class Step:
    """How far the building is. `parts` tells what one province has brought, by its two-digit code."""

    done: int
    total: int
    province: str = ""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Built:
    """What was built: counts of the whole nation, and where the rosters of the newest term are."""

    scale: float
    seed: int
    provinces: int
    counts: Mapping[str, int]
    rosters: Path


def rosters_folder(home: Path) -> Path:
    """Where the roster files of the newest term are written."""
    return home / "rosters" / str(NEWEST)


def build_nation(
    *, scale: float, seed: int, home: Path, by: Actor, at: datetime, progress: Callable[[Step], None]
) -> Built:
    """Build the nation: load its past province by province, and write the newest term's rosters under `home`.

    Each province is one transaction, so a build that was broken off goes on with the provinces that are missing
    when it is run again with the same scale and seed. `progress` is called inside the transaction of each province.
    Raises `SynthError` when a nation of another scale or seed is there already.
    """
    plans = plan_nation(scale=scale, seed=seed)
    _agree_on_plan(home, plans, scale=scale, seed=seed)
    counts: dict[str, int] = {}
    progress(Step(0, len(plans)))
    for number, plan in enumerate(plans, start=1):
        with transaction.atomic():
            brought = _build_province(plan, seed=seed, home=home, by=by, at=at)
            progress(Step(number, len(plans), plan.code, {plan.code: brought} if brought else {}))
        for name, rows in brought.items():
            counts[name] = counts.get(name, 0) + rows
    return Built(scale, seed, len(plans), counts, rosters_folder(home))


def _agree_on_plan(home: Path, plans: tuple[ProvincePlan, ...], *, scale: float, seed: int) -> None:
    path = home / PLAN_FILE
    wanted = {"scale": scale, "seed": seed, "today": TODAY.isoformat(), "newest_term": NEWEST}
    there = any(_is_loaded(plan) for plan in plans)
    if there and (not path.exists() or json.loads(path.read_text(encoding="utf-8")) != wanted):
        raise SynthError(
            "A synthetic nation of another scale or seed is already in this database: use the same ones, or start "
            "with an empty ISEE_HOME."
        )
    home.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    record_synthetic_nation(home, scale=scale)


def _is_loaded(plan: ProvincePlan) -> bool:
    """Whether this province is in the database: its first school is, and a province is loaded whole or not at all."""
    return bool(schools_by_code([str(first_number(plan))], on=TODAY))


def _build_province(plan: ProvincePlan, *, seed: int, home: Path, by: Actor, at: datetime) -> dict[str, int]:
    if _is_loaded(plan):
        return {}
    codes = [int(plan.code), *(int(area.code) for area in plan.subdistricts)]
    province = make_province(plan, seed=seed, shapes=area_shapes(codes))
    counts = load_province(province, by=by, at=at)
    files = write_rosters(province, rosters_folder(home), seed=seed)
    rows = province.enrolments.filter(pl.col("term") == NEWEST)
    return {**counts, "roster_files": len(files), "roster_rows": len(rows)}


def remake_province(code: str, *, scale: float, seed: int) -> Province:
    """Make one province of a nation again, in memory, by its two-digit code.

    Raises `SynthError` when a nation of this scale has no part of that province.
    """
    plan = next((plan for plan in plan_nation(scale=scale, seed=seed) if plan.code == code), None)
    if plan is None:
        raise SynthError(f"A nation of scale {scale} has no part of province {code}: use 0.01 or more.")
    return make_province(plan, seed=seed, shapes=area_shapes([int(code), *(int(a.code) for a in plan.subdistricts)]))


def load_province(province: Province, *, by: Actor, at: datetime) -> dict[str, int]:
    """Load one province; returns rows by table. One transaction, one audit event."""
    with transaction.atomic():
        loaded = _load_places(province, by=by, at=at)
        children = tables.known_children(province)
        people = tables.persons(province, children)
        counts = {
            "schools": len(province.schools),
            "children": len(children),
            "persons": _registry("persons", people),
            "identifiers": _registry("identifiers", _sealed(tables.identifiers(province, children, loaded))),
            "households": _registry("households", tables.households(province, children)),
            "members": _registry("members", tables.members(province, children)),
            "guardianships": _registry("guardianships", tables.guardianships(province, children)),
            "named_relations": _registry("named_relations", tables.named_relations(province, children)),
            "enrolments": _registry("enrolments", tables.enrolments(province, loaded)),
            "consents": _registry("consents", tables.consents(province)),
        }
        finish_bulk(people["id"].to_list())
        counts["results"] = load_screening("results", tables.results(province, loaded).to_arrow())
        counts["attendance"] = load_tracking("attendance", tables.attendance(province, loaded).to_arrow())
        counts["measurements"] = load_tracking("measurements", _decimals(tables.measurements(province)).to_arrow())
        record_event(
            action="synthetic_province_loaded", by=by, at=at, object_kind="area", object_id=int(province.plan.code),
            detail=counts,
        )  # fmt: skip
    return counts


def _load_places(province: Province, *, by: Actor, at: datetime) -> tables.Loaded:
    load_places("education_areas", tables.education_areas(province).to_arrow(), by=by, at=at)
    load_places("schools", tables.schools(province).to_arrow(), by=by, at=at)
    codes = province.schools["code"].to_list()
    found = schools_by_code(codes, on=TODAY)
    schools = {row: found[code].pk for row, code in enumerate(codes)}
    rooms = ensure_rooms(tables.rooms_needed(province, schools), by=by, at=at)
    return tables.Loaded(schools, rooms)


def _registry(name: str, rows: pl.DataFrame) -> int:
    return load_registry(name, rows.to_arrow())


def _decimals(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("weight_kg", "height_cm").cast(pl.Decimal(7, 2)))


def _sealed(rows: pl.DataFrame) -> pl.DataFrame:
    """Replace the plain numbers by their sealed form and the keyed hash that finds them."""
    values = rows["value"].to_list()
    places = [sealing_place(uuid.UUID(text)) for text in rows["uuid"]]
    texts = [
        identifier_text(kind, value, school_id=school)
        for kind, value, school in zip(rows["kind"], values, rows["school_id"], strict=True)
    ]
    return rows.drop("value").with_columns(
        sealed=pl.Series(seal_many("identifier", values, bound_to=places), dtype=pl.Binary),
        lookup=pl.Series(lookup_many("identifier-lookup", texts), dtype=pl.Binary),
    )
