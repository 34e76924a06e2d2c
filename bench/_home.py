"""Installations for benchmarks: the one of ISEE_HOME, or a temporary one, made and removed; and serving them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY_SCALE, SEED = 0.01, 2569
READY_SECONDS = 60


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A migrated, empty installation in a folder of its own; this process is connected to it as the owner."""
    folder = Path(tempfile.mkdtemp(prefix="isee-bench-"))
    folder.chmod(0o755)
    home = folder / "home"
    os.environ.update(ISEE_HOME=str(home), ISEE_KEY_FILE=str(folder / "keys.json"), ISEE_TODAY="2026-11-10")
    os.environ.pop("ISEE_DEMO", None)
    from isee.web.commands.migrate import run_migrations
    from isee.web.commands.start import embedded_server, set_up

    try:
        run_migrations()
        set_up("owner")
        yield home
    finally:
        server = embedded_server()
        if server is not None:
            server.stop()
            shutil.rmtree(server.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def nation_home() -> Iterator[tuple[Path, float]]:
    """The nation in ISEE_HOME and its scale, where there is one of the present schema; else a temporary one.

    This process is connected to it as the owner.
    """
    os.environ.setdefault("ISEE_TODAY", "2026-11-10")
    from isee.system.boot import isee_home
    from isee.system.nation import nation

    found = nation(isee_home())
    if found.scale is not None and _is_up_to_date():
        yield isee_home(), found.scale
        return
    with temporary_home() as home:
        _build(home)
        yield home, TEMPORARY_SCALE


def _is_up_to_date() -> bool:
    from isee.web.commands.start import set_up

    set_up("owner")
    from isee.system.api import migrations_missing

    return not migrations_missing()


def _build(home: Path) -> None:
    """The nation, the extract of its newest term and a release, so that every page has something to show."""
    from isee.access.api import SYSTEM
    from isee.kernel import AcademicTerm
    from isee.reporting.api import build_release, freeze_extract
    from isee.synth.api import TERMS, build_nation
    from isee.system.api import now

    build_nation(
        scale=TEMPORARY_SCALE, seed=SEED, home=home, by=SYSTEM, at=now(), progress=lambda _step: None, bulk=True
    )
    freeze_extract(AcademicTerm.from_key(TERMS[-1]), by=SYSTEM, at=now())
    build_release(by=SYSTEM, at=now())


@contextmanager
def serving(*, workers: int = 2) -> Iterator[str]:
    """`isee serve` as it runs in earnest, on a free port of this machine; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {key: value for key, value in os.environ.items() if key not in ("ISEE_DB_ROLE", "ISEE_DEMO")}
    command = [sys.executable, "-m", "isee", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/about", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError("The server did not start.")
