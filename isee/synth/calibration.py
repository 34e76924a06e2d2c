"""Target against made: what the nation was drawn towards, and what came out.

Each province is counted by itself and only the counts are kept, so that a nation of any size can be calibrated in
memory, by two processes.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from shapely.geometry.base import BaseGeometry

from isee.places.api import area_shapes
from isee.synth.nation import Province, make_province
from isee.synth.plan import (
    AGED_ON,
    NEWEST,
    TERMS,
    ProvincePlan,
    national_targets,
    plan_nation,
    province_targets,
    term_targets,
)
from isee.synth.schools import K1, M1, M3, P1, V1, count_schools
from isee.synth.worker import begin
from isee.tracking.api import growth

LAST_WHOLE: Final = TERMS[-2]
PROCESSES: Final = 2
EDUCATION: Final = ("below_primary", "primary", "lower_secondary", "upper_secondary", "vocational", "degree")

Counts = Counter[str]


@dataclass(frozen=True)
class Line:
    """One figure: its target with the status of its source, and what was made; `total`: a number of the nation."""

    name: str
    target: float
    made: float
    status: str
    total: bool = False


def count_province(province: Province) -> Counts:
    """Count everything that calibration needs of one province."""
    return _people(province) + _classes(province) + _homes(province) + _days_and_bodies(province)


def _people(province: Province) -> Counts:
    newest = province.enrolments.filter(pl.col("term") == NEWEST).join(
        province.schools.select("school", "kind"), on="school", how="left"
    )
    grade, centre = pl.col("grade"), pl.col("kind") == "centre"
    groups = {
        "pupils": grade <= M3,
        "pre_primary": grade.is_between(K1, P1 - 1),
        "primary": grade.is_between(P1, M1 - 1),
        "lower_secondary": grade.is_between(M1, M3),
        "general": grade.is_between(M3 + 1, V1 - 1) & ~centre,
        "vocational": grade >= V1,
        "non_formal": centre,
    }
    counts = newest.select(**{name: condition.sum() for name, condition in groups.items()}).row(0)
    age = (pl.lit(AGED_ON) - pl.col("born")).dt.total_days() / 365.25
    of_age = province.children.filter(age >= 3, age < 19)
    return Counter(
        {
            **dict(zip(groups, counts, strict=True)),
            "enrolled": len(newest),
            "of_age": len(of_age),
            "out_of_school": int(of_age["out_of_school"].sum()),
            "enrolled_of_age": int(of_age["enrolled_now"].sum()),
            "with_family": len(province.children.filter("with_family", "enrolled_now")),
        }
    )


def _classes(province: Province) -> Counts:
    code = province.plan.code
    counts: Counts = Counter()
    for term, poverty_class, rows, income in (
        province.results.group_by("term", "poverty_class")
        .agg(pl.len(), pl.col("income_per_head").sum().alias("income"))
        .iter_rows()
    ):
        counts[f"{poverty_class}_{term}"] += rows
        counts[f"income_{poverty_class}_{term}"] += round(income)
    last = province.enrolments.filter(pl.col("term") == LAST_WHOLE, pl.col("grade") <= M3)
    counts["pupils_last"] = len(last)
    counts[f"pupils_of_{code}"] = len(last)
    counts[f"severe_of_{code}"] = counts[f"extremely_poor_{LAST_WHOLE}"]
    counts["screened_last"] = len(province.results.filter(pl.col("term") == LAST_WHOLE))
    return counts


def _homes(province: Province) -> Counts:
    severe = province.results.filter(pl.col("term") == LAST_WHOLE, pl.col("poverty_class") == "extremely_poor")
    homes = province.households.join(severe.select("household").unique(), on="household", how="semi")
    guardians = province.adults.filter("is_guardian").join(homes.select("household"), on="household", how="semi")
    status = homes["family_status"]
    return Counter(
        {
            "homes": len(homes),
            "apart": int(status.is_in(["02", "03"]).sum()),
            "dead": int(status.is_in(["04", "05", "06"]).sum()),
            "abandoned": int((status == "07").sum()),
            "guardians": len(guardians),
            **{f"guardian_{kind}": int((guardians["education"] == kind).sum()) for kind in EDUCATION},
        }
    )


def _days_and_bodies(province: Province) -> Counts:
    days = province.attendance.filter(pl.col("days_present").is_not_null(), pl.col("term") != NEWEST)
    rows = province.measurements.filter(pl.col("term") == NEWEST).join(
        province.children.select("person", "born", "female"), on="person"
    )
    age = ((rows["measured_on"] - rows["born"]).dt.total_days() / 365.25).to_numpy()
    rows = rows.filter(pl.Series((age >= 6) & (age < 12)))
    scores = growth.assess_many(
        rows["female"].to_numpy(), born=rows["born"].to_numpy().astype("datetime64[D]"),
        measured_on=rows["measured_on"].to_numpy().astype("datetime64[D]"), weight_kg=rows["weight_kg"].to_numpy(),
        height_cm=rows["height_cm"].to_numpy(),
    )  # fmt: skip
    return Counter(
        {
            "days_expected": int(days["days_expected"].sum() or 0),
            "days_present": int(days["days_present"].sum() or 0),
            "measured": len(rows),
            "stunted": int(np.nansum(scores.height_z < -2)),
            "overweight": int(np.nansum(scores.bmi_z > 1)),
        }
    )


def calibrate(provinces: Iterable[Province], *, scale: float = 1.0) -> tuple[list[Line], list[Line]]:
    """Return the lines of the nation and the extremely poor share of each province, of made provinces."""
    plans, counts = [], Counter[str]()
    for province in provinces:
        plans.append(province.plan)
        counts.update(count_province(province))
    return national_lines(counts, scale=scale), province_lines(plans, counts)


def calibrate_nation(*, scale: float, seed: int, shapes: Mapping[int, BaseGeometry]) -> tuple[list[Line], list[Line]]:
    """Make a nation in memory by two processes, and return the lines of the nation and of its provinces.

    `shapes` has those of the provinces; it needs no database.
    """
    plans = plan_nation(scale=scale, seed=seed, bulk=True)
    context = multiprocessing.get_context("spawn")
    counts: Counts = Counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=begin, initargs=(os.getpid(),)) as pool:
        jobs = sorted(plans, key=lambda plan: -plan.pupils)
        for part in pool.map(_count_planned, jobs, [seed] * len(jobs), [shapes[int(p.code)] for p in jobs]):
            counts.update(part)
    return national_lines(counts, scale=scale), province_lines(plans, counts)


def _count_planned(plan: ProvincePlan, seed: int, shape: BaseGeometry) -> Counts:
    return count_province(make_province(plan, seed=seed, shapes={int(plan.code): shape}))


def national_lines(counts: Mapping[str, float], *, scale: float) -> list[Line]:
    """The lines of the nation: shares, means, and totals at the size of the nation."""
    made = {**_shares(counts), **_totals(counts, scale)}
    lines = [
        Line(name, target.value, made[name], target.status, total=not name.endswith(("_pct", "_baht")))
        for name, target in national_targets().items()
        if name in made
    ]
    for term, targets in term_targets().items():
        for name, status in (("extremely_poor", targets.extremely_poor_status), ("poor", targets.poor_status)):
            value = round(counts.get(f"{name}_{term}", 0) / scale)
            lines.append(Line(f"{name}_{term}", getattr(targets, name), value, status, total=True))
    return lines


def _shares(counts: Mapping[str, float]) -> dict[str, float]:
    def share(part: str, whole: str) -> float:
        return round(100 * counts.get(part, 0) / counts[whole], 2) if counts.get(whole) else float("nan")

    def mean(name: str) -> float:
        people = counts.get(f"{name}_{LAST_WHOLE}", 0)
        return round(counts.get(f"income_{name}_{LAST_WHOLE}", 0) / people, 2) if people else float("nan")

    return {
        "extremely_poor_pct": share(f"extremely_poor_{LAST_WHOLE}", "pupils_last"),
        "poor_pct": share(f"poor_{LAST_WHOLE}", "pupils_last"),
        "screened_pct": share("screened_last", "pupils_last"),
        "income_extremely_poor_baht": mean("extremely_poor"),
        "income_poor_baht": mean("poor"),
        "parents_apart_extremely_poor_pct": share("apart", "homes"),
        "parent_dead_extremely_poor_pct": share("dead", "homes"),
        "abandoned_extremely_poor_pct": share("abandoned", "homes"),
        **{f"guardian_{kind}_extremely_poor_pct": share(f"guardian_{kind}", "guardians") for kind in EDUCATION},
        "out_of_school_pct": round(
            100 * counts["out_of_school"] / (counts["out_of_school"] + counts["enrolled_of_age"]), 2
        ),
        "pre_primary_pct": share("pre_primary", "pupils"),
        "primary_pct": share("primary", "pupils"),
        "lower_secondary_pct": share("lower_secondary", "pupils"),
        "attendance_pct": share("days_present", "days_expected"),
        "stunting_pct": share("stunted", "measured"),
        "overweight_pct": share("overweight", "measured"),
    }


def _totals(counts: Mapping[str, float], scale: float) -> dict[str, float]:
    names = {
        "civil_register": "of_age", "enrolled": "enrolled", "pupils_to_m3": "pupils", "upper_secondary": "general",
        "vocational": "vocational", "non_formal": "non_formal", "out_of_school": "out_of_school",
        "with_family": "with_family",
    }  # fmt: skip
    return {name: round(counts[column] / scale) for name, column in names.items()}


def school_line(*, seed: int) -> Line:
    """The schools of the whole nation; small nations have relatively more, since each province has every kind."""
    target = national_targets()["schools"]
    made = sum(count_schools(plan, seed=seed) for plan in plan_nation(scale=1, seed=seed))
    return Line("schools", target.value, made, target.status, total=True)


def province_lines(plans: Sequence[ProvincePlan], counts: Mapping[str, float]) -> list[Line]:
    """The extremely poor share of the pupils of each province."""
    lines = []
    for code in sorted(plan.code for plan in plans):
        target, pupils = province_targets()[code], counts.get(f"pupils_of_{code}", 0)
        made = round(100 * counts.get(f"severe_of_{code}", 0) / pupils, 2) if pupils else float("nan")
        lines.append(Line(f"{code} {target.name_en}", target.extremely_poor_pct, made, target.extremely_poor_source))
    return lines


def calibration_report(*, scale: float, seed: int) -> str:
    """Make a nation in memory and return its two Markdown tables of target against made."""
    shapes = area_shapes([int(code) for code in province_targets()])
    national, by_province = calibrate_nation(scale=scale, seed=seed, shapes=shapes)
    extremely_poor = as_table(by_province, title="Province: extremely poor, % of pupils up to M.3")
    return f"{as_table([*national, school_line(seed=seed)], title='Nation')}\n\n{extremely_poor}\n"


def as_table(lines: list[Line], *, title: str) -> str:
    """Return the lines as a Markdown table."""
    rows = [
        f"| {line.name} | {_shown(line.target, line)} | {_shown(line.made, line)} | {line.status} |" for line in lines
    ]
    head = [f"| {title} | target | made | status of the target |", "|---|---:|---:|---|"]
    return "\n".join([*head, *rows])


def _shown(value: float, line: Line) -> str:
    return f"{value:,.0f}" if line.total else f"{value:,.2f}"
