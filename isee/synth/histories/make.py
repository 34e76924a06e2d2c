"""The door of the histories: everything known about a province's children with families, as frames."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from isee.screening.api import shipped_weights
from isee.support.api import shipped_rates
from isee.synth.histories.absences import make_absences
from isee.synth.histories.answers import write_sheets
from isee.synth.histories.calendar import REASONS, make_calendar
from isee.synth.histories.care import make_problems, make_risk_screenings
from isee.synth.histories.cases import make_cases
from isee.synth.histories.grants import BASIC, GRANT, Rate, make_grants
from isee.synth.histories.help import make_other_help
from isee.synth.histories.homes import furnish_homes
from isee.synth.histories.households import survey_households
from isee.synth.histories.learning import make_learning
from isee.synth.histories.lives import Lives, collect_lives
from isee.synth.histories.screenings import finish_results, make_snapshots
from isee.synth.histories.signs import make_signs
from isee.synth.histories.visits import make_visits
from isee.synth.plan import ProvincePlan
from isee.synth.poverty import MODEL_VERSION

Frames = dict[str, pl.DataFrame]


def make_histories(plan: ProvincePlan, frames: Mapping[str, pl.DataFrame], *, seed: int) -> Frames:
    """Make all histories of a province from its frames (`nation.Province.frames`).

    Persons, households and schools are named by the keys of those frames; rows that others point at have a `row`
    of their own. Two frames stand in place of the province's: `results` (with income and score of the survey behind
    them, round, snapshot, gate and reasons) and `attendance` (with `days_leave`). The others are `snapshots`,
    `visits`, `entitlements`, `batches`, `payments`, `receipts`, `other_help`, `day_changes`, `absences`, `learning`,
    `problems`, `risk_screenings`, `early_signs`, `cases` and `case_events`.
    """
    lives = collect_lives(plan, frames, seed=seed)
    learning = make_learning(lives)
    return {
        **_screening(lives),
        **_school_and_help(lives, frames["attendance"], learning),
        "other_help": make_other_help(lives, learning),
        "learning": learning,
        "problems": make_problems(lives, learning),
        "risk_screenings": make_risk_screenings(lives, learning),
    }


def _screening(lives: Lives) -> Frames:
    weights = shipped_weights(MODEL_VERSION)
    surveys = survey_households(lives)
    homes = furnish_homes(lives, surveys, weights)
    sheets = write_sheets(lives, surveys, homes)
    return {
        "snapshots": make_snapshots(lives, surveys, homes, sheets),
        "visits": make_visits(lives, surveys, homes, sheets),
        "results": finish_results(lives, surveys, homes, weights),
    }


def _school_and_help(lives: Lives, attendance: pl.DataFrame, learning: pl.DataFrame) -> Frames:
    calendar = make_calendar(lives.plan, len(lives.schools), seed=lives.seed)
    grants = make_grants(lives, shipped_grant_rates())
    absences = make_absences(lives, calendar)
    signs = make_signs(lives, absences=absences, learning=learning, payments=grants.payments, calendar=calendar)
    cases = make_cases(lives, signs)
    words = pl.DataFrame(REASONS, schema=["name_th", "name_en"], orient="row").with_row_index("reason")
    return {
        "entitlements": grants.entitlements,
        "batches": grants.batches,
        "payments": grants.payments,
        "receipts": grants.receipts,
        "day_changes": calendar.closed.join(words.with_columns(pl.col("reason").cast(pl.Int64)), on="reason"),
        "attendance": _with_leave(attendance, absences),
        "absences": absences,
        "early_signs": signs,
        "cases": cases.cases,
        "case_events": cases.events,
    }


def shipped_grant_rates() -> list[Rate]:
    """The rates that the product ships, numbered in the order of their file."""
    codes = {1: GRANT, 2: BASIC}
    return [
        Rate(
            key=key, programme=codes[rate.programme_id], from_term=rate.from_term, to_term=rate.to_term,
            grade_band=rate.grade_band, poverty_class=rate.poverty_class, affiliation=rate.affiliation_id,
            amount_baht=rate.amount_baht,
        )
        for key, rate in enumerate(shipped_rates({code: number for number, code in codes.items()}))
    ]  # fmt: skip


def _with_leave(attendance: pl.DataFrame, absences: pl.DataFrame) -> pl.DataFrame:
    """Add `days_leave`, days sick or on leave, where absences are known by day."""
    leave = absences.group_by("person", "term", "school").agg(
        days_leave=(pl.col("kind") != "absent").sum().cast(pl.Int64)
    )
    by_day = pl.col("term").is_in(absences["term"].unique().implode()) & pl.col("days_present").is_not_null()
    keys = ["person", "term", "school"]
    return attendance.join(leave, on=keys, how="left", maintain_order="left").with_columns(
        days_leave=pl.when(by_day).then(pl.col("days_leave").fill_null(0)).otherwise(None)
    )
