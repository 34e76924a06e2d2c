"""A bad row is named by row, column and code, and costs no good row."""

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from isee.kernel import CitizenId
from isee.linkage.faults import FaultOutcome, RowFault, decisive_fault, fault_classes
from isee.linkage.feeds.education.roster import RosterRow
from tests.unit.linkage.roster_files import as_csv, as_excel, as_xlsx, codes_of, grid, pupil, rows_of


def only(**changed: object) -> RosterRow:
    good, bad, also_good = rows_of(as_excel(grid([pupil(1), pupil(2, **changed), pupil(3)])), "roster.xlsx")
    assert good.faults == also_good.faults == ()
    assert (bad.row, bad.line) == (1, 3)
    return bad


BAD_CELLS = [
    ("school_code", "", "school_missing", "refused"),
    ("school_code", "12345", "school_invalid", "refused"),
    ("citizen_id", "198000000001", "id_length", "kept"),
    ("citizen_id", "19800000000AB", "id_characters", "kept"),
    ("citizen_id", "1980000000011", "id_checksum", "kept"),
    ("citizen_id", "G6498", "gcode_invalid", "kept"),
    ("citizen_id", "1.98E+12", "id_scientific", "refused"),
    ("grade", "", "grade_missing", "refused"),
    ("grade", "ป.9", "grade_unknown", "refused"),
    ("sex", "", "sex_missing", "refused"),
    ("sex", "x", "sex_unknown", "refused"),
    ("given_name", "", "name_missing", "refused"),
    ("given_name", "ส0มชาย", "name_characters", "refused"),
    ("given_name", "ก" * 121, "text_too_long", "refused"),
    ("family_name", "", "name_missing", "refused"),
    ("birth_date", "", "date_missing", "refused"),
    ("birth_date", "5/12/62", "date_ambiguous", "refused"),
    ("birth_date", "5/12/2019", "date_ambiguous", "refused"),
    ("birth_date", "31/2/2562", "date_invalid", "refused"),
    ("birth_date", "11/11/2569", "birth_date_future", "refused"),
    ("birth_date", "9/11/2544", "birth_date_over_25", "refused"),
    ("disadvantage", "ไม่เคยเห็น", "disadvantage_unknown", "noted"),
    ("cannot_strike_off", "อาจจะ", "cannot_strike_off_unknown", "noted"),
    ("weight", "900", "weight_range", "noted"),
    ("weight", "หนัก", "weight_range", "noted"),
    ("height", "1.15", "height_range", "noted"),
    ("blood_group", "Z", "blood_group_unknown", "noted"),
    ("mother_given_name", "0812345678", "relative_name_characters", "noted"),
]


@pytest.mark.parametrize(("column", "cell", "code", "outcome"), BAD_CELLS)
def test_a_bad_cell_is_named(column: str, cell: str, code: str, outcome: str) -> None:
    row = only(**{column: cell})
    assert codes_of(row) == [(column, code)]
    assert row.faults[0].row == 1
    decided = decisive_fault(row.faults)
    assert (decided.outcome.value if decided else "noted") == outcome


def test_the_edges_of_the_birth_date_are_let_in() -> None:
    assert only(birth_date="10/11/2569").faults == ()
    assert only(birth_date="10/11/2544").faults == ()


def test_a_family_name_may_be_declared_absent() -> None:
    assert only(family_name="-").family_name == ""
    assert only(family_name="-").faults == ()


def test_a_pupil_without_an_id_needs_a_student_number() -> None:
    assert only(citizen_id="").faults == ()
    assert only(citizen_id="-").identifier is None
    assert codes_of(only(citizen_id="-", student_number="")) == [("citizen_id", "id_missing")]


def test_all_faults_of_a_row_are_listed_and_one_decides() -> None:
    row = only(citizen_id="1980000000011", grade="ป.9", birth_date="")
    assert codes_of(row) == [("citizen_id", "id_checksum"), ("grade", "grade_unknown"), ("birth_date", "date_missing")]
    assert decisive_fault(row.faults) == RowFault(1, "citizen_id", "id_checksum")


def test_a_row_that_belongs_to_no_school_is_not_kept() -> None:
    row = only(school_code="", citizen_id="1980000000011")
    decided = decisive_fault(row.faults)
    assert decided is not None
    assert (decided.code, decided.outcome) == ("school_missing", FaultOutcome.REFUSED)


def test_a_formula_in_a_csv_is_refused() -> None:
    (row,) = rows_of(as_csv(grid([pupil(given_name="=cmd|' /C calc'!A0")])))
    assert codes_of(row) == [("given_name", "cell_formula")]


def test_a_formula_without_a_stored_result_is_refused() -> None:
    rows = rows_of(as_xlsx(grid([pupil(1), pupil(2, given_name='=CONCATENATE("ก","ข")'), pupil(3)])), "a.xlsx")
    assert [codes_of(row) for row in rows] == [[], [("given_name", "cell_formula")], []]


def test_a_formula_in_a_sheet_that_starts_elsewhere_is_found() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for at, line in enumerate(grid([pupil(1, given_name="=A1"), pupil(2)]), start=4):
        for place, cell in enumerate(line, start=3):
            sheet.cell(at, place).value = str(cell)
    buffer = io.BytesIO()
    workbook.save(buffer)
    rows = rows_of(buffer.getvalue(), "a.xlsx")
    assert [codes_of(row) for row in rows] == [[("given_name", "cell_formula")], []]
    assert [row.line for row in rows] == [5, 6]


def test_a_formula_with_a_result_is_its_result() -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet()
    for at, line in enumerate(grid([pupil(1)])):
        sheet.write_row(at, 0, line)
    place = grid([])[0].index("ชื่อ")
    sheet.write_formula(1, place, '="ทดสอบ"', None, "ทดสอบ")
    workbook.close()
    (row,) = rows_of(buffer.getvalue(), "a.xlsx")
    assert (row.given_name, row.faults) == ("ทดสอบ", ())


def test_an_excel_error_is_refused() -> None:
    rows = rows_of(as_xlsx(grid([pupil(1, grade="#N/A"), pupil(2)])), "a.xlsx")
    assert [codes_of(row) for row in rows] == [[("grade", "cell_error")], []]


def test_an_open_quotation_mark_spoils_its_own_line_only() -> None:
    lines = as_csv(grid([pupil(serial) for serial in range(1, 6)])).decode().splitlines()
    lines[2] = lines[2].replace("โรงเรียนทดสอบ", '"โรงเรียนทดสอบ')
    rows = rows_of("\r\n".join(lines).encode())
    assert [codes_of(row) for row in rows] == [[], [("row", "row_quote")], [], [], []]


def test_line_separators_of_unicode_do_not_end_a_line() -> None:
    rows = rows_of(as_csv(grid([pupil(1, road="ซอย\u2028 1"), pupil(2)])))
    assert [row.faults for row in rows] == [(), ()]


def test_a_quoted_cell_of_a_megabyte_spoils_its_own_line_only() -> None:
    rows = rows_of(as_csv(grid([pupil(1), pupil(2, road='"' + "ก" * 1_000_000), pupil(3)])))
    assert [bool(row.faults) for row in rows] == [False, True, False]


def test_a_cell_with_a_line_break_in_quotation_marks_is_one_cell() -> None:
    rows = rows_of(as_csv(grid([pupil(1, road="ซอย 1\nถนนหน้าเมือง"), pupil(2)])))
    assert [row.faults for row in rows] == [(), ()]
    assert rows[0].address is not None
    assert rows[0].address.road == "ซอย 1 ถนนหน้าเมือง"


def test_too_few_or_too_many_cells_spoil_their_own_line_only() -> None:
    rows = grid([pupil(1), pupil(2), pupil(3), pupil(4)])
    rows[1] = rows[1][:-3]
    rows[2] = [*rows[2], "เกิน"]
    rows[3] = [*rows[3], "", ""]
    assert [codes_of(row) for row in rows_of(as_csv(rows))] == [
        [("row", "row_cells")],
        [("row", "row_cells")],
        [],
        [],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_an_unreadable_byte_spoils_its_own_row_only(encoding: str) -> None:
    data = as_csv(grid([pupil(1), pupil(2), pupil(3)]), encoding=encoding)
    target = pupil(2)["given_name"]
    assert isinstance(target, str)
    bad = data.replace(target.encode(encoding), target.encode(encoding)[:-1] + b"\xff", 1)
    assert [codes_of(row) for row in rows_of(bad)] == [[], [("given_name", "text_encoding")], []]


def test_no_person_is_shown_by_a_row_or_its_faults() -> None:
    row = only(citizen_id="1980000000011", birth_date=datetime.date(2019, 1, 2))
    shown = repr(row) + repr(row.faults) + repr(only().relatives) + repr(only().address)
    for secret in ("ทดสอบ", "นามสมมติ", "1980000000011", CitizenId.synthetic(2).digits, "ปาย", "2019"):
        assert secret not in shown


def test_every_fault_has_words_in_both_languages_that_are_worth_reading() -> None:
    for fault in fault_classes().values():
        assert min(len(fault.message_en), len(fault.next_en), len(fault.message_th), len(fault.next_th)) > 7
        assert fault.message_en.endswith(".")
        assert not any("ก" <= letter <= "ฮ" for letter in fault.message_en)
        assert any("ก" <= letter <= "ฮ" for letter in fault.message_th)
