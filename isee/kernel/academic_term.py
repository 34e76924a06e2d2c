"""Academic terms: `1/2567`, their order, their arithmetic and the calendar that places a day in one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from isee.kernel.errors import KernelError
from isee.kernel.text import plain_cell

TERMS_A_YEAR: Final = 2
FIRST_YEAR: Final = 2400
LAST_YEAR: Final = 2999
_SHAPE: Final = re.compile(r"(?P<term>[0-9]) ?/ ?(?P<year>[0-9]{4})")


class AcademicTermError(KernelError):
    """Codes: `term_invalid`, `term_not_in_calendar`."""


@dataclass(frozen=True, slots=True, order=True)
class AcademicTerm:
    """A half of an academic year; `year` is Buddhist era, `term` 1 or 2. Ordered in time."""

    year: int
    term: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.term <= TERMS_A_YEAR:
            raise AcademicTermError("term_invalid", "A term is 1 or 2 of a Buddhist-era year, as in 1/2567.")

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read `1/2567`, Thai digits and spaces forgiven. Raises `AcademicTermError`."""
        found = _SHAPE.fullmatch(plain_cell(text or ""))
        if not found:
            raise AcademicTermError("term_invalid", "Write a term as term/year, as in 1/2567.")
        return cls(year=int(found["year"]), term=int(found["term"]))

    @classmethod
    def from_key(cls, key: int) -> Self:
        """The term of a `key`. Raises `AcademicTermError`."""
        year, term = divmod(key, 10)
        return cls(year=year, term=term)

    @classmethod
    def from_date(cls, day: date, *, calendar: Sequence["TermDates"]) -> "AcademicTerm":
        """The term that `day` belongs to; a day between two terms belongs to the one before.

        A day before the first or after the last row is not guessed: `AcademicTermError` with the code
        `term_not_in_calendar` asks for the missing rows.
        """
        begun = [row for row in calendar if row.starts_on <= day]
        known_until = max((row.ends_on for row in calendar), default=date.min)
        if not begun or day > known_until:
            raise AcademicTermError(
                "term_not_in_calendar", "The term calendar does not reach this day: add the term's dates."
            )
        return max(begun, key=lambda row: row.starts_on).term

    @property
    def key(self) -> int:
        """`year` and `term` as one integer, 25671 for 1/2567: ordered like the terms, for keys and ranges."""
        return self.year * 10 + self.term

    def plus(self, terms: int) -> Self:
        """The term so many terms later (earlier when negative)."""
        year, index = divmod(self._index + terms, TERMS_A_YEAR)
        return type(self)(year=year, term=index + 1)

    def next(self) -> Self:
        """The term after this one."""
        return self.plus(1)

    def previous(self) -> Self:
        """The term before this one."""
        return self.plus(-1)

    def __sub__(self, other: "AcademicTerm") -> int:
        """How many terms lie from `other` to this one."""
        return self._index - other._index

    def __str__(self) -> str:
        return f"{self.term}/{self.year}"

    @property
    def _index(self) -> int:
        return self.year * TERMS_A_YEAR + self.term - 1


@dataclass(frozen=True, slots=True)
class TermDates:
    """One row of the term calendar: first and last school day of a term, both included."""

    term: AcademicTerm
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise AcademicTermError("term_invalid", "A term cannot end before it starts.")
