"""What `isee doctor --production` looks at besides: everything that must be true where real children are recorded."""

import io
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from isee.system.boot import PRIVATE_SETTINGS, isee_home, role_urls
from isee.web.commands.doctor import Finding

OLDEST_BACKUP = timedelta(hours=26)
WORKER_SILENT = timedelta(minutes=2)
CLOCK_DIFFERENCE = timedelta(seconds=5)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
OLDEST_SERVER = 150000


def examine_production() -> Iterator[Finding]:
    """All findings; Django is set up and the database answers."""
    yield _finding(
        "the account",
        os.geteuid() != 0,
        "runs as an account of its own",
        "runs as root",
        "Make an account for iSEE alone and run its services as that (deploy/).",
    )
    yield from _no_demo()
    yield from _addresses()
    yield _deployment_check()
    yield _file_store()
    yield _backup()
    with psycopg.connect(role_urls(isee_home())["owner"]) as connection:
        yield from _server(connection)
        yield from _roles(connection)
        yield _partitions(connection)
        yield _worker(connection)
        yield _clock(connection)
        yield _room(connection)


def _finding(subject: str, well: bool, good: str, bad: str, mend: str) -> Finding:
    return Finding(subject, well, good if well else bad, mend)


def _no_demo() -> Iterator[Finding]:
    from isee.system.api import nation

    for name in ("ISEE_DEMO", "ISEE_TODAY"):
        yield _finding(name, not os.environ.get(name), "not set", "is set", f"Remove {name} from the environment.")
    invented = nation(isee_home()).synthetic
    yield _finding(
        "the persons",
        not invented,
        "no synthetic nation was loaded",
        "a synthetic nation was loaded here",
        "Never mix real children with invented ones: start with an empty database and ISEE_HOME.",
    )


def _addresses() -> Iterator[Finding]:
    hosts = [host for host in os.environ.get("ISEE_HOSTS", "").split(",") if host]
    named = bool(hosts) and not any(host in LOOPBACK or host.startswith("*") for host in hosts)
    yield _finding(
        "ISEE_HOSTS",
        named,
        ", ".join(hosts),
        ", ".join(hosts) or "not set",
        "Name the public host names and no others, with commas.",
    )
    yield _finding(
        "ISEE_TLS",
        os.environ.get("ISEE_TLS") == "1",
        "cookies are for TLS alone",
        "not set",
        "Set ISEE_TLS=1 and let a reverse proxy end TLS (deploy/nginx.conf).",
    )
    yield _finding(
        "metrics",
        bool(os.environ.get("ISEE_METRICS_TOKEN")),
        "served to whoever has the token",
        "not served",
        "Set ISEE_METRICS_TOKEN to a long random text, and give it to Prometheus.",
    )


def _deployment_check() -> Finding:
    from django.core.management import CommandError, call_command

    said = io.StringIO()
    try:
        call_command("check", deploy=True, fail_level="WARNING", stdout=said, stderr=said)
    except CommandError as fault:
        return Finding("Django's deployment check", False, " ".join(str(fault).split())[:300], "Mend what it names.")
    return Finding("Django's deployment check", True, "finds nothing")


def _file_store() -> Finding:
    from isee.system.api import file_store_answers

    trouble = file_store_answers()
    return _finding(
        "file store",
        not trouble,
        os.environ.get("ISEE_FILE_STORE") or str(isee_home() / "files"),
        trouble,
        "Check ISEE_FILE_STORE and the account of the bucket, or the folder's owner.",
    )


def _backup() -> Finding:
    from isee.system.api import BackupError, newest_backup, now

    folder = os.environ.get("ISEE_BACKUP_DIR", "")
    mend = "Let a timer run `isee backup` daily (deploy/isee-backup.timer), and name its folder in ISEE_BACKUP_DIR."
    if not folder:
        return Finding("backup", False, "ISEE_BACKUP_DIR is not set", mend)
    try:
        newest = newest_backup(Path(folder))
    except BackupError as fault:
        return Finding("backup", False, str(fault), mend)
    fresh = newest is not None and now() - datetime.fromisoformat(newest.made_at) < OLDEST_BACKUP
    return Finding("backup", fresh, f"newest of {newest.made_at}" if newest else "none yet", mend)


def _server(connection: "psycopg.Connection[Any]") -> Iterator[Finding]:
    version = connection.info.server_version
    yield _finding(
        "PostgreSQL's version", version >= OLDEST_SERVER, str(version), str(version), "Use PostgreSQL 15 or later."
    )
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        value = str(_one(connection, "SELECT current_setting(%s)", setting))
        yield _finding(setting, value == "on", value, value, f"ALTER SYSTEM SET {setting} = on; and reload.")
    local = connection.info.host in (*LOOPBACK, "") or connection.info.host.startswith("/")
    encrypted = bool(_one(connection, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    yield _finding(
        "the line to the database",
        local or encrypted,
        "local" if local else "encrypted",
        "in the clear",
        "Switch on TLS in PostgreSQL and add ?sslmode=verify-full to the addresses.",
    )


def _roles(connection: "psycopg.Connection[Any]") -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT rolname, coalesce(rolconfig, '{}') FROM pg_roles WHERE rolname LIKE 'isee\\_%%' ORDER BY rolname"
    ).fetchall()
    for role, settings in rows:
        missing = [name for name, value in PRIVATE_SETTINGS.items() if f"{name}={value}" not in settings]
        yield _finding(
            f"statements of {role}",
            not missing,
            "stay out of the server's log and activity",
            "can be read: " + ", ".join(missing),
            "As a superuser: " + " ".join(f"ALTER ROLE {role} SET {n} = '{PRIVATE_SETTINGS[n]}';" for n in missing),
        )


def _partitions(connection: "psycopg.Connection[Any]") -> Finding:
    from isee.system.api import missing_year_partitions, today

    missing = missing_year_partitions(on=today())
    return _finding(
        "partitions of the coming year",
        not missing,
        "are there",
        f"{len(missing)} are missing",
        "Run `isee migrate`: it makes them.",
    )


def _worker(connection: "psycopg.Connection[Any]") -> Finding:
    last = _one(connection, "SELECT max(last_heartbeat) FROM procrastinate_workers")
    alive = last is not None and datetime.now(UTC) - last < WORKER_SILENT
    return _finding("worker", alive, "does jobs", "no worker shows a sign of life", "Start isee-worker.service.")


def _clock(connection: "psycopg.Connection[Any]") -> Finding:
    apart = abs(datetime.now(UTC) - _one(connection, "SELECT clock_timestamp()"))
    return _finding(
        "clocks",
        apart < CLOCK_DIFFERENCE,
        "agree with the database's",
        f"are {apart} apart",
        "Keep both machines on network time: sessions and one-time codes depend on it.",
    )


def _room(connection: "psycopg.Connection[Any]") -> Finding:
    size = int(_one(connection, "SELECT pg_database_size(current_database())"))
    free = shutil.disk_usage(isee_home()).free
    seen = f"the database has {size / 1024**3:.1f} GB, the disk of ISEE_HOME {free / 1024**3:.1f} GB free"
    return _finding("room to grow", free > size // 5, seen, seen, "Keep a fifth of the database's size free.")


def _one(connection: "psycopg.Connection[Any]", query: str, *values: object) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
