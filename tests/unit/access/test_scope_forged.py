"""An attacker who can send any statement as the web role tries to make, copy, keep or replay a scope."""

from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.world import CommittedWorld

NATION = "1|1|auditor|{}|{}|{}|0|999999999|{}"
Web = psycopg.Connection[Any]


def persons(web: Web) -> int:
    """How many persons a connection sees."""
    row = web.execute("SELECT count(*) FROM registry_person").fetchone()
    assert row is not None
    return int(row[0])


def scope_text(web: Web) -> str:
    """The scope's text as any statement can read it."""
    row = web.execute("SELECT current_setting('isee.scope', true)").fetchone()
    assert row is not None
    return str(row[0])


def set_scope(web: Web, text: str, *, local: bool = True) -> None:
    """Write the variable, as any statement can."""
    web.execute("SELECT set_config('isee.scope', %s, %s)", [text, local])


@pytest.mark.parametrize(
    "text",
    [
        "nation",
        "||||||||||||",
        NATION,
        f"{NATION}|1|1|00",
        f"{NATION}|1|1|{'0' * 64}",
        "1|1|auditor|{}|{}|{}|0|999999999|{}|x|y|",
        "|" * 11,
    ],
)
def test_a_text_of_one_s_own_is_no_scope(committed_world: CommittedWorld, text: str) -> None:
    with committed_world.connected("web") as web:
        set_scope(web, text)
        assert persons(web) == 0


def test_own_text_for_this_transaction_with_a_guessed_signature_is_no_scope(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web") as web:
        web.execute(
            "SELECT set_config('isee.scope', %s || '|' || access_transaction_mark() || '|' || %s, true)",
            [NATION, "0" * 64],
        )
        assert persons(web) == 0


@pytest.mark.parametrize("place", range(12))
def test_a_true_scope_altered_in_any_part_is_none(committed_world: CommittedWorld, place: int) -> None:
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        parts = scope_text(web).split("|")
        parts[place] = {3: "{1,2,3}", 4: "{1,2,3}", 6: "0", 7: "999999999"}.get(place, parts[place] + "1")
        set_scope(web, "|".join(parts))
        assert persons(web) == 0


def test_a_scope_copied_to_another_connection_is_none(committed_world: CommittedWorld) -> None:
    with (
        committed_world.connected("web", token=committed_world.tokens["auditor"]) as auditor,
        committed_world.connected("web", token=committed_world.tokens["teacher"]) as teacher,
    ):
        assert persons(auditor) > persons(teacher) > 0
        set_scope(teacher, scope_text(auditor))
        assert persons(teacher) == 0


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_a_scope_ends_with_its_transaction(committed_world: CommittedWorld, end: str) -> None:
    with committed_world.connected("web", token=committed_world.tokens["auditor"]) as web:
        web.execute(end)
        assert persons(web) == 0


def test_a_scope_kept_for_the_next_transaction_of_the_same_connection_is_none(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web", token=committed_world.tokens["auditor"]) as web:
        text = scope_text(web)
        set_scope(web, text, local=False)
        web.commit()
        assert persons(web) == 0
        assert scope_text(web) == text


def test_opening_a_scope_that_fails_closes_the_one_before(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web", token=committed_world.tokens["auditor"]) as web:
        assert web.execute("SELECT access_open_scope('nobody')").fetchone() == (False,)
        assert persons(web) == 0


@pytest.mark.parametrize(
    "purpose", ["auditor|{{}}|{{}}|{{}}|0|999999999|{{}}|{mark}", "x|{mark}", "import\n", "", "p" * 81, "ก"]
)
def test_a_ticket_cannot_be_signed_for_a_text_that_reads_like_a_scope(
    committed_world: CommittedWorld, purpose: str
) -> None:
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        mark = web.execute("SELECT access_transaction_mark()").fetchone()
        assert mark is not None
        with pytest.raises(errors.InvalidParameterValue):
            web.execute("SELECT access_issue_ticket(%s)", [purpose.format(mark=mark[0])])


def test_a_signed_ticket_does_not_verify_as_a_scope(committed_world: CommittedWorld) -> None:
    """What a ticket signs begins with its kind: even with bars in it, it would sign no scope."""
    with (
        committed_world.connected("owner") as owner,
        committed_world.connected("web", token=committed_world.tokens["teacher"]) as web,
    ):
        mark = web.execute("SELECT access_transaction_mark()").fetchone()
        assert mark is not None
        body = f"ticket|7|auditor|{{}}|{{}}|{{}}|0|999999999|{{}}|{mark[0]}"
        signed = owner.execute("SELECT encode(access_hmac('scope', %s), 'hex')", [body]).fetchone()
        assert signed is not None
        set_scope(web, f"{body}|{signed[0]}")
        assert persons(web) == 0


def test_the_search_path_of_a_caller_changes_no_scope(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        before = persons(web)
        web.execute("SELECT set_config('search_path', 'pg_temp, public', true)")
        assert persons(web) == before


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE registry_person (id bigint)",
        "CREATE TABLE public.mine (id bigint)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION btree_gin",
        "SET ROLE isee_owner",
        "SET ROLE isee_worker",
        "SET ROLE isee_extract",
        "SET SESSION AUTHORIZATION isee_owner",
        "SELECT set_config('role', 'isee_owner', true)",
        "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE registry_person NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY web_sees_its_scope ON registry_person",
        "CREATE POLICY mine ON registry_person USING (true)",
        "ALTER ROLE isee_web BYPASSRLS",
        "SET session_replication_role = replica",
        "ALTER FUNCTION access_scope() SECURITY INVOKER",
        "COPY access_scopekey TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "LOCK TABLE registry_person",
    ],
)
def test_the_web_role_cannot(committed_world: CommittedWorld, statement: str) -> None:
    with (
        committed_world.connected("web", token=committed_world.tokens["auditor"]) as web,
        pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)),
    ):
        web.execute(statement)


def test_switching_policies_off_shows_nothing(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        web.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            persons(web)


def test_copy_out_obeys_the_scope_and_copy_in_is_refused(committed_world: CommittedWorld) -> None:
    with committed_world.connected("web", token=committed_world.tokens["teacher"]) as web:
        seen = persons(web)
        with web.cursor().copy("COPY registry_person (id) TO STDOUT") as copy:
            assert len(list(copy)) == seen
        with pytest.raises(errors.Error), web.cursor().copy("COPY access_readlog (person_id) FROM STDIN") as copy:
            copy.write_row([1])


def test_statistics_of_the_planner_tell_no_names(committed_world: CommittedWorld) -> None:
    with committed_world.connected("owner") as owner:
        owner.execute("ANALYZE registry_person")
        owner.commit()
    with committed_world.connected("web", token=committed_world.tokens["auditor"]) as web:
        found = web.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'registry_person'").fetchone()
        assert found == (0,)


def test_the_statements_of_other_connections_are_not_shown(committed_world: CommittedWorld) -> None:
    with (
        committed_world.connected("web", token=committed_world.tokens["auditor"]),
        committed_world.connected("web") as other,
    ):
        assert other.execute("SHOW track_activities").fetchone() == ("off",)
        told = other.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = 'isee_web' AND datname = current_database()"
        ).fetchall()
        assert {row[0] for row in told} <= {None, "", "<command string not enabled>"}
        with pytest.raises(errors.InsufficientPrivilege):
            other.execute("SET track_activities = on")


def test_an_error_about_a_person_s_row_does_not_quote_the_row(committed_world: CommittedWorld) -> None:
    with committed_world.connected("worker") as worker, pytest.raises(errors.CheckViolation) as refused:
        worker.execute(
            "INSERT INTO registry_person (uuid, prefix, given_name, family_name, given_key, family_key, sex, "
            "birth_date, birth_precision, nationality, life_status, recorded_at, source) VALUES ("
            "gen_random_uuid(), '', 'ความลับ', '', '', '', 'u', NULL, 'day', '', 'alive', now(), 'typed')"
        )
    assert "ความลับ" not in str(refused.value)
    assert refused.value.diag.message_detail is None
