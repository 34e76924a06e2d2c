"""What the database roles may do at all, read from the catalogue: tables, columns, views and functions."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import models
from psycopg import errors, sql

from isee.access.database_code import our_models, protection_of, rights_of
from tests.world import CommittedWorld

ROLES = ("web", "worker", "extract")
RECORDS = ("registry_", "collect_", "screening_", "support_", "tracking_")
APPEND_ONLY = ("access_auditevent", "access_readlog")
HISTORY = [m._meta.db_table for m in our_models() if getattr(m, "pgh_tracked_model", None) is not None]
SECRET = (
    "access_scopekey", "access_ticket", "registry_namekey", "linkage_acceptedrow",
    "pghistory_context",
    "procrastinate_periodic_defers",
)  # fmt: skip

#: SECURITY DEFINER functions, and who may call each. Whoever adds one says here why it is safe, by whom it is called.
DEFINERS: dict[str, set[str]] = {
    # reads what this transaction has signed for itself, and nothing else: policies call it as any role
    "access_scope": {"web", "worker", "extract"},
    "access_hmac": set(),
    "access_set_scope": set(),
    "access_open_scope": {"web"},
    "access_open_api_token": {"web"},
    "access_issue_ticket": {"web", "worker"},
    "access_issue_ticket_for": set(),
    "access_open_ticket": {"worker"},
    # answer within the open scope only
    "access_persons_in_scope": {"web", "worker"},
    "access_household_in_scope": {"web", "worker"},
    "access_history_authors": {"web"},
    "registry_household_members": {"web"},
    "access_persons_ever_in_scope": set(),
    "access_few_in_scope": set(),
    "registry_search_names": {"web", "worker"},
    "linkage_known_rows": {"web", "worker"},
    "linkage_still_known": {"worker"},
    "linkage_sightings": {"web"},
    # check the role and the scope themselves
    "registry_decide_transfer": {"web"},
    "registry_withdraw_transfer": {"web"},
    # the one door's questions to the whole registry
    "registry_match_identifiers": {"worker"},
    "registry_latest_enrolments": {"worker"},
    "access_replace_person_scope": set(),
    "access_replace_household_scope": set(),
    "registry_refresh_scope": {"worker"},
    # keeps keyed hashes for the next delivery, of persons whom the worker names; nothing of them is read
    "linkage_remember_rows": {"worker"},
    # says in one word whether jobs wait with no worker alive, and nothing of any job
    "system_queue_is_served": {"web", "worker"},
    "system_queue_state": {"web"},
    "access_session_user": set(),
    "access_answer_offer": {"web"},
    "access_withdraw_offer": {"web"},
    "access_end_unconfirmed": {"worker"},
    "_pgh_attach_context": set(),
}


@pytest.fixture(scope="module")
def owner(committed_world: CommittedWorld) -> Iterator["psycopg.Connection[Any]"]:
    """A connection of the owner, which may read the whole catalogue."""
    with committed_world.connected("owner") as connection:
        yield connection


def may(owner: "psycopg.Connection[Any]", role: str, table: str, privilege: str) -> bool:
    """Has a role this privilege on a table, or on any of its columns?"""
    asked = "has_any_column_privilege" if privilege in ("SELECT", "INSERT", "UPDATE") else "has_table_privilege"
    row = owner.execute(
        sql.SQL("SELECT {}(%s, %s, %s)").format(sql.Identifier(asked)), [f"isee_{role}", table, privilege]
    ).fetchone()
    assert row is not None
    return bool(row[0])


def tables(owner: "psycopg.Connection[Any]", kinds: str) -> list[str]:
    """Names of the relations of some kinds in our schema."""
    rows = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = ANY (%s)", [list(kinds)]
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("privilege", ["UPDATE", "DELETE", "TRUNCATE"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_recorded_is_never_changed(
    owner: "psycopg.Connection[Any]", table: str, role: str, privilege: str
) -> None:
    assert not may(owner, role, table, privilege)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", HISTORY)
def test_history_is_written_by_triggers_alone(owner: "psycopg.Connection[Any]", table: str, role: str) -> None:
    assert [p for p in ("INSERT", "UPDATE", "DELETE", "TRUNCATE") if may(owner, role, table, p)] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", SECRET)
def test_secrets_are_read_by_functions_alone(owner: "psycopg.Connection[Any]", table: str, role: str) -> None:
    if role == "worker" and table.startswith("procrastinate"):
        pytest.skip("the worker works the queue")
    assert [p for p in ("SELECT", "INSERT", "UPDATE", "DELETE") if may(owner, role, table, p)] == []


def test_the_web_role_writes_no_person_no_scope_and_no_record_of_a_child(owner: "psycopg.Connection[Any]") -> None:
    written = {
        table
        for table in tables(owner, "rp")
        if table.startswith((*RECORDS, "access_personscope", "access_householdscope"))
        and any(may(owner, "web", table, privilege) for privilege in ("INSERT", "UPDATE", "DELETE"))
    }
    assert written == WRITTEN_BY_PAGES


@pytest.mark.parametrize("role", ROLES)
def test_no_role_truncates_or_hangs_triggers_and_references_on_tables(
    owner: "psycopg.Connection[Any]", role: str
) -> None:
    found = [
        (table, privilege)
        for table in tables(owner, "rp")
        for privilege in ("TRUNCATE", "REFERENCES", "TRIGGER")
        if may(owner, role, table, privilege)
    ]
    assert found == []


@pytest.mark.parametrize("role", ROLES)
def test_a_role_owns_nothing_bypasses_nothing_and_is_member_of_nothing(
    owner: "psycopg.Connection[Any]", role: str
) -> None:
    row = owner.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, "
        "EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid), "
        "EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid), "
        "EXISTS (SELECT 1 FROM pg_proc p WHERE p.proowner = r.oid) FROM pg_roles r WHERE rolname = %s",
        [f"isee_{role}"],
    ).fetchone()
    assert row is not None
    assert not any(row)


def test_an_extract_reads_the_declared_columns_and_no_other(owner: "psycopg.Connection[Any]") -> None:
    rows = owner.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
        "AND NOT a.attisdropped WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND has_column_privilege('isee_extract', c.oid, a.attname, 'SELECT')"
    ).fetchall()
    readable: dict[str, set[str]] = {}
    for table, column in rows:
        readable.setdefault(table, set()).add(column)
    declared = {
        model._meta.db_table: {column.strip() for column in rights_of(model).extract.split(",")}
        for model in our_models()
        if rights_of(model).extract
    }
    assert readable == declared


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT given_name FROM registry_person",
        "SELECT * FROM registry_person",
        "SELECT sealed FROM registry_identifier",
        "SELECT lat, lon FROM registry_household",
        "SELECT count(*) FROM registry_namedrelation",
        "SELECT count(*) FROM access_readlog",
        "SELECT count(*) FROM access_personscope",
        "SELECT count(*) FROM access_user",
        "INSERT INTO registry_room (school_id, academic_year, grade, name) VALUES (1, 2569, 'P1', 'x')",
    ],
)
def test_the_extract_role_is_refused(committed_world: CommittedWorld, statement: str) -> None:
    with committed_world.connected("extract") as extract, pytest.raises(errors.InsufficientPrivilege):
        extract.execute(statement)


def test_no_column_that_an_extract_reads_is_sensitive_beyond_results_absences_and_scores() -> None:
    sensitive = {
        (model._meta.db_table, column)
        for model in our_models()
        for column in (name.strip() for name in rights_of(model).extract.split(",") if name)
        if getattr(model, "privacy", {}).get(column) == "sensitive"
    }
    assert sensitive == {
        ("registry_person", "nationality"),
        ("screening_result", "poverty_class"),
        ("screening_result", "income_per_head"),
        ("tracking_absence", "kind"),
        ("tracking_measurement", "doubtful"),
        ("tracking_measurement", "height_z"),
        ("tracking_measurement", "weight_z"),
        ("tracking_measurement", "bmi_z"),
    }


FLAG_VIEWS = {
    "extract_disadvantages", "extract_home_visits", "extract_problems", "extract_risks", "extract_school_forms",
    "extract_searches",
}  # fmt: skip
"""Views that read what their reader may not: of a child or a school in a term they tell yes or no alone."""


def test_views_are_for_extracts_and_obey_their_reader(owner: "psycopg.Connection[Any]") -> None:
    views = tables(owner, "vm")
    assert set(views) > FLAG_VIEWS
    for view in views:
        options = owner.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [view]).fetchone()
        assert options is not None
        assert options[0] == [f"security_invoker={str(view not in FLAG_VIEWS).lower()}"], view
        assert view.startswith("extract_")
        assert not may(owner, "web", view, "SELECT")
        assert not may(owner, "worker", view, "SELECT")


@pytest.mark.parametrize("view", sorted(FLAG_VIEWS))
def test_a_view_with_the_owners_rights_tells_yes_or_no_alone(owner: "psycopg.Connection[Any]", view: str) -> None:
    """A text, a number, a date or a JSON document would carry more than an indicator counts."""
    rows = owner.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [view],
    ).fetchall()
    keys = {"person_id": "bigint", "school_id": "integer", "round_id": "bigint", "term_key": "integer"}
    keys["to_term"] = "integer"
    assert {name: kind for name, kind in rows if kind != "boolean"}.items() <= keys.items()


def test_no_table_hides_behind_another(owner: "psycopg.Connection[Any]") -> None:
    """Rights on a partition would pass by its parent's policies: a partition needs its own, or no rights at all."""
    rows = owner.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity"
    ).fetchall()
    assert rows == []


def definer_functions(owner: "psycopg.Connection[Any]") -> list[tuple[str, str, list[str], bool, bool]]:
    """Name, signature, settings, executable by everybody, a trigger's: of each SECURITY DEFINER function of ours."""
    return owner.execute(
        "SELECT p.proname, p.oid::regprocedure::text, p.proconfig, p.proacl IS NULL OR EXISTS ("
        "  SELECT 1 FROM aclexplode(p.proacl) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE'), "
        "p.prorettype = 'trigger'::regtype FROM pg_proc p "
        "WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
    ).fetchall()


def test_every_definer_function_has_a_fixed_search_path(owner: "psycopg.Connection[Any]") -> None:
    wrong = [
        signature
        for _, signature, settings, _, _ in definer_functions(owner)
        if "search_path=public, pg_temp" not in (settings or [])
    ]
    assert wrong == []


def test_no_definer_function_but_the_reader_of_the_scope_is_everybody_s(owner: "psycopg.Connection[Any]") -> None:
    assert [name for name, _, _, everybody, _ in definer_functions(owner) if everybody] == ["access_scope"]


def test_every_definer_function_is_called_by_those_who_may_and_nobody_else(owner: "psycopg.Connection[Any]") -> None:
    found: dict[str, set[str]] = {}
    for name, signature, _, _, is_trigger in definer_functions(owner):
        callers = {
            role
            for role in ROLES
            if owner.execute("SELECT has_function_privilege(%s, %s, 'EXECUTE')", [f"isee_{role}", signature]).fetchone()
            == (True,)
        }
        if is_trigger:
            assert callers == set(), signature
        else:
            found[name] = callers
    assert found == DEFINERS


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT access_hmac('scope', 'x')",
        "SELECT access_set_scope(1, 1)",
        "SELECT access_issue_ticket_for(1, 'import')",
        "SELECT access_open_ticket('1.x', 'import')",
        "SELECT registry_refresh_scope('{1}')",
        "SELECT registry_match_identifiers('citizen_id', '{}')",
        "SELECT registry_latest_enrolments('{1}')",
        "SELECT access_replace_person_scope('{1}', '{}')",
        "SELECT registry_scope_of('{1}')",
        "SELECT registry_selves('{1}')",
        "SELECT registry_concerned('{1}')",
        "SELECT access_session_user('x')",
        "SELECT access_end_unconfirmed(current_date)",
        "SELECT _pgh_attach_context()",
    ],
)
def test_the_web_role_may_not_call(committed_world: CommittedWorld, statement: str) -> None:
    with (
        committed_world.connected("web", token=committed_world.tokens["auditor"]) as web,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        web.execute(statement)


#: What the web role may write of a package of records: it holds no child.
WRITTEN_BY_PAGES = {"collect_reminder"}
#: Tables with personal columns and no row-level security, each with its reason. Nobody's child is in them.
NO_CHILD_IN_IT = {
    "access.User": "accounts of staff and guardians: read at sign-in, before there is a scope",
    "access.Session": "staff's browsers: read by the hash of a token that only the cookie has; data sealed",
    "access.OneTimeLink": "keyed hashes of links to accounts",
    "access.ApiToken": "tokens of staff's programs: keyed hashes, and what their owner said they are for",
    "access.ScopeKey": "no role has a right on it",
    "collect.RoundException": "which member of staff opened a round again for a school",
    "linkage.AcceptedRow": "no role has a right on it: asked through linkage_known_rows and linkage_still_known",
    "registry.NameKey": "no role has a right on it: asked through registry_search_names",
    "research.ResearchRequest": "who asks for research data and why; a trigger guards who decides",
    "system.Progress": "who asked for a piece of work; counts only",
}


def personal_and_open(found: type[models.Model]) -> bool:
    """Does a model point at a person or household, or keep something personal, without row-level security?"""
    points = any(
        field.related_model is not None and getattr(field.related_model, "__name__", "") in ("Person", "Household")
        for field in found._meta.concrete_fields
    )
    named = {field.column for field in found._meta.concrete_fields} & {"person_id", "child_id", "household_id"}
    marks = set(getattr(found, "privacy", {}).values()) & {"personal", "sensitive"}
    return protection_of(found).is_open and bool(points or named or marks)


def test_every_table_that_holds_a_person_has_row_level_security() -> None:
    unprotected = {model._meta.label for model in our_models() if personal_and_open(model)}
    assert unprotected - set(NO_CHILD_IN_IT) == set()


def test_the_exceptions_are_still_needed() -> None:
    unprotected = {model._meta.label for model in our_models() if personal_and_open(model)}
    assert set(NO_CHILD_IN_IT) - unprotected == set()


def test_the_look_for_unprotected_tables_finds_one() -> None:
    class Stray(models.Model):
        """A table that somebody forgot."""

        person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "stray"
            managed = False

    assert personal_and_open(Stray)
