"""A school's list of teachers: what is read, and what is said about each line that cannot be used."""

import pytest
from django.utils.translation import override

from isee.web.accounts.name_list import read_name_list, refuse_taken, text_of_file

ROOMS = {("P4", "1"): 41, ("P4", "2"): 42, ("P5", "1"): 51}


@pytest.mark.parametrize(
    ("line", "name", "username", "rooms"),
    [
        ("สมศรี ใจงาม", "สมศรี ใจงาม", "", ()),
        ("สมศรี ใจงาม, ป.4/1", "สมศรี ใจงาม", "", (41,)),
        ("สมศรี ใจงาม,somsri,ป.4/1 ป.5/1", "สมศรี ใจงาม", "somsri", (41, 51)),
        ("1\tสมศรี ใจงาม\tป.๔/๒", "สมศรี ใจงาม", "", (42,)),
        ('"สมศรี ใจงาม","ป.4/1, ป.4/2"', "สมศรี ใจงาม", "", (41, 42)),
        ("สมศรี ใจงาม;somsri;ป.4/1", "สมศรี ใจงาม", "somsri", (41,)),
        ("  สมศรี   ใจงาม , , ป.4/1", "สมศรี ใจงาม", "", (41,)),
    ],
)
def test_a_line_is_read(line: str, name: str, username: str, rooms: tuple[int, ...]) -> None:
    (found,) = read_name_list(line, rooms=ROOMS)
    assert (found.problem, found.name, found.username, found.room_ids) == ("", name, username, rooms)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("สมศรี, ป.6/9", "has no room"),
        ("สมศรี, ห้องริมน้ำ", "is no room"),
        ("สมศรี, 1 2345 67890 12 1", "13-digit"),
        ("สมศรี 1-2345-67890-12-1", "13-digit"),
        ("7, ป.4/1", "name is missing"),
    ],
)
def test_a_line_that_cannot_be_used_says_why_and_stays_whole(line: str, words: str) -> None:
    with override("en"):
        (found,) = read_name_list(line, rooms=ROOMS)
    assert words in found.problem
    assert found.text == line


def test_empty_lines_a_heading_and_doubles() -> None:
    lines = read_name_list("ลำดับ,ชื่อ-สกุล,ห้อง\n\nสมศรี,a.b\n ,,\r\nสมปอง,A.B\nสมศรี\n", rooms=ROOMS)
    assert [(line.number, line.good) for line in lines] == [(3, True), (5, False), (6, False)]


def test_a_name_that_somebody_has_is_refused() -> None:
    lines = read_name_list("สมศรี,Somsri\nสมปอง,sompong", rooms=ROOMS)
    assert [line.good for line in refuse_taken(lines, {"somsri"})] == [False, True]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
def test_files_of_old_spreadsheets_are_read(encoding: str) -> None:
    assert text_of_file("สมศรี".encode(encoding)) == "สมศรี"
