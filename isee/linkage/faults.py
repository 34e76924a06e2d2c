"""What can be wrong with a delivery, as data: one code, one outcome, words and a next step in two languages.

The table is ``faults.csv``; ``docs/imports.md`` prints it and a test holds the two together.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

Language = Literal["th", "en"]


class FaultOutcome(StrEnum):
    """What becomes of the file or the row that has the fault."""

    FILE = "file"  # the whole file is refused; nothing of it is taken in
    REFUSED = "refused"  # this row alone is refused
    KEPT = "kept"  # this row is kept aside, encrypted, until the school corrects it
    NOTED = "noted"  # the row goes in; the one value is left unknown


@dataclass(frozen=True, slots=True)
class FaultClass:
    """One kind of fault. Messages may hold ``{limit}``, ``{columns}`` and ``{rows}``."""

    code: str
    outcome: FaultOutcome
    message_en: str
    next_en: str
    message_th: str
    next_th: str

    def message(self, language: Language, **params: object) -> str:
        """What happened, in one sentence."""
        return (self.message_th if language == "th" else self.message_en).format_map(_Params(params))

    def next_step(self, language: Language) -> str:
        """What the user can do about it."""
        return self.next_th if language == "th" else self.next_en


class _Params(dict[str, object]):
    """Format parameters; one that was not given is shown as an ellipsis rather than failing the message."""

    def __missing__(self, key: str) -> str:
        return "…"


class RowFault(NamedTuple):
    """A fault of one row: ``row`` counts from 0 at the first data row, ``column`` is our canonical name."""

    row: int
    column: str
    code: str

    @property
    def outcome(self) -> FaultOutcome:
        return fault_classes()[self.code].outcome


class FileRefusedError(Exception):
    """A file, or one file of a zip, that cannot be taken in. Nothing of it has been written.

    ``str()`` is the English message with its next step; it never holds a cell of the file.
    """

    def __init__(self, code: str, *, file: str = "", **params: object) -> None:
        self.code = code
        self.file = file
        self.params = params
        super().__init__(f"{self.message('en')} {self.next_step('en')}")

    def message(self, language: Language) -> str:
        return fault_classes()[self.code].message(language, **self.params)

    def next_step(self, language: Language) -> str:
        return fault_classes()[self.code].next_step(language)


@cache
def fault_classes() -> Mapping[str, FaultClass]:
    """Every fault by its code, in the order of the table."""
    text = files("isee.linkage").joinpath("faults.csv").read_text(encoding="utf-8")
    return {
        row["code"]: FaultClass(
            code=row["code"],
            outcome=FaultOutcome(row["outcome"]),
            message_en=row["message_en"],
            next_en=row["next_en"],
            message_th=row["message_th"],
            next_th=row["next_th"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def decisive_fault(faults: tuple[RowFault, ...]) -> RowFault | None:
    """The one fault that decides the row's outcome, or ``None`` when the row may go in.

    A row whose school or structure cannot be trusted is refused whatever else it holds, since it could be kept
    for nobody. Otherwise a fault that keeps the row outweighs one that refuses it, so that no ID is dropped.
    """
    first: dict[FaultOutcome, RowFault] = {}
    for fault in faults:
        if fault.code.startswith(_UNPLACEABLE):
            return fault
        first.setdefault(fault.outcome, fault)
    return first.get(FaultOutcome.KEPT) or first.get(FaultOutcome.REFUSED)


_UNPLACEABLE = ("school_", "row_cells", "row_quote")
