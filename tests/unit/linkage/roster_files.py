"""Builds roster files in the forms that schools send them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import openpyxl
import xlsxwriter

from isee.kernel import CitizenId
from isee.linkage.feeds.education.header import roster_columns
from isee.linkage.feeds.education.roster import RosterRow, read_roster

TODAY = date(2026, 11, 10)
SCHOOL = "1058990001"
OFFICIAL = [
    column.header
    for column in roster_columns().values()
    if column.name not in ("guardian_prefix", "father_prefix", "mother_prefix")
]
NAME_OF = {column.header: name for name, column in roster_columns().items()}


def pupil(serial: int = 1, **changed: object) -> dict[str, object]:
    """One good row by canonical name; keyword arguments replace cells."""
    cells: dict[str, object] = dict.fromkeys((NAME_OF[header] for header in OFFICIAL), "")
    cells |= {
        "school_code": SCHOOL,
        "school_name": "โรงเรียนทดสอบ",
        "citizen_id": CitizenId.synthetic(serial).digits,
        "grade": "ป.1",
        "room": "1",
        "student_number": str(1000 + serial),
        "sex": "ช",
        "prefix": "เด็กชาย",
        "given_name": "ทดสอบ" + _letters(serial),
        "family_name": "นามสมมติ",
        "birth_date": "5/12/2562",
        "age": "6",
        "weight": "21.5",
        "height": "115",
        "blood_group": "O",
        "religion": "พุทธ",
        "ethnicity": "ไทย",
        "nationality": "ไทย",
        "house_number": "12/3",
        "village_number": "4",
        "road": "-",
        "subdistrict": "เวียงใต้",
        "district": "ปาย",
        "province": "แม่ฮ่องสอน",
        "mother_given_name": "มารดาสมมติ",
        "mother_family_name": "นามสมมติ",
        "mother_occupation": "เกษตรกร",
        "disadvantage": "เด็กยากจน",
    }
    return cells | changed


def _letters(serial: int) -> str:
    return "".join("กขคงจฉชซฌญ"[int(digit)] for digit in str(serial))


def grid(pupils: Iterable[Mapping[str, object]], headers: Sequence[str] = OFFICIAL) -> list[list[object]]:
    """Header and rows, in the order of ``headers`` (official names)."""
    return [list(headers), *([row.get(NAME_OF[header], "") for header in headers] for row in pupils)]


def as_csv(rows: Iterable[Sequence[object]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[object]], *, sheet: str = "Sheet1") -> bytes:
    """A workbook as openpyxl writes it: formulas have no stored result."""
    workbook = openpyxl.Workbook()
    worksheet = workbook.active
    assert worksheet is not None
    worksheet.title = sheet
    for row in rows:
        worksheet.append(list(row))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def as_excel(rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook with a shared string table, as Excel writes it."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    worksheet = workbook.add_worksheet()
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            worksheet.write(at, place, cell) if not isinstance(cell, str) else worksheet.write_string(at, place, cell)
    workbook.close()
    return buffer.getvalue()


def as_zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def rows_of(data: bytes, name: str = "roster.csv") -> list[RosterRow]:
    """The rows of the only table of a file."""
    (table,) = read_roster(data, today=TODAY, name=name).tables
    return list(table.rows())


def codes_of(row: RosterRow) -> list[tuple[str, str]]:
    return [(fault.column, fault.code) for fault in row.faults]
