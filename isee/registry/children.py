"""Lists of children in scope, and where each of them is now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef

from isee.access.api import in_scope_now
from isee.kernel import Grade
from isee.registry.models import Enrolment, Outcome, Person
from isee.registry.queries import search_persons

AT_MOST = 500
CHILD_UNTIL = 25
"""Age in years below which somebody without an enrolment is taken for a child; the oldest that rosters hold."""
SCHOOL_AGE = (3, 18)
LAST_GRADES = (Grade.M6, Grade.V3)


class Whereabouts(StrEnum):
    """Where a child is in a term, as far as the reader can know."""

    IN_SCHOOL = "in_school"
    NOT_REPORTED = "not_reported"  # enrolled last, and that school's roster of the term is not in yet
    OUT_OF_SCHOOL = "out_of_school"
    FINISHED = "finished"  # left the highest grade of basic education with its certificate
    ELSEWHERE = "elsewhere"  # a former pupil; the present school is outside the reader's scope


@dataclass(frozen=True)
class Child:
    """A child with the last enrolment that the reader may see."""

    person: Person
    whereabouts: Whereabouts
    last: Enrolment | None


@dataclass(frozen=True)
class ChildSearch:
    """What is looked for. Without a text, a school, a room or a state nothing is found."""

    text: str = ""
    school_id: int | None = None
    room_id: int | None = None
    whereabouts: Whereabouts | None = None


def find_children(search: ChildSearch, *, term_key: int, today: date) -> list[Child]:
    """The children in scope who fit, at most `AT_MOST`, in the order of the roster or of names."""
    if search.text:
        persons: Sequence[Person] = search_persons(search.text)
    elif search.school_id is not None or search.room_id is not None:
        persons = _of_school(search, term_key)
    elif search.whereabouts is Whereabouts.OUT_OF_SCHOOL:
        persons = _in_no_school(term_key, today)
    else:
        return []
    found = [child for child in locate(persons, term_key=term_key) if is_child(child, today=today)]
    if search.whereabouts is not None:
        found = [child for child in found if child.whereabouts is search.whereabouts]
    if search.school_id is not None:
        found = [child for child in found if child.last and child.last.school_id == search.school_id]
    return found


def locate(persons: Sequence[Person], *, term_key: int) -> list[Child]:
    """Where each person is in a term, in the order given."""
    ids = [person.pk for person in persons]
    last = last_enrolments(ids)
    now = in_scope_now(ids)
    reported = schools_with_roster({row.school_id for row in last.values()}, term_key=term_key)
    return [
        Child(person, _whereabouts(last.get(person.pk), person.pk in now, reported, term_key), last.get(person.pk))
        for person in persons
    ]


def _whereabouts(last: Enrolment | None, in_scope: bool, reported: set[int], term_key: int) -> Whereabouts:
    if last is not None and last.outcome == Outcome.GRADUATED and last.grade in LAST_GRADES:
        return Whereabouts.FINISHED if in_scope else Whereabouts.ELSEWHERE
    if last is not None and last.ended_on is None:
        if last.term_key >= term_key:
            return Whereabouts.IN_SCHOOL
        if in_scope and last.school_id not in reported:
            return Whereabouts.NOT_REPORTED
    return Whereabouts.OUT_OF_SCHOOL if in_scope else Whereabouts.ELSEWHERE


def is_child(child: Child, *, today: date) -> bool:
    """Was this person ever enrolled, or young enough to be a child? Parents have no record of their own here."""
    born = child.person.birth_date
    return child.last is not None or (born is not None and born > years_before(today, CHILD_UNTIL))


def last_enrolments(person_ids: Collection[int]) -> dict[int, Enrolment]:
    """The latest enrolment in scope of each person."""
    rows = Enrolment.objects.filter(person_id__in=person_ids).select_related("school", "room")
    # Descending puts the open one, which has no end, before those that ended.
    rows = rows.order_by("person_id", "-term_key", "-ended_on", "-id").distinct("person_id")
    return {row.person_id: row for row in rows}


def schools_with_roster(school_ids: Collection[int], *, term_key: int) -> set[int]:
    """Which of these schools have any pupil in scope in the term."""
    if not school_ids:
        return set()
    rows = Enrolment.objects.filter(school_id__in=school_ids, term_key=term_key)
    return set(rows.order_by().values_list("school_id", flat=True).distinct())


def _of_school(search: ChildSearch, term_key: int) -> list[Person]:
    """Pupils of the term first; without a state or when they are asked for, those who left before."""
    rows = Enrolment.objects.select_related("person")
    if search.school_id is not None:
        rows = rows.filter(school_id=search.school_id)
    if search.room_id is not None:
        rows = rows.filter(room_id=search.room_id)
    if search.room_id is not None or search.whereabouts is Whereabouts.IN_SCHOOL:
        rows = rows.filter(term_key=term_key, ended_on=None)
    rows = rows.order_by("-term_key", "grade", "room__name", "number", "id")
    persons: dict[int, Person] = {}
    for row in rows.iterator(chunk_size=AT_MOST):
        persons.setdefault(row.person_id, row.person)
        if len(persons) == AT_MOST and search.whereabouts is None:
            break
    return list(persons.values())


def _in_no_school(term_key: int, today: date) -> list[Person]:
    enrolled = Enrolment.objects.filter(person_id=OuterRef("pk"), term_key=term_key, ended_on=None)
    youngest, oldest = SCHOOL_AGE
    born = (years_before(today, oldest + 1), years_before(today, youngest))
    found = Person.objects.filter(
        ~Exists(enrolled), canonical=None, birth_date__range=born, life_status__in=("alive", "unknown")
    )
    return list(found.order_by("given_key", "family_key", "id")[:AT_MOST])


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def persons_by_id(person_ids: Collection[int]) -> dict[int, Person]:
    """Those of these persons who are in scope, by their internal ids."""
    return Person.objects.in_bulk(list(person_ids))
