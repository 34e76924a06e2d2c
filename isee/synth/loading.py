"""Loads the past of a made province through each package's own door, in one transaction a province."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import transaction

from isee.access.api import Actor, record_event
from isee.places.api import area_shapes, schools_by_code
from isee.places.api import load_bulk as load_places
from isee.registry.api import ensure_rooms, finish_bulk, identifier_text, sealing_place
from isee.registry.api import load_bulk as load_registry
from isee.synth import tables
from isee.synth.histories.loading import load_histories
from isee.synth.histories.make import make_histories
from isee.synth.histories.thin import thin_histories
from isee.synth.nation import Province, make_province
from isee.synth.plan import TODAY, ProvincePlan
from isee.synth.schools import first_number
from isee.system.api import lookup_many, seal_many
from isee.tracking.api import load_bulk as load_tracking


def is_loaded(plan: ProvincePlan) -> bool:
    """Whether this province is in the database: its first school is, and a province is loaded whole or not at all."""
    return bool(schools_by_code([str(first_number(plan))], on=TODAY))


def make_planned(plan: ProvincePlan, *, seed: int) -> Province:
    """Make a province on the shapes that are loaded."""
    codes = [int(plan.code), *(int(area.code) for area in plan.subdistricts)]
    return make_province(plan, seed=seed, shapes=area_shapes(codes))


def load_province(province: Province, *, seed: int, by: Actor, at: datetime) -> dict[str, int]:
    """Load one province; returns rows by table. One transaction, one audit event.

    In bulk, sequences and scopes are left to the end of the whole load.
    """
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
        if not province.plan.bulk:
            finish_bulk(people["id"].to_list())
        histories = make_histories(province.plan, province.frames(), seed=seed)
        if province.plan.bulk:
            histories = thin_histories(histories)
        counts.update(load_histories(province.plan, histories, schools=loaded.schools))
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
    rooms = tables.rooms_needed(province, schools)
    if province.plan.bulk:
        _registry("rooms", tables.rooms(rooms))
        return tables.Loaded(schools, rooms)
    known = ensure_rooms(list(rooms.drop("room_id").iter_rows()), by=by, at=at)
    made = pl.DataFrame([(*key, value) for key, value in known.items()], schema=tables.ROOM_COLUMNS, orient="row")
    return tables.Loaded(schools, made)


def _registry(name: str, rows: pl.DataFrame) -> int:
    return load_registry(name, rows.to_arrow())


def _decimals(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("weight_kg", "height_cm").cast(pl.Decimal(7, 2)))


def _sealed(rows: pl.DataFrame) -> pl.DataFrame:
    """Replace the plain numbers by their sealed form and the keyed hash that finds them."""
    values = rows["value"].to_list()
    places = [sealing_place(text) for text in rows["uuid"]]
    texts = [
        identifier_text(kind, value, school_id=school)
        for kind, value, school in zip(rows["kind"], values, rows["school_id"], strict=True)
    ]
    return rows.drop("value").with_columns(
        sealed=pl.Series(seal_many("identifier", values, bound_to=places), dtype=pl.Binary),
        lookup=pl.Series(lookup_many("identifier-lookup", texts), dtype=pl.Binary),
    )
