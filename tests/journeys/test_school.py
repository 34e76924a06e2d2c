"""A school's administrator brings in the term's roster; another school answers for its own pupil."""

import re

from playwright.sync_api import FilePayload, expect

from tests.journeys.people import Person
from tests.unit.linkage.roster_files import as_xlsx, grid, pupil
from tests.world import citizen_id_of

OUR_SCHOOL = "1058000001"
MANY = 1500
BESIDE = "/en/transfers"


def roster(*rows: dict[str, object], name: str = "รายชื่อ.xlsx") -> FilePayload:
    """A workbook as DMC writes it, with title rows above."""
    content = as_xlsx([["รายชื่อนักเรียน"], [], *grid(rows)])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": content}


def own(serial: int, **changed: object) -> dict[str, object]:
    """A row of our school."""
    return pupil(serial, **{"school_code": OUR_SCHOOL, **changed})


def imports(person: Person) -> None:
    """Look the file over, begin, and wait until it is in."""
    person.presses("Import")
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(
        re.compile(r"rows? (is|are) in"), timeout=30_000
    )
    expect(person.page.get_by_text("New pupils")).to_be_visible(timeout=30_000)


def counts(person: Person) -> dict[str, int]:
    """The six counts of the result page."""
    terms = person.page.locator("dl.facts dt").all_inner_texts()
    values = person.page.locator("dl.facts dd").all_inner_texts()
    return {term: int(value.replace(",", "")) for term, value in zip(terms, values, strict=True)}


def test_a_messy_roster_goes_in_with_every_good_row_and_names_every_bad_one(desktop: Person) -> None:
    desktop.is_signed_in_as("school_admin").sends_files(
        roster(
            own(501, birth_date="๕/๑๒/๒๕๖๒", grade="ประถมศึกษาปีที่ 1"),
            own(502, citizen_id="1.98E+12"),
            own(503, grade="ป.1/2", room=""),
            own(504, birth_date="05/06/2019"),
            own(505, school_code="1050000003"),
            own(506, citizen_id=wrong_last_digit(506)),
        )
    )
    desktop.reads_heading("6 pupils in this file").reads("What will need a look").sees_a_page_for_all()
    imports(desktop)
    desktop.reads_heading("2 of 6 rows are in").sees_a_page_for_all()
    assert counts(desktop) == {
        "New pupils": 2, "Changed": 0, "As before": 0, "Asked of another school": 0, "Kept for correction": 1,
        "Not taken in": 3,
    }  # fmt: skip
    with desktop.page.expect_download() as download:
        desktop.follows("CSV")
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 4
    assert not any("ทดสอบ" in line for line in lines), "the error file names no pupil"


def wrong_last_digit(serial: int) -> str:
    """An ID that a typing error has spoilt."""
    digits = str(pupil(serial)["citizen_id"])
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def test_the_same_roster_again_changes_nothing(desktop: Person) -> None:
    file = roster(own(511), own(512), name="again.xlsx")
    desktop.is_signed_in_as("school_admin").sends_files(file)
    imports(desktop)
    desktop.sends_files(file)
    imports(desktop)
    assert counts(desktop)["As before"] == 2
    assert counts(desktop)["New pupils"] == counts(desktop)["Changed"] == 0


def test_an_import_goes_on_when_its_page_is_left(phone: Person) -> None:
    many = (own(2000 + number, student_number=str(5000 + number)) for number in range(MANY))
    phone.is_signed_in_as("school_admin").sends_files(roster(*many, name="many.xlsx")).presses("Import")
    progress = phone.page.get_by_role("progressbar", name="Rows taken in")
    if progress.count():
        phone.sees_a_page_for_all()
    phone.opens("/en/work")
    phone.page.get_by_role("link", name=re.compile("many.xlsx")).first.click()
    phone.page.wait_for_function("document.querySelector('dl.facts') !== null", timeout=60_000)
    assert counts(phone)["New pupils"] == MANY


def test_a_pupil_of_another_school_is_asked_for_and_that_school_decides(desktop: Person) -> None:
    """Benja goes to school B. Naming her number in A's roster opens nothing until B's director agrees."""
    row = own(
        601, citizen_id=citizen_id_of("benja").digits, given_name="เบญจา", family_name="ใจดี", sex="ญ",
        prefix="เด็กหญิง", birth_date="9/3/2559", grade="ม.1", student_number="77",
    )  # fmt: skip
    desktop.is_signed_in_as("school_admin").sends_files(roster(row, name="move.xlsx"))
    imports(desktop)
    assert counts(desktop)["Asked of another school"] == 1
    desktop.looks_for("เบญจา").reads("Nobody in your rooms, school or area fits")

    desktop.is_signed_in_as("director").opens(BESIDE).reads("เบญจา").sees_a_page_for_all()
    desktop.page.get_by_role("button", name="Confirm เบญจา").click()
    desktop.reads("The move is confirmed")

    desktop.is_signed_in_as("school_admin").looks_for("เบญจา").reads("เบญจา", "in school")


def test_a_file_that_is_no_roster_says_so_and_changes_nothing(phone: Person) -> None:
    phone.is_signed_in_as("school_admin")
    phone.sends_files({"name": "photo.xlsx", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0" + bytes(2000)})
    phone.reads("photo.xlsx: The file").is_at("/en/imports").sees_a_page_for_all()
    expect(phone.page.get_by_role("link", name="photo.xlsx")).to_have_count(0)
