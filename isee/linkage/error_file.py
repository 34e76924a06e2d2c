"""The list of faults that a school downloads, corrects by and sends again: CSV or XLSX, Thai and English."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import xlsxwriter

from isee.linkage.faults import fault_classes
from isee.linkage.feeds.education.header import roster_columns

HEADINGS = (
    "file", "row", "line_in_file", "column", "คอลัมน์", "code", "result",
    "ข้อผิดพลาด", "วิธีแก้ไข", "error", "what_to_do",
)  # fmt: skip
_CALCULATED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ListedFault:
    """One line of the error file. ``row`` counts from 0, ``line`` is the line in the file, from 1."""

    file: str
    row: int
    line: int
    column: str
    code: str


def safe_text(text: str) -> str:
    """Text that a spreadsheet will not calculate when it opens a CSV file."""
    return f"'{text}" if text.startswith(_CALCULATED) else text


def error_csv(faults: Iterable[ListedFault]) -> bytes:
    """CSV in UTF-8 with a byte-order mark, without which Excel garbles Thai."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADINGS)
    for cells in _lines(faults):
        writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def error_xlsx(faults: Iterable[ListedFault]) -> bytes:
    """The same as a workbook; every text is written as text, whatever it begins with."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = workbook.add_worksheet("errors")
    heading = workbook.add_format({"bold": True})
    for place, title in enumerate(HEADINGS):
        sheet.write_string(0, place, title, heading)
    for line, cells in enumerate(_lines(faults), start=1):
        for place, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(line, place, cell)
            else:
                sheet.write_string(line, place, cell)
    sheet.freeze_panes(1, 0)
    sheet.set_column(7, 10, 50)
    workbook.close()
    return buffer.getvalue()


def _lines(faults: Iterable[ListedFault]) -> Iterator[tuple[str | int, ...]]:
    classes = fault_classes()
    columns = roster_columns()
    for fault in faults:
        kind = classes[fault.code]
        heading = columns[fault.column].header if fault.column in columns else ""
        yield (
            fault.file, fault.row, fault.line, fault.column, heading, fault.code, kind.outcome.value,
            kind.message("th"), kind.next_step("th"), kind.message("en"), kind.next_step("en"),
        )  # fmt: skip
