"""Test databases: one migrated template per state of the code, copied for each test session."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from psycopg import sql

from isee.access.api import apply_database_code
from isee.system.api import now
from isee.system.database import connect_as, prepare_database
from isee.system.postgres import EmbeddedPostgres
from isee.web.commands.migrate import load_reference_rows
from tests.environment import HOME

CODE = Path(__file__).resolve().parents[1] / "isee"


def admin_url() -> str:
    """A server of your own (`ISEE_DATABASE_URL`), or the embedded one, started when it is not running."""
    given = os.environ.get("ISEE_DATABASE_URL")
    if given:
        return given
    server = EmbeddedPostgres(HOME, durable=False)
    server.start()
    return server.url()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold a lock among all test sessions on this machine."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_database(name: str) -> None:
    """A fresh database of this name, copied from the template of the present code; the process is its owner."""
    with only_one():
        url = admin_url()
        template = f"isee_template_{_state_of_the_code()}"
        with psycopg.connect(url, autocommit=True) as admin:
            if not _exists(admin, template):
                _build_template(url, f"{template}_fresh", admin)
                admin.execute(_rename(f"{template}_fresh", template))
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            admin.execute(
                sql.SQL("CREATE DATABASE {} OWNER isee_owner TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        prepare_database(url, HOME / name, database=name, passwords_from=HOME)
    connect_as("owner", home=HOME / name)


def drop_database(name: str) -> None:
    """Remove a test database, whoever is still connected, and its home."""
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    shutil.rmtree(HOME / name, ignore_errors=True)


def _state_of_the_code() -> str:
    """A hash over everything that decides what the database looks like."""
    digest = hashlib.sha256()
    patterns = (
        "*/migrations/*.py",
        "*/sql/*.sql",
        "*/*models.py",
        "access/*.py",
        "system/partitions.py",
        "places/data/**/*",
        "collect/data/*",
        "screening/data/*",
        "support/data/*",
        "tracking/data/*",
    )
    for path in sorted({path for pattern in patterns for path in CODE.glob(pattern) if path.is_file()}):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _exists(admin: "psycopg.Connection[Any]", name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _build_template(url: str, name: str, admin: "psycopg.Connection[Any]") -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    for old in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'isee_template_%'").fetchall():
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old[0])))
    prepare_database(url, HOME, database=name)
    # Unit tests change into the web role inside a transaction that is rolled back.
    admin.execute("GRANT isee_web, isee_worker, isee_extract TO isee_owner")
    connect_as("owner", home=HOME)
    call_command("migrate", verbosity=0, interactive=False)
    apply_database_code()
    load_reference_rows(at=now())
    from django.db import connection

    connection.close()


def _rename(old: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
