"""Files that cannot be taken in are refused whole, with a plain reason and a next step."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from isee.linkage.faults import FaultOutcome, FileRefusedError, fault_classes
from isee.linkage.feeds.education.roster import read_roster
from isee.linkage.feeds.limits import Limits
from tests.unit.linkage.roster_files import OFFICIAL, TODAY, as_csv, as_excel, as_xlsx, as_zip, grid, pupil


def refusal(data: bytes | Path, name: str = "roster.csv", limits: Limits | None = None) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read_roster(data, today=TODAY, name=name, limits=limits)
    assert fault_classes()[caught.value.code].outcome is FaultOutcome.FILE
    for language in ("th", "en"):
        assert caught.value.message(language)
        assert caught.value.next_step(language)
        assert "…" not in caught.value.message(language)
    return caught.value


def test_an_empty_file() -> None:
    assert refusal(b"").code == "file_empty"
    assert refusal(b"\xef\xbb\xbf \r\n\r\n").code == "file_empty"


def test_two_gigabytes_are_refused_by_their_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    found = refusal(path)
    assert found.code == "file_too_large"
    assert "50 MB" in found.message("en")


def test_a_file_at_the_limit_is_read(tmp_path: Path) -> None:
    data = as_csv(grid([pupil()]))
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert read_roster(path, today=TODAY, limits=Limits(max_bytes=len(data))).row_count == 1
    assert refusal(path, limits=Limits(max_bytes=len(data) - 1)).code == "file_too_large"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01\x00"]
)
def test_binary_data(data: bytes) -> None:
    assert refusal(data).code == "file_binary"


@pytest.mark.parametrize("data", [b"<html><table><tr><td>1</td></tr></table></html>", b"%PDF-1.7 ...", b"{\\rtf1 }"])
def test_other_documents(data: bytes) -> None:
    assert refusal(data, "roster.xls").code == "file_kind"


def test_a_password() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert refusal(ole, "roster.xlsx").code == "file_password"


def test_the_old_excel_format() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "Workbook".encode("utf-16-le") + bytes(512)
    assert refusal(ole, "roster.xls").code == "file_old_excel"


def test_an_encrypted_zip() -> None:
    data = bytearray(as_zip({"a.csv": as_csv(grid([pupil()]))}))
    data[6] |= 1
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refusal(bytes(data), "a.zip").code == "file_password"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook(share: float) -> None:
    data = as_excel(grid([pupil(serial) for serial in range(1, 40)]))
    assert refusal(data[: int(len(data) * share)], "roster.xlsx").code == "file_damaged"


def test_a_workbook_whose_sheet_is_cut_off() -> None:
    with zipfile.ZipFile(io.BytesIO(as_excel(grid([pupil()])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:900]
    assert refusal(as_zip(parts), "roster.xlsx").code == "file_damaged"


def test_text_named_xlsx_says_that_it_is_damaged() -> None:
    assert refusal(as_csv(grid([pupil()])), "roster.xlsx").code == "file_damaged"


def test_a_csv_cut_off_in_the_middle_loses_only_its_last_row() -> None:
    data = as_csv(grid([pupil(1), pupil(2), pupil(3)]))
    (table,) = read_roster(data[:-60], today=TODAY, name="a.csv").tables
    rows = list(table.rows())
    assert [bool(row.faults) for row in rows] == [False, False, True]
    assert rows[2].faults[0].code == "row_cells"


@pytest.mark.parametrize("wrong", ["cp874", "latin-1"])
def test_letters_garbled_before_sending(wrong: str) -> None:
    good = as_csv(grid([pupil()]), encoding="utf-8" if wrong == "cp874" else "cp874")
    garbled = good.decode(wrong, errors="replace").encode("utf-8")
    assert refusal(garbled).code == "file_encoding"


def test_a_file_without_a_header() -> None:
    assert refusal(as_csv([["1", "2", "3"], ["4", "5", "6"]])).code == "file_no_header"
    assert refusal("บันทึกการประชุม".encode()).code == "file_no_header"


def test_missing_columns_are_named() -> None:
    headers = [header for header in OFFICIAL if header not in ("เพศ", "วันเกิด")]
    found = refusal(as_csv(grid([pupil()], headers)))
    assert found.code == "file_columns_missing"
    assert "เพศ, วันเกิด" in found.message("en")


def test_one_of_the_two_pupil_numbers_must_be_there() -> None:
    neither = [header for header in OFFICIAL if header not in ("เลขประจำตัวประชาชน", "รหัสนักเรียน")]
    assert refusal(as_csv(grid([pupil()], neither))).code == "file_columns_missing"
    only_number = [header for header in OFFICIAL if header != "เลขประจำตัวประชาชน"]
    assert read_roster(as_csv(grid([pupil()], only_number)), today=TODAY, name="a.csv").row_count == 1


def test_a_column_twice_is_not_guessed() -> None:
    rows = grid([pupil()])
    rows[0].append("หมู่โลหิต")
    rows[1].append("A")
    assert refusal(as_csv(rows)).code == "file_columns_repeated"


def test_a_header_without_rows() -> None:
    assert refusal(as_csv(grid([]))).code == "file_no_rows"


def test_too_many_rows() -> None:
    pupils = [pupil(serial) for serial in range(1, 50)]
    limits = Limits(max_rows=10, header_rows=5)
    for data in (as_csv(grid(pupils)), as_excel(grid(pupils))):
        assert refusal(data, "roster", limits=limits).code == "file_too_many_rows"


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert refusal(as_zip({"a.csv": b"0" * (60 * 1024 * 1024)}), "a.zip").code == "file_bomb"


def test_a_workbook_bomb_is_not_unpacked() -> None:
    with zipfile.ZipFile(io.BytesIO(as_excel(grid([pupil()])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst>" + b"<si><t>x</t></si>" * 3_000_000
    assert refusal(as_zip(parts), "roster.xlsx").code == "file_bomb"


def test_many_small_files_share_one_budget() -> None:
    files = {f"{number}.csv": bytes(str(number), "ascii") * 200_000 for number in range(20)}
    limits = Limits(max_unpacked_bytes=3 * 1024 * 1024)
    assert refusal(as_zip(files), "a.zip", limits).code == "file_bomb"


def test_a_zip_that_lies_about_its_sizes_is_not_believed() -> None:
    data = bytearray(as_zip({"a.csv": b"0" * (60 * 1024 * 1024)}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 100)
    assert refusal(bytes(data), "a.zip").code == "file_bomb"


def test_a_stray_cell_at_the_end_of_the_sheet_is_not_laid_out() -> None:
    with zipfile.ZipFile(io.BytesIO(as_excel(grid([pupil()])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for stray in (
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
        b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    ):
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", stray + b"</sheetData>")
        assert refusal(as_zip(parts), "roster.xlsx").code == "file_too_wide"


def test_a_zip_inside_a_zip_is_refused_alone() -> None:
    inner = as_zip({"b.csv": as_csv(grid([pupil(2)]))})
    roster = read_roster(as_zip({"a.csv": as_csv(grid([pupil(1)])), "inner.zip": inner}), today=TODAY, name="all.zip")
    assert roster.row_count == 1
    assert [(found.code, found.file) for found in roster.refused] == [("zip_nested", "inner.zip")]
    assert refusal(as_zip({"inner.zip": inner}), "all.zip").code == "zip_nested"


def test_an_empty_zip() -> None:
    assert refusal(as_zip({}), "a.zip").code == "zip_empty"
    assert refusal(as_zip({"__MACOSX/x": b"1"}), "a.zip").code == "zip_empty"


def test_too_many_files() -> None:
    files = {f"{number}.csv": b"x" for number in range(30)}
    assert refusal(as_zip(files), "a.zip", Limits(max_files=20)).code == "zip_too_many"


def test_a_word_document_is_not_a_table() -> None:
    data = as_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert refusal(data, "a.docx").code == "file_kind"


def test_entities_in_a_workbook_are_not_expanded() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(grid([pupil()])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    parts["xl/workbook.xml"] = entity + parts["xl/workbook.xml"]
    assert refusal(as_zip(parts), "roster.xlsx").code == "file_damaged"
