"""Applies what migrations cannot hold: partitions, functions, views, rights and row-level security policies.

Runs after every migration as `isee_owner`, in one transaction, and changes only what differs: each policy
carries the hash of its text as a comment, so that a running system is not locked for nothing.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.db import connection, models, transaction

from isee.access.protection import (
    OPEN,
    Protection,
    Rights,
    changed_condition,
    updated_condition,
    visible_condition,
    written_condition,
)
from isee.access.roles import GIVEN_BY_SCHOOLS, REVIEWED_ROLES, RULES, SCHOOL_HEADS, SCHOOL_STAFF, Ability, ScopeKind
from isee.system.api import ensure_year_partitions, keyring, today

ROLE_LIST = re.compile(r"(?<!:):([a-z_]+):(?!:)")
READERS = ("web", "worker")
ALL = "SELECT, INSERT, UPDATE, DELETE"
# Tables that are not ours, by prefix: what the roles may do there. They hold no child and no household.
FOREIGN_RIGHTS = {
    "account_": Rights(web="SELECT, INSERT, UPDATE, DELETE", worker=""),
    "mfa_": Rights(web="SELECT, INSERT, UPDATE, DELETE", worker=""),
    "django_": Rights(web="SELECT", worker="SELECT"),
    "auth_": Rights(web="", worker=""),
    # The web role hands in jobs and counts them; the tickets in their arguments are not for it to read or change.
    "procrastinate_jobs": Rights(
        web="INSERT, SELECT (id, queue_name, task_name, queueing_lock, status, scheduled_at, attempts)", worker=ALL
    ),
    "procrastinate_events": Rights(web="INSERT", worker=ALL),
    "procrastinate_": Rights(web="", worker=ALL),
    "pghistory_": Rights(web="", worker=""),
}


# Tables of the layer below, which knows no rights. The owner carries out what stands in `system_setaside`.
LOWER_RIGHTS = {"system_setaside": Rights(web="SELECT", worker="SELECT")}


def apply_database_code() -> None:
    """Bring partitions, functions, views, rights and policies to what the models and the SQL files say."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(4711)")
        ensure_year_partitions(on=today())
        store_scope_keys(cursor)
        for text in _sql_files():
            cursor.execute(text)
        _apply_rights(cursor)
        for table, protection, extract in protected_tables():
            _apply_policies(cursor, table, protection, extract=extract)
        _let_history_be_written_by_triggers_alone(cursor)


def our_apps() -> list[AppConfig]:
    """The apps of this project, lower layers first."""
    return [config for config in apps.get_app_configs() if config.name.startswith("isee.")]


def our_models() -> Iterator[type[models.Model]]:
    """Every concrete model of ours, history tables included."""
    for config in our_apps():
        yield from config.get_models(include_auto_created=True)


def protection_of(model: type[models.Model]) -> Protection:
    """The declared protection; a history table has that of the table whose rows it keeps."""
    tracked: type[models.Model] | None = getattr(model, "pgh_tracked_model", None)
    if tracked is None:
        declared: Protection = getattr(model, "protection", OPEN)
        return declared
    # Earlier values of a column without a term are for those who see the present: a former school has its own terms.
    base = replace(protection_of(tracked), any_period=False)
    return replace(base, column="pgh_obj_id") if base.column == "id" else base


def protected_tables() -> Iterator[tuple[str, Protection, bool]]:
    """Table name, protection and whether an extract reads it, for every table with row-level security."""
    for model in our_models():
        protection = protection_of(model)
        if not protection.is_open:
            yield model._meta.db_table, protection, bool(rights_of(model).extract)


def rights_of(model: type[models.Model]) -> Rights:
    """The declared rights; history is read by the web role and written by triggers alone."""
    if getattr(model, "pgh_tracked_model", None) is not None:
        return Rights(web="SELECT", worker="SELECT")
    declared: Rights = getattr(model, "rights", LOWER_RIGHTS.get(model._meta.db_table, Rights()))
    return declared


def store_scope_keys(cursor: Any) -> None:
    """The pads of HMAC-SHA256 for the keys that the database itself needs."""
    session_key = keyring().current("session")[1]
    for name, key in (("session", session_key), ("scope", hashlib.sha256(b"scope" + session_key).digest())):
        block = key.ljust(64, b"\0")
        cursor.execute(
            "INSERT INTO access_scopekey (name, inner_pad, outer_pad) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE "
            "SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
            [name, bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)],
        )


def _sql_files() -> Iterator[str]:
    """The SQL of each package, lower layers first, with its lists of role names filled in."""
    lists = _role_lists()
    for config in our_apps():
        for path in sorted(Path(config.path).glob("sql/*.sql")):
            yield ROLE_LIST.sub(lambda found: lists[found[1]], path.read_text())


def _role_lists() -> dict[str, str]:
    """`:roles_nation:` (by shape of scope), `:can_manage_users:` (by ability), `:given_by_schools:` as SQL arrays."""
    found = {f"roles_{kind.value}": [role for role, rule in RULES.items() if rule.scope is kind] for kind in ScopeKind}
    for ability in Ability:
        found[f"can_{ability.value}"] = [role for role, rule in RULES.items() if ability in rule.abilities]
    found["given_by_schools"] = list(GIVEN_BY_SCHOOLS)
    found["roles_of_school_staff"] = list(SCHOOL_STAFF)
    found["roles_of_school_heads"] = list(SCHOOL_HEADS)
    found["roles_reviewed"] = list(REVIEWED_ROLES)
    return {
        name: "ARRAY[{}]::text[]".format(", ".join(f"'{role.value}'" for role in roles))
        for name, roles in found.items()
    }


def _apply_rights(cursor: Any) -> None:
    cursor.execute("GRANT USAGE ON SCHEMA public TO isee_web, isee_worker, isee_extract")
    for role in (*READERS, "extract"):
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM isee_{role}")
    for role in READERS:
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO isee_{role}")
    declared = {model._meta.db_table: rights_of(model) for model in our_models()}
    # A right granted on a partition would bypass the policies of its table: there is none.
    cursor.execute(
        "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r','p','v') AND NOT relispartition"
    )
    for table, kind in cursor.fetchall():
        if kind == "v":
            if table.startswith("extract_"):
                cursor.execute(f'GRANT SELECT ON "{table}" TO isee_extract')
            continue
        rights = declared.get(table) or _foreign_rights(table)
        for role, privileges in (("web", rights.web), ("worker", rights.worker)):
            if privileges:
                cursor.execute(f'GRANT {privileges} ON "{table}" TO isee_{role}')
        if rights.extract:
            cursor.execute(f'GRANT SELECT ({rights.extract}) ON "{table}" TO isee_extract')


def _foreign_rights(table: str) -> Rights:
    for prefix, rights in FOREIGN_RIGHTS.items():
        if table.startswith(prefix):
            return rights
    return Rights(web="", worker="")


def _apply_policies(cursor: Any, table: str, protection: Protection, *, extract: bool) -> None:
    cursor.execute("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
    if not cursor.fetchone()[0]:
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    wanted = dict(_policies(table, protection, extract=extract))
    cursor.execute(
        "SELECT polname, obj_description(oid, 'pg_policy') FROM pg_policy WHERE polrelid = %s::regclass",
        [table],
    )
    present: dict[str, str | None] = dict(cursor.fetchall())
    for name, text in wanted.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if present.get(name) == digest:
            continue
        if name in present:
            cursor.execute(f'DROP POLICY "{name}" ON "{table}"')
        cursor.execute(f'CREATE POLICY "{name}" ON "{table}" {text}')
        cursor.execute(f'COMMENT ON POLICY "{name}" ON "{table}" IS \'{digest}\'')
    for name in present.keys() - wanted.keys():
        cursor.execute(f'DROP POLICY "{name}" ON "{table}"')


def _policies(table: str, protection: Protection, *, extract: bool) -> Iterator[tuple[str, str]]:
    visible, changed = visible_condition(protection, table), changed_condition(protection, table)
    yield "owner_all", "TO isee_owner USING (true) WITH CHECK (true)"
    for role in READERS:
        yield f"{role}_sees_its_scope", f"FOR SELECT TO isee_{role} USING ({visible})"
        written = written_condition(protection, table, role)
        updated = updated_condition(protection, table, role)
        yield f"{role}_inserts", f"FOR INSERT TO isee_{role} WITH CHECK ({written})"
        yield f"{role}_updates", f"FOR UPDATE TO isee_{role} USING ({changed}) WITH CHECK ({updated})"
        yield f"{role}_deletes", f"FOR DELETE TO isee_{role} USING ({changed})"
    if extract:
        yield "extract_sees_all", "FOR SELECT TO isee_extract USING (true)"


def _let_history_be_written_by_triggers_alone(cursor: Any) -> None:
    """History triggers run as the owner, so that no role needs the right to write history itself.

    Nobody else may execute trigger functions: on a temporary table of its own, a role could let them write history
    that never happened.
    """
    cursor.execute(
        "SELECT p.oid::regprocedure::text, p.proname LIKE 'pgtrigger\\_%%' OR p.proname = '_pgh_attach_context' "
        "FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = 'isee_owner'::regrole "
        "AND (p.proname = '_pgh_attach_context' "
        "OR p.prorettype = 'trigger'::regtype AND p.proname NOT LIKE 'procrastinate\\_%%')"
    )
    for signature, is_history in cursor.fetchall():
        if is_history:
            cursor.execute(f"ALTER FUNCTION {signature} SECURITY DEFINER SET search_path = public, pg_temp")
        cursor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
