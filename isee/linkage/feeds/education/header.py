"""Where the roster's column names stand and which of ours each one is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pythainlp.util import normalize

from isee.kernel import clean_text
from isee.linkage.faults import FileRefusedError
from isee.linkage.feeds.tables import Table
from isee.linkage.feeds.text import looks_garbled

_FEWEST_COLUMNS = 4
_SEPARATORS = re.compile(r"[\s\"'*:]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the roster: canonical name, official Thai header, other headers seen, English label."""

    name: str
    header: str
    aliases: tuple[str, ...]
    label_en: str
    required: bool


@dataclass(frozen=True, slots=True)
class Header:
    """The recognised header of a table.

    ``row`` is its row index, ``places`` the column index of each canonical name, ``headings`` what the file calls
    it, ``unknown`` the headings that mean nothing to us and are not read.
    """

    row: int
    width: int
    places: Mapping[str, int]
    headings: Mapping[str, str]
    unknown: tuple[str, ...]


@cache
def roster_columns() -> Mapping[str, Column]:
    """The columns of ``columns.toml`` by canonical name, in the official order."""
    text = files("isee.linkage.feeds.education").joinpath("columns.toml").read_text(encoding="utf-8")
    return {
        name: Column(
            name=name,
            header=entry["header"],
            aliases=tuple(entry["aliases"]),
            label_en=entry["label_en"],
            required=entry.get("required", False),
        )
        for name, entry in tomllib.loads(text).items()
    }


@cache
def _known_headings() -> Mapping[str, str]:
    return {
        heading_key(heading): column.name
        for column in roster_columns().values()
        for heading in (column.header, *column.aliases)
    }


def heading_key(heading: object) -> str:
    """A heading reduced to what identifies it: no spaces, quotes, invisible characters; one way to write each."""
    return _heading_key(str(heading)) if heading is not None else ""


@lru_cache(maxsize=10_000)
def _heading_key(heading: str) -> str:
    text = clean_text(heading)
    return _SEPARATORS.sub("", normalize(unicodedata.normalize("NFKC", text))).lower()


def find_header(table: Table, *, search_rows: int) -> Header:
    """The header row among the first rows: the one that names the most columns.

    Raises `FileRefusedError`: ``file_no_header``, ``file_encoding``, ``file_columns_missing`` (their official
    names in ``columns``), ``file_columns_repeated``.
    """
    known = _known_headings()
    enough = sum(column.required for column in roster_columns().values())
    best_row, best_score = -1, 0
    for at, row in enumerate(table.rows[:search_rows]):
        if best_score >= enough:
            break
        score = len({known[key] for cell in row if (key := heading_key(cell)) in known})
        if score > best_score:
            best_row, best_score = at, score
    if best_score < _FEWEST_COLUMNS:
        sample = " ".join(str(cell) for row in table.rows[:search_rows] for cell in row)
        code = "file_encoding" if looks_garbled(sample[:4000]) else "file_no_header"
        raise FileRefusedError(code, file=table.name, limit=search_rows)
    return _read_header(table, best_row)


def _read_header(table: Table, row: int) -> Header:
    known = _known_headings()
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    for place, cell in enumerate(table.rows[row]):
        heading = clean_text(str(cell))
        name = known.get(heading_key(cell))
        if name is None:
            unknown += [heading] if heading else []
        elif name in places:
            repeated.append(f"{headings[name]} / {heading}")
        else:
            places[name], headings[name] = place, heading
    if repeated:
        raise FileRefusedError("file_columns_repeated", file=table.name, columns=", ".join(repeated))
    missing = missing_columns(places)
    if missing:
        raise FileRefusedError("file_columns_missing", file=table.name, columns=", ".join(missing))
    return Header(row, len(table.rows[row]), places, headings, tuple(unknown))


def missing_columns(present: Sequence[str] | Mapping[str, int]) -> list[str]:
    """Official names of the columns that a roster cannot do without: one of the two pupil numbers among them."""
    columns = roster_columns()
    missing = [column.header for column in columns.values() if column.required and column.name not in present]
    if "citizen_id" not in present and "student_number" not in present:
        missing.append(columns["citizen_id"].header)
    return missing
