"""Every form in which the roster has been seen is read, and read to the same values."""

import datetime
import io

import openpyxl
import pytest

from isee.kernel import CitizenId, Grade
from isee.linkage.feeds.education.roster import RosterRow, read_roster
from tests.unit.linkage.roster_files import (
    OFFICIAL,
    TODAY,
    as_csv,
    as_excel,
    as_xlsx,
    as_zip,
    codes_of,
    grid,
    pupil,
    rows_of,
)


def first(data: bytes, name: str = "roster.csv") -> RosterRow:
    return rows_of(data, name)[0]


def expected() -> RosterRow:
    return first(as_csv(grid([pupil()])))


def test_a_plain_file_is_read_whole() -> None:
    row = expected()
    assert row.faults == ()
    assert row.identifier == CitizenId.synthetic(1)
    assert (row.grade, row.room, row.sex) == (Grade.P1, "1", "m")
    assert row.birth_date == datetime.date(2019, 12, 5)
    assert row.disadvantages == ("01",)
    assert [(relative.kind, relative.given_name) for relative in row.relatives] == [("mother", "มารดาสมมติ")]
    assert row.address is not None
    assert row.address.district == "ปาย"
    assert row.address.road is None


def test_the_layout_has_36_official_columns() -> None:
    assert len(OFFICIAL) == 36


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "tis-620", "utf-16"])
def test_every_encoding_reads_the_same(encoding: str) -> None:
    assert first(as_csv(grid([pupil()]), encoding=encoding)) == expected()


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_separator_reads_the_same(delimiter: str) -> None:
    assert first(as_csv(grid([pupil()]), delimiter=delimiter)) == expected()


def test_workbooks_read_the_same() -> None:
    assert first(as_xlsx(grid([pupil()])), "roster.xlsx") == expected()
    assert first(as_excel(grid([pupil()])), "roster.xlsx") == expected()


def test_columns_in_another_order_read_the_same() -> None:
    assert first(as_csv(grid([pupil()], list(reversed(OFFICIAL))))) == expected()


def test_title_rows_above_the_header_are_passed_over() -> None:
    titles = [["รายชื่อนักเรียน ปีการศึกษา 2569"], [], ["โรงเรียนทดสอบ, จังหวัดแม่ฮ่องสอน"]]
    for data in (as_csv([*titles, *grid([pupil()])]), as_xlsx([*titles, *grid([pupil()])])):
        row = first(data)
        assert row.row == 0
        assert row.line == 5
        assert row.identifier == expected().identifier


@pytest.mark.parametrize(
    ("official", "seen"),
    [
        ("รหัสนักเรียน", "เลขประจำตัวนักเรียน2"),
        ("รหัสนักเรียน", "เลขประจำตัวนักเรียน"),
        ("รหัสนักเรียน", "เลขที่/รหัสนักเรียน"),
        ("เลขประจำตัวประชาชน", "เลขประจำตัวนักเรียน(13 หลัก)"),
        ("กลุ่มเลือด", "หมู่โลหิต"),
        ("อาชีพของบิดา", "อาชีพบิดา"),
        ("ยังไม่สามารถจำหน่ายได้(3.1.8)", "ยังไม่สามารถจำหน่ายได้ (3.1.8)"),
        ("เลขประจำตัวประชาชน", "\u00a0เลขประจำตัว  ประชาชน "),
        ("คำนำหน้าชื่อ", "คํานําหน้าชื่อ"),
        ("รหัสโรงเรียน", "\ufeffรหัสโรงเรียน"),
        ("น้ำหนัก", "นํ้าหนัก"),
    ],
)
def test_headers_seen_in_the_wild_are_known(official: str, seen: str) -> None:
    rows = grid([pupil(father_given_name="บิดาสมมติ", father_occupation="รับจ้าง")])
    plain = first(as_csv(rows))
    rows[0] = [seen if heading == official else heading for heading in rows[0]]
    assert first(as_csv(rows)) == plain
    assert first(as_xlsx(rows)) == plain


def test_added_title_columns_of_relatives_are_read() -> None:
    headers = [*OFFICIAL, "คำนำหน้าชื่อผู้ปกครอง", "คำนำหน้าชื่อบิดา", "คำนำหน้าชื่อมารดา"]
    row = first(as_csv(grid([pupil(mother_prefix="นาง")], headers)))
    assert row.relatives[0].prefix == "นาง"


def test_unknown_columns_are_named_and_not_read() -> None:
    rows = grid([pupil()])
    rows[0].append("ลำดับที่")
    rows[1].append("1")
    (table,) = read_roster(as_csv(rows), today=TODAY, name="a.csv").tables
    assert table.header.unknown == ("ลำดับที่",)
    assert next(table.rows()).faults == ()


@pytest.mark.parametrize(
    ("typed", "grade", "room"),
    [
        ("ป.1", Grade.P1, "1"),
        ("ประถมศึกษาปีที่ 1", Grade.P1, "1"),
        ("ม.3", Grade.M3, "1"),
        ("อ.2", Grade.K2, "1"),
        ("อนุบาล 2", Grade.K2, "1"),
        ("ป.๑", Grade.P1, "1"),
    ],
)
def test_grades_seen_in_the_wild(typed: str, grade: Grade, room: str) -> None:
    row = first(as_csv(grid([pupil(grade=typed)])))
    assert (row.grade, row.room, row.faults) == (grade, room, ())


def test_a_grade_with_its_room_in_one_cell() -> None:
    assert first(as_csv(grid([pupil(grade="ป.1/2", room="")]))).room == "2"
    assert first(as_csv(grid([pupil(grade="ป.1/2", room="2")]))).faults == ()
    assert codes_of(first(as_csv(grid([pupil(grade="ป.1/2", room="3")])))) == [("room", "room_conflict")]


@pytest.mark.parametrize(("typed", "sex"), [("ช", "m"), ("ชาย", "m"), ("ญ", "f"), ("หญิง", "f"), (" ญ ", "f")])
def test_sexes_seen_in_the_wild(typed: str, sex: str) -> None:
    assert first(as_csv(grid([pupil(sex=typed)]))).sex == sex


@pytest.mark.parametrize(
    "typed",
    ["5/12/2562", "05/12/2562", "2019-12-05", "๕/๑๒/๒๕๖๒", "43804", 43804, datetime.date(2019, 12, 5),
     datetime.datetime.combine(datetime.date(2019, 12, 5), datetime.time()), datetime.date(2562, 12, 5), "5 ธ.ค. 2562"],
)  # fmt: skip
def test_birth_dates_seen_in_the_wild(typed: object) -> None:
    expected_day = datetime.date(2019, 12, 5)
    assert first(as_xlsx(grid([pupil(birth_date=typed)]))).birth_date == expected_day
    if not isinstance(typed, datetime.date):
        assert first(as_csv(grid([pupil(birth_date=typed)]))).birth_date == expected_day


def test_ids_seen_in_the_wild() -> None:
    plain = CitizenId.synthetic(7)
    digits = plain.digits
    dashed = f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}"
    for typed in (dashed, dashed.replace("-", " "), f"'{digits}", f'="{digits}"', int(digits), float(digits)):
        row = first(as_excel(grid([pupil(citizen_id=typed)])))
        assert (row.identifier, row.faults) == (plain, ())


def test_a_g_code_stands_in_for_an_id() -> None:
    row = first(as_csv(grid([pupil(citizen_id="G64-98-00000001")])))
    assert row.identifier is not None
    assert getattr(row.identifier, "text", "") == "G649800000001"


@pytest.mark.parametrize("typed", ["1.23E+12", "1.98123E+12", 1980000000000, "1,98E+12"])
def test_a_shortened_id_is_refused(typed: object) -> None:
    row = first(as_excel(grid([pupil(citizen_id=typed)])))
    assert codes_of(row) == [("citizen_id", "id_scientific")]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("เด็กยากจน", ("01",)),
        ("ยากจน", ("01",)),
        ("-", ()),
        ("ไม่ด้อยโอกาส", ()),
        ("", None),
        ("เด็กยากจน, เด็กกำพร้า", ("01", "02")),
        ("ยากจน,ยากจน", ("01",)),
    ],
)
def test_disadvantages_seen_in_the_wild(typed: str, codes: tuple[str, ...] | None) -> None:
    row = first(as_csv(grid([pupil(disadvantage=typed)])))
    assert (row.disadvantages, row.faults) == (codes, ())


def test_a_zip_of_several_files_gives_a_table_for_each() -> None:
    data = as_zip(
        {
            "โรงเรียน/a.csv": as_csv(grid([pupil(1)]), encoding="cp874"),
            "b.xlsx": as_xlsx(grid([pupil(2), pupil(3)])),
            "__MACOSX/._a.csv": b"\x00\x05",
        }
    )
    roster = read_roster(data, today=TODAY, name="all.zip")
    assert [table.row_count for table in roster.tables] == [1, 2]
    assert roster.refused == ()
    assert roster.row_count == 3


def test_blank_lines_are_not_rows_and_keep_the_count_of_places() -> None:
    blank: list[object] = [""] * len(OFFICIAL)
    rows = grid([pupil(1), pupil(2)])
    rows.insert(2, blank)
    read = rows_of(as_csv(rows))
    assert [(row.row, row.line) for row in read] == [(0, 2), (2, 4)]


def test_a_header_repeated_between_pages_is_not_a_row() -> None:
    rows = grid([pupil(1), pupil(2)])
    rows.insert(2, list(rows[0]))
    assert len(rows_of(as_csv(rows))) == 2


def test_sheets_without_a_roster_are_reported_and_passed_over() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(as_xlsx(grid([pupil()]))))
    notes = workbook.create_sheet("คำอธิบาย")
    notes.append(["ไฟล์นี้ส่งออกจากระบบ"])
    workbook.create_sheet("ว่าง")
    buffer = io.BytesIO()
    workbook.save(buffer)
    roster = read_roster(buffer.getvalue(), today=TODAY, name="a.xlsx")
    assert len(roster.tables) == 1
    assert [refusal.code for refusal in roster.refused] == ["file_no_header"]
