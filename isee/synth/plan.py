"""What a scale means: which provinces and subdistricts are made, and how many pupils each has."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import geothai
import numpy as np
from geothai.types import Subdistrict

from isee.synth.draws import spread, stream

TODAY = date(2026, 11, 10)
"""The fixed "today" of the synthetic nation."""
AGED_ON = date(2026, 5, 16)
"""The first day of the newest academic year: whoever is 3 to 18 years old then is of school age."""
FIRST_YEAR, LAST_YEAR = 2565, 2569
TERMS: tuple[int, ...] = tuple(year * 10 + half for year in range(FIRST_YEAR, LAST_YEAR + 1) for half in (1, 2))
"""Five years of terms, as keys (Buddhist year * 10 + term)."""
NEWEST = TERMS[-1]
NATION_PUPILS = 8_900_000
"""Pupils from the first year of kindergarten to M.3; older pupils and learners come on top of them."""
NATION_SUBDISTRICTS = 7_436
ALL_PROVINCES_FROM = 0.005
BULK_FROM = 0.015
"""Scales above this load the newest term in bulk, and of children without a family their present enrolment alone;
smaller nations bring the newest term through the roster importer, and know every child's past enrolments."""


@dataclass(frozen=True)
class ProvinceTarget:
    """What one province is drawn towards. Percentages are of pupils (out of school: of ages 3 to 18)."""

    code: str
    name_en: str
    pupils_thousand: float
    extremely_poor_pct: float
    extremely_poor_source: str
    poor_pct: float
    out_of_school_pct: float
    out_of_school_source: str
    non_thai_pct: float


@dataclass(frozen=True)
class SubdistrictPlan:
    """One whole subdistrict of the nation with the pupils up to M.3 that it shall have."""

    code: str
    name_th: str
    name_en: str
    district_th: str
    postal: str
    pupils: int


@dataclass(frozen=True)
class ProvincePlan:
    """One province of the nation: its target and its subdistricts.

    `bulk`: all of it is loaded in bulk, the newest term too, and children without a family without their past.
    """

    code: str
    name_th: str
    index: int
    target: ProvinceTarget
    subdistricts: tuple[SubdistrictPlan, ...]
    bulk: bool

    @property
    def pupils(self) -> int:
        """Pupils up to M.3 planned in the newest term."""
        return sum(s.pupils for s in self.subdistricts)


@dataclass(frozen=True)
class Target:
    """One national figure with the status of its source."""

    value: float
    status: str
    source: str


@cache
def province_targets() -> dict[str, ProvinceTarget]:
    """Return the target of each province by its two-digit code."""
    text = files("isee.synth").joinpath("data/provinces.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["code"]: ProvinceTarget(
            code=row["code"],
            name_en=row["name_en"],
            pupils_thousand=float(row["pupils_thousand"]),
            extremely_poor_pct=float(row["extremely_poor_pct"]),
            extremely_poor_source=row["extremely_poor_source"],
            poor_pct=float(row["poor_pct"]),
            out_of_school_pct=float(row["out_of_school_pct"]),
            out_of_school_source=row["out_of_school_source"],
            non_thai_pct=float(row["non_thai_pct"]),
        )
        for row in rows
    }


@cache
def national_targets() -> dict[str, Target]:
    """Return the national targets by name."""
    text = files("isee.synth").joinpath("data/targets.toml").read_text(encoding="utf-8")
    return {name: Target(**fields) for name, fields in tomllib.loads(text).items()}


@dataclass(frozen=True)
class TermTarget:
    """National counts of a term, each with its status: `published`, or `held` from an earlier term."""

    extremely_poor: int
    extremely_poor_status: str
    extremely_poor_source: str
    poor: int
    poor_status: str
    poor_source: str
    income_extremely_poor_baht: int
    income_status: str
    income_source: str


@cache
def term_targets() -> dict[int, TermTarget]:
    """Return the national targets of each term by its key."""
    text = files("isee.synth").joinpath("data/terms.csv").read_text(encoding="utf-8")
    return {
        int(row["term"]): TermTarget(
            extremely_poor=int(row["extremely_poor"]),
            extremely_poor_status=row["extremely_poor_status"],
            extremely_poor_source=row["extremely_poor_source"],
            poor=int(row["poor"]),
            poor_status=row["poor_status"],
            poor_source=row["poor_source"],
            income_extremely_poor_baht=int(row["income_extremely_poor_baht"]),
            income_status=row["income_status"],
            income_source=row["income_source"],
        )
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _subdistricts(province: str) -> tuple[tuple[Subdistrict, str], ...]:
    pairs = [(s, d.name_th) for d in geothai.districts(province) for s in geothai.subdistricts(d.code)]
    return tuple(sorted(pairs, key=lambda pair: pair[0].code))


def _provinces_made(codes: list[str], weights: np.ndarray[tuple[int], np.dtype[np.float64]], count: int) -> list[str]:
    if count >= len(codes):
        return codes
    edges = np.cumsum(weights / weights.sum())
    marks = (np.arange(count) + 0.5) / count
    return sorted({codes[i] for i in np.searchsorted(edges, marks)})


def plan_nation(*, scale: float, seed: int, bulk: bool | None = None) -> tuple[ProvincePlan, ...]:
    """Return the provinces of the nation at `scale` (1 is the whole of Thailand).

    A scale keeps whole subdistricts with full-sized schools: up to 0.01 one subdistrict in each of the
    77 provinces; below 0.005 fewer provinces, spread over the country by their pupils. Each
    province holds its real share of the nation's pupils, so that national figures keep their weight.

    `bulk` (see `ProvincePlan`) is true of large scales unless told. Raises ValueError if the scale is not above 0
    and at most 1.
    """
    if not 0 < scale <= 1:
        raise ValueError("scale must be above 0 and at most 1")
    targets = province_targets()
    weights = np.array([targets[c].pupils_thousand for c in targets])
    wanted = max(1, round(scale * NATION_SUBDISTRICTS))
    codes = _provinces_made(list(targets), weights, max(wanted, 77) if scale >= ALL_PROVINCES_FROM else wanted)
    shares = np.array([targets[c].pupils_thousand for c in codes])
    pupils = np.maximum(spread(round(scale * NATION_PUPILS), shares), 60)
    available = np.array([len(_subdistricts(c)) for c in codes])
    extra = spread(max(0, wanted - len(codes)), np.maximum(available - 1, 1).astype(np.float64))
    counts = np.minimum(1 + extra, available)
    return tuple(
        _plan_province(
            code,
            count=int(counts[i]),
            pupils=int(pupils[i]),
            seed=seed,
            bulk=scale > BULK_FROM if bulk is None else bulk,
        )
        for i, code in enumerate(codes)
    )


def _plan_province(code: str, *, count: int, pupils: int, seed: int, bulk: bool) -> ProvincePlan:
    province = next(p for p in geothai.provinces() if p.code == code)
    rng = stream(seed, code, "plan")
    all_pairs = _subdistricts(code)
    chosen = sorted(rng.choice(len(all_pairs), size=count, replace=False))
    sizes = spread(pupils, rng.lognormal(0.0, 0.5, size=count))
    subdistricts = tuple(
        SubdistrictPlan(
            code=area.code,
            name_th=area.name_th,
            name_en=area.name_en,
            district_th=district,
            postal=area.postal_codes[0] if area.postal_codes else "",
            pupils=int(size),
        )
        for (area, district), size in zip((all_pairs[i] for i in chosen), sizes, strict=True)
    )
    index = sorted(province_targets()).index(code)
    return ProvincePlan(code, province.name_th, index, province_targets()[code], subdistricts, bulk)
