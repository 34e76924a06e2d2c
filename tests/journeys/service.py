"""A real installation for the browser: `isee serve` and `isee worker` as processes, on a small world and a tiny nation.

The world of `tests/world.py` gives every role and its children; beside it stands a synthetic nation of a few
subdistricts, extracted and released like any other, so that public pages have figures to show.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import override_settings

from isee.access.api import SYSTEM, OneTimeLink, make_one_time_link
from isee.access.sessions import SessionStore
from isee.kernel import AcademicTerm
from isee.reporting.api import build_release, freeze_extract
from isee.synth.api import TERMS, TODAY, build_nation
from isee.system.api import now
from isee.system.database import connect_as, role_urls
from isee.web.guards import DEMO
from tests.environment import HOME
from tests.world import CommittedWorld, World, session_token

SCALE = 0.0003
SEED = 2569
#: The newest term comes by roster files, which nobody imports here: figures are of the two before it.
RELEASED = TERMS[-3:-1]
READY_SECONDS = 60
STOP_SECONDS = 1


@dataclass
class Service:
    """A running installation: where it answers, and what a test may ask it for."""

    address: str
    world: World
    home: Path
    province: str
    log: Path

    def last_words(self) -> list[str]:
        """The end of what both processes wrote to stderr."""
        return self.log.read_text(encoding="utf-8").splitlines()[-15:]

    def session(self, role: str) -> str:
        """The cookie of somebody who signed in with this role by the demo's link a moment ago."""
        user = self.world.users[role]
        token = session_token(user, self.world.assignments[role])
        store = SessionStore(token)
        store[DEMO] = user.pk
        store.save()
        return token

    def link_token(self, role: str) -> str:
        """The code of a fresh one-time sign-in link for the user with this role, as the demo prints it."""
        return make_one_time_link(
            self.world.users[role], OneTimeLink.Purpose.DEMO_SIGN_IN, by=SYSTEM, at=now(), lifetime=timedelta(hours=1)
        )


@contextmanager
def running(world: CommittedWorld) -> Iterator[Service]:
    """Fill the world's home with a released nation, start both processes, and stop them at the end."""
    connect_as("owner", home=world.home)
    province = _publish_a_nation(world.home)
    port = _free_port()
    log = world.home / "service.log"
    environment = _environment(world.home, port)
    with log.open("w") as output:
        processes = [_start(command, environment, output) for command in (["serve", "--workers", "1"], ["worker"])]
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, processes, log)
            yield Service(address, world.world, world.home, province, log)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)


def _publish_a_nation(home: Path) -> str:
    """Build, extract and release a tiny nation; returns the code of one of its provinces."""
    provinces: list[str] = []
    with override_settings(ISEE_HOME=home, ISEE_TODAY=TODAY):
        build_nation(
            scale=SCALE, seed=SEED, home=home, by=SYSTEM, at=now(),
            progress=lambda step: provinces.extend([step.province] if step.province else []),
        )  # fmt: skip
        for key in RELEASED:
            freeze_extract(AcademicTerm.from_key(key), by=SYSTEM, at=now())
        build_release(by=SYSTEM, at=now())
    return provinces[0]


def _environment(home: Path, port: int) -> dict[str, str]:
    """The variables of an installation on the test database; this process's own role is not handed down."""
    addresses = {f"ISEE_DATABASE_{role.upper()}_URL": url for role, url in role_urls(home).items()}
    inherited = {key: value for key, value in os.environ.items() if key not in ("ISEE_DB_ROLE", "ISEE_DATABASE_URL")}
    return {
        **inherited, **addresses, "ISEE_HOME": str(home), "ISEE_KEY_FILE": str(HOME / "keys.json"),
        "ISEE_PORT": str(port), "ISEE_DEMO": "1", "ISEE_TODAY": TODAY.isoformat(), "ISEE_PARENT": str(os.getpid()),
    }  # fmt: skip


def _start(command: list[str], environment: Mapping[str, str], output: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "isee", *command], env=environment, stdout=output, stderr=output)


def _wait(address: str, processes: list["subprocess.Popen[bytes]"], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urllib.request.urlopen(f"{address}/about", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"The service did not start:\n{log.read_text()[-2000:]}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Nothing is kept, so a process that is slow to end need not be waited for."""
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
