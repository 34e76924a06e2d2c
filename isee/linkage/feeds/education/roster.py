"""The DMC roster as standardised rows: every readable value in its own type, every fault by row and column.

Work goes column by column: a school's grades, names, dates and places repeat, so each distinct cell is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from isee.kernel import CitizenId, GCode, Grade
from isee.linkage.faults import FileRefusedError, RowFault
from isee.linkage.feeds.education import values
from isee.linkage.feeds.education.header import Header, find_header, roster_columns
from isee.linkage.feeds.limits import Limits
from isee.linkage.feeds.tables import Table, open_tables, read_bounded
from isee.linkage.feeds.workbook import Cell

_CHUNK = 2_000
_RELATIVES = ("guardian", "father", "mother")


@dataclass(frozen=True, slots=True, repr=False)
class NamedRelative:
    """A parent or guardian known by name from the roster: an unconfirmed relation of this pupil, not a person."""

    kind: str
    prefix: str | None
    given_name: str
    family_name: str | None
    occupation: str | None
    relation: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """Where the pupil lives, as the school wrote it."""

    house_number: str | None
    village_number: str | None
    road: str | None
    subdistrict: str | None
    district: str | None
    province: str | None


@dataclass(frozen=True, slots=True, repr=False)
class RosterRow:
    """One pupil of a roster. Values that a fault spoils are ``None``; such a row is never taken in.

    ``row`` counts from 0 at the first data row of the table, ``line`` is its line in the file. ``family_name`` is
    ``""`` for a pupil who has none; ``disadvantages`` is ``None`` where the school said nothing. Weight is in kg,
    height in cm. ``repr`` shows the position alone.
    """

    row: int
    line: int
    school_code: str | None
    identifier: CitizenId | GCode | None
    student_number: str | None
    grade: Grade | None
    room: str | None
    sex: str | None
    prefix: str | None
    given_name: str | None
    family_name: str | None
    birth_date: date | None
    nationality: str | None
    ethnicity: str | None
    religion: str | None
    blood_group: str | None
    weight: Decimal | None
    height: Decimal | None
    address: Address | None
    relatives: tuple[NamedRelative, ...]
    disadvantages: tuple[str, ...] | None
    cannot_strike_off: bool | None
    faults: tuple[RowFault, ...]

    def __repr__(self) -> str:
        return f"RosterRow(row={self.row}, faults={len(self.faults)})"


_READERS: Mapping[str, Callable[[Cell], object]] = {
    "school_code": values.read_school_code,
    "citizen_id": values.read_identifier,
    "grade": values.read_grade,
    "room": values.read_code,
    "student_number": values.read_code,
    "sex": values.read_sex,
    "given_name": values.read_given_name,
    "family_name": values.read_family_name,
    "birth_date": values.read_birth_date,
    "weight": values.read_weight,
    "height": values.read_height,
    "blood_group": values.read_blood_group,
    "disadvantage": values.read_disadvantages,
    "cannot_strike_off": values.read_cannot_strike_off,
    **{f"{who}_{part}_name": values.read_relative_name for who in _RELATIVES for part in ("given", "family")},
}
"""How each column is read; every other column is text."""

_MOST_LETTERS = {
    "room": 20,
    "prefix": 40,
    "guardian_relation": 60,
    "student_number": 30,
    **{f"{who}_prefix": 40 for who in _RELATIVES},
}
_ADDRESS = ("house_number", "village_number", "road", "subdistrict", "district", "province")
_NUMBERS = ("citizen_id", "student_number", "row")
_NOT_CACHED = frozenset({"citizen_id", "student_number"})
_NOT_READ = frozenset({"school_name", "age"})
"""Recognised, and shown in the preview, but said better by the school code and the birth date."""


@dataclass(frozen=True, slots=True, repr=False)
class RosterTable:
    """One table of the delivery whose header was recognised.

    `readings` are shared by the tables of a delivery, whose words repeat.
    """

    name: str
    table: Table
    header: Header
    data_rows: tuple[int, ...]
    oldest_birth: date
    today: date
    readings: dict[str, _Reading] = field(default_factory=dict, compare=False)

    @property
    def row_count(self) -> int:
        """Rows that hold anything; blank lines and repeated headers are not rows."""
        return len(self.data_rows)

    def rows(self) -> Iterator[RosterRow]:
        """Every row, in the file's order."""
        for name in self.header.places:
            if name not in _NOT_READ and name not in self.readings:
                self.readings[name] = _Reading(name)
        readings = {name: reading for name, reading in self.readings.items() if name in self.header.places}
        for start in range(0, len(self.data_rows), _CHUNK):
            yield from _standardise(self, self.data_rows[start : start + _CHUNK], readings)

    def school_codes(self) -> list[str | None]:
        """The school code of each row as it is read, without reading the rest."""
        reading, place = _Reading("school_code"), self.header.places["school_code"]
        lines = [self.table.rows[index] for index in self.data_rows]
        codes = [reading[line[place]] if place < len(line) else None for line in lines]
        return [None if type(code) is _Unread else code for code in codes]

    def spelled_rows(self) -> Iterator[bytes | None]:
        """Everything that is read of each row, as the file has it; `None` where the file itself spoils the row."""
        names = sorted(name for name in self.header.places if name not in _NOT_READ)
        take, width, heading = itemgetter(*(self.header.places[name] for name in names)), self.header.width, repr(names)
        table = self.table
        for index in self.data_rows:
            cells = table.rows[index]
            if len(cells) != width or index in table.bad_rows or index in table.bad_cells:
                yield None
            else:
                yield f"{heading}{take(cells)!r}".encode(errors="surrogatepass")

    def raw_cells(self, row: int) -> dict[str, str]:
        """What the file says in one row, by canonical column name: for rows kept for correction."""
        cells = self.table.rows[self.data_rows[0] + row]
        return {
            name: "" if (cell := cells[place]) is None else str(cell)[: 4 * values.MOST_LETTERS]
            for name, place in self.header.places.items()
            if place < len(cells)
        }


@dataclass(frozen=True, slots=True, repr=False)
class Roster:
    """A delivery of rosters. ``refused`` lists files of a zip, or sheets, that could not be read."""

    tables: tuple[RosterTable, ...]
    refused: tuple[FileRefusedError, ...]

    @property
    def row_count(self) -> int:
        return sum(table.row_count for table in self.tables)


def read_roster(source: Path | bytes, *, today: date, name: str = "", limits: Limits | None = None) -> Roster:
    """Open a CSV, an XLSX or a zip of several. Rows are read when they are asked for.

    ``today`` judges birth dates: after it they are in the future, before its 25th anniversary too old.
    Raises `FileRefusedError` when nothing in the delivery can be read.
    """
    limits = limits or Limits()
    if isinstance(source, Path):
        name = name or source.name
        source = read_bounded(source, limits=limits)
    opened = open_tables(source, name=name, limits=limits)
    tables: list[RosterTable] = []
    readings: dict[str, _Reading] = {}
    refused = list(opened.refused)
    for table in opened.tables:
        try:
            tables.append(_roster_table(table, today=today, limits=limits, readings=readings))
        except FileRefusedError as refusal:
            if table.rows:
                refused.append(refusal)
    if not tables:
        raise refused[0] if refused else FileRefusedError("file_empty", file=name)
    return Roster(tuple(tables), tuple(refused))


def _roster_table(table: Table, *, today: date, limits: Limits, readings: dict[str, _Reading]) -> RosterTable:
    header = find_header(table, search_rows=limits.header_rows)
    data_rows = tuple(
        at
        for at in range(header.row + 1, len(table.rows))
        if any(cell not in ("", None) and str(cell).strip() for cell in table.rows[at])
        and table.rows[at] != table.rows[header.row]
    )
    if not data_rows:
        raise FileRefusedError("file_no_rows", file=table.name)
    return RosterTable(table.name, table, header, data_rows, _years_before(today, 25), today, readings)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


class _Unread:
    """Stands in a column for a cell that could not be read."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code


class _Reading(dict[Cell, Any]):
    """Cells of one column and what they were read as; columns whose cells hardly repeat are not remembered."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self._reader = _READERS.get(column, values.read_text)
        self._remembers = column not in _NOT_CACHED
        self._most_letters = _MOST_LETTERS.get(column, values.MOST_LETTERS)
        self.failed = False

    def __missing__(self, cell: Cell) -> Any:
        try:
            value = self._reader(cell)
            if isinstance(value, str) and len(value) > self._most_letters:
                raise values.ValueFault("text_too_long")
        except values.ValueFault as fault:
            value = _Unread(fault.code)
            self.failed = True
        if self._remembers:
            self[cell] = value
        return value


def _standardise(roster: RosterTable, at: Sequence[int], readings: Mapping[str, _Reading]) -> Iterator[RosterRow]:
    table, header, first = roster.table, roster.header, roster.data_rows[0]
    faults: dict[int, list[RowFault]] = {index: [] for index in at}
    _find_spoiled(roster, at, faults)
    lines = [table.rows[index] for index in at]
    if any(len(line) < header.width for line in lines):
        lines = [line + [""] * (header.width - len(line)) for line in lines]
    columns: dict[str, list[Any]] = {name: [None] * len(at) for name in roster_columns()}
    for name, reading in readings.items():
        place = header.places[name]
        column = [reading[line[place]] for line in lines]
        for position, value in enumerate(column) if reading.failed else ():
            if type(value) is _Unread:
                column[position] = None
                found = faults[at[position]]
                if not _already(found, name):
                    found.append(RowFault(at[position] - first, name, value.code))
        columns[name] = column
    _judge_rows(roster, at, columns, faults)
    columns["address"] = _address_column(columns)
    columns["relatives"] = _relatives_column(columns)
    for position, index in enumerate(at):
        found = faults[index]
        yield _row(columns, position, row=index - first, line=table.lines[index], faults=tuple(found))


def _already(found: list[RowFault], name: str) -> bool:
    return any(fault.column == name or fault.code in ("row_cells", "row_quote") for fault in found)


def _find_spoiled(roster: RosterTable, at: Sequence[int], faults: dict[int, list[RowFault]]) -> None:
    """Faults of the file itself: cut or overlong lines, open quotation marks, formulas, Excel's errors."""
    table, header, first = roster.table, roster.header, roster.data_rows[0]
    place_names = {place: name for name, place in header.places.items()}
    for index in at:
        row = table.rows[index]
        code = table.bad_rows.get(index)
        if code is None and table.fixed_width:
            extra = any(str(cell).strip() for cell in row[header.width :])
            code = "row_cells" if len(row) < header.width or extra else None
        if code:
            faults[index].append(RowFault(index - first, "row", code))
        for place, cell_code in sorted(table.bad_cells.get(index, {}).items()):
            if place in place_names:
                faults[index].append(RowFault(index - first, place_names[place], cell_code))


def _judge_rows(
    roster: RosterTable, at: Sequence[int], columns: dict[str, list[Any]], faults: dict[int, list[RowFault]]
) -> None:
    """Faults that need more than one cell, or today's date."""
    first = roster.data_rows[0]
    rooms = columns["room"]
    for position, index in enumerate(at):
        found = faults[index]
        grade_and_room = columns["grade"][position]
        if isinstance(grade_and_room, tuple):
            columns["grade"][position], room_in_grade = grade_and_room
            if rooms[position] is None:
                rooms[position] = room_in_grade
            elif room_in_grade is not None and room_in_grade != rooms[position]:
                found.append(RowFault(index - first, "room", "room_conflict"))
        birth = columns["birth_date"][position]
        if isinstance(birth, date) and not roster.oldest_birth <= birth <= roster.today:
            code = "birth_date_future" if birth > roster.today else "birth_date_over_25"
            found.append(RowFault(index - first, "birth_date", code))
        is_nameless = columns["citizen_id"][position] is None and columns["student_number"][position] is None
        if is_nameless and not any(fault.column in _NUMBERS for fault in found):
            found.append(RowFault(index - first, "citizen_id", "id_missing"))
        if len(found) > 1:
            found.sort(key=lambda fault: _ORDER.get(fault.column, -1))


_ORDER = {name: place for place, name in enumerate(roster_columns())}


def _row(
    columns: dict[str, list[Any]], position: int, *, row: int, line: int, faults: tuple[RowFault, ...]
) -> RosterRow:
    return RosterRow(
        row=row,
        line=line,
        school_code=columns["school_code"][position],
        identifier=columns["citizen_id"][position],
        student_number=columns["student_number"][position],
        grade=columns["grade"][position],
        room=columns["room"][position],
        sex=columns["sex"][position],
        prefix=columns["prefix"][position],
        given_name=columns["given_name"][position],
        family_name=columns["family_name"][position],
        birth_date=columns["birth_date"][position],
        nationality=columns["nationality"][position],
        ethnicity=columns["ethnicity"][position],
        religion=columns["religion"][position],
        blood_group=columns["blood_group"][position],
        weight=columns["weight"][position],
        height=columns["height"][position],
        address=columns["address"][position],
        relatives=columns["relatives"][position],
        disadvantages=columns["disadvantage"][position],
        cannot_strike_off=columns["cannot_strike_off"][position],
        faults=faults,
    )


def _address_column(columns: dict[str, list[Any]]) -> list[Address | None]:
    return [
        Address(*parts) if any(parts) else None for parts in zip(*(columns[name] for name in _ADDRESS), strict=True)
    ]


def _relatives_column(columns: dict[str, list[Any]]) -> list[tuple[NamedRelative, ...]]:
    """Guardian, father and mother as named, for each row; without a given name nobody is named."""
    by_kind = []
    for kind in _RELATIVES:
        relation = columns["guardian_relation"] if kind == "guardian" else [kind] * len(columns["sex"])
        parts = (columns[f"{kind}_{part}"] for part in ("prefix", "given_name", "family_name", "occupation"))
        by_kind.append(
            [
                (NamedRelative(kind, prefix, given, family, work, how),) if given else ()
                for prefix, given, family, work, how in zip(*parts, relation, strict=True)
            ]
        )
    return [guardian + father + mother for guardian, father, mother in zip(*by_kind, strict=True)]
