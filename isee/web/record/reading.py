"""Reads everything known about one child, as far as the reader's scope and the parts that were opened allow.

Each package is asked once; nothing is asked for a single row. A part that was not opened is not read at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from isee.access.api import Part, ReadLog, readings
from isee.collect.api import Photo, Visit, photos_of, visits_of
from isee.kernel import AcademicTerm
from isee.linkage.api import Sighting, sightings_of
from isee.places.api import Area, School, area_path, code_labels, schools_by_id
from isee.registry.api import (
    Child,
    Consent,
    Enrolment,
    Guardianship,
    Household,
    Identifier,
    Member,
    NamedRelation,
    Person,
    Transfer,
    TransferState,
    consents_of,
    enrolments_of,
    guardians_of,
    household_members,
    household_of,
    identifiers_of,
    relations_of,
    transfers_of,
)
from isee.screening.api import Result, ScoringModel, Snapshot, results_of, scoring_models, snapshots_by_id
from isee.support.api import (
    Entitlement,
    OtherHelp,
    Payment,
    Receipt,
    entitlements_of,
    other_help_of,
    payments_of,
    receipts_of,
)
from isee.tracking.api import (
    Absence,
    Case,
    EarlySign,
    LearningResult,
    Measurement,
    Problem,
    RiskScreening,
    TermAttendance,
    absences_of,
    attendance_of,
    cases_of,
    early_signs_of,
    growth,
    learning_of,
    measurements_of,
    problems_of,
    risk_screenings_of,
)

LOOKS_SHOWN = 30
HOME_LISTS = (
    "family_status", "lives_with", "dependency", "tenure", "floor", "wall", "roof", "farmland", "water", "electricity",
    "vehicle", "appliance", "travel", "education_level", "photo_exception", "relation",
)  # fmt: skip
CARE_LISTS = ("disadvantage", "problem", "care_area")


@dataclass(frozen=True)
class Family:
    """Who lives with the child and cares for it, and where."""

    household: Household | None
    members: Sequence[Member]
    guardians: Sequence[Guardianship]
    relations: Sequence[NamedRelation]
    home: Sequence[Area]


@dataclass(frozen=True)
class Care:
    """What stays closed until it is asked for; None where it was not opened."""

    measurements: Sequence[Measurement] | None = None
    thai: growth.LoadedReference | None = None
    risks: Sequence[RiskScreening] | None = None
    problems: Sequence[Problem] | None = None
    cases: Sequence[Case] | None = None


@dataclass(frozen=True)
class Record:
    """Everything known about one child that the reader may see now."""

    person: Person
    here: Child
    present: AcademicTerm
    on: date
    opened: frozenset[Part]
    allowed: frozenset[Part]
    enrolments: Sequence[Enrolment]
    identifiers: Sequence[Identifier]
    transfers: Sequence[Transfer]
    family: Family
    consents: Sequence[Consent]
    visits: Sequence[Visit]
    photos: Sequence[Photo]
    results: Sequence[Result]
    snapshots: Mapping[int, Snapshot]
    models: Mapping[str, ScoringModel]
    entitlements: Sequence[Entitlement]
    payments: Sequence[Payment]
    receipts: Sequence[Receipt]
    other_help: Sequence[OtherHelp]
    attendance: Sequence[TermAttendance]
    absences: Sequence[Absence]
    learning: Sequence[LearningResult]
    measured: Sequence[Measurement]
    signs: Sequence[EarlySign]
    care: Care
    sightings: Sequence[Sighting]
    looks: Sequence[ReadLog]
    looks_this_month: int
    offices: Mapping[int, School]
    labels: Mapping[str, Mapping[str, tuple[str, str]]] = field(repr=False)


def read_record(
    person: Person, here: Child, *, present: AcademicTerm, on: date, opened: frozenset[Part], allowed: frozenset[Part],
    every_look: bool = False,
) -> Record:  # fmt: skip
    """The record with the parts in `opened`. `every_look` is for a copy: who looked is then given whole."""
    number = person.pk
    results, visits, entitlements = results_of(number), visits_of(number), entitlements_of(number)
    looks = list(readings(person_id=number)[: None if every_look else LOOKS_SHOWN])
    measurements = measurements_of(number)
    return Record(
        person=person, here=here, present=present, on=on, opened=opened, allowed=allowed,
        enrolments=list(enrolments_of(number)), identifiers=list(identifiers_of(number).filter(valid_to=None)),
        transfers=list(transfers_of(number).filter(state=TransferState.ASKED)), family=_family(number),
        consents=list(consents_of(number)), visits=visits, photos=photos_of(number), results=results,
        snapshots=snapshots_by_id(row.snapshot_id for row in results if row.snapshot_id is not None),
        models=scoring_models() if results else {}, entitlements=entitlements,
        payments=payments_of(number) if entitlements else [], receipts=receipts_of(number) if entitlements else [],
        other_help=other_help_of(number), attendance=attendance_of(number),
        absences=absences_of(number), learning=learning_of(number), measured=measurements,
        signs=early_signs_of(number), care=_care(number, measurements, opened, on), sightings=sightings_of(number),
        looks=looks, offices=schools_by_id({row.assignment.school_id for row in looks if row.assignment.school_id}),
        looks_this_month=_looks_since(on.replace(day=1), number, looks),
        labels=_labels(visits, opened),
    )  # fmt: skip


def _looks_since(day: date, number: int, looks: Sequence[ReadLog]) -> int:
    """How many looks there were since a day; asked only where the newest looks do not tell."""
    if len(looks) < LOOKS_SHOWN:
        return sum(1 for row in looks if timezone.localtime(row.at).date() >= day)
    return readings(person_id=number, since=day).count()


def _labels(visits: Sequence[Visit], opened: frozenset[Part]) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """The words of the code lists that this record can need."""
    closed = not opened & {Part.PROTECTION, Part.RISK}
    lists = (*(HOME_LISTS if visits else ()), *(() if closed else CARE_LISTS))
    return code_labels(lists) if lists else {}


def _family(number: int) -> Family:
    household = household_of(number)
    place = household.subdistrict_id if household else None
    return Family(
        household=household, members=household_members(household.pk) if household else [],
        guardians=list(guardians_of(number)), relations=list(relations_of(number)),
        home=[] if place is None else area_path(place),
    )  # fmt: skip


def _care(number: int, measurements: Sequence[Measurement], opened: frozenset[Part], on: date) -> Care:
    protected = Part.PROTECTION in opened
    return Care(
        measurements=measurements if Part.HEALTH in opened else None,
        thai=growth.loaded_reference(on=on) if Part.HEALTH in opened else None,
        risks=risk_screenings_of(number) if Part.RISK in opened else None,
        problems=problems_of(number) if protected else None,
        cases=cases_of(number) if protected else None,
    )  # fmt: skip
