"""Reads a growth table from CSV or XLSX and checks every value, before anything is written.

One row for each sex and month of age (or height in centimetres), with the columns `measure` (`height`, `weight`,
`bmi`, `weight_for_height`), `sex`, `age_months` or `height_cm`, and either `l`, `m`, `s` or the printed lines
`-3sd` ... `+3sd`. A file may hold several measures.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Final

import python_calamine

from isee.tracking.growth.errors import GrowthTableError, TableFault
from isee.tracking.growth.references import BY_HEIGHT, LINES, MEASURES

MAX_BYTES: Final = 20_000_000
LMS_COLUMNS: Final = ("l", "m", "s")
LINE_COLUMNS: Final = {deviation: f"{deviation:+g}sd" if deviation else "0sd" for deviation in LINES}
NEEDED_LINES: Final = (-2.0, -1.5, 0.0, 1.5, 2.0)
"""The lines that bound the Thai classes; a table of weight for height needs +3 too."""
SEX_WORDS: Final = {
    "f": "f", "female": "f", "girl": "f", "girls": "f", "หญิง": "f", "เด็กหญิง": "f", "2": "f",
    "m": "m", "male": "m", "boy": "m", "boys": "m", "ชาย": "m", "เด็กชาย": "m", "1": "m",
}  # fmt: skip
MEASURE_WORDS: Final = {
    **{measure: measure for measure in MEASURES}, "ส่วนสูงตามอายุ": "height", "น้ำหนักตามอายุ": "weight",
    "ดัชนีมวลกายตามอายุ": "bmi", "น้ำหนักตามส่วนสูง": BY_HEIGHT,
}  # fmt: skip
VALUE_RANGES: Final = {"height": (35, 230), "weight": (0.5, 200), "bmi": (5, 70), BY_HEIGHT: (0.5, 200)}
"""Where a value of a table can lie, in centimetres, kilograms and kilograms per square metre; widely drawn."""
PLACE_RANGES: Final = {"age_months": (0, 240), "height_cm": (40, 200)}
WIDEST_STEP: Final = {"age_months": 12, "height_cm": 5}
LARGEST_JUMP: Final = 0.25
"""A median that changes by more than a quarter from one row to the next is a slip of the pen."""


@dataclass(frozen=True)
class FileRow:
    """One checked row, with the line it stood on."""

    line: int
    measure: str
    sex: str
    at: Decimal
    lms: tuple[Decimal, Decimal, Decimal] | None
    lines: Mapping[float, Decimal]

    @property
    def middle(self) -> Decimal:
        """The median."""
        return self.lms[1] if self.lms else self.lines[0.0]


def read_table_file(path: Path) -> dict[str, list[FileRow]]:
    """The rows of a file by measure, all checked. Raises `GrowthTableError` with every fault found."""
    cells = list(_sheet(path))
    headings = _headings(cells, path.name)
    faults: list[TableFault] = []
    tables: dict[str, list[FileRow]] = defaultdict(list)
    for line, row in enumerate(cells[1:], start=2):
        if any(cell.strip() for cell in row):
            values = {heading: row[place].strip() if place < len(row) else "" for heading, place in headings.items()}
            found = _row(values, line, faults)
            if found:
                tables[found.measure].append(found)
    for rows in tables.values():
        faults += _faults_of_order(rows)
    if faults:
        raise GrowthTableError(
            "growth_rows", f"{path.name} was not loaded: {len(faults)} values are wrong. Correct them, load it again.",
            faults=sorted(faults, key=lambda fault: fault.line),
        )  # fmt: skip
    if not tables:
        raise GrowthTableError("growth_rows", f"{path.name} was not loaded: it has headings, but no rows.")
    return dict(tables)


def _sheet(path: Path) -> Iterator[list[str]]:
    """The cells of the file as text; of a workbook those of its first sheet."""
    if path.stat().st_size > MAX_BYTES:
        raise GrowthTableError("growth_file", f"{path.name} is larger than 20 MB: that is no growth table.")
    if path.suffix.lower() == ".xlsx":
        try:
            sheet = python_calamine.load_workbook(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
        except (python_calamine.CalamineError, LookupError, ValueError) as fault:
            raise GrowthTableError(
                "growth_file", f"{path.name} cannot be read as a workbook: save it again."
            ) from fault
        yield from ([_text(cell) for cell in row] for row in sheet)
        return
    try:
        yield from csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise GrowthTableError("growth_file", f"{path.name} is not UTF-8 CSV: save it as CSV UTF-8.") from fault


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _headings(cells: Sequence[Sequence[str]], file: str) -> dict[str, int]:
    """Where each known column stands. Raises `GrowthTableError` when one that is needed is missing."""
    named = {_heading(cell): place for place, cell in enumerate(cells[0] if cells else []) if cell.strip()}
    known = {"measure", "sex", *PLACE_RANGES, *LMS_COLUMNS, *LINE_COLUMNS.values()}
    headings = {name: place for name, place in named.items() if name in known}
    missing = [name for name in ("measure", "sex") if name not in headings]
    if not set(PLACE_RANGES) & set(headings):
        missing.append("age_months or height_cm")
    lines = {LINE_COLUMNS[deviation] for deviation in NEEDED_LINES}
    if not (set(LMS_COLUMNS) <= set(headings) or lines <= set(headings)):
        missing.append(f"l, m, s or {', '.join(LINE_COLUMNS[deviation] for deviation in NEEDED_LINES)}")
    if missing:
        raise GrowthTableError(
            "growth_columns", f"{file} was not loaded: its first line must name the columns {'; '.join(missing)}."
        )
    return headings


def _heading(cell: str) -> str:
    """A column's name as we write it: `SD3neg`, `-3 SD`, `sd_neg3` are `-3sd`; `median` is `0sd`."""
    name = re.sub(r"[\s_]+", "", cell.strip().lower()).replace("−", "-").replace("–", "-")
    plain = {"agemonths": "age_months", "months": "age_months", "month": "age_months", "heightcm": "height_cm",
             "height": "height_cm", "median": "0sd", "sd0": "0sd"}  # fmt: skip
    if name in plain:
        return plain[name]
    for pattern, sign in ((r"sd(\d(?:\.5)?)neg", "-"), (r"sdneg(\d(?:\.5)?)", "-"), (r"-(\d(?:\.5)?)sd", "-"),
                          (r"sd\+?(\d(?:\.5)?)", "+"), (r"\+?(\d(?:\.5)?)sd", "+")):  # fmt: skip
        found = re.fullmatch(pattern, name)
        if found:
            return f"{sign}{found.group(1)}sd" if found.group(1) != "0" else "0sd"
    return name


def _row(values: Mapping[str, str], line: int, faults: list[TableFault]) -> FileRow | None:
    """One row, or None after noting what is wrong with it."""
    before = len(faults)

    def wrong(column: str, message: str) -> None:
        faults.append(TableFault(line, column, message))

    measure, sex = MEASURE_WORDS.get(values["measure"]), SEX_WORDS.get(values["sex"].lower())
    if measure is None:
        wrong("measure", f"write one of {', '.join(MEASURES)}")
    if sex is None:
        wrong("sex", "write f or m")
    if measure is None or sex is None:
        return None
    place = "height_cm" if measure == BY_HEIGHT else "age_months"
    at = _number(values.get(place, ""), place, PLACE_RANGES[place], wrong)
    lms = _lms(values, measure, wrong) if any(values.get(name) for name in LMS_COLUMNS) else None
    lines = {} if lms or len(faults) > before else _lines(values, measure, wrong)
    if len(faults) > before or at is None:
        return None
    return FileRow(line, measure, sex, at, lms, lines)


Complaint = Callable[[str, str], None]


def _number(text: str, column: str, limits: tuple[float, float], wrong: Complaint) -> Decimal | None:
    try:
        value = Decimal(text.replace("−", "-").replace(",", ""))
    except InvalidOperation:
        wrong(column, "a number is missing" if not text else f"“{text[:20]}” is not a number")
        return None
    if not value.is_finite() or not limits[0] <= value <= limits[1]:
        wrong(column, f"{text[:20]} lies outside {limits[0]:g} to {limits[1]:g}")
        return None
    return value


def _lms(values: Mapping[str, str], measure: str, wrong: Complaint) -> tuple[Decimal, Decimal, Decimal] | None:
    el = _number(values.get("l", ""), "l", (-10, 10), wrong)
    em = _number(values.get("m", ""), "m", VALUE_RANGES[measure], wrong)
    es = _number(values.get("s", ""), "s", (0.005, 0.6), wrong)
    if el is None or em is None or es is None:
        return None
    if min(1 + el * es * 3, 1 - el * es * 3) <= 0:
        wrong("l", "L and S together have no value at three deviations")
        return None
    return el, em, es


def _lines(values: Mapping[str, str], measure: str, wrong: Complaint) -> dict[float, Decimal]:
    """The printed lines of a row: those that the classes need must be there, and every one above the one before."""
    needed = {*NEEDED_LINES, 3.0} if measure == BY_HEIGHT else set(NEEDED_LINES)
    lines: dict[float, Decimal] = {}
    for deviation, column in LINE_COLUMNS.items():
        if values.get(column) or deviation in needed:
            value = _number(values.get(column, ""), column, VALUE_RANGES[measure], wrong)
            if value is not None:
                lines[deviation] = value
    for (low, below), (high, above) in pairwise(lines.items()):
        if below >= above:
            wrong(LINE_COLUMNS[high], f"{above} is not above {below} on the line {LINE_COLUMNS[low]}")
    return lines


def _faults_of_order(rows: Sequence[FileRow]) -> Iterator[TableFault]:
    """What only neighbours show: a row doubled or missing, a median that jumps, a sex without rows, two kinds mixed."""
    place = "height_cm" if rows[0].measure == BY_HEIGHT else "age_months"
    if len({row.lms is None for row in rows}) > 1:
        odd = next(row for row in rows if (row.lms is None) != (rows[0].lms is None))
        yield TableFault(odd.line, "l", "a table has L, M and S in every row, or lines in every row")
    for sex in ("f", "m"):
        ordered = sorted((row for row in rows if row.sex == sex), key=lambda row: row.at)
        if len(ordered) < 2:
            yield TableFault(rows[-1].line, "sex", f"{rows[0].measure} has fewer than two rows for {sex}")
        yield from _faults_between(ordered, place)


def _faults_between(ordered: Iterable[FileRow], place: str) -> Iterator[TableFault]:
    for before, after in pairwise(ordered):
        if before.at == after.at:
            yield TableFault(after.line, place, f"{after.at} stands on line {before.line} already")
        elif after.at - before.at > WIDEST_STEP[place]:
            yield TableFault(after.line, place, f"rows between {before.at} and {after.at} are missing")
        elif abs(after.middle - before.middle) > Decimal(LARGEST_JUMP) * before.middle:
            column = "m" if after.lms else "0sd"
            yield TableFault(after.line, column, f"{after.middle} after {before.middle}: has a decimal point slipped?")
