"""Who connects to PostgreSQL, as which role, and with which password.

Four roles: `isee_owner` owns the tables and migrates; `isee_web`, `isee_worker` and `isee_extract` own nothing
and bypass nothing. Their passwords are generated at the first start and kept in `ISEE_HOME/database.json`
(mode 600); with a server of your own, `ISEE_DATABASE_URL` names an account that may create roles and a database,
or `ISEE_DATABASE_OWNER_URL`, `ISEE_DATABASE_WEB_URL`, ... name ready-made ones.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from django.db import connections
from psycopg import sql

from isee.system.home import isee_home

ROLES = ("owner", "web", "worker", "extract")
# Settings that keep a role's statements, which hold persons, out of pg_stat_activity and the server's log.
PRIVATE_SETTINGS: dict[LiteralString, str] = {
    "track_activities": "off", "log_statement": "none", "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic", "log_parameter_max_length_on_error": "0",
}  # fmt: skip
EXTENSIONS = ("pg_trgm", "btree_gist")


class DatabaseError(RuntimeError):
    """The database is missing or cannot be reached; the message says what to do next."""


def role_name(role: str) -> str:
    """The PostgreSQL role of one of ours: `web` -> `isee_web`."""
    return f"isee_{role}"


def credentials_file(home: Path) -> Path:
    """Where the addresses with the generated passwords are kept."""
    return home / "database.json"


def role_urls(home: Path) -> dict[str, str]:
    """The connection address of each role that is known, from the environment first, then from the file."""
    urls: dict[str, str] = {}
    path = credentials_file(home)
    if path.exists():
        urls.update(json.loads(path.read_text()))
    for role in ROLES:
        from_environment = os.environ.get(f"ISEE_DATABASE_{role.upper()}_URL")
        if from_environment:
            urls[role] = from_environment
    return urls


def django_settings(url: str | None) -> dict[str, Any]:
    """Django's connection settings for an address; without one, settings that fail at the first query."""
    parts = urlsplit(url or "postgresql://isee_web@127.0.0.1:1/isee")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


def prepare_database(
    admin_url: str, home: Path, *, database: str = "isee", passwords_from: Path | None = None
) -> dict[str, str]:
    """Create the roles, the database and its extensions where missing; returns the roles' addresses.

    Safe to run again: passwords in the file of `passwords_from` (or of `home`) stay.
    """
    home.mkdir(parents=True, exist_ok=True)
    known = role_urls(passwords_from or home)
    urls: dict[str, str] = {}
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in ROLES:
            if f"ISEE_DATABASE_{role.upper()}_URL" in os.environ:
                urls[role] = known[role]
                continue
            password = _password_of(known.get(role)) or secrets.token_urlsafe(24)
            _ensure_role(connection, role_name(role), password)
            _keep_statements_private(connection, role_name(role))
            urls[role] = _with_account(admin_url, role_name(role), password, database)
        ensure_database(connection, database)
    with psycopg.connect(_with_database(admin_url, database), autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    _remember(home, urls)
    return urls


def ensure_database(connection: "psycopg.Connection[Any]", database: str) -> None:
    """Create the database, owned by `isee_owner`, closed to everyone who is not named."""
    exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    name, owner = sql.Identifier(database), sql.Identifier(role_name("owner"))
    if not exists:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(name, owner)
        )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for role in ROLES:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role_name(role))))
    # Rows are staged in temporary tables; the web role stages nothing, and could hide real tables behind its own.
    for role in ("owner", "worker"):
        connection.execute(
            sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(role_name(role)))
        )
    for role in ("web", "extract"):
        connection.execute(
            sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM {}").format(name, sql.Identifier(role_name(role)))
        )


def _ensure_role(connection: "psycopg.Connection[Any]", name: str, password: str) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    connection.execute(
        sql.SQL("{} {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
            verb, sql.Identifier(name), sql.Literal(password)
        )
    )


def _keep_statements_private(connection: "psycopg.Connection[Any]", name: str) -> None:
    """Statements hold persons: they show neither in the server's activity nor in its log.

    Only a superuser may set this for a role; on a server whose account is none, its administrator does
    (`docs/security.md` names the settings).
    """
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if not superuser or not superuser[0]:
        return
    for setting, value in PRIVATE_SETTINGS.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(name), sql.SQL(setting), sql.Literal(value))
        )


def _password_of(url: str | None) -> str | None:
    return unquote(urlsplit(url).password or "") or None if url else None


def _with_account(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 5432}"
    return urlunsplit((parts.scheme, f"{user}:{quote(password)}@{place}", f"/{database}", parts.query, ""))


def _with_database(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, ""))


def _remember(home: Path, urls: dict[str, str]) -> None:
    path = credentials_file(home)
    fresh = path.with_suffix(".fresh")
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(urls, indent=1))
    fresh.replace(path)


def connect_as(role: str, *, home: Path | None = None) -> None:
    """Point Django's connection of this process at another role; the command line and tests use it."""
    urls = role_urls(home or isee_home())
    if role not in urls:
        raise DatabaseError("The database is not prepared yet: run `isee migrate`.")
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(django_settings(urls[role]))
