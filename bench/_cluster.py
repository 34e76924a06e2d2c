"""A standalone Spark cluster on this machine alone: one master and some workers, each a process on loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
READY_SECONDS, STOP_SECONDS = 90, 20
Process = subprocess.Popen[bytes]


@contextmanager
def local_cluster(*, workers: int = 2, cores: int = 1, memory: str = "1g") -> Iterator[str]:
    """The address of a master with its workers registered; all processes and files are gone afterwards.

    Raises `EngineError` where there is no fitting Java, and `RuntimeError` when the cluster does not come up.
    """
    from isee.reporting.engines import release_cluster, require_java

    require_java()
    folder = Path(tempfile.mkdtemp(prefix="isee-cluster-"))
    environment = {
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_EXECUTOR_MEMORY": memory,
    }
    port, pages = _free_port(), _free_port()
    master = f"spark://{HOST}:{port}"
    running: list[Process] = []
    with _environment(environment):
        try:
            at = ("--host", HOST, "--port", str(port), "--webui-port", str(pages))
            running.append(_start(folder / "master", "master.Master", *at))
            _wait(running, pages, workers=0)
            for number in range(workers):
                place = folder / f"worker-{number}"
                size = ("--host", HOST, "--webui-port", "0", "--cores", str(cores), "--memory", memory)
                running.append(_start(place, "worker.Worker", *size, "--work-dir", str(place), master))
            _wait(running, pages, workers=workers)
            yield master
        finally:
            release_cluster()
            _stop(running)
            shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, name: str, *arguments: str) -> Process:
    """A process of Spark's own, by the script of its package; it ends with this one, however this one ends."""
    import pyspark

    folder.mkdir()
    script = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with_parent = [found, "--pdeathsig", "TERM"] if (found := shutil.which("setpriv")) else []
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*with_parent, str(script), f"org.apache.spark.deploy.{name}", *arguments],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def _wait(running: list[Process], pages: int, *, workers: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and all(process.poll() is None for process in running):
        try:
            with urllib.request.urlopen(f"http://{HOST}:{pages}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == workers:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    raise RuntimeError("The cluster did not come up: is there memory for a master and its workers?")


def _stop(running: list[Process]) -> None:
    """Workers before their master; what does not end in time is killed with all that it started."""
    for process in reversed(running):
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in reversed(running):
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _environment(chosen: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
