"""What the commands say when the machine is not as they need it: a plain message, the next step, an exit code."""

import fcntl
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

NOT_READY, USAGE = 4, 2


def isee(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a home of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ISEE_")}
    return subprocess.run(
        [sys.executable, "-m", "isee", *arguments],
        env={**clean, "ISEE_HOME": str(home), "ISEE_KEY_FILE": str(home.parent / "keys.json"), **environment},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_a_taken_port_is_said_with_another_to_try(tmp_path: Path, taken_port: int) -> None:
    result = isee("serve", "--port", str(taken_port), home=tmp_path / "home")

    assert result.returncode == NOT_READY
    assert f"Port {taken_port} on 127.0.0.1 is in use" in result.stderr
    assert f"ISEE_PORT={taken_port + 1}" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_home_that_cannot_be_written_is_said_with_what_to_set(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("")

    result = isee("migrate", home=blocked / "home")

    assert result.returncode == NOT_READY
    assert "cannot be written" in result.stderr
    assert "Set ISEE_HOME" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_second_demo_says_where_the_first_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with (home / "demo.lock").open("w") as lock:
        lock.write("http://127.0.0.1:8123")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)

        result = isee("demo", home=home)

    assert result.returncode == NOT_READY
    assert "A demo already runs" in result.stderr
    assert "http://127.0.0.1:8123" in result.stderr


def test_a_database_server_that_does_not_answer_is_said_with_the_next_step(tmp_path: Path, taken_port: int) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    url = f"postgresql://nobody:nothing@127.0.0.1:{port}/postgres"

    result = isee("migrate", home=tmp_path / "home", ISEE_DATABASE_URL=url)

    assert result.returncode == NOT_READY
    assert "The database cannot be used" in result.stderr
    assert "isee doctor" in result.stderr
    assert "nothing@" not in result.stderr
    assert "Traceback" not in result.stderr


def test_the_demo_refuses_an_address_that_others_can_reach(tmp_path: Path) -> None:
    result = isee("serve", "--host", "0.0.0.0", "--port", "0", home=tmp_path / "home", ISEE_DEMO="1")

    assert result.returncode == 1
    assert "loopback address only" in result.stderr


def test_the_doctor_names_what_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    result = isee("doctor", "--json", home=tmp_path / "nothing-here")

    findings = {finding["subject"]: finding for finding in json.loads(result.stdout)}
    assert result.returncode == NOT_READY
    assert not findings["data folder"]["well"]
    assert "isee migrate" in findings["data folder"]["mend"]


def test_an_unknown_benchmark_is_said_with_those_that_exist(tmp_path: Path) -> None:
    result = isee("bench", "no-such", home=tmp_path / "home")

    assert result.returncode == USAGE
    assert "There is no benchmark 'no-such'" in result.stderr
