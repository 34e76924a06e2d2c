"""A few rows to test with: schools, persons, homes and enrolments. Names are made up; there is no number."""

from datetime import UTC, date, datetime

from isee.places.models import School
from isee.registry.models import Enrolment, Household, HouseholdMember, Person

AT = datetime(2026, 11, 10, 3, tzinfo=UTC)
TERM = 25692


def a_school(code: str = "1058000001", *, subdistrict: int = 580401, **values: object) -> School:
    """A school of the basic-education office."""
    fields = {"name_th": f"โรงเรียน {code}", "affiliation_id": "10", "subdistrict_id": subdistrict, **values}
    return School.objects.create(code=code, **fields)


def a_person(**values: object) -> Person:
    """A girl born on 1 June 2018, unless told otherwise."""
    fields = {
        "given_name": "ตัวอย่าง", "family_name": "ทดสอบ", "given_key": "ตัวอย่าง", "family_key": "ทดสอบ",
        "sex": "f", "birth_date": date(2018, 6, 1), "birth_precision": "day", "life_status": "alive",
        "recorded_at": AT, "source": "synthetic", **values,
    }  # fmt: skip
    return Person.objects.create(**fields)


def at_home(person: Person, *, subdistrict: int) -> None:
    """Let a person live in a household of their own."""
    home = Household.objects.create(subdistrict_id=subdistrict, recorded_at=AT, source="synthetic")
    HouseholdMember.objects.create(household=home, person=person, relation="child", recorded_at=AT, source="synthetic")


def enrolled(person: Person, school: School, **values: object) -> Enrolment:
    """Enrol a person in primary 2 of the newest term, unless told otherwise."""
    fields = {
        "person": person, "school": school, "term_key": TERM, "grade": "P2", "recorded_at": AT,
        "source": "synthetic", **values,
    }  # fmt: skip
    return Enrolment.objects.create(**fields)
