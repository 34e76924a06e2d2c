"""What row-level security costs: the same queries as a reader whose scope is checked, and as one who may see all.

With: the web role, in a transaction whose scope a session token opens. Without: the owner, whose policies let every
row through. The median of each is taken over the same persons and places, one after another; opening the scope is
told by itself, since a page does it once.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bench._home import nation_home
from bench._measure import Target, median_of, operator_session, sample_pupils, session_of

TIMES = 30

BY_NUMBER = "SELECT person_id FROM registry_identifier WHERE kind = 'citizen_id' AND valid_to IS NULL AND lookup = %s"
BY_NAME = """SELECT p.id FROM registry_person p
WHERE p.given_key = %s AND p.family_key = %s AND p.canonical_id IS NULL LIMIT 200"""
PERSON = (
    "SELECT * FROM registry_person WHERE id = %s",
    "SELECT * FROM registry_enrolment WHERE person_id = %s",
    "SELECT * FROM registry_householdmember WHERE person_id = %s",
    "SELECT * FROM registry_guardianship WHERE child_id = %s",
    "SELECT * FROM registry_consent WHERE person_id = %s",
    "SELECT * FROM screening_result WHERE person_id = %s",
    "SELECT * FROM tracking_termattendance WHERE person_id = %s",
    "SELECT * FROM tracking_measurement WHERE person_id = %s",
)
SCHOOL = """SELECT e.id, p.given_name FROM registry_enrolment e JOIN registry_person p ON p.id = e.person_id
WHERE e.school_id = %s AND e.term_key = %s AND e.ended_on IS NULL"""
PLACE = """SELECT count(*) FROM registry_enrolment e JOIN places_school s ON s.id = e.school_id
WHERE s.subdistrict_id BETWEEN %s AND %s AND e.term_key = %s AND e.ended_on IS NULL"""


def run() -> dict[str, Any]:
    """Time each query in both ways, for a reader of the whole nation and for one of a school and of a province."""
    with nation_home() as (_home, scale):
        sample = sample_pupils(TIMES)
        queries = _queries(sample)
        without = _timed_as("owner", "", queries)
        nation = _timed_as("web", operator_session(), queries)
        narrow = _narrow(sample, queries)
        return {
            "scale": scale,
            "figures": {
                **{f"{name}_without_ms": _ms(seconds) for name, seconds in without.items()},
                **{f"{name}_with_ms": _ms(seconds) for name, seconds in nation.items()},
                "open_scope_ms": _ms(_opening(operator_session())),
            },
            "ratios": {
                **{name: round(nation[name] / without[name], 2) for name in nation},
                **{f"{name}_narrow": round(narrow[name] / without[name], 2) for name in narrow},
                "extract": _extract_ratio(),
            },
            "notes": "Area pages are read from released files and touch no table with row-level security.",
        }


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


Query = Callable[[Any], object]


def _queries(sample: Sequence[Target]) -> dict[str, list[Query]]:
    """The queries by name, one for each person or place of the sample."""
    from isee.registry.api import identifier_text, name_key
    from isee.registry.models import Enrolment
    from isee.synth.api import NEWEST
    from isee.system.api import lookup

    def asked(*statements: str, values: tuple[object, ...]) -> Query:
        def ask(cursor: Any) -> None:
            for statement in statements:
                cursor.execute(statement, values)
                cursor.fetchall()

        return ask

    ids = [one.person_id for one in sample]
    schools = list(
        Enrolment.objects.filter(person_id__in=ids, term_key=NEWEST, ended_on=None)
        .order_by("school_id").values_list("school_id", "school__subdistrict_id").distinct()
    )[:10]  # fmt: skip
    provinces = sorted({place // 10_000 for _, place in schools})[:5]
    return {
        "id_search": [
            asked(BY_NUMBER, values=(lookup("identifier-lookup", identifier_text("citizen_id", one.digits)),))
            for one in sample
        ],
        "name_search": [asked(BY_NAME, values=(name_key(one.given_name), name_key(one.family_name))) for one in sample],
        "person": [asked(*PERSON, values=(person,)) for person in ids],
        "school": [asked(SCHOOL, values=(school, NEWEST)) for school, _ in schools],
        "province": [asked(PLACE, values=(code * 10_000, code * 10_000 + 9_999, NEWEST)) for code in provinces],
    }


def _timed_as(role: str, token: str, queries: dict[str, list[Query]]) -> dict[str, float]:
    """The mean seconds of each query for a role, in one transaction with the scope of the token."""
    from django.db import connection, transaction

    from isee.access.api import open_scope
    from isee.system.boot import connect_as

    connect_as(role)
    found = {}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if token and not open_scope(token):
                raise AssertionError("The session opens no scope.")
            for name, each in queries.items():

                def all_of_them(each: list[Query] = each) -> None:
                    for query in each:
                        query(cursor)

                found[name] = median_of(all_of_them, times=7) / len(each)
    finally:
        connect_as("owner")
    return found


def _narrow(sample: Sequence[Target], queries: dict[str, list[Query]]) -> dict[str, float]:
    """The same for readers who see one school (lists of a school) or one province (the others).

    Their roles are given for the time of the measurement and end with it.
    """
    from isee.access.api import SYSTEM, Role, assign_role, end_assignment
    from isee.registry.models import Enrolment
    from isee.synth.api import NEWEST
    from isee.system.api import now
    from isee.web.commands.actor import operator_assignment

    user = operator_assignment().user
    enrolment = (
        Enrolment.objects.filter(person_id=sample[0].person_id, term_key=NEWEST).select_related("school").first()
        or Enrolment.objects.filter(term_key=NEWEST).select_related("school")[0]
    )
    province = enrolment.school.subdistrict_id // 10_000
    given = {
        "school": assign_role(user, Role.SCHOOL_ADMIN, by=SYSTEM, at=now(), school_id=enrolment.school_id),
        "province": assign_role(
            user, Role.PROVINCE_OFFICER, by=SYSTEM, at=now(), area=(province * 10_000, province * 10_000 + 9_999)
        ),
    }
    try:
        tokens = {name: session_of(assignment) for name, assignment in given.items()}
        return {
            **_timed_as("web", tokens["province"], {name: each for name, each in queries.items() if name != "school"}),
            **_timed_as("web", tokens["school"], {"school": queries["school"]}),
        }
    finally:
        for assignment in given.values():
            end_assignment(assignment, by=SYSTEM, at=now())


def _opening(token: str) -> float:
    from django.db import transaction

    from isee.access.api import open_scope
    from isee.system.boot import connect_as

    connect_as("web")

    def once() -> None:
        with transaction.atomic():
            open_scope(token)

    try:
        return median_of(once, times=TIMES)
    finally:
        connect_as("owner")


def _extract_ratio() -> float:
    """Reading a span of an extract as the extract role, by the time of the owner."""
    from contextlib import closing
    from pathlib import Path

    import psycopg
    from psycopg import sql

    from isee.places.api import term_calendar
    from isee.reporting.extract.children import CHILDREN
    from isee.reporting.extract.source import extract_cursors, person_spans
    from isee.synth.api import NEWEST
    from isee.system.api import isee_home, role_urls

    dates = next(one for one in term_calendar() if one.term.key == NEWEST)
    with extract_cursors(at_once=1) as (cursor,):
        spans = person_spans(cursor)
        first, last = spans[len(spans) // 2]
    values = {"term": NEWEST, "ends_on": dates.ends_on, "aged_on": dates.starts_on, "first": first, "last": last}
    query = sql.SQL(CHILDREN).format(**{name: sql.Literal(value) for name, value in values.items()})
    taken = {}
    for role in ("owner", "extract"):
        with closing(psycopg.connect(role_urls(Path(isee_home()))[role])) as connection:

            def read(connection: Any = connection) -> None:
                with connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT").format(query)) as copy:
                    for _ in copy:
                        pass

            taken[role] = median_of(read, times=3)
    return round(taken["extract"] / taken["owner"], 2)
