"""The sensitive parts of a child's record: who may open which, for what, and who may hand out a copy. One table.

No official matrix is published; the rule here is need to know. Health may be seen by who must act on growth, and by
the family. Risk behaviour and protection are for the few who care for the child: never for a guardian at a screen,
since a protection matter can concern the home itself. What a family may have of them, the office decides with a copy.
"""

from enum import StrEnum

from isee.access.roles import Role


class Part(StrEnum):
    """What stays closed until somebody says what they need it for."""

    HEALTH = "health"
    RISK = "risk"
    PROTECTION = "protection"
    PHOTO = "photo"


class ReadingPurpose(StrEnum):
    """What a sensitive part is opened for."""

    SCREENING = "screening"
    HEALTH = "health"
    CORRECTION = "correction"
    CASEWORK = "casework"
    AUDIT = "audit"
    OWN_CHILD = "own_child"


R = Role
IN_SCHOOL = frozenset({R.TEACHER, R.SCHOOL_ADMIN, R.DIRECTOR})
OPENED_BY: dict[Part, frozenset[Role]] = {
    Part.HEALTH: IN_SCHOOL | {R.GUARDIAN, R.AREA_OFFICER, R.PROVINCE_OFFICER, R.CASE_WORKER, R.AUDITOR},
    Part.RISK: IN_SCHOOL | {R.CASE_WORKER, R.AUDITOR},
    Part.PROTECTION: IN_SCHOOL | {R.PROVINCE_OFFICER, R.CASE_WORKER, R.AUDITOR},
    Part.PHOTO: IN_SCHOOL | {R.GUARDIAN, R.AREA_OFFICER, R.CASE_WORKER, R.CERTIFYING_OFFICIAL, R.AUDITOR},
}
COPIED_BY = frozenset({R.SCHOOL_ADMIN, R.DIRECTOR, R.PROVINCE_OFFICER})
"""The offices that answer a family's request: the school, and the province for a child in no school."""


class Requester(StrEnum):
    """Who asks for a copy of a child's record."""

    SELF = "self"
    FATHER = "father"
    MOTHER = "mother"
    LEGAL_GUARDIAN = "legal_guardian"
    CARER = "carer"


def check_purpose(part: str, purpose: str) -> None:
    """A sensitive part is read for a known purpose. Raises `ValueError` otherwise: a fault of the page."""
    if part in tuple(Part) and purpose not in tuple(ReadingPurpose):
        raise ValueError(f"The part {part} is read for a stated purpose only.")
