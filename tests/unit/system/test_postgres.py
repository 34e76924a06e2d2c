"""The embedded PostgreSQL: started, found, stopped, started over a stale pid, and never without a password."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from isee.system.database import ROLES, credentials_file, prepare_database, role_urls
from isee.system.postgres import EmbeddedPostgres, PostgresError, free_port, reachable_by, server_account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of these tests' own."""
    found = EmbeddedPostgres(tmp_path_factory.mktemp("isee"), durable=False)
    found.start()
    yield found
    found.stop()


def answer(server: EmbeddedPostgres) -> int:
    """Ask the server something."""
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("SELECT 1").fetchone()
        assert row is not None
        return int(row[0])


def postmaster(server: EmbeddedPostgres) -> int:
    """The process id of the server."""
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_a_started_server_answers_and_is_not_started_twice(server: EmbeddedPostgres) -> None:
    assert answer(server) == 1
    assert server.start() is False


def test_it_listens_on_the_loopback_interface_with_a_password_alone(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert connection.execute("SHOW unix_socket_directories").fetchone() == ("",)
    assert server.password_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{server.running_port()}/postgres")


def test_its_log_keeps_no_statements(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT 'ความลับ', 1/0")
    assert "ความลับ" not in (server.folder / "server.log").read_text()


def test_after_a_crash_it_is_where_its_clients_look_for_it(server: EmbeddedPostgres) -> None:
    port = server.running_port()
    os.kill(postmaster(server), signal.SIGQUIT)
    while server.running_port() is not None:
        time.sleep(0.1)

    assert server.start() is True
    assert server.running_port() == port
    assert answer(server) == 1


def test_it_does_not_run_as_root(server: EmbeddedPostgres) -> None:
    if server.account.uid is not None:
        assert Path(f"/proc/{postmaster(server)}").stat().st_uid == server.account.uid


def test_a_killed_server_starts_again_over_its_stale_pid_file(server: EmbeddedPostgres) -> None:
    os.kill(postmaster(server), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.running_port() is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (server.data / "postmaster.pid").exists()
    assert server.running_port() is None
    with pytest.raises(PostgresError, match="not running"):
        server.url()
    _start_patiently(server)
    assert answer(server) == 1


def _start_patiently(server: EmbeddedPostgres) -> None:
    """The children of a killed server take a moment to notice and let go of its memory."""
    for _ in range(20):
        try:
            server.start()
        except PostgresError:
            time.sleep(0.5)
        else:
            return


def test_a_pid_file_that_means_nothing_counts_as_stopped(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    server.data.mkdir(parents=True)
    for text in ("", "x", "1\n2\n3", f"{os.getpid()}\na\nb\n{free_port()}\n"):
        (server.data / "postmaster.pid").write_text(text)
        assert server.running_port() is None


def test_a_stopped_server_keeps_its_data(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server.stop()
    assert server.running_port() is None
    assert server.start() is True
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_failed_start_says_where_and_what_next(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    server.folder.mkdir(parents=True, exist_ok=True)
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("9.6")
    server._own(server.folder)
    server._own(server.data)
    with pytest.raises(PostgresError, match=r"failed in .*isee doctor"):
        server.start()


def test_roles_and_database_are_prepared_once(server: EmbeddedPostgres, tmp_path: Path) -> None:
    urls = prepare_database(server.url(), tmp_path, database="isee_prepared")
    assert set(urls) == set(ROLES)
    assert credentials_file(tmp_path).stat().st_mode & 0o777 == 0o600
    assert prepare_database(server.url(), tmp_path, database="isee_prepared") == urls == role_urls(tmp_path)
    for role in ROLES:
        with psycopg.connect(urls[role]) as connection:
            assert connection.execute("SELECT current_user::text").fetchone() == (f"isee_{role}",)


def test_the_web_role_keeps_no_temporary_tables_and_no_traces(server: EmbeddedPostgres, tmp_path: Path) -> None:
    urls = prepare_database(server.url(), tmp_path, database="isee_private")
    with psycopg.connect(urls["web"]) as web:
        assert web.execute("SHOW track_activities").fetchone() == ("off",)
        assert web.execute("SHOW log_min_error_statement").fetchone() == ("panic",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("CREATE TEMP TABLE mine (id int)")
    with psycopg.connect(urls["worker"]) as worker:
        worker.execute("CREATE TEMP TABLE mine (id int)")


def test_a_folder_closed_to_the_server_s_account_is_noticed(tmp_path: Path) -> None:
    account = server_account()
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert reachable_by(account, closed) is (account.uid is None)
