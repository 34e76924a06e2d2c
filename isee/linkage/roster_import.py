"""A roster made ready: its rows with their schools, in and out of scope, and what they say about each other.

Where every row was taken in before and changes nothing now, no row is read at all (`accepted.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from isee.access.api import places_in_scope
from isee.kernel import AcademicTerm, GCode
from isee.linkage.accepted import known_marks, row_marks
from isee.linkage.faults import FaultOutcome, FileRefusedError, RowFault, decisive_fault
from isee.linkage.feeds.education.roster import Roster, RosterRow
from isee.linkage.queries import rows_wait
from isee.linkage.rules import find_clashes
from isee.places.api import School, schools_by_code, term_calendar


@dataclass(frozen=True, slots=True, repr=False)
class ReadyRow:
    """One row with the school that its code means, when it is one in scope; `faults` are all that are known now.

    `mark` is the hash by which the row is known when it comes again; `known_as` the person for whom it was taken in
    before, if nothing has changed since.
    """

    table: int
    row: RosterRow
    school: School | None
    faults: tuple[RowFault, ...]
    mark: bytes | None = None
    known_as: int | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Table and row: the row's name in the delivery."""
        return self.table, self.row.row

    @property
    def decisive(self) -> RowFault | None:
        """The fault that keeps the row out, or `None`."""
        return decisive_fault(self.faults)


@dataclass(frozen=True, slots=True, repr=False)
class KnownRow:
    """One row that was taken in before for this pupil of this school, and would change nothing: it is not read."""

    school: School
    mark: bytes
    known_as: int


@dataclass(frozen=True, slots=True, repr=False)
class ReadyRoster:
    """The whole delivery. Rows are in the order in which they are admitted, always the same.

    Either all `rows` are read, or all are `known` from before: they are compared with one another only where some
    are new.
    """

    roster: Roster
    rows: tuple[ReadyRow, ...]
    schools: tuple[School, ...]
    fault_counts: Mapping[str, int] = field(default_factory=dict)
    known: tuple[KnownRow, ...] = ()

    @property
    def row_count(self) -> int:
        """Rows of the delivery, read or known."""
        return len(self.rows) or len(self.known)

    def raw_cells(self, ready: ReadyRow) -> dict[str, str]:
        """What the file says in this row."""
        return self.roster.tables[ready.table].raw_cells(ready.row.row)


@dataclass(frozen=True, slots=True, repr=False)
class _Comparable:
    """A row as `find_clashes` compares it."""

    place: tuple[int, int]
    school: int
    person: tuple[object, ...]
    identifier: str | None
    student_number: str | None
    content: object


def prepare_roster(roster: Roster, *, term: AcademicTerm, today: date, trust_marks: bool = True) -> ReadyRoster:
    """Find each row's school and judge the rows together, inside the scope that is open.

    Raises `FileRefusedError` (``no_row_in_scope``) when no row's school is in scope.
    """
    codes = [table.school_codes() for table in roster.tables]
    faults, schools = _place_rows({code for column in codes for code in column if code}, term=term, today=today)
    if not schools:
        raise FileRefusedError("no_row_in_scope", file=roster.tables[0].name)
    marks = row_marks(roster, term_key=term.key)
    known = _known(schools.values(), term=term) if trust_marks else {}
    unread = _unread_rows(codes, marks, schools, known)
    if unread and not rows_wait({row.school.pk for row in unread}):
        return ReadyRoster(roster, (), _distinct(row.school for row in unread), known=unread)
    ready = [
        _placed(at, row, schools, faults, mark, known)
        for at, table in enumerate(roster.tables)
        for row, mark in zip(table.rows(), marks[at], strict=True)
    ]
    clashes = find_clashes(list(_comparable(ready)))
    ready = [_with_clash(one, clashes.get(one.place)) for one in ready]
    counts = Counter(fault.code for one in ready for fault in one.faults)
    return ReadyRoster(roster, tuple(ready), _distinct(one.school for one in ready if one.school), dict(counts))


Known = Mapping[tuple[int, bytes], int]


def _known(schools: Iterable[School], *, term: AcademicTerm) -> Known:
    return known_marks(sorted({school.pk for school in schools}), term_key=term.key)


def _unread_rows(
    codes: Sequence[Sequence[str | None]],
    marks: Sequence[Sequence[bytes | None]],
    schools: Mapping[str, School],
    known: Known,
) -> tuple[KnownRow, ...]:
    """The rows as they were taken in before; none where at least one is new."""
    rows: list[KnownRow] = []
    for code_column, mark_column in zip(codes, marks, strict=True) if known else ():
        for code, mark in zip(code_column, mark_column, strict=True):
            school = schools.get(code or "")
            person = known.get((school.pk, mark)) if school and mark else None
            if school is None or mark is None or person is None:
                return ()
            rows.append(KnownRow(school, mark, person))
    return tuple(rows)


def _distinct(schools: Iterable[School]) -> tuple[School, ...]:
    return tuple({school.pk: school for school in schools}.values())


def _place_rows(codes: set[str], *, term: AcademicTerm, today: date) -> tuple[dict[str, str], dict[str, School]]:
    """The fault, or else the school, of each school code."""
    dates = next((row for row in term_calendar() if row.term == term), None)
    known = schools_by_code(codes, on=min(dates.ends_on, today) if dates else today)
    allowed = places_in_scope({school.pk: school.subdistrict_id for school in known.values()})
    faults: dict[str, str] = {}
    for code in codes:
        school = known.get(code)
        if school is None:
            faults[code] = "school_unknown"
        elif school.pk not in allowed:
            faults[code] = "school_out_of_scope"
        elif dates and school.closed_on and school.closed_on <= dates.starts_on:
            faults[code] = "school_closed"
    return faults, {code: school for code, school in known.items() if code not in faults}


def _placed(
    table: int,
    row: RosterRow,
    schools: Mapping[str, School],
    faults: Mapping[str, str],
    mark: bytes | None,
    known: Known,
) -> ReadyRow:
    code = faults.get(row.school_code or "")
    found = (RowFault(row.row, "school_code", code), *row.faults) if code else row.faults
    school = schools.get(row.school_code or "")
    if found or school is None or mark is None:
        return ReadyRow(table, row, school, found)
    return ReadyRow(table, row, school, found, mark, known.get((school.pk, mark)))


def _with_clash(ready: ReadyRow, clash: RowFault | None) -> ReadyRow:
    if clash is None:
        return ready
    return ReadyRow(ready.table, ready.row, ready.school, (*ready.faults, clash))


def _comparable(ready: list[ReadyRow]) -> Iterator[_Comparable]:
    """Rows that could go in as they stand."""
    for one in ready:
        row, decisive = one.row, one.decisive
        if one.school is None or decisive is not None:
            continue
        yield _Comparable(
            place=one.place,
            school=one.school.pk,
            person=(row.given_name, row.family_name, row.birth_date, row.sex),
            identifier=national_text(row),
            student_number=row.student_number,
            content=_content(row),
        )


def national_text(row: RosterRow) -> str | None:
    """The ID or G-code in plain, for comparing in memory only."""
    if row.identifier is None:
        return None
    return row.identifier.text if isinstance(row.identifier, GCode) else row.identifier.digits


def _content(row: RosterRow) -> tuple[object, ...]:
    """Everything that would be recorded of a row."""
    return (
        row.prefix, row.grade, row.room, row.student_number, row.nationality, row.weight, row.height,
        row.disadvantages, row.cannot_strike_off, row.relatives,
    )  # fmt: skip


def is_kept(ready: ReadyRow) -> bool:
    """Whether the row is kept for correction as it stands."""
    return ready.decisive is not None and ready.decisive.outcome is FaultOutcome.KEPT
