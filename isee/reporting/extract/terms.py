"""What a term is read by: its days, the terms around it, and the rules that were in force in it."""

import csv
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from isee.kernel import TermDates
from isee.tracking.api import attendance_rule


def values_of(dates: TermDates, *, aged_on: date) -> Mapping[str, Any]:
    """What the queries of `children.py` ask by, but for the span."""
    return {
        "term": dates.term.key,
        "ends_on": dates.ends_on,
        "aged_on": aged_on,
        "last_year": (dates.term.year - 1) * 10 + 2,
        "near_per_cent": near_per_cent(dates.term.key),
    }


def near_per_cent(term_key: int) -> int:
    """By how much an income may lie above the line to be near it, in a term; nothing before the first row."""
    text = files("isee.reporting").joinpath("data/near_line.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if int(row["from_term"]) <= term_key]
    return max(((int(row["from_term"]), int(row["per_cent_above"])) for row in rows), default=(0, 0))[1]


def rule_met(term_key: int, *, present: pa.ChunkedArray, expected: pa.ChunkedArray) -> pa.Array:
    """Whether days fulfil the attendance rule that was in force; null without days or without a rule."""
    rule = attendance_rule(term_key)
    if rule is None:
        return pa.nulls(len(present), pa.bool_())
    came = pc.multiply(present.cast(pa.int32()), np.int32(100))
    asked = pc.multiply(expected.cast(pa.int32()), np.int32(rule.share))
    met = pc.greater(came, asked) if rule.comparison == "above" else pc.greater_equal(came, asked)
    return pc.if_else(pc.greater(expected, 0), met, pa.scalar(None, pa.bool_()))
