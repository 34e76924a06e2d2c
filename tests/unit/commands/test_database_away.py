"""What outlives what: the worker a lost database, the demo its own database, and nothing the demo."""

import subprocess
from pathlib import Path

import pytest

from isee.system.boot import EmbeddedPostgres, PostgresError
from isee.web.commands import serve
from isee.web.commands.demo import end, keep_running, only_demo


class Server(EmbeddedPostgres):
    """A server that starts, is there already, or cannot start."""

    def __init__(self, outcome: bool | PostgresError) -> None:
        self.outcome = outcome

    def start(self) -> bool:
        """What the test wants."""
        if isinstance(self.outcome, PostgresError):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (False, ""),
        (True, "The database had stopped and was started again.\n"),
        (PostgresError("The disk is full."), "The database cannot be started: The disk is full.\n"),
    ],
)
def test_the_demo_keeps_its_database_running(
    capsys: pytest.CaptureFixture[str], outcome: bool | PostgresError, said: str
) -> None:
    keep_running(Server(outcome))

    assert capsys.readouterr().err == said


def test_the_worker_tries_again_until_it_is_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = [False, False, True]

    async def work(_concurrency: int) -> bool:
        return ends.pop(0)

    monkeypatch.setattr(serve, "end_with_parent", lambda: None)
    monkeypatch.setattr(serve, "set_up", lambda _role: None)
    monkeypatch.setattr(serve, "_work", work)
    monkeypatch.setattr(serve, "RETRY_SECONDS", 0)

    assert serve.worker.callback is not None
    serve.worker.callback(concurrency=1)

    assert ends == []


def test_a_demo_knows_that_an_earlier_one_was_killed(tmp_path: Path) -> None:
    with only_demo(tmp_path, "http://127.0.0.1:8000") as at_first:
        pass
    with pytest.raises(SystemExit), only_demo(tmp_path, "http://127.0.0.1:8000") as after_an_end:
        raise SystemExit
    with only_demo(tmp_path, "http://127.0.0.1:8000") as after_a_kill:
        pass

    assert (at_first, after_an_end, after_a_kill) == (False, False, True)


def test_what_will_not_end_is_killed_with_all_that_it_started() -> None:
    stubborn = "trap '' TERM; sleep 600 & echo $!; wait; wait"
    process = subprocess.Popen(["/bin/sh", "-c", stubborn], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()

    end([process], within=0.2)

    assert process.stdout.read() == b""  # nobody is left to write there
