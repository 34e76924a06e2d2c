"""`isee doctor`: what is missing or wrong, in plain words, and how to mend it."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from isee.system.boot import EmbeddedPostgres, PostgresError, isee_home, packaged_binaries, role_urls
from isee.web.commands.output import NOT_READY, print_json
from isee.web.commands.serve import port_is_free
from isee.web.commands.start import embedded_server

ROOM_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: well or not, what was seen, and how to mend it."""

    subject: str
    well: bool
    seen: str
    mend: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
@click.option("--production", is_flag=True, help="Also everything that must hold where real children are recorded.")
def doctor(as_json: bool, production: bool) -> None:
    """Look at everything that iSEE needs and say how to mend what is wrong."""
    findings = list(examine(production=production))
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.well else 'BAD '} {finding.subject}: {finding.seen}")
            if not finding.well:
                click.echo(f"     {finding.mend}")
    if not all(finding.well for finding in findings):
        raise SystemExit(NOT_READY)


def examine(*, production: bool) -> Iterator[Finding]:
    """All findings, cheap ones first; the database is asked only when it runs."""
    home = isee_home()
    yield _home(home)
    if home.is_dir():
        yield _room(home)
    yield from _binaries()
    yield _front_end()
    yield _port()
    running = _database_runs(home)
    yield running
    if running.well:
        yield from _database(home)
        if production:
            from isee.web.commands.production import examine_production

            yield from examine_production()


def _home(home: Path) -> Finding:
    if not home.exists():
        return Finding("data folder", False, f"{home} does not exist", "Run `isee migrate` or `make demo`.")
    writable = os.access(home, os.W_OK | os.X_OK)
    return Finding(
        "data folder", writable, f"{home}" + ("" if writable else " cannot be written"),
        "Set ISEE_HOME to a folder that you own, or mend its owner and mode.",
    )  # fmt: skip


def _room(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    return Finding(
        "room on the disk", free >= ROOM_BYTES, f"{free / 1024**3:.1f} GB free", "Free at least 2 GB on that disk."
    )


def _binaries() -> Iterator[Finding]:
    if embedded_server() is None:
        yield Finding("PostgreSQL", True, "a server of your own")
        return
    try:
        yield Finding("PostgreSQL", True, f"embedded, {packaged_binaries().name} of the pip package")
    except PostgresError as fault:
        yield Finding("PostgreSQL", False, str(fault), "Run `make demo`, or set ISEE_DATABASE_URL.")


def _front_end() -> Finding:
    built = (Path(__file__).resolve().parents[1] / "static" / "isee").is_dir()
    return Finding(
        "styles and scripts", built, "built" if built else "not built", "Run `python3 tools/prepare.py product`."
    )


def _port() -> Finding:
    port = int(os.environ.get("ISEE_PORT", "8000"))
    free = port_is_free("127.0.0.1", port)
    return Finding(
        "port", True, f"{port} is {'free' if free else 'in use (by iSEE itself, when it runs; else set ISEE_PORT)'}"
    )


def _database_runs(home: Path) -> Finding:
    if embedded_server() is None:
        return Finding("database", True, "a server of your own")
    if not home.is_dir():
        return Finding("database", False, "no data folder yet", "Run `isee migrate`.")
    port = EmbeddedPostgres(home).running_port()
    if port is None:
        return Finding("database", False, "stopped", "Run `isee serve`, `isee migrate` or `make demo`: each starts it.")
    return Finding("database", True, f"embedded, on port {port}")


def _database(home: Path) -> Iterator[Finding]:
    import psycopg

    urls = role_urls(home)
    for role in ("owner", "web", "worker", "extract"):
        try:
            with psycopg.connect(urls[role], connect_timeout=3) as connection:
                bypass = connection.execute(
                    "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
                )
                row = bypass.fetchone()
            well = row is not None and not row[0]
            yield Finding(
                f"role isee_{role}", well, "connects" if well else "may bypass row-level security",
                f"ALTER ROLE isee_{role} NOSUPERUSER NOBYPASSRLS;",
            )  # fmt: skip
        except (KeyError, psycopg.Error) as fault:
            yield Finding(f"role isee_{role}", False, type(fault).__name__, "Run `isee migrate`.")
    yield _migrations()
    yield _keys()


def _migrations() -> Finding:
    from isee.web.commands.start import set_up

    set_up("web")
    from isee.system.api import migrations_missing

    waiting = migrations_missing()
    return Finding(
        "migrations", not waiting, "all applied" if not waiting else f"{waiting} waiting", "Run `isee migrate`."
    )


def _keys() -> Finding:
    from isee.system.api import key_file

    if os.environ.get("ISEE_KEYS"):
        return Finding("keys", True, "from ISEE_KEYS")
    path = key_file()
    private = path.exists() and not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    inside = path.is_relative_to(isee_home())
    return Finding(
        "keys", private and not inside, f"{path}" + ("" if private else " is readable by others or missing"),
        f"chmod 600 {path}, keep it outside {isee_home()}, and back it up apart from the data.",
    )  # fmt: skip
