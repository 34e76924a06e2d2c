"""What an extract takes from the database, as the role that reads for it, and what it leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings
from psycopg import sql

from isee.access.api import SYSTEM, AuditEvent
from isee.kernel import AcademicTerm
from isee.places.api import term_calendar
from isee.reporting import operations
from isee.reporting.api import (
    ExtractRun,
    ExtractSourceError,
    ReleaseRun,
    RunState,
    build_release,
    extract_progress,
    freeze_extract,
    latest_release,
)
from isee.reporting.extract.children import CHILDREN, KNOWN
from isee.reporting.extract.source import SETTINGS, read_schools, research_keys
from isee.reporting.extract.terms import values_of
from isee.screening.api import Result
from isee.support.models import Entitlement, Payment, PaymentBatch, Programme
from isee.system.api import progress_of
from isee.tracking.api import TermAttendance
from isee.tracking.models import LearningResult, Measurement
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school, at_home, enrolled

pytestmark = pytest.mark.django_db
NEWEST = AcademicTerm.from_key(TERM)


@pytest.fixture
def home(tmp_path: Path, as_role: RoleChanger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder; the extract reads inside this test's transaction, as the extract role."""

    @contextmanager
    def cursor_in_this_transaction() -> Iterator[list[Any]]:
        with as_role("extract"), connection.cursor() as cursor:
            yield [cursor.cursor]

    monkeypatch.setattr(operations, "extract_cursors", cursor_in_this_transaction)
    with override_settings(ISEE_HOME=tmp_path):
        yield tmp_path


def test_a_pupil_stands_at_the_school_with_class_income_and_days(rows: Any) -> None:
    person, school = a_person(), a_school()
    at_home(person, subdistrict=900101)
    enrolled(person, school)
    Result.objects.create(
        person=person, school=school, term_key=TERM, poverty_class="poor", income_per_head=Decimal("1039.25"),
        model_version="illustrative-1", decided_at=AT,
    )  # fmt: skip
    TermAttendance.objects.create(person=person, school=school, term_key=TERM, days_expected=30, days_present=28)
    (row,) = rows()
    assert len(row.pop("research_key")) == 16
    assert {name: value for name, value in row.items() if value is not None} == {
        "term_key": TERM, "sex": "f", "age": 7, "age_band": "primary", "grade": "P2", "grade_band": "primary",
        "school_code": "1058000001", "subdistrict": "580401", "district": "5804", "province": "58",
        "region": "R1", "in_school": True, "poverty_class": "poor", "income_per_head": Decimal("1039.25"),
        "days_expected": 30, "days_present": 28, "rule_met": True,
    }  # fmt: skip


def test_what_else_is_known_of_a_pupil_in_the_term_comes_along(rows: Any) -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    Result.objects.create(
        person=person, school=school, term_key=TERM, poverty_class="not_poor", income_per_head=Decimal("2900.00"),
        model_version="illustrative-1", decided_at=AT,
    )  # fmt: skip
    LearningResult.objects.create(
        person=person, school=school, term_key=TERM, grade="P2", gpa="3.25", promotion="repeats"
    )
    for day, height_z, bmi_z in ((1, "-2.10", "1.50"), (5, "-2.05", None), (3, "-2.08", "1.40")):
        Measurement.objects.create(
            person=person, term_key=TERM, measured_on=date(2026, 11, day), weight_kg="20", height_cm="110",
            height_z=height_z, bmi_z=bmi_z, reference="who2007",
        )  # fmt: skip
    (row,) = rows()
    wanted = {
        "gpa": Decimal("3.25"), "promotion": "repeats", "height_z": Decimal("-2.08"),
        "bmi_z": Decimal("1.40"), "growth_reference": "who2007", "grants": None, "grants_paid": None, "left_as": None,
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_grants_of_a_child_and_of_the_one_merged_into_it_count_together(rows: Any) -> None:
    kept, school = a_person(), a_school()
    absorbed = a_person(canonical=kept)
    enrolled(kept, school)
    programme = Programme.objects.first() or Programme.objects.create(
        code="test", kind="other", name_th="ทดสอบ", name_en="Test", funder_th="ทดสอบ", funder_en="Test", source="test"
    )
    batch = PaymentBatch.objects.create(
        programme=programme, term_key=TERM, made_on=date(2026, 11, 2), sent_on=date(2026, 11, 3), state="sent"
    )
    for person, state in ((kept, "reconciled"), (absorbed, "paid")):
        grant = Entitlement.objects.create(
            person=person, school=school, programme=programme, term_key=TERM, amount_baht="1500", state="granted",
            granted_on=date(2026, 11, 1),
        )  # fmt: skip
        Payment.objects.create(
            entitlement_id=grant.pk, person=person, term_key=TERM, batch=batch, amount_baht="1500", channel="bank",
            state=state, state_at=AT, sent_on=date(2026, 11, 3), paid_on=date(2026, 11, 4),
        )  # fmt: skip
    (row,) = rows()
    assert (row["grants"], row["grants_paid"], row["grants_receipted"]) == (2, 2, 1)


def test_a_child_of_school_age_without_enrolment_stands_at_home(rows: Any) -> None:
    at_home(a_person(sex="u"), subdistrict=900101)
    (row,) = rows()
    assert (row["in_school"], row["subdistrict"], row["region"]) == (False, "900101", "R4")
    assert (row["sex"], row["grade"], row["school_code"], row["age_band"]) == (None, None, None, "primary")


def test_unknown_places_and_days_stay_unknown(rows: Any) -> None:
    a_person()
    pupil, school = a_person(birth_date=None, birth_precision="unknown"), a_school()
    enrolled(pupil, school)
    TermAttendance.objects.create(person=pupil, school=school, term_key=TERM, days_expected=30)
    at_large, enrolled_row = sorted(rows(), key=lambda row: row["in_school"])
    assert {at_large[name] for name in ("subdistrict", "district", "province", "region")} == {None}
    assert (enrolled_row["age"], enrolled_row["age_band"], enrolled_row["days_expected"]) == (None, None, None)


@pytest.mark.parametrize(
    "values",
    [
        {"birth_date": date(2007, 5, 16)},
        {"birth_date": date(2023, 5, 17)},
        {"life_status": "dead"},
        {"recorded_at": datetime(2027, 4, 2, 3, tzinfo=UTC)},
        {"birth_date": None, "birth_precision": "unknown"},
    ],
)
def test_grown_ups_the_smallest_the_dead_and_the_unknown_are_not_looked_for(rows: Any, values: dict[str, Any]) -> None:
    a_person(**values)
    assert rows() == []


@pytest.mark.parametrize(
    ("outcome", "in_school"), [("dropped_out", False), ("transferred", False), ("graduated", True)]
)
def test_who_left_before_the_term_ended_is_out_of_school(rows: Any, outcome: str, in_school: bool) -> None:
    person = a_person()
    enrolled(person, a_school(), ended_on=date(2026, 11, 8), outcome=outcome)
    (row,) = rows()
    assert row["in_school"] is in_school
    assert row["left_as"] == (None if in_school else outcome)


@pytest.mark.parametrize(("grade", "looked_for"), [("M3", True), ("M6", False), ("V3", False)])
def test_who_has_finished_upper_secondary_school_is_not_out_of_school(rows: Any, grade: str, looked_for: bool) -> None:
    person = a_person(birth_date=date(2008, 6, 1))
    enrolled(person, a_school(), term_key=25682, grade=grade, ended_on=date(2026, 4, 1), outcome="graduated")
    assert [row["in_school"] for row in rows()] == [False] * looked_for


def test_who_drops_out_on_the_last_day_was_in_school_and_has_left(rows: Any) -> None:
    last = next(dates for dates in term_calendar() if dates.term == NEWEST).ends_on
    enrolled(a_person(), a_school(), ended_on=last, outcome="dropped_out")
    (row,) = rows()
    assert (row["in_school"], row["left_as"]) == (True, "dropped_out")


def test_who_died_in_the_term_is_not_counted(rows: Any) -> None:
    enrolled(a_person(life_status="dead"), a_school(), ended_on=date(2026, 11, 8), outcome="dead")
    assert rows() == []


def test_who_changed_school_counts_once_at_the_new_one_with_the_days_of_both(rows: Any) -> None:
    person, old, new = a_person(), a_school(), a_school("1090000001", subdistrict=900101)
    enrolled(person, old, ended_on=date(2026, 11, 5), outcome="transferred")
    enrolled(person, new)
    for school in (old, new):
        TermAttendance.objects.create(person=person, school=school, term_key=TERM, days_expected=4, days_present=3)
    (row,) = rows()
    assert (row["school_code"], row["days_expected"], row["days_present"]) == ("1090000001", 8, 6)


def test_an_absorbed_person_counts_as_the_one_it_belongs_to(rows: Any) -> None:
    kept = a_person()
    absorbed = a_person(canonical=kept)
    enrolled(absorbed, a_school())
    (row,) = rows()
    assert row["research_key"] == research_keys([kept.pk], purpose="test")[0]
    assert row["in_school"] is True


def plan_of(query: str, as_role: RoleChanger) -> str:
    """How the database goes about a query for one span, as the extract role."""
    dates = next(dates for dates in term_calendar() if dates.term == NEWEST)
    values = {**values_of(dates, aged_on=date(2026, 5, 16)), "first": 1, "last": 2}
    filled = sql.SQL(query).format(**{name: sql.Literal(value) for name, value in values.items()})
    with as_role("extract"), connection.cursor() as cursor:
        for setting in SETTINGS:
            cursor.execute(setting)
        cursor.cursor.execute(sql.SQL("EXPLAIN {}").format(filled))
        return "\n".join(line for (line,) in cursor.fetchall())


def test_no_span_is_joined_by_looping_over_its_persons(as_role: RoleChanger) -> None:
    plan = plan_of(CHILDREN, as_role)
    assert "Hash" in plan or "Merge" in plan
    assert "Nested Loop" not in plan


@pytest.mark.parametrize("query", [query for query, _types in KNOWN])
def test_what_is_put_beside_them_is_found_without_looping(as_role: RoleChanger, query: str) -> None:
    assert "Nested Loop" not in plan_of(query, as_role)


def test_research_keys_differ_between_purposes_and_hold_within_one() -> None:
    assert research_keys([1, 2], purpose="a") == research_keys([1, 2], purpose="a")
    assert not set(research_keys([1, 2], purpose="a")) & set(research_keys([1, 2], purpose="b"))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT given_name FROM registry_person",
        "SELECT sealed FROM registry_identifier",
        "SELECT lat FROM registry_household",
        "SELECT house_number FROM registry_household",
        "SELECT score FROM screening_result",
        "SELECT amount_baht FROM support_entitlement",
        "SELECT trouble FROM support_payment",
        "SELECT note FROM tracking_problem",
        "SELECT area FROM tracking_riskscreening",
        "SELECT id FROM tracking_case",
        "SELECT * FROM tracking_measurement",
        "SELECT * FROM screening_resultevent",
        "SELECT * FROM access_readlog",
    ],
)
def test_the_extract_role_cannot_read_what_an_extract_must_not_hold(as_role: RoleChanger, query: str) -> None:
    with (
        as_role("extract"),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(query)


def test_a_school_with_a_new_row_stands_once_at_its_newest_place(as_role: RoleChanger) -> None:
    a_school(subdistrict=580402, valid_to=date(2026, 4, 30))
    a_school(valid_from=date(2026, 5, 1))
    with as_role("extract"), connection.cursor() as cursor:
        (row,) = read_schools(cursor.cursor).to_pylist()
    assert row == {
        "code": "1058000001", "name_th": "โรงเรียน 1058000001", "name_en": "โรงเรียน 1058000001",
        "subdistrict": "580401",
    }  # fmt: skip


def test_a_term_is_frozen_released_recorded_and_audited(home: Path) -> None:
    school = a_school()
    for _ in range(12):
        enrolled(a_person(), school)
    frozen = freeze_extract(NEWEST, by=SYSTEM, at=AT)
    build_release(by=SYSTEM, at=AT + timedelta(minutes=1))
    release = latest_release()
    assert release is not None
    nation = release.area("TH")
    assert nation is not None
    assert nation["figures"]["25692"]["pupils"]["all"]["n"] == 12
    run = ExtractRun.objects.get()
    assert (run.state, run.folder_id, run.children) == (RunState.DONE, frozen.id, 12)
    assert ReleaseRun.objects.get().folder_id == release.id
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"extract_frozen", "release_published"}
    progress = progress_of(extract_progress(NEWEST))
    assert progress is not None
    assert (progress.state, progress.done) == ("done", 12)


@pytest.mark.parametrize(("term", "message"), [("2/2569", "rosters first"), ("1/2599", "not in the calendar")])
def test_a_term_that_cannot_be_frozen_says_what_to_do_and_leaves_nothing(home: Path, term: str, message: str) -> None:
    with pytest.raises(ExtractSourceError, match=message):
        freeze_extract(AcademicTerm.parse(term), by=SYSTEM, at=AT)
    assert not list(home.glob("extracts/*/*"))
    assert not ExtractRun.objects.filter(state=RunState.DONE).exists()


def test_a_release_without_extracts_is_a_failed_run_with_the_next_step(home: Path) -> None:
    with pytest.raises(RuntimeError, match="isee extract"):
        build_release(by=SYSTEM, at=AT)
    assert "isee extract" in ReleaseRun.objects.get(state=RunState.FAILED).problem
