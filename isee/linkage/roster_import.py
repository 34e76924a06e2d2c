"""A roster made ready: its rows with their schools, in and out of scope, and what they say about each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from isee.access.api import places_in_scope
from isee.kernel import AcademicTerm, GCode
from isee.linkage.faults import FaultOutcome, FileRefusedError, RowFault, decisive_fault
from isee.linkage.feeds.education.roster import Roster, RosterRow
from isee.linkage.rules import find_clashes
from isee.places.api import School, schools_by_code, term_calendar


@dataclass(frozen=True, slots=True, repr=False)
class ReadyRow:
    """One row with the school that its code means, when it is one in scope; `faults` are all that are known now."""

    table: int
    row: RosterRow
    school: School | None
    faults: tuple[RowFault, ...]

    @property
    def place(self) -> tuple[int, int]:
        """Table and row: the row's name in the delivery."""
        return self.table, self.row.row

    @property
    def decisive(self) -> RowFault | None:
        """The fault that keeps the row out, or `None`."""
        return decisive_fault(self.faults)


@dataclass(frozen=True, slots=True, repr=False)
class ReadyRoster:
    """The whole delivery. Rows are in the order in which they are admitted, always the same."""

    roster: Roster
    rows: tuple[ReadyRow, ...]
    schools: tuple[School, ...]
    fault_counts: Mapping[str, int] = field(default_factory=dict)

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


def prepare_roster(roster: Roster, *, term: AcademicTerm, today: date) -> ReadyRoster:
    """Find each row's school and judge the rows together, inside the scope that is open.

    Raises `FileRefusedError` (``no_row_in_scope``) when no row's school is in scope.
    """
    rows = [(at, row) for at, table in enumerate(roster.tables) for row in table.rows()]
    faults, schools = _place_rows({row.school_code for _, row in rows if row.school_code}, term=term, today=today)
    ready = [_placed(at, row, schools, faults) for at, row in rows]
    if not any(one.school for one in ready):
        raise FileRefusedError("no_row_in_scope", file=roster.tables[0].name)
    clashes = find_clashes(list(_comparable(ready)))
    ready = [_with_clash(one, clashes.get(one.place)) for one in ready]
    counts = Counter(fault.code for one in ready for fault in one.faults)
    named = {one.school.pk: one.school for one in ready if one.school}
    return ReadyRoster(roster, tuple(ready), tuple(named.values()), dict(counts))


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


def _placed(table: int, row: RosterRow, schools: Mapping[str, School], faults: Mapping[str, str]) -> ReadyRow:
    code = faults.get(row.school_code or "")
    found = (RowFault(row.row, "school_code", code), *row.faults) if code else row.faults
    return ReadyRow(table, row, schools.get(row.school_code or ""), found)


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
