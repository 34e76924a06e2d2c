"""Made histories as the tables that other packages load, in their own columns, parents before their children. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from isee.synth.histories.screenings import NEW
from isee.synth.histories.visits import VERSION
from isee.synth.ids import key_base
from isee.synth.plan import ProvincePlan
from isee.synth.poverty import MODEL_VERSION
from isee.synth.schools import GRADES

MORNING: Final = pl.duration(hours=3)
"""Rows are recorded at 10 o'clock in Thailand, which is 3 o'clock UTC."""


@dataclass(frozen=True)
class Known:
    """What the database knows: ids of schools by row, of rounds by term and kind, of programmes by code, and of the
    shipped rates by number.
    """

    schools: Mapping[int, int]
    rounds: Mapping[tuple[int, str], int]
    programmes: Mapping[str, int]
    rates: Mapping[int, int]


def history_tables(
    plan: ProvincePlan, made: Mapping[str, pl.DataFrame], known: Known
) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Give package, name (of its `load_bulk`) and rows of each table, in the order in which they are loaded."""
    shape = _Shape(key_base(plan.index), known)
    for package, name, as_table in _TABLES:
        yield package, name, as_table(made[name], shape)


@dataclass(frozen=True)
class _Shape:
    """How rows and keys of a province become ids."""

    base: int
    known: Known

    def id(self, column: str = "row", *, name: str = "id") -> pl.Expr:
        """The id of a row that others point at."""
        return (pl.col(column) + self.base).alias(name)

    def school(self) -> pl.Expr:
        return pl.col("school").replace_strict(dict(self.known.schools), return_dtype=pl.Int64).alias("school_id")

    def programme(self) -> pl.Expr:
        ids = dict(self.known.programmes)
        return pl.col("programme").replace_strict(ids, return_dtype=pl.Int64).alias("programme_id")

    def round(self, kind: pl.Expr) -> pl.Expr:
        ids = {f"{term}{kind}": number for (term, kind), number in self.known.rounds.items()}
        key = pl.concat_str(pl.col("term").cast(pl.String), kind)
        return key.replace_strict(ids, default=None, return_dtype=pl.Int64).alias("round_id")


_PERSON: Final = pl.col("person").alias("person_id")
_TERM: Final = pl.col("term").alias("term_key")


def _at(day: pl.Expr) -> pl.Expr:
    return (day.cast(pl.Datetime("us", "UTC")) + MORNING).alias("recorded_at")


def _baht() -> pl.Expr:
    return pl.col("amount_baht").cast(pl.Int64)


def _snapshots(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        shape.id(), pl.col("household").alias("household_id"), _TERM, "taken_on", "inputs", "inputs_hash",
        "income_per_head", "score", "contributions", pl.lit(MODEL_VERSION).alias("model_version"),
    )  # fmt: skip


def _visits(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        shape.id(), "uuid", _PERSON, pl.col("household").alias("household_id"), shape.school(), _TERM,
        shape.round(pl.lit(NEW)), "visited_on", "picture_source", "state",
        pl.lit(VERSION).alias("questionnaire_version"), "answers", "lat", "lon", "accuracy_m", "photo_exception",
        "return_reason", "certified_on", "certifier_position",
        _at(pl.col("visited_on")), pl.lit("synthetic").alias("source"),
    )  # fmt: skip


def _results(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        _PERSON, _TERM, shape.school(), shape.round(pl.col("round")), shape.id("snapshot", name="snapshot_id"),
        "poverty_class", "income_per_head", "score", "gate_passed", "reasons",
        pl.lit(MODEL_VERSION).alias("model_version"), _at(pl.col("decided_on")).alias("decided_at"),
    )  # fmt: skip


def _batches(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(shape.id(), shape.programme(), _TERM, "made_on", "sent_on", "state")


def _entitlements(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    rates = pl.col("rate").replace_strict(dict(shape.known.rates), return_dtype=pl.Int64).alias("rate_id")
    return rows.select(
        shape.id(), _PERSON, shape.school(), shape.programme(), _TERM, rates, _baht(), "state", "reason", "granted_on",
        "until_term",
    )  # fmt: skip


def _payments(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        shape.id(), shape.id("entitlement", name="entitlement_id"), _PERSON, _TERM, shape.id("batch", name="batch_id"),
        _baht(), "channel", "state", _at(pl.col("state_on")).alias("state_at"), "sent_on", "paid_on", "trouble",
    )  # fmt: skip


def _receipts(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        shape.id("payment", name="payment_id"), _PERSON, _TERM, "kind", "received_on", _baht(), "received_by",
        _at(pl.col("received_on")),
    )  # fmt: skip


def _other_help(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(_PERSON, _TERM, "kind", "provider_th", "provider_en", "given_on", "amount_baht", "note")


def _day_changes(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    source = pl.lit("synthetic nation").alias("source")
    return rows.select("day", pl.lit("closed").alias("kind"), shape.school(), "name_th", "name_en", source)


def _attendance(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(_PERSON, _TERM, shape.school(), "days_expected", "days_present", "days_leave")


def _absences(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(_PERSON, shape.school(), _TERM, "day", "kind", _at(pl.col("day")))


def _learning(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        _PERSON, shape.school(), _TERM, pl.Series(GRADES).gather(rows["grade"]).alias("grade"), "gpa", "subjects_below",
        "reading_thinking", "character", "activities_passed", "promotion",
    )  # fmt: skip


def _problems(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        _PERSON, "kind", "since", "until", "noted_on", _TERM, "note", _at(pl.col("noted_on")),
        pl.lit("synthetic").alias("source"),
    )  # fmt: skip


def _risk_screenings(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(_PERSON, _TERM, "area", "level", "instrument", "score", "screened_on")


def _early_signs(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(_PERSON, _TERM, "kind", "raised_on", "cleared_on", "evidence")


def _cases(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(shape.id(), "uuid", _PERSON, "kind", "state", "opened_on", "closed_on", "outcome")


def _case_events(rows: pl.DataFrame, shape: _Shape) -> pl.DataFrame:
    return rows.select(
        shape.id("case", name="case_id"), _PERSON, "happened_on", "kind", "text", _at(pl.col("happened_on"))
    )


_TABLES: Final[tuple[tuple[str, str, Callable[[pl.DataFrame, _Shape], pl.DataFrame]], ...]] = (
    ("screening", "snapshots", _snapshots),
    ("screening", "results", _results),
    ("collect", "visits", _visits),
    ("support", "batches", _batches),
    ("support", "entitlements", _entitlements),
    ("support", "payments", _payments),
    ("support", "receipts", _receipts),
    ("support", "other_help", _other_help),
    ("tracking", "day_changes", _day_changes),
    ("tracking", "attendance", _attendance),
    ("tracking", "absences", _absences),
    ("tracking", "learning", _learning),
    ("tracking", "problems", _problems),
    ("tracking", "risk_screenings", _risk_screenings),
    ("tracking", "early_signs", _early_signs),
    ("tracking", "cases", _cases),
    ("tracking", "case_events", _case_events),
)
