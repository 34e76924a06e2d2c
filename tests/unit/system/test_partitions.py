"""Tables cut by academic year: their parts, what falls outside, and that no role comes near a part."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from isee.system.api import analyse_grown_tables, ensure_year_partitions, reserve_ids, update_rows
from isee.system.partitions import last_year, partitioned_models, year_partitions
from tests.conftest import RoleChanger
from tests.unit.records import a_person, a_school, enrolled

DAY = date(2026, 11, 10)
ROLES = ("isee_web", "isee_worker", "isee_extract")
TABLES = [model._meta.db_table for model in partitioned_models()]
pytestmark = pytest.mark.django_db


def ask(question: str, *values: str | int | list[str]) -> list[tuple[Any, ...]]:
    """The rows that a question to the catalogue gives."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return list(cursor.fetchall())


def parts_of(table: str) -> list[str]:
    """The partitions of a table."""
    found = ask(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = %s::regclass "
        "ORDER BY 1",
        table,
    )
    return [str(row[0]) for row in found]


def test_the_parts_of_a_table_reach_two_years_beyond_the_day() -> None:
    assert next(year_partitions("t", on=DAY)) == ("t_before_2565", "MINVALUE", 25650)
    assert list(year_partitions("t", on=DAY))[-1] == ("t_2571", "25710", 25720)
    assert last_year(date(2027, 1, 1)) == 2572


@pytest.mark.parametrize("table", TABLES)
def test_each_table_that_says_so_is_cut_by_year(table: str) -> None:
    assert ask("SELECT relkind::text FROM pg_class WHERE oid = %s::regclass", table) == [("p",)]
    assert {f"{table}_before_2565", f"{table}_2565", f"{table}_2569", f"{table}_2571"} <= set(parts_of(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_key_of_a_cut_table_is_the_id_and_the_term(table: str) -> None:
    found = ask(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'", table
    )
    assert found == [("PRIMARY KEY (id, term_key)",)]


def test_the_part_of_next_year_appears_when_today_moves() -> None:
    table = TABLES[0]
    assert f"{table}_2573" not in parts_of(table)
    made = ensure_year_partitions(on=date(2028, 6, 1))
    assert {f"{name}_2573" for name in TABLES} <= set(made)
    assert f"{table}_2573" in parts_of(table)
    assert ensure_year_partitions(on=date(2028, 6, 1)) == []


def test_a_row_of_a_year_without_a_part_is_refused_in_words() -> None:
    with pytest.raises(IntegrityError, match='no partition of relation "registry_enrolment"'), transaction.atomic():
        enrolled(a_person(), a_school(), term_key=25901)


@pytest.mark.parametrize("model", partitioned_models(), ids=lambda model: model._meta.label)
def test_every_unique_constraint_of_a_cut_table_holds_the_term(model: type[models.Model]) -> None:
    unique = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    assert [rule.name for rule in unique if "term_key" not in rule.fields] == []
    assert [field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key] == []


@pytest.mark.parametrize("model", partitioned_models(), ids=lambda model: model._meta.label)
def test_no_foreign_key_of_one_column_points_at_a_cut_table(model: type[models.Model]) -> None:
    pointing = [
        relation.related_model._meta.label
        for relation in model._meta.related_objects
        if getattr(relation.field, "db_constraint", False)
    ]
    assert pointing == []


def test_no_role_has_a_right_on_a_part_and_each_part_shows_nothing_by_itself() -> None:
    parts = [part for table in TABLES for part in parts_of(table)]
    granted = ask(
        "SELECT c.relname, r FROM pg_class c, unnest(%s::name[]) r WHERE c.relname = ANY (%s) AND "
        "(has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE') "
        "OR has_any_column_privilege(r, c.oid, 'SELECT, INSERT, UPDATE'))",
        list(ROLES), parts,
    )  # fmt: skip
    assert granted == []
    unguarded = ask("SELECT relname FROM pg_class WHERE relname = ANY (%s) AND NOT relrowsecurity", parts)
    policies = ask("SELECT polname FROM pg_policy WHERE polrelid = ANY (%s::regclass[])", parts)
    assert (unguarded, policies) == ([], [])


@pytest.mark.parametrize("role", ["web", "worker", "extract"])
def test_a_part_is_closed_to_each_role_even_by_its_name(as_role: RoleChanger, role: str) -> None:
    enrolled(a_person(), a_school())
    for statement in (
        "SELECT count(*) FROM registry_enrolment_2569",
        "DELETE FROM registry_enrolment_2569",
        "UPDATE registry_enrolment_2569 SET grade = 'P1'",
    ):
        with as_role(role), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            ask(statement)


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_right_granted_on_a_part_by_mistake_shows_nothing(as_role: RoleChanger, role: str) -> None:
    enrolled(a_person(), a_school())
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON registry_enrolment_2569 TO isee_web, isee_worker")
    with as_role(role):
        assert ask("SELECT count(*) FROM registry_enrolment_2569") == [(0,)]
        assert ask("SELECT count(*) FROM registry_enrolment") == [(0,)]


def test_a_doubled_row_is_reported_by_the_name_of_its_constraint() -> None:
    person, school = a_person(), a_school()
    enrolled(person, school)
    with pytest.raises(IntegrityError, match='"a_person_is_enrolled_once_in_a_term_2569"'), transaction.atomic():
        enrolled(person, school)


def test_ids_are_counted_across_all_parts() -> None:
    person, school = a_person(), a_school()
    first, second = enrolled(person, school, term_key=25612), enrolled(person, school, term_key=25691)
    assert first.pk != second.pk
    assert reserve_ids(type(first), 1)[0] > second.pk


def test_a_change_is_kept_in_the_history_wherever_the_row_lies() -> None:
    person, school = a_person(), a_school()
    rows = [enrolled(person, school, term_key=term, grade="P1") for term in (25612, 25691, 25692)]
    for row in rows:
        row.grade = "P2"
    update_rows(rows, ["grade"])
    kept = ask("SELECT term_key, grade FROM registry_enrolmentevent WHERE person_id = %s ORDER BY term_key", person.pk)
    assert kept == [(25612, "P1"), (25691, "P1"), (25692, "P1")]
    assert [row[0] for row in ask("SELECT DISTINCT grade FROM registry_enrolment")] == ["P2"]


def test_a_row_that_changes_its_year_moves_and_its_history_says_so() -> None:
    person, school = a_person(), a_school()
    row = enrolled(person, school, term_key=25682)
    row.term_key = 25691
    update_rows([row], ["term_key"])
    assert ask("SELECT term_key FROM registry_enrolment_2569 WHERE person_id = %s", person.pk) == [(25691,)]
    assert ask("SELECT term_key FROM registry_enrolmentevent WHERE person_id = %s", person.pk) == [(25682,)]


def test_a_person_with_rows_in_a_part_is_not_deleted() -> None:
    person = a_person()
    enrolled(person, a_school())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
            cursor.execute("DELETE FROM registry_person WHERE id = %s", [person.pk])


def test_a_row_is_found_by_its_id_in_each_part_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = "\n".join(str(row[0]) for row in ask("EXPLAIN SELECT 1 FROM registry_enrolment WHERE id = 5"))
    assert "Seq Scan" not in plan


def test_a_table_is_looked_at_as_a_whole_when_its_parts_have_grown() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_enrolment")
    school = a_school()
    for _ in range(3):
        enrolled(a_person(), school)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_enrolment_2569")
    assert "registry_enrolment" in analyse_grown_tables()
    assert ask("SELECT reltuples::int FROM pg_class WHERE relname = 'registry_enrolment'") == [(3,)]
    assert "registry_enrolment" not in analyse_grown_tables()
