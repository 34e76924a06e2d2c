"""Who may do what, and how far each role sees: one table.

The ladder follows what the Fund's own pages and predecessors show (teacher, school administrator, partners,
public); no official role matrix is published, so this one is ours.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """The roles that an account can hold, one assignment each; the public and guardians need no account."""

    GUARDIAN = "guardian", "guardian"
    TEACHER = "teacher", "teacher"
    SCHOOL_ADMIN = "school_admin", "school administrator"
    DIRECTOR = "director", "school director"
    AREA_OFFICER = "area_officer", "education area officer"
    PROVINCE_OFFICER = "province_officer", "province officer"
    CASE_WORKER = "case_worker", "case worker"
    CERTIFYING_OFFICIAL = "certifying_official", "certifying official"
    STEWARD = "steward", "data steward"
    ANALYST = "analyst", "analyst"
    ALLOCATOR = "allocator", "allocator"
    AUDITOR = "auditor", "auditor"
    MINISTRY_LINKER = "ministry_linker", "ministry linker"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "data protection officer"
    ADMINISTRATOR = "administrator", "administrator"


class ScopeKind(StrEnum):
    """The shape of what a role sees."""

    ROOMS = "rooms"
    SCHOOL = "school"
    SCHOOL_GROUP = "school_group"
    AREA = "area"
    PERSONS = "persons"
    NATION = "nation"
    NONE = "none"


class Ability(StrEnum):
    """What a role may do inside its scope."""

    VIEW_CHILDREN = "view_children"
    VIEW_FIGURES = "view_figures"
    REQUEST_RESEARCH = "request_research"
    APPROVE_RESEARCH = "approve_research"
    IMPORT_ROSTER = "import_roster"
    DECIDE_TRANSFER = "decide_transfer"
    ANSWER_STEWARD_QUESTION = "answer_steward_question"
    CERTIFY_SCHOOL = "certify_school"
    CERTIFY_HOUSEHOLD = "certify_household"
    MANAGE_SCHOOL_USERS = "manage_school_users"
    MANAGE_USERS = "manage_users"
    REMIND_SCHOOLS = "remind_schools"
    ASK_RECOVERY = "ask_recovery"
    CONFIRM_RECOVERY = "confirm_recovery"
    APPOINT_ACTING_DIRECTOR = "appoint_acting_director"
    REVIEW_HEADS = "review_heads"
    SAMPLE_RECORDS = "sample_records"
    VIEW_AUDIT = "view_audit"
    VIEW_JOBS = "view_jobs"


@dataclass(frozen=True)
class RoleRule:
    """What one role may do and the shape of its scope; `longest` is how long it may be given at a time."""

    scope: ScopeKind
    abilities: frozenset[Ability]
    second_factor: bool = True
    longest: timedelta | None = None


def _rule(
    scope: ScopeKind, *abilities: Ability, second_factor: bool = True, longest: timedelta | None = None
) -> RoleRule:
    return RoleRule(scope=scope, abilities=frozenset(abilities), second_factor=second_factor, longest=longest)


A = Ability
RULES: dict[Role, RoleRule] = {
    Role.GUARDIAN: _rule(ScopeKind.PERSONS, A.VIEW_CHILDREN, second_factor=False),
    Role.TEACHER: _rule(ScopeKind.ROOMS, A.VIEW_CHILDREN, second_factor=False),
    Role.SCHOOL_ADMIN: _rule(
        ScopeKind.SCHOOL,
        A.VIEW_CHILDREN,
        A.VIEW_FIGURES,
        A.IMPORT_ROSTER,
        A.DECIDE_TRANSFER,
        A.MANAGE_SCHOOL_USERS,
        A.ASK_RECOVERY,
        A.CONFIRM_RECOVERY,
    ),
    Role.DIRECTOR: _rule(
        ScopeKind.SCHOOL,
        A.VIEW_CHILDREN,
        A.VIEW_FIGURES,
        A.IMPORT_ROSTER,
        A.DECIDE_TRANSFER,
        A.MANAGE_SCHOOL_USERS,
        A.CERTIFY_SCHOOL,
        A.ASK_RECOVERY,
        A.CONFIRM_RECOVERY,
        A.APPOINT_ACTING_DIRECTOR,
    ),
    Role.AREA_OFFICER: _rule(
        ScopeKind.SCHOOL_GROUP,
        A.VIEW_CHILDREN,
        A.VIEW_FIGURES,
        A.IMPORT_ROSTER,
        A.DECIDE_TRANSFER,
        A.REMIND_SCHOOLS,
        A.CONFIRM_RECOVERY,
        A.APPOINT_ACTING_DIRECTOR,
        A.REVIEW_HEADS,
    ),
    Role.PROVINCE_OFFICER: _rule(ScopeKind.AREA, A.VIEW_CHILDREN, A.VIEW_FIGURES, A.DECIDE_TRANSFER, A.REMIND_SCHOOLS),
    Role.CASE_WORKER: _rule(ScopeKind.PERSONS, A.VIEW_CHILDREN),
    Role.CERTIFYING_OFFICIAL: _rule(ScopeKind.PERSONS, A.VIEW_CHILDREN, A.CERTIFY_HOUSEHOLD),
    Role.STEWARD: _rule(ScopeKind.AREA, A.VIEW_CHILDREN, A.VIEW_FIGURES, A.IMPORT_ROSTER, A.ANSWER_STEWARD_QUESTION),
    Role.ANALYST: _rule(ScopeKind.NONE, A.REQUEST_RESEARCH),
    Role.ALLOCATOR: _rule(ScopeKind.NATION, A.VIEW_CHILDREN, A.VIEW_FIGURES),
    Role.AUDITOR: _rule(
        ScopeKind.NATION,
        A.VIEW_CHILDREN,
        A.VIEW_FIGURES,
        A.VIEW_AUDIT,
        A.VIEW_JOBS,
        A.SAMPLE_RECORDS,
        longest=timedelta(days=366),
    ),
    Role.MINISTRY_LINKER: _rule(ScopeKind.NONE),
    Role.DATA_PROTECTION_OFFICER: _rule(ScopeKind.NONE, A.VIEW_AUDIT, A.APPROVE_RESEARCH),
    Role.ADMINISTRATOR: _rule(ScopeKind.NONE, A.MANAGE_USERS, A.VIEW_JOBS, A.VIEW_AUDIT),
}

LIMITED_ROLES = tuple(role for role, rule in RULES.items() if rule.longest is not None)
"""Roles that end by themselves."""
AUDIT_ROLES = tuple(role.value for role, rule in RULES.items() if Ability.VIEW_AUDIT in rule.abilities)

# What a school's own managers may give to others, over their own school.
GIVEN_BY_SCHOOLS = (Role.TEACHER,)
# The staff of one school: what ends with a move or with the school.
SCHOOL_STAFF = (Role.TEACHER, Role.SCHOOL_ADMIN, Role.DIRECTOR)
# The heads of a school, for whom its area answers in the yearly review.
SCHOOL_HEADS = (Role.SCHOOL_ADMIN, Role.DIRECTOR)
# Roles that end when nobody confirms them in the yearly review. An administrator's does not: somebody must remain.
REVIEWED_ROLES = tuple(
    role for role, rule in RULES.items() if rule.scope is not ScopeKind.PERSONS and role is not Role.ADMINISTRATOR
)
ACTING_DIRECTOR_FOR = timedelta(days=180)
