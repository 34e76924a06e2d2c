"""A release's tables: XLSX with headings in two languages for people, CSV and Parquet with plain names for programs.

In CSV and XLSX, names that begin like a formula are written behind an apostrophe; Parquet holds them as they are.
A hidden figure is the words "too few to show", in CSV and Parquet the state `few`; it is never a zero or a gap. A share
of which only the band is told is the band in words, in CSV and Parquet the state `band` and the band's name.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.indicators import Indicator, Unit

COLUMNS = (
    "term", "code", "level", "name_th", "name_en",
    "indicator", "breakdown", "group", "n", "d", "value", "state",
    "band",
)  # fmt: skip
PARQUET = pa.schema([
    *(pa.field(name, pa.string(), nullable=False) for name in COLUMNS[:8]),
    ("n", pa.int64()), ("d", pa.int64()), ("value", pa.float64()),
    pa.field("state", pa.string(), nullable=False), ("band", pa.string()),
])  # fmt: skip
PARQUET_ROWS = 100_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make spreadsheets take a cell for a formula; East Asian versions take the wide ones too."""
UNSEEN = " \u00a0\u200b\u2060\ufeff"
GROUP_LABELS = {
    "all": ("ทั้งหมด", "All"),
    "f": ("หญิง", "Girls"),
    "m": ("ชาย", "Boys"),
    "pre_primary": ("ก่อนประถมศึกษา", "Pre-primary"),
    "primary": ("ประถมศึกษา", "Primary"),
    "lower_secondary": ("มัธยมศึกษาตอนต้น", "Lower secondary"),
    "upper_secondary": ("มัธยมศึกษาตอนปลาย", "Upper secondary"),
}
UNIT_LABELS = {
    Unit.COUNT: "คน / persons",
    Unit.SHARE: "ร้อยละ / per cent",
    Unit.BAHT: "บาท / baht",
}
TOO_FEW = "น้อยเกินกว่าจะแสดง / too few to show"
NO_DATA = "ไม่มีข้อมูล / no data"
BANDS = {
    "0-10": ("ต่ำกว่าร้อยละ 10", "under 10 %"),
    "10-25": ("ร้อยละ 10–25", "10–25 %"),
    "25-50": ("ร้อยละ 25–50", "25–50 %"),
    "50-75": ("ร้อยละ 50–75", "50–75 %"),
    "75-90": ("ร้อยละ 75–90", "75–90 %"),
    "90-100": ("ร้อยละ 90 ขึ้นไป", "90 % or more"),
}
"""The bands of shares by name; the lower bound belongs to a band, the upper one to the next."""
HEADINGS = ("ภาคเรียน / Term", "รหัส / Code", "ชื่อ", "Name", "กลุ่ม", "Group")


class TableRow(NamedTuple):
    """One figure of one place in one term."""

    term_key: int
    place: formats.Place
    indicator: Indicator
    breakdown: str
    group: str
    cell: formats.Cell


def write_csv(path: Path, rows: Iterable[TableRow]) -> None:
    """One line per figure, UTF-8, LF."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            cell, place = row.cell, row.place
            writer.writerow([
                str(AcademicTerm.from_key(row.term_key)), place["code"], place["level"],
                as_text(place["name_th"]), as_text(place["name_en"]),
                row.indicator.name, row.breakdown, row.group,
                *("" if value is None else value for value in (cell["n"], cell["d"], cell["v"])), cell["s"],
                cell.get("band", ""),
            ])  # fmt: skip


def write_parquet(path: Path, rows: Iterable[TableRow]) -> None:
    """The same figures with types, in the order of the CSV; equal rows give equal bytes."""
    remaining = iter(rows)
    with pq.ParquetWriter(path, PARQUET, compression="zstd") as writer:
        while batch := [_parquet_row(row) for row in islice(remaining, PARQUET_ROWS)]:
            columns = [
                pa.array(column, type=field.type)
                for column, field in zip(zip(*batch, strict=True), PARQUET, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=PARQUET))


def _parquet_row(row: TableRow) -> tuple[str | float | None, ...]:
    cell, place = row.cell, row.place
    return (
        str(AcademicTerm.from_key(row.term_key)), place["code"], place["level"], place["name_th"], place["name_en"],
        row.indicator.name, row.breakdown, row.group, cell["n"], cell["d"], cell["v"], cell["s"],
        cell.get("band"),
    )  # fmt: skip


def write_xlsx(path: Path, rows: Sequence[TableRow], *, indicators: Sequence[Indicator], made_at: datetime) -> None:
    """One sheet of words, then one for each indicator; the creation time is that of the data."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "iSEE", "created": made_at.replace(tzinfo=None)})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _write_words(book, indicators, heading)
        for indicator in indicators:
            _write_sheet(book, indicator, [row for row in rows if row.indicator is indicator], heading)


def _write_words(book: Any, indicators: Sequence[Indicator], heading: Any) -> None:
    sheet = book.add_worksheet("คำอธิบาย")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 3, 70)
    sheet.write_row(0, 0, ("ตัวชี้วัด", "Indicator", "วิธีคำนวณ", "Method"), heading)
    for number, one in enumerate(indicators, start=1):
        sheet.write_row(number, 0, (one.label_th, one.label_en, one.method_th, one.method_en), wrapped)


def _write_sheet(book: Any, indicator: Indicator, rows: Sequence[TableRow], heading: Any) -> None:
    sheet = book.add_worksheet(indicator.label_th[:31])
    number = book.add_format({"num_format": "#,##0.0" if indicator.unit is Unit.SHARE else "#,##0"})
    whole = book.add_format({"num_format": "#,##0"})
    sheet.freeze_panes(1, 4)
    sheet.set_column(0, 1, 12)
    sheet.set_column(2, 8, 24)
    sheet.write_row(0, 0, (*HEADINGS, *_value_headings(indicator)), heading)
    for line, row in enumerate(rows, start=1):
        term = str(AcademicTerm.from_key(row.term_key))
        for column, text in enumerate(
            (term, row.place["code"], row.place["name_th"], row.place["name_en"], *GROUP_LABELS[row.group])
        ):
            sheet.write_string(line, column, as_text(text))
        for column, (value, form) in enumerate(_values(row, number, whole), start=len(HEADINGS)):
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            elif value is not None:
                sheet.write_number(line, column, value, form)


def _value_headings(indicator: Indicator) -> tuple[str, ...]:
    headings = [f"{indicator.label_th} / {indicator.label_en} ({UNIT_LABELS[indicator.unit]})"]
    if indicator.unit is Unit.SHARE:
        headings.append(f"{indicator.numerator_th} / {indicator.numerator_en}")
    if indicator.denominator is not None:
        headings.append(f"{indicator.denominator_th} / {indicator.denominator_en}")
    return tuple(headings)


def _values(row: TableRow, number: Any, whole: Any) -> Iterator[tuple[float | str | None, Any]]:
    yield (row.cell["v"] if row.cell["s"] == "ok" else words_of(row.cell)), number
    if row.indicator.unit is Unit.SHARE:
        yield row.cell["n"], whole
    if row.indicator.denominator is not None:
        yield row.cell["d"], whole


def terms_told(nation: Path) -> dict[str, list[int]]:
    """By indicator the terms of which the table of the nation says something, hidden or not."""
    told: dict[str, set[int]] = {}
    for row in pq.read_table(nation, columns=["term", "indicator", "state"]).to_pylist():
        if row["state"] != "none":
            told.setdefault(row["indicator"], set()).add(AcademicTerm.parse(row["term"]).key)
    return {indicator: sorted(terms) for indicator, terms in told.items()}


def words_of(cell: formats.Cell) -> str:
    """What stands in a sheet where no number does."""
    if cell["s"] == "band":
        return " / ".join(BANDS[cell["band"]])
    return TOO_FEW if cell["s"] == "few" else NO_DATA


def as_text(value: str) -> str:
    """A text that no spreadsheet runs as a formula, spaces and marks that cannot be seen before it or not."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) or value.lstrip(UNSEEN).startswith(FORMULA_STARTS) else value
