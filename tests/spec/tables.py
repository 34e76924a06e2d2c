"""Reads the tables of a specification page: markdown tables that follow a `<!-- spec: name -->` line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

Row = dict[str, str]

_MARK = re.compile(r"<!-- spec: (?P<step>[a-z0-9_.]+) -->")
_CELL_BORDER = re.compile(r"(?<!\\)\|")


class SpecError(ValueError):
    """A specification page that cannot be run as it stands, with its file and line."""


@dataclass(frozen=True)
class Example:
    """One row of a table: what the step `step` receives, and where it stands."""

    step: str
    row: Row
    place: str


def read_examples(page: Path) -> list[Example]:
    """All rows of all marked tables of `page`, in order. Raises `SpecError`."""
    lines = page.read_text(encoding="utf-8").splitlines()
    examples: list[Example] = []
    for number, line in enumerate(lines, start=1):
        if mark := _MARK.fullmatch(line.strip()):
            rows = list(_rows(page, lines, after=number))
            if not rows:
                raise SpecError(f"{page.name}:{number}: a table with at least one row must follow this mark")
            examples += [Example(mark["step"], row, f"{page.name}:{place}") for place, row in rows]
    return examples


def read_tables(page: Path) -> list[Row]:
    """The rows of all tables of `page`, marked or not, in order. Raises `SpecError`."""
    lines = page.read_text(encoding="utf-8").splitlines()
    heads = [n for n, line in enumerate(lines) if _is_row(line) and not (n and _is_row(lines[n - 1]))]
    return [row for head in heads for _, row in _rows(page, lines, after=head)]


def _rows(page: Path, lines: list[str], *, after: int) -> Iterator[tuple[int, Row]]:
    """Line number and row of the table that follows the first `after` lines and any blank ones."""
    start = next((n for n in range(after, len(lines)) if lines[n].strip()), len(lines))
    block = [_cells(line) for line in takewhile(_is_row, lines[start:])]
    for place, cells in enumerate(block[2:], start=start + 3):
        if len(cells) != len(block[0]):
            raise SpecError(f"{page.name}:{place}: {len(cells)} cells under {len(block[0])} headings")
        yield place, dict(zip(block[0], cells, strict=True))


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _cells(line: str) -> list[str]:
    """Cells without their back-ticks; inside back-ticks outer spaces count, `\\|` is a bar."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [_value(cell.strip()) for cell in _CELL_BORDER.split(inner)]


def _value(cell: str) -> str:
    quoted = re.fullmatch(r"`([^`]*)`", cell)
    return (quoted[1] if quoted else cell).replace("\\|", "|")
