"""The attendance that the conditional grant asks for, term by term: rows with dates, not constants."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

OPEN_END = 99999


@dataclass(frozen=True)
class AttendanceRule:
    """A share of the school days that a pupil must be present on, from a term to a term, both included.

    `comparison` says whether exactly that share is enough (`at_least`) or not (`above`). `illustrative` marks a rule
    whose figure is published, but not the terms in which it holds.
    """

    from_term: int
    to_term: int
    share: int
    comparison: Literal["above", "at_least"]
    source: str
    illustrative: bool

    def is_met(self, *, present: int, expected: int) -> bool:
        """Whether days present out of days expected fulfil the rule; no days expected fulfil any."""
        if self.comparison == "above":
            return expected == 0 or present * 100 > self.share * expected
        return present * 100 >= self.share * expected


@cache
def attendance_rules() -> tuple[AttendanceRule, ...]:
    """All rules, the oldest first."""
    text = (files("isee.tracking") / "data" / "attendance_rules.csv").read_text(encoding="utf-8")
    return tuple(
        AttendanceRule(
            int(row["from_term"]), int(row["to_term"] or OPEN_END), int(row["share"]),
            "above" if row["comparison"] == "above" else "at_least", row["source"], row["illustrative"] == "yes",
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip


def attendance_rule(term_key: int) -> AttendanceRule | None:
    """The rule of a term; None before the first."""
    return next((rule for rule in attendance_rules() if rule.from_term <= term_key <= rule.to_term), None)
