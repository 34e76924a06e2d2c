"""Dates as Thai papers, spreadsheets and people write them; what has two readings is refused."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from isee.kernel.errors import KernelError
from isee.kernel.text import is_blank, plain_cell

BUDDHIST_OFFSET: Final = 543
_COMMON_YEARS: Final = range(1857, 2200)
_BUDDHIST_YEARS: Final = range(1857 + BUDDHIST_OFFSET, 2200 + BUDDHIST_OFFSET)

_EXCEL_EPOCH: Final = date(1899, 12, 30)
_EXCEL_SERIALS: Final = (15_000, 60_000)
"""1941 to 2064: outside it a bare number is more likely a year, an age or a slip than a date."""

MONTHS_TH: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT_TH: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_MONTH_NUMBER: Final = {
    name.replace(".", ""): number
    for names in (MONTHS_TH, MONTHS_SHORT_TH)
    for number, name in enumerate(names, start=1)
}

_TIME: Final = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_NUMBER: Final = re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?([0-9]{2}|[0-9]{4})" + _TIME)
_NAMED: Final = re.compile(
    r"(?:วันที่ ?)?(?P<day>[0-9]{1,2})[ /-]?(?:เดือน ?)?(?P<month>[ก-๙.]+?)[ /-]?"
    r"(?P<era>พ\.?ศ\.?|ค\.?ศ\.?)? ?(?P<year>[0-9]{4}|[0-9]{2})"
)


class ThaiDateError(KernelError):
    """Codes: `date_missing`, `date_ambiguous`, `date_invalid`."""


@dataclass(frozen=True, slots=True, order=True)
class ThaiDate:
    """A day shown the Thai way, in the Buddhist era."""

    day: date

    @property
    def buddhist_year(self) -> int:
        """The year in the Buddhist era."""
        return self.day.year + BUDDHIST_OFFSET

    def short_th(self) -> str:
        """`24 พ.ย. 2569`"""
        return f"{self.day.day} {MONTHS_SHORT_TH[self.day.month - 1]} {self.buddhist_year}"

    def long_th(self) -> str:
        """`24 พฤศจิกายน 2569`"""
        return f"{self.day.day} {MONTHS_TH[self.day.month - 1]} {self.buddhist_year}"

    def iso(self) -> str:
        """`2026-11-24`, for data and interfaces."""
        return self.day.isoformat()

    def __str__(self) -> str:
        return self.short_th()


def parse_thai_date(value: str | int | float | date | datetime | None) -> date:
    """Read a date as it was typed or exported. Raises `ThaiDateError`.

    Read: `d/m/BBBB`, `yyyy-mm-dd`, Thai digits, Thai month names and abbreviations, Excel serials, date cells
    (a Buddhist year typed into a spreadsheet's date cell is brought back to the common era).
    Refused as ambiguous: two-digit years, and a common-era year behind two different numbers up to 12,
    since half of the world's spreadsheets would mean month/day.
    """
    if isinstance(value, datetime):
        return _of(value.year, value.month, value.day)
    if isinstance(value, date):
        return _of(value.year, value.month, value.day)
    if isinstance(value, bool):
        raise _invalid()
    if isinstance(value, int | float):
        return _from_serial(value)
    return _from_text(plain_cell(value or ""))


def _from_text(cell: str) -> date:
    if is_blank(cell):
        raise ThaiDateError("date_missing", "There is no date here.")
    if _NUMBER.fullmatch(cell):
        return _from_serial(float(cell))
    if found := _YEAR_FIRST.fullmatch(cell):
        return _of(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(cell):
        return _from_day_first(int(found[1]), int(found[3]), found[4])
    if found := _NAMED.fullmatch(cell):
        return _from_named(found)
    raise _invalid()


def _from_day_first(first: int, second: int, year_text: str) -> date:
    """Day/month, or month/day where a common-era year and a number over 12 leave no other reading.

    A Buddhist year is always day/month: accepting month/day there would misread its neighbours silently.
    """
    year = _whole_year(year_text)
    if year not in _COMMON_YEARS:
        return _of(year, second, first)
    if first <= 12 and second <= 12 and first != second:
        raise ThaiDateError("date_ambiguous", "Day and month could be exchanged: write the month's name.")
    return _of(year, first, second) if second > 12 else _of(year, second, first)


def _from_named(found: re.Match[str]) -> date:
    month = _MONTH_NUMBER.get(found["month"].replace(".", ""))
    if month is None:
        raise _invalid()
    year = _whole_year(found["year"])
    era = (found["era"] or "").replace(".", "")
    if (era == "พศ" and year not in _BUDDHIST_YEARS) or (era == "คศ" and year not in _COMMON_YEARS):
        raise _invalid()
    return _of(year, month, int(found["day"]))


def _whole_year(text: str) -> int:
    if len(text) != 4:
        raise ThaiDateError("date_ambiguous", "The year has two digits: write all four.")
    return int(text)


def _from_serial(number: float) -> date:
    low, high = _EXCEL_SERIALS
    if not low <= number <= high:
        raise _invalid()
    return _EXCEL_EPOCH + timedelta(days=int(number))


def _of(year: int, month: int, day: int) -> date:
    """A day of a year in either era: no common-era year of a living person reaches 2400."""
    if year in _BUDDHIST_YEARS:
        year -= BUDDHIST_OFFSET
    if year not in _COMMON_YEARS:
        raise _invalid()
    try:
        return date(year, month, day)
    except ValueError:
        raise _invalid() from None


def _invalid() -> ThaiDateError:
    return ThaiDateError("date_invalid", "This is not a date that the calendar knows.")
