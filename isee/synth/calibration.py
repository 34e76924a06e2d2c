"""Target against made: what the nation was drawn towards, and what came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.places.api import area_shapes
from isee.synth.bodies import BMI_L, BMI_S, HEIGHT_SPREAD, median_bmi, median_height
from isee.synth.nation import Province, make_province
from isee.synth.plan import AGED_ON, NEWEST, TERMS, national_targets, plan_nation
from isee.synth.schools import M3

LAST_WEIGHED: Final = TERMS[-2]


@dataclass(frozen=True)
class Line:
    """One figure: its target with the status of its source, and what was made."""

    name: str
    target: float
    made: float
    status: str


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else float("nan")


def _mean(values: pl.Series) -> float:
    return round(float(np.mean(values.to_numpy())), 2) if len(values) else float("nan")


def _frames(provinces: Iterable[Province]) -> dict[str, pl.DataFrame]:
    """The frames that calibration reads, of all provinces together, each with its province's code."""
    wanted = ("children", "households", "adults", "enrolments", "results", "attendance", "measurements")
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in wanted}
    for province in provinces:
        frames = province.frames()
        for name in wanted:
            parts[name].append(frames[name].with_columns(province=pl.lit(province.plan.code)))
    return {name: pl.concat(rows) for name, rows in parts.items()}


def calibrate(provinces: Iterable[Province]) -> tuple[list[Line], list[Line]]:
    """Return the national lines and the extremely poor share of each province, both for the newest terms."""
    provinces = list(provinces)
    frames = _frames(provinces)
    made = {**_poverty(frames), **_families(frames), **_school(frames), **_growth(frames)}
    national = [Line(name, target.value, made[name], target.status) for name, target in national_targets().items()]
    return national, _by_province(provinces, frames)


def _newest_results(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return frames["results"].filter(pl.col("term") == LAST_WEIGHED)


def _pupils(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Those whom shares of the poor are shares of: pupils up to M.3, who alone are screened."""
    return frames["enrolments"].filter(pl.col("term") == LAST_WEIGHED, pl.col("grade") <= M3)


def _poverty(frames: dict[str, pl.DataFrame]) -> dict[str, float]:
    results = _newest_results(frames)
    pupils = len(_pupils(frames))
    of_class = {name: results.filter(pl.col("poverty_class") == name) for name in ("extremely_poor", "poor")}
    return {
        **{f"{name}_pct": _share(len(rows), pupils) for name, rows in of_class.items()},
        **{f"income_{name}_baht": _mean(rows["income_per_head"]) for name, rows in of_class.items()},
        "screened_pct": _share(len(results), pupils),
    }  # fmt: skip


def _families(frames: dict[str, pl.DataFrame]) -> dict[str, float]:
    severe = _newest_results(frames).filter(pl.col("poverty_class") == "extremely_poor")
    homes = frames["households"].join(severe.select("household").unique(), on="household", how="semi")
    status = homes["family_status"]
    guardians = frames["adults"].filter("is_guardian").join(homes.select("household"), on="household", how="semi")
    return {
        "parents_apart_extremely_poor_pct": _share(int(status.is_in(["02", "03"]).sum()), len(homes)),
        "parent_dead_extremely_poor_pct": _share(int(status.is_in(["04", "05", "06"]).sum()), len(homes)),
        "abandoned_extremely_poor_pct": _share(int((status == "07").sum()), len(homes)),
        "guardian_primary_extremely_poor_pct": _share(int((guardians["education"] == "primary").sum()), len(guardians)),
    }


def _school(frames: dict[str, pl.DataFrame]) -> dict[str, float]:
    children = frames["children"]
    age = (pl.lit(AGED_ON) - pl.col("born")).dt.total_days() / 365.25
    of_age = children.filter(age >= 3, age < 19)
    out = int(of_age["out_of_school"].sum())
    days = frames["attendance"].filter(pl.col("days_present").is_not_null(), pl.col("term") != NEWEST)
    return {
        "out_of_school_pct": _share(out, out + int(of_age["enrolled_now"].sum())),
        "attendance_pct": _share(int(days["days_present"].sum()), int(days["days_expected"].sum())),
    }


def _growth(frames: dict[str, pl.DataFrame]) -> dict[str, float]:
    rows = (
        frames["measurements"]
        .filter(pl.col("term") == NEWEST)
        .join(frames["children"].select("person", "born", "female"), on="person")
    )
    age = ((rows["measured_on"] - rows["born"]).dt.total_days() / 365.25).to_numpy()
    rows, age = rows.filter(pl.Series((age >= 6) & (age < 12))), age[(age >= 6) & (age < 12)]
    female, height = rows["female"].to_numpy(), rows["height_cm"].to_numpy()
    height_z = (height / median_height(age, female) - 1) / HEIGHT_SPREAD
    bmi = rows["weight_kg"].to_numpy() / (height / 100) ** 2
    bmi_z = ((bmi / median_bmi(age, female)) ** BMI_L - 1) / (BMI_L * BMI_S)
    return {
        "stunting_pct": _share(int((height_z < -2).sum()), len(rows)),
        "overweight_pct": _share(int((bmi_z > 1).sum()), len(rows)),
    }


def _by_province(provinces: list[Province], frames: dict[str, pl.DataFrame]) -> list[Line]:
    pupils = _pupils(frames).group_by("province").len()
    severe = _newest_results(frames).filter(pl.col("poverty_class") == "extremely_poor").group_by("province").len()
    counts, found = dict(pupils.iter_rows()), dict(severe.iter_rows())
    lines = []
    for province in provinces:
        code, target = province.plan.code, province.plan.target
        made = _share(found.get(code, 0), counts.get(code, 0))
        lines.append(Line(f"{code} {target.name_en}", target.extremely_poor_pct, made, target.extremely_poor_source))
    return lines


def calibration_report(*, scale: float, seed: int) -> str:
    """Make a nation in memory and return its two Markdown tables of target against made."""
    plans = plan_nation(scale=scale, seed=seed)
    shapes = area_shapes([int(plan.code) for plan in plans])
    national, by_province = calibrate(make_province(plan, seed=seed, shapes=shapes) for plan in plans)
    extremely_poor = as_table(by_province, title="Province: extremely poor, % of pupils")
    return f"{as_table(national, title='Nation')}\n\n{extremely_poor}\n"


def as_table(lines: list[Line], *, title: str) -> str:
    """Return the lines as a Markdown table."""
    rows = [f"| {line.name} | {line.target:,.2f} | {line.made:,.2f} | {line.status} |" for line in lines]
    head = [f"| {title} | target | made | status of the target |", "|---|---:|---:|---|"]
    return "\n".join([*head, *rows])
