"""What somebody who loads a growth table can do wrong, each with its next step."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True)
class TableFault:
    """One fault in a file: the line as a spreadsheet counts it, the column's heading, and what is wrong."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class GrowthTableError(ValueError):
    """A table was refused and nothing of it was loaded; `str()` says what is wrong and what to do next.

    Codes: `growth_file` (cannot be read), `growth_columns` (headings), `growth_rows` (values, each in `faults`),
    `growth_period` (the day from which it holds).
    """

    def __init__(self, code: str, message: str, *, faults: Sequence[TableFault] = ()) -> None:
        listed = "".join(f"\n  {fault}" for fault in faults[:SHOWN])
        more = f"\n  and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        super().__init__(message + listed + more)
        self.code = code
        self.faults = tuple(faults)
