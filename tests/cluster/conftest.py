"""A synthetic nation with all its terms frozen, and a cluster of one master and two workers on this machine."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._cluster import local_cluster
from isee.kernel import AcademicTerm
from isee.reporting.engines import EngineError
from isee.synth.api import TERMS
from isee.system.boot import EmbeddedPostgres

SCALE = os.environ.get("CLUSTER_SCALE", "0.02")
#: A home with extracts of all terms, for whoever works on these tests: nothing is built then.
READY = os.environ.get("CLUSTER_HOME")


@dataclass(frozen=True)
class Nation:
    """An installation of its own, and the command line in it."""

    home: Path

    def isee(self, *words: str, **settings: str) -> str:
        """What an `isee` command prints; a command that fails fails the test with its words."""
        environment = {name: value for name, value in os.environ.items() if name not in ("ISEE_DB_ROLE", "ISEE_DEMO")}
        environment |= {"ISEE_HOME": str(self.home), "ISEE_KEY_FILE": str(self.home.parent / "keys.json")}
        environment |= {"ISEE_TODAY": "2026-11-10", **settings}
        command = [sys.executable, "-m", "isee", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@pytest.fixture(scope="session")
def nation() -> Iterator[Nation]:
    """A nation at scale 0.02 with an extract of each of its terms."""
    if READY:
        yield Nation(Path(READY))
        return
    folder = Path(tempfile.mkdtemp(prefix="isee-cluster-nation-"))
    folder.chmod(0o755)
    made = Nation(folder / "home")
    try:
        made.isee("migrate")
        made.isee("synth", "--scale", SCALE, "--json")
        for term in TERMS:
            made.isee("extract", "--term", str(AcademicTerm.from_key(term)))
        yield made
    finally:
        EmbeddedPostgres(made.home).stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def master() -> Iterator[str]:
    """The address of the cluster's master."""
    try:
        with local_cluster(workers=2, cores=1, memory="1g") as address:
            yield address
    except EngineError as fault:
        pytest.exit(str(fault), returncode=2)
