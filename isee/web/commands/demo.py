"""`isee demo`: a synthetic nation, imported like a real delivery, extracted, released and served."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

import click

from isee.system.boot import EmbeddedPostgres, PostgresError
from isee.web.commands.output import NOT_READY, fail, say
from isee.web.commands.serve import require_port
from isee.web.commands.start import embedded_server, make_home, start_database

TODAY = "2026-11-10"
SEED = 2569
STOP_SECONDS = 20
LOOK_SECONDS = 2


@click.command()
@click.option("--port", type=int, envvar="ISEE_PORT", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--scale", type=float, envvar="ISEE_DEMO_SCALE", default=0.006, show_default=True, help="Share of the real nation."
)
def demo(port: int, scale: float) -> None:
    """Build a small synthetic nation, import its rosters and serve it on this machine alone."""
    os.environ.update(ISEE_DEMO="1", ISEE_TODAY=TODAY, ISEE_PORT=str(port))
    address = f"http://127.0.0.1:{port}"
    with only_demo(make_home(), address) as left_behind:
        require_port("127.0.0.1", port)
        server = start_database() or (embedded_server() if left_behind else None)
        try:
            _run(address, scale, server)
        except (KeyboardInterrupt, Stopped):
            say("\nStopping.")
        finally:
            if server is not None:
                server.stop()


def _run(address: str, scale: float, server: EmbeddedPostgres | None) -> None:
    from isee.web.commands.migrate import run_migrations

    signal.signal(signal.SIGTERM, _stop)
    run_migrations()
    with children(["serve"], ["worker"]) as processes:
        say(f"\niSEE answers on {address} and shows Thailand filling in.\n")
        from isee.web.commands.demo_nation import build_demo
        from isee.web.commands.demo_photos import photographing_the_rest

        build_demo(scale=scale, seed=SEED)
        _welcome(address)
        with photographing_the_rest(seed=SEED):
            while all(process.poll() is None for process in processes):
                time.sleep(LOOK_SECONDS)
                if server is not None:
                    keep_running(server)
        fail("The server or the worker ended by itself. `isee doctor` says what is wrong.")


def keep_running(server: EmbeddedPostgres) -> None:
    """Start the database again after a crash, where the pages and the worker look for it."""
    try:
        if server.start():
            say("The database had stopped and was started again.")
    except PostgresError as fault:
        say(f"The database cannot be started: {fault}")


class Stopped(Exception):
    """The demo was asked to end."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


@contextmanager
def only_demo(home: Path, address: str) -> Iterator[bool]:
    """One demo in one home: a second one says where the first answers.

    Gives whether an earlier one was killed: a database that still runs then is its, and this one's to stop.
    """
    with (home / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            fail(
                f"A demo already runs in {home}: {lock.read().strip() or address}\n"
                "Open it there, or stop it with Ctrl-C in its own window; ISEE_HOME=... makes a second one apart.",
                code=NOT_READY,
            )
        lock.seek(0)
        left_behind = bool(lock.read().strip())
        _write_address(lock, address)
        yield left_behind
        _write_address(lock, "")


def _write_address(lock: IO[str], address: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(address)
    lock.flush()


@contextmanager
def children(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Other `isee` commands that run beside this one and end with it, however it ends."""
    environment = {**os.environ, "ISEE_PARENT": str(os.getpid())}
    environment.pop("ISEE_DB_ROLE", None)
    processes = [
        subprocess.Popen([sys.executable, "-m", "isee", *command], env=environment, start_new_session=True)
        for command in commands
    ]
    try:
        yield processes
    finally:
        end(processes, within=STOP_SECONDS)


def end(processes: list[subprocess.Popen[bytes]], *, within: float) -> None:
    """Ask each to end, and kill those that have not by then with all that they started."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + within
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            # Each leads a group of its own; the server's processes would outlive the server.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _welcome(address: str) -> None:
    """Where to go, as whom, and what to try."""
    from isee.web.commands.demo_accounts import make_links
    from isee.web.commands.demo_nation import messy_roster

    say(f"\nThailand is in. Open {address}\n")
    say("One-time sign-in links (each works once, within two hours; make new ones with Ctrl-C and `make demo`):")
    for label, token in make_links():
        click.echo(f"  {label:<26} {address}/enter#{token}")
    say(f"\nA messy roster to try: sign in as school administrator and drop {messy_roster()} on {address}/imports")
    say("Ctrl-C stops everything.\n")
