"""Reads the tables of a specification page: markdown tables that follow a `<!-- spec: name -->` line."""

import re
from dataclasses import dataclass
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
    for number, line in enumerate(lines):
        if mark := _MARK.fullmatch(line.strip()):
            examples += _table(page, lines, start=number + 1, step=mark["step"])
    return examples


def _table(page: Path, lines: list[str], *, start: int, step: str) -> list[Example]:
    """The rows of the table below a mark; blank lines between the two are allowed."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    block = []
    for line in lines[start:]:
        if not line.lstrip().startswith("|"):
            break
        block.append(_cells(line))
    if len(block) < 3:
        raise SpecError(f"{page.name}:{start + 1}: a table with at least one row must follow `spec: {step}`")
    head, _, *body = block
    for offset, cells in enumerate(body):
        if len(cells) != len(head):
            raise SpecError(
                f"{page.name}:{start + 3 + offset}: {len(cells)} cells under {len(head)} headings"
            )
    return [
        Example(step, dict(zip(head, cells, strict=True)), f"{page.name}:{start + 3 + offset}")
        for offset, cells in enumerate(body)
    ]


def _cells(line: str) -> list[str]:
    """Cells without their back-ticks; inside back-ticks outer spaces count, `\\|` is a bar."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [_value(cell.strip()) for cell in _CELL_BORDER.split(inner)]


def _value(cell: str) -> str:
    quoted = re.fullmatch(r"`([^`]*)`", cell)
    return (quoted[1] if quoted else cell).replace("\\|", "|")
