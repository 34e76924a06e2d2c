"""A table as a workbook or as CSV: texts never run as formulas, and each file says that it is internal."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from isee.reporting.tables import as_text

Value = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """Lines of words above a table, its lines of headings, and its rows.

    The first `fixed` columns name a row. A value of None is an empty cell; what is not known is said in words.
    """

    title: str
    mark: str
    notes: Sequence[str]
    headings: Sequence[Sequence[str]]
    rows: Sequence[Sequence[Value]]
    fixed: int
    decimals: Sequence[int]
    made_at: datetime


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark that spreadsheets know Thai by; one line of headings, then the rows, then what it is."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    heads = [" · ".join(part for part in dict.fromkeys(column) if part) for column in zip(*sheet.headings, strict=True)]
    writer.writerow([as_text(head) for head in heads])
    for row in sheet.rows:
        writer.writerow(["" if value is None else as_text(value) if isinstance(value, str) else value for value in row])
    writer.writerow([])
    for line in (sheet.mark, sheet.title, *sheet.notes):
        writer.writerow([as_text(line)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook with frozen headings; the mark stands above the table and at the head of each printed page."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": sheet.title, "comments": sheet.mark, "created": sheet.made_at})
        page = book.add_worksheet()
        marked = book.add_format({"bold": True, "font_color": "#b3261e"})
        bold = book.add_format({"bold": True, "font_size": 14})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        forms = [book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in sheet.decimals]
        page.write_string(0, 0, sheet.mark, marked)
        page.write_string(1, 0, sheet.title, bold)
        for line, note in enumerate(sheet.notes, start=2):
            page.write_string(line, 0, note)
        top = 3 + len(sheet.notes)
        for line, heads in enumerate(sheet.headings, start=top):
            for column, head in enumerate(heads):
                page.write_string(line, column, head, heading)
        below = top + len(sheet.headings)
        for line, row in enumerate(sheet.rows, start=below):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, column, value)
                elif value is not None:
                    page.write_number(line, column, value, forms[column])
        page.freeze_panes(below, sheet.fixed)
        page.repeat_rows(top, below - 1)
        page.set_landscape()
        page.set_paper(9)
        page.set_header(f'&C&"Sarabun,Bold"{sheet.mark.replace("&", "&&")}')
        page.set_column(0, max(sheet.fixed - 1, 0), 30)
        page.set_column(sheet.fixed, max(len(sheet.decimals) - 1, sheet.fixed), 16)
    return buffer.getvalue()
