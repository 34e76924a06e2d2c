"""Row-level security and rights, declared on each model and turned into SQL.

A model says `rights = Rights(...)` (what the database roles may do with its table) and
`protection = Protection...` (which rows they see). `isee.access.database_code` applies both after every
migration. Policies use plain equality and range comparisons, and each part of the scope is an uncorrelated
subquery, so that its signature is verified once per statement.
"""

from dataclasses import dataclass, replace
from enum import Enum

from isee.access.roles import AUDIT_ROLES

NOW = 99999
SCOPE_TABLES = {"person_id": "access_personscope", "household_id": "access_householdscope"}


@dataclass(frozen=True)
class Rights:
    """Table privileges by database role. `extract` names the columns that an extract may read."""

    web: str = "SELECT"
    worker: str = "SELECT, INSERT, UPDATE, DELETE"
    extract: str = ""


class Kind(Enum):
    """How the rows of a table are protected."""

    OPEN = "open"
    SCOPE_TABLE = "scope_table"
    BY_PERSON = "by_person"
    BY_HOUSEHOLD = "by_household"
    BY_PLACE = "by_place"
    OWN_OR_AUDIT = "own_or_audit"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Protection:
    """Which rows of a table are visible, in one of a few shapes."""

    kind: Kind
    column: str = ""
    term: str = ""
    school: str = ""
    any_period: bool = False
    readers_too: bool = False
    subdistrict: str = ""
    other_school: str = ""
    other_subdistrict: str = ""
    person: str = ""

    @classmethod
    def scope_table(cls, column: str) -> "Protection":
        """The scope tables themselves: the row's own school, room, subdistrict or child is in scope."""
        return cls(Kind.SCOPE_TABLE, column)

    @classmethod
    def by_person(
        cls, column: str, *, term: str = "", school: str = "", any_period: bool = False, readers_too: bool = False
    ) -> "Protection":
        """The person in `column` is in scope: in the row's own `term`, in any period, or else now.

        With `school`, a former school sees of its terms only the rows that are its own. `readers_too`: a read log.
        """
        return cls(Kind.BY_PERSON, column, term=term, school=school, any_period=any_period, readers_too=readers_too)

    @classmethod
    def by_household(cls, column: str, *, person: str = "") -> "Protection":
        """The household in `column` is in scope now; or the row's `person` is, where it has no household."""
        return cls(Kind.BY_HOUSEHOLD, column, person=person)

    @classmethod
    def by_place(
        cls, *, subdistrict: str, school: str = "", other_school: str = "", other_subdistrict: str = ""
    ) -> "Protection":
        """The row belongs to a school or a subdistrict in scope, or to the other one of two schools.

        Without `school`, schools and groups of schools do not see it, only areas and the nation.
        """
        return cls(
            Kind.BY_PLACE, school, subdistrict=subdistrict, other_school=other_school,
            other_subdistrict=other_subdistrict,
        )  # fmt: skip

    @classmethod
    def own_or_audit(cls, column: str) -> "Protection":
        """The user's own rows; every row for the roles that read the audit."""
        return cls(Kind.OWN_OR_AUDIT, column)

    @classmethod
    def assignments(cls) -> "Protection":
        """The roles of users: readable, and written only by those who may give the role."""
        return cls(Kind.ASSIGNMENT, "user_id")

    @property
    def is_open(self) -> bool:
        """True when the table has no row-level security, since it holds no person or household."""
        return self.kind is Kind.OPEN


OPEN = Protection(Kind.OPEN)


def visible_condition(protection: Protection, table: str) -> str:
    """The SQL condition under which a row of `table` is seen by the web and worker roles."""
    column = f"{table}.{protection.column}"
    if protection.kind is Kind.SCOPE_TABLE:
        return own_place_condition(
            school=f"{table}.school_id", subdistrict=f"{table}.subdistrict",
            room=f"{table}.room_id", child=f"{table}.child_id",
        )  # fmt: skip
    if protection.kind is Kind.BY_PLACE:
        school = column if protection.column else ""
        condition = own_place_condition(school=school, subdistrict=f"{table}.{protection.subdistrict}")
        if not protection.other_school:
            return condition
        other = own_place_condition(
            school=f"{table}.{protection.other_school}", subdistrict=f"{table}.{protection.other_subdistrict}"
        )
        return f"{condition} OR {other}"
    if protection.kind is Kind.BY_HOUSEHOLD:
        home = f"EXISTS (SELECT 1 FROM access_householdscope s WHERE s.household_id = {column} AND s.to_term = {NOW})"
        if not protection.person:
            return home
        return f"{home} OR {_person_condition(Protection.by_person(protection.person), table)}"
    if protection.kind is Kind.OWN_OR_AUDIT:
        return f"{column} = (SELECT access_scope_user()) OR {_audit_condition()}"
    if protection.kind is Kind.BY_PERSON:
        condition = _person_condition(protection, table)
        if not protection.readers_too:
            return condition
        return f"{condition} OR {table}.user_id = (SELECT access_scope_user()) OR {_audit_condition()}"
    return "true"


def own_place_condition(*, school: str, subdistrict: str, room: str = "", child: str = "") -> str:
    """The scope comparison itself, on a row's own columns."""
    parts = [f"{subdistrict} BETWEEN (SELECT access_scope_area_from()) AND (SELECT access_scope_area_to())"]
    if school:
        parts.append(f"{school} = ANY ((SELECT access_scope_schools())::int[])")
    if room:
        parts.append(
            f"({school} = ANY ((SELECT access_scope_room_schools())::int[]) "
            f"AND {room} = ANY ((SELECT access_scope_rooms())::int[]))"
        )
    if child:
        parts.append(f"{child} = ANY ((SELECT access_scope_persons())::bigint[])")
    return " OR ".join(parts)


def changed_condition(protection: Protection, table: str) -> str:
    """The condition that a row must meet before a role may update or delete it."""
    if protection.kind is Kind.ASSIGNMENT:
        return _about_role("access_may_end", table)
    return visible_condition(protection, table)


def updated_condition(protection: Protection, table: str, role: str) -> str:
    """The condition that a row must meet after a role has updated it."""
    if protection.kind is Kind.ASSIGNMENT:
        return changed_condition(protection, table)
    return written_condition(protection, table, role)


def written_condition(protection: Protection, table: str, role: str) -> str:
    """The condition that a row written by a role must meet."""
    if protection.kind is Kind.ASSIGNMENT:
        return _about_role("access_may_assign", table)
    if protection.kind is Kind.OWN_OR_AUDIT:
        # Without a user only where nobody is signed in: nobody acts in the name of the system.
        return f"{table}.{protection.column} IS NOT DISTINCT FROM (SELECT access_scope_user())"
    if protection.readers_too:
        person = _person_condition(replace(protection, any_period=True), table)
        return f"{_is_the_user_of_the_scope(table)} AND {person}"
    if role == "worker" and protection.kind is not Kind.SCOPE_TABLE:
        # The worker admits new persons, who are in nobody's scope until their enrolment is written.
        return "true"
    return visible_condition(protection, table)


def _is_the_user_of_the_scope(table: str) -> str:
    return (
        f"{table}.user_id = (SELECT access_scope_user()) AND {table}.assignment_id = (SELECT access_scope_assignment())"
    )


def _about_role(function: str, table: str) -> str:
    return f"{function}({table}.user_id, {table}.role, {table}.school_id, {table}.acting)"


def _person_condition(protection: Protection, table: str) -> str:
    if protection.term:
        period = f" AND {table}.{protection.term} BETWEEN s.from_term AND s.to_term"
        if protection.school:
            period += f" AND (s.to_term = {NOW} OR s.school_id = {table}.{protection.school})"
    elif protection.any_period:
        period = ""
    else:
        period = f" AND s.to_term = {NOW}"
    return f"EXISTS (SELECT 1 FROM access_personscope s WHERE s.person_id = {table}.{protection.column}{period})"


def _audit_condition() -> str:
    roles = ", ".join(f"'{role}'" for role in AUDIT_ROLES)
    return f"(SELECT access_scope_role()) = ANY (ARRAY[{roles}])"
