"""Steps of the roster's page."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import connection

from isee.access.api import Assignment, issue_ticket_for, ticket_scope
from isee.kernel import AcademicTerm, CitizenId
from isee.linkage.api import IMPORT_PURPOSE, Delivery, receive_roster, run_import
from isee.linkage.feeds.education.header import find_header
from isee.linkage.feeds.education.roster import RosterRow
from isee.linkage.feeds.tables import Table
from isee.linkage.roster_import import national_text
from tests.spec.steps import step
from tests.spec.tables import Row
from tests.unit.linkage.roster_files import NAME_OF, OFFICIAL, as_csv, grid, pupil, rows_of
from tests.world import AT

TODAY = date(2026, 11, 10)
SCHOOLS = {"here": ("school_admin", "1058000001"), "elsewhere": ("director", "1058000002")}
PERSONS: dict[str, dict[str, object]] = {
    "A": {"given_name": "สมหญิง", "family_name": "แสงจันทร์", "birth_date": "1/2/2560", "sex": "ญ"},
    "B": {"given_name": "ประเสริฐ", "family_name": "ทองดี", "birth_date": "3/4/2559", "sex": "ช"},
    "C": {"given_name": "อรทัย", "family_name": "ศรีวงศ์", "birth_date": "5/6/2558", "sex": "ญ"},
}
SHOWN: dict[str, Callable[[RosterRow], object]] = {
    "grade": lambda row: row.grade and row.grade.value,
    "sex": lambda row: row.sex,
    "birth_date": lambda row: row.birth_date and row.birth_date.isoformat(),
    "citizen_id": national_text,
    "family_name": lambda row: row.family_name,
    "given_name": lambda row: row.given_name,
    "school_code": lambda row: row.school_code,
    "disadvantage": lambda row: row.disadvantages if row.disadvantages is None else " ".join(row.disadvantages),
    "weight": lambda row: row.weight and str(row.weight),
    "height": lambda row: row.height and str(row.height),
    "cannot_strike_off": lambda row: {True: "yes", False: "no"}[bool(row.cannot_strike_off)],
}
#: A value that is unreadable is `None`, like one that nobody stated: the fault tells them apart.
WORDS = {"unknown": None, "none": "", "": None}


@step("dmc.heading")
def check_heading(row: Row) -> None:
    rest = [heading for heading in OFFICIAL if NAME_OF[heading] != row["column"]]
    header = find_header(Table("page", [[row["heading"], *rest]], [1], fixed_width=True), search_rows=1)
    found = {place: name for name, place in header.places.items()}
    assert found.get(0, "") == row["column"]


@step("dmc.cell")
def check_cell(row: Row) -> None:
    (read,) = rows_of(as_csv(grid([pupil(1, **{row["column"]: row["written"]})])))
    assert [fault.code for fault in read.faults] == ([row["fault"]] if row["fault"] else [])
    if not row["fault"] or row["read as"]:
        assert SHOWN[row["column"]](read) == WORDS.get(row["read as"], row["read as"])


@step("dmc.rows", in_world=True)
def check_rows(row: Row) -> None:
    for place in ("here", "elsewhere"):
        if row[f"known {place}"]:
            _send(row[f"known {place}"], place)
    delivery = _send(row["file"], "here")
    decided = {fault.row: fault.code for fault in delivery.faults.filter(decides=True)}
    counts = {
        "created": delivery.created,
        "updated": delivery.updated,
        "unchanged": delivery.unchanged,
        "transfer_asked": delivery.transfers_asked,
    }
    expected = row["becomes"].split(", ")
    assert decided == {at: word for at, word in enumerate(expected) if word not in counts}
    assert counts == {word: expected.count(word) for word in counts}


def _send(rows: str, place: str) -> Delivery:
    """Import rows in the scope of the school at that place, as the worker does."""
    role, school = SCHOOLS[place]
    pupils = [_pupil(text.split(), school) for text in rows.split(", ")]
    ticket = issue_ticket_for(Assignment.objects.get(role=role), IMPORT_PURPOSE)
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder, "roster.csv")
        path.write_bytes(as_csv(grid(pupils)))
        cursor.execute("SET ROLE isee_worker")
        with ticket_scope(ticket, IMPORT_PURPOSE) as actor:
            term = AcademicTerm.parse("2/2569")
            delivery, _ = receive_roster(path, name=path.name, term=term, today=TODAY, by=actor, at=AT)
        run_import(delivery.pk, ticket=ticket, at=AT)
        cursor.execute("RESET ROLE")
    delivery.refresh_from_db()
    return delivery


def _pupil(words: list[str], school: str) -> dict[str, object]:
    person, serial, number = words
    citizen_id = (
        "" if serial == "-" else "1980000000011" if serial == "bad" else CitizenId.synthetic(int(serial)).digits
    )
    student_number = "" if number == "-" else number
    return pupil(1, school_code=school, citizen_id=citizen_id, student_number=student_number, **PERSONS[person])
