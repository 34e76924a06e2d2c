"""The error file that a school corrects by: in two languages, and harmless when a spreadsheet opens it."""

import csv
import io

import openpyxl

from isee.linkage.api import ListedFault, error_csv, error_xlsx
from isee.linkage.error_file import HEADINGS

FAULTS = [
    ListedFault("=cmd|' /C calc'!A0.csv", 3, 5, "citizen_id", "id_checksum"),
    ListedFault("a.csv", 4, 6, "row", "row_cells"),
]


def test_the_csv_opens_in_excel_with_thai_letters_and_calculates_nothing() -> None:
    data = error_csv(FAULTS)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADINGS
    assert rows[1][:7] == [
        "'=cmd|' /C calc'!A0.csv", "3", "5", "citizen_id", "เลขประจำตัวประชาชน", "id_checksum", "kept",
    ]  # fmt: skip
    assert "mistyped" in rows[1][9]
    assert "พิมพ์ผิด" in rows[1][7]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_the_workbook_holds_the_same_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(error_xlsx(FAULTS))).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEADINGS)
    assert rows[1][0].value == FAULTS[0].file
    assert rows[1][0].data_type == "s"
    assert rows[2][1].value == 4


def test_no_faults_give_a_file_with_headings_alone() -> None:
    assert len(error_csv([]).splitlines()) == 1
