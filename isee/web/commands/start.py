"""Gets a command ready: settings, a running database, a role, and the actor in whose name it works."""

import gc
import os
from pathlib import Path

import django
import psycopg

from isee.system.boot import (
    DatabaseError,
    EmbeddedPostgres,
    PostgresError,
    connect_as,
    isee_home,
    prepare_database,
    role_urls,
)
from isee.web.commands.output import NOT_READY, fail

NEXT_STEP = "Run `isee doctor` to see what is missing."


def embedded_server() -> EmbeddedPostgres | None:
    """The embedded server of this home, or None when a server of your own is named."""
    if os.environ.get("ISEE_DATABASE_URL") or os.environ.get("ISEE_DATABASE_WEB_URL"):
        return None
    return EmbeddedPostgres(isee_home())


def start_database() -> EmbeddedPostgres | None:
    """Start the embedded server if it is ours and stopped, and bring the roles' addresses up to its port.

    Returns the server when this call started it, so that the caller stops it at its end.
    """
    home = make_home()
    server = embedded_server()
    try:
        if server is None:
            admin = os.environ.get("ISEE_DATABASE_URL")
            if admin:
                prepare_database(admin, home)
            return None
        started = server.start()
        if started or not role_urls(home):
            prepare_database(server.url(), home)
        return server if started else None
    except (PostgresError, psycopg.OperationalError, DatabaseError) as fault:
        fail(f"The database cannot be used: {str(fault).strip()} {NEXT_STEP}", code=NOT_READY)


def make_home() -> Path:
    """The data folder, made if missing; says so in plain words when it cannot be written."""
    home = isee_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink(missing_ok=True)  # the server and the worker look at the same moment
    except OSError as fault:
        fail(f"{home} cannot be written ({fault.strerror}). Set ISEE_HOME to a folder that you own.", code=NOT_READY)
    return home


def set_up(role: str) -> None:
    """Django, connected as this database role to a server that runs."""
    start_database()
    os.environ["ISEE_DB_ROLE"] = role
    django.setup()
    # Commands and jobs hold tens of thousands of rows at a time: looking through all of them for cycles every 700
    # objects costs an import an eighth of its time, and the libraries that are loaded by now never go.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        connect_as(role)
    except DatabaseError as fault:
        fail(str(fault), code=NOT_READY)
