"""The files of `deploy/`, used as the guide says: roles made by an administrator, units that systemd understands."""

import configparser
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from isee.system.database import EXTENSIONS, PRIVATE_SETTINGS, ROLES
from isee.system.postgres import EmbeddedPostgres, packaged_binaries
from isee.web.commands.main import cli

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def read_unit(path: Path) -> configparser.RawConfigParser:
    """A unit's sections; names keep their letters."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path, encoding="utf-8")
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_a_command_that_exists_as_an_account_of_its_own(path: Path) -> None:
    unit = read_unit(path)
    words = re.split(r"\.venv/bin/isee ", unit["Service"]["ExecStart"])[1].split()
    command = cli.get_command(click.Context(cli), words[0])
    assert command is not None
    options = {name for one in command.params for name in one.opts}
    assert {word for word in words if word.startswith("--")} <= options
    assert unit["Service"]["User"] == "isee"
    assert unit["Service"]["NoNewPrivileges"] == "yes"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = (
            path.read_text().replace("/opt/isee/.venv/bin/isee", "/bin/true").replace("WorkingDirectory=/opt/isee", "")
        )
        (tmp_path / path.name).write_text(text)
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in result.stderr.splitlines() if "isee-" in line]
    assert ours == []


def test_the_settings_of_the_example_are_known_to_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "isee").rglob("*.py"))
    for line in (DEPLOY / "isee.env.example").read_text().splitlines():
        name = line.partition("=")[0]
        if name.startswith("ISEE_"):
            role = re.fullmatch(r"ISEE_DATABASE_([A-Z]+)_URL", name)
            assert role[1].lower() in ROLES if role else f'"{name}"' in code, name


def test_the_proxy_says_where_readers_come_from_and_logs_no_address() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
    assert "access_log off;" in text


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of its own, as an administrator finds it."""
    home = tmp_path_factory.mktemp("server")
    for folder in (home, *list(home.parents)[:2]):
        folder.chmod(0o755)
    running = EmbeddedPostgres(home, durable=True)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(running.folder, ignore_errors=True)


def psql(server: EmbeddedPostgres, *arguments: str) -> str:
    """Run psql as the superuser."""
    result = subprocess.run(
        [str(packaged_binaries() / "bin" / "psql"), "-X", "-q", "-A", "-t", server.url(), *arguments],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_roles_made_by_an_administrator_carry_an_installation(server: EmbeddedPostgres, tmp_path: Path) -> None:
    variables = [part for role in ROLES for part in ("-v", f"{role}_password=of-{role}")]
    psql(server, *variables, "-f", str(DEPLOY / "roles.sql"))
    settings = psql(server, "-c", "SELECT rolname, unnest(rolconfig) FROM pg_roles WHERE rolname LIKE 'isee_%'")
    wanted = {f"isee_{role}|{name}={value}" for role in ROLES for name, value in PRIVATE_SETTINGS.items()}
    assert set(settings.split()) == wanted
    place = f"127.0.0.1:{server.running_port()}/isee"
    addresses = {f"ISEE_DATABASE_{role.upper()}_URL": f"postgresql://isee_{role}:of-{role}@{place}" for role in ROLES}
    environment = {
        **{name: value for name, value in os.environ.items() if name != "ISEE_DATABASE_URL"}, **addresses,
        "ISEE_HOME": str(tmp_path / "home"), "ISEE_KEY_FILE": str(tmp_path / "keys.json"), "ISEE_TLS": "1",
    }  # fmt: skip

    def isee(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(ROOT / ".venv/bin/python"), "-m", "isee", *words], cwd=ROOT, env=environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip

    migrated = isee("migrate")
    assert migrated.returncode == 0, migrated.stderr
    findings: dict[str, Any] = {
        found["subject"]: found for found in json.loads(isee("doctor", "--production", "--json").stdout)
    }
    for role in ROLES:
        assert findings[f"role isee_{role}"]["well"], findings
        assert findings[f"statements of isee_{role}"]["well"], findings
    for subject in ("migrations", "fsync", "partitions of the coming year", "Django's deployment check"):
        assert findings[subject]["well"], findings[subject]
    installed = psql(server, "-c", "\\connect isee", "-c", "SELECT extname FROM pg_extension")
    assert set(EXTENSIONS) <= set(installed.split())
