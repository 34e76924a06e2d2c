"""Every role against every protected table, over a real connection of the web role: the database and the oracle agree.

The tables come from the models, so that a new one is tried the day it is made; if the world leaves it empty, or the
oracle cannot say what must be seen of it, a test here fails.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from isee.access.api import LAST_TERM
from isee.access.database_code import protected_tables
from isee.access.protection import Kind, Protection
from isee.access.roles import Role
from tests.unit.access import oracle
from tests.world import CommittedWorld, World

TABLES = {table: protection for table, protection, _ in protected_tables()}
ROLES = [role.value for role in Role]
Row = dict[str, Any]


class Eyes:
    """One open connection of the web role in the scope of each role, and one of the owner."""

    def __init__(self, committed: CommittedWorld) -> None:
        self.committed = committed
        self.open: dict[str, tuple[Any, psycopg.Connection[Any]]] = {}

    def __getitem__(self, role: str) -> "psycopg.Connection[Any]":
        if role not in self.open:
            manager = (
                self.committed.connected("owner")
                if role == "owner"
                else self.committed.connected("web", token=self.committed.tokens.get(role, ""))
            )
            self.open[role] = (manager, manager.__enter__())
        return self.open[role][1]

    def close(self) -> None:
        """Leave every transaction."""
        for manager, _ in self.open.values():
            manager.__exit__(None, None, None)


@pytest.fixture(scope="module")
def eyes(committed_world: CommittedWorld) -> Iterator[Eyes]:
    """Connections that the tests of this module share."""
    found = Eyes(committed_world)
    yield found
    found.close()


def key_of(table: str) -> str:
    """The primary key: history tables have one of their own."""
    return "pgh_id" if table.endswith("event") and table != "access_auditevent" else "id"


def rows_of(connection: "psycopg.Connection[Any]", table: str) -> dict[int, Row]:
    """All rows that a connection sees, by primary key."""
    query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
    with connection.cursor(row_factory=dict_row) as cursor:
        return {row[key_of(table)]: row for row in cursor.execute(query)}


def must_see(world: World, role: str, protection: Protection, row: Row) -> bool:
    """The oracle's word on one row."""
    kind, sight = protection.kind, oracle.sight_of(role)
    if kind is Kind.ASSIGNMENT:
        return True
    if kind is Kind.OWN_OR_AUDIT:
        return row[protection.column] == world.users[role].pk or role in oracle.AUDITORS
    if kind is Kind.BY_PLACE:
        places = [(protection.column, protection.subdistrict)]
        if protection.other_school:
            places.append((protection.other_school, protection.other_subdistrict))
        letters = oracle.school_letters(world)
        return any(
            oracle.sees_place(role, school=letters[row[school]] if school else "", subdistrict=row[subdistrict])
            for school, subdistrict in places
        )
    if kind is Kind.SCOPE_TABLE:
        return presence_of(world, row) in {found for found in oracle.presences() if oracle.matches(role, found)}
    if kind is Kind.BY_HOUSEHOLD:
        if row[protection.column] is None:
            return oracle.names(world)[row[protection.person]] in sight.whole
        households = {identifier: name for name, identifier in world.households.items()}
        return sight.sees_household(households[row[protection.column]])
    person = oracle.names(world)[row[protection.column]]
    if protection.readers_too:
        own = row["user_id"] == world.users[role].pk
        return person in sight.whole or own or role in oracle.AUDITORS
    if protection.term:
        school = oracle.school_letters(world)[row[protection.school]] if protection.school else None
        return sight.sees_term(person, row[protection.term], school)
    return person in (sight.known if protection.any_period else sight.whole)


def presence_of(world: World, row: Row) -> oracle.Presence | None:
    """A scope row as the oracle writes it; rows of households are looked up as those of anybody who lives there."""
    letters, names = oracle.school_letters(world), oracle.names(world)
    rooms = {identifier: (s, grade, room, year) for (s, year, grade, room), identifier in world.rooms.items()}
    person = names.get(row.get("person_id", 0), "")
    if not person:
        return None
    return oracle.Presence(
        person, names[row["child_id"]], letters.get(row["school_id"], ""), rooms.get(row["room_id"]),
        row["subdistrict"], row["from_term"], row["to_term"],
    )  # fmt: skip


@pytest.mark.parametrize("table", [table for table in TABLES if table != "access_householdscope"])
@pytest.mark.parametrize("role", ROLES)
def test_the_web_role_sees_exactly_what_the_role_may(eyes: Eyes, role: str, table: str) -> None:
    world, protection = eyes.committed.world, TABLES[table]
    everything = rows_of(eyes["owner"], table)
    expected = {key for key, row in everything.items() if must_see(world, role, protection, row)}
    assert set(rows_of(eyes[role], table)) == expected


@pytest.mark.parametrize("role", ROLES)
def test_a_row_of_a_household_s_scope_is_seen_by_its_own_place(eyes: Eyes, role: str) -> None:
    world = eyes.committed.world
    names, households = oracle.names(world), {identifier: name for name, identifier in world.households.items()}
    places = {(oracle.HOUSE[p.person], p.child, p.school, p.room, p.subdistrict) for p in oracle.presences()
              if p.last == LAST_TERM and oracle.matches(role, p)}  # fmt: skip
    letters = oracle.school_letters(world)
    rooms = {identifier: (s, grade, room, year) for (s, year, grade, room), identifier in world.rooms.items()}
    seen = {
        (households[row["household_id"]], names[row["child_id"]], letters.get(row["school_id"], ""),
         rooms.get(row["room_id"]), row["subdistrict"])
        for row in rows_of(eyes[role], "access_householdscope").values()
    }  # fmt: skip
    assert seen == places


def test_the_scope_table_holds_what_the_rules_say_and_nothing_else(eyes: Eyes) -> None:
    rows = rows_of(eyes["owner"], "access_personscope").values()
    found = [presence_of(eyes.committed.world, row) for row in rows]
    assert len(found) == len(set(found))
    assert set(found) == set(oracle.presences())


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_no_row_is_seen(eyes: Eyes, table: str) -> None:
    if TABLES[table].kind is Kind.ASSIGNMENT:
        pytest.skip("who holds which role is read at sign-in, before there is a scope")
    assert rows_of(eyes["nobody"], table) == {}


@pytest.mark.parametrize("table", TABLES)
def test_the_world_fills_every_protected_table(eyes: Eyes, table: str) -> None:
    assert rows_of(eyes["owner"], table) != {}


@pytest.mark.parametrize(
    ("role", "persons"),
    [
        ("teacher", {"anan", "father", "mother"}),
        ("school_admin", {"anan", "father", "mother", "gamon", "gamon_mother", "fah"}),
        ("director", {"benja", "father", "mother", "ek", "ek_mother"}),
        ("guardian", {"anan", "father", "mother"}),
        ("case_worker", {"dao", "dao_mother"}),
        ("certifying_official", {"ek", "ek_mother"}),
        ("province_officer", {"chai", "uncle", "grandmother", "kan"}),
        ("steward", {"benja", "father", "mother", "ek", "ek_mother", "dao", "dao_mother"}),
        ("analyst", set()),
        ("ministry_linker", set()),
        ("administrator", set()),
        ("data_protection_officer", set()),
    ],
)
def test_the_oracle_itself_says_what_a_reader_of_the_rules_would(role: str, persons: set[str]) -> None:
    assert oracle.sight_of(role).whole == persons


@pytest.mark.parametrize(
    ("role", "former"), [("school_admin", {"ek", "kan"}), ("director", set()), ("area_officer", {"ek", "kan"})]
)
def test_a_former_school_knows_the_name_and_its_own_terms(role: str, former: set[str]) -> None:
    assert {presence.person for presence in oracle.sight_of(role).former} == former


@pytest.mark.parametrize("table", TABLES)
def test_counting_shows_no_more_than_reading(eyes: Eyes, table: str) -> None:
    counted = eyes["teacher"].execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert counted == (len(rows_of(eyes["teacher"], table)),)
