"""Rows that were taken in before: a roster row that comes again, and whose pupil is still recorded as that row left
them, is unchanged without further work.

A row is known by its mark, a keyed hash of everything that is read of it. What it left behind is known by a hash that
the database makes of the record (`sql/10_accepted.sql`): whoever changes the record, in whatever way, makes the row
unknown again, and it goes the whole way. So does every row when the reader, its word lists or the key change.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from django.db import connection

from isee.linkage.feeds.education.roster import Roster
from isee.places.api import code_spellings
from isee.system.api import keyed_hash

_PURPOSE = "import-row"
_MARK_BYTES = 16
_READ_BY = ("isee.linkage", "isee.kernel")
"""Packages whose code and word lists decide what a row means."""


@dataclass(frozen=True, slots=True)
class AcceptedMark:
    """A row that was taken in: its school, its pupil and its mark."""

    school_id: int
    person_id: int
    mark: bytes


def row_marks(roster: Roster, *, term_key: int) -> list[list[bytes | None]]:
    """The mark of each row, table by table; `None` for a row that the file itself spoils."""
    key = keyed_hash(_PURPOSE, _reading(term_key))
    return [
        [None if text is None else hmac.digest(key, text, "sha256")[:_MARK_BYTES] for text in table.spelled_rows()]
        for table in roster.tables
    ]


def _reading(term_key: int) -> bytes:
    """What else decides the meaning of a row: the term, this version of the reader, the spellings of code lists."""
    spellings = repr(sorted(code_spellings("nationality").items()))
    return f"accepted|{term_key}|{_reader_version()}|{spellings}".encode()


@cache
def _reader_version() -> str:
    digest = hashlib.sha256()
    for package in _READ_BY:
        for text in _sources(files(package)):
            digest.update(hashlib.sha256(text).digest())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterable[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name != "migrations":
            yield from _sources(entry)
        elif entry.name.endswith((".py", ".toml", ".csv")):
            yield entry.read_bytes()


def known_marks(school_ids: Sequence[int], *, term_key: int) -> Mapping[tuple[int, bytes], int]:
    """Who stands behind each (school, mark) that was taken in for a pupil of these schools in the open scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, mark, person_id FROM linkage_known_rows(%s, %s)", [list(school_ids), term_key]
        )
        return {(school, bytes(mark)): person for school, mark, person in cursor.fetchall()}


def still_known(rows: Sequence[AcceptedMark], *, term_key: int, roster: Roster) -> set[tuple[int, bytes]]:
    """Which of these rows, by school and mark, would change nothing if they were taken in again."""
    if not rows:
        return set()
    births = [roster.tables[0].oldest_birth, roster.tables[0].today]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, mark FROM linkage_still_known(%s, %s, %s, %s, %s, %s)",
            [*_columns(rows), term_key, *births],
        )
        return {(school, bytes(mark)) for school, mark in cursor.fetchall()}


def remember_rows(rows: Sequence[AcceptedMark], *, term_key: int) -> None:
    """Keep the marks of rows just taken in, with a hash of what is recorded now of their pupils."""
    newest = {(row.school_id, row.person_id): row for row in rows}
    if newest:
        with connection.cursor() as cursor:
            cursor.execute("SELECT linkage_remember_rows(%s, %s, %s, %s)", [*_columns(list(newest.values())), term_key])


def _columns(rows: Sequence[AcceptedMark]) -> list[list[object]]:
    return [[row.school_id for row in rows], [row.person_id for row in rows], [row.mark for row in rows]]
