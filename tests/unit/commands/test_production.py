"""What `isee doctor --production` finds, each in an installation that is well and in one that is not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection

from isee.system.api import now, record_synthetic_nation
from isee.system.backup import MANIFEST
from isee.web.commands import production
from isee.web.commands.doctor import Finding
from isee.web.commands.production import examine_production

EMPTY: dict[str, Any] = {"server": "180006", "rows": {}, "archives": {}, "marks": {}, "keys": {}}
Examine = Callable[[], dict[str, Finding]]


@pytest.fixture
def address(db: None) -> str:
    """How to reach this test's database as its owner, besides the test's own transaction."""
    settings = connection.settings_dict
    account, place = f"{settings['USER']}:{settings['PASSWORD']}", f"{settings['HOST']}:{settings['PORT']}"
    return f"postgresql://{account}@{place}/{settings['NAME']}"


@pytest.fixture
def examine(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examine:
    """Findings by subject, for this test's database and a home of its own."""
    monkeypatch.setattr(production, "role_urls", lambda home: {"owner": address})
    monkeypatch.setattr(production, "isee_home", lambda: tmp_path)
    for name in ("ISEE_HOSTS", "ISEE_TLS", "ISEE_METRICS_TOKEN", "ISEE_BACKUP_DIR", "ISEE_FILE_STORE"):
        monkeypatch.delenv(name, raising=False)
    return lambda: {finding.subject: finding for finding in examine_production()}


def test_an_installation_set_up_as_the_guide_says_is_well(
    examine: Examine, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISEE_HOSTS", "isee.example.go.th")
    monkeypatch.setenv("ISEE_TLS", "1")
    monkeypatch.setenv("ISEE_METRICS_TOKEN", "long and random")
    monkeypatch.setenv("ISEE_BACKUP_DIR", str(tmp_path))
    made = tmp_path / "isee-20261110T000000Z"
    made.mkdir()
    (made / MANIFEST).write_text(json.dumps({**EMPTY, "made_at": now().isoformat()}))
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        findings = examine()
        other.execute("DELETE FROM procrastinate_workers")
    for subject in (
        "ISEE_DEMO", "ISEE_TODAY", "the persons", "ISEE_HOSTS", "ISEE_TLS", "metrics", "file store", "backup",
        "PostgreSQL's version", "the line to the database", "statements of isee_web", "partitions of the coming year",
        "worker", "clocks", "room to grow",
    ):  # fmt: skip
        assert findings[subject].well, findings[subject]


@pytest.mark.parametrize(
    ("subject", "seen"),
    [
        ("ISEE_HOSTS", "not set"),
        ("ISEE_TLS", "not set"),
        ("metrics", "not served"),
        ("backup", "ISEE_BACKUP_DIR is not set"),
        ("worker", "no worker shows a sign of life"),
    ],
)
def test_what_is_missing_is_said_with_the_next_step(examine: Examine, subject: str, seen: str) -> None:
    finding = examine()[subject]
    assert not finding.well
    assert finding.seen == seen
    assert finding.mend


@pytest.mark.parametrize("hosts", ["localhost", "isee.example.go.th,127.0.0.1", "*"])
def test_loopback_names_and_all_names_are_no_public_names(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, hosts: str
) -> None:
    monkeypatch.setenv("ISEE_HOSTS", hosts)
    assert not examine()["ISEE_HOSTS"].well


def test_a_demo_is_no_place_for_real_children(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISEE_DEMO", "1")
    record_synthetic_nation(tmp_path, scale=0.01)
    findings = examine()
    assert not findings["ISEE_DEMO"].well
    assert not findings["the persons"].well


def test_an_old_backup_is_found(examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISEE_BACKUP_DIR", str(tmp_path))
    assert examine()["backup"].seen == "none yet"
    made = tmp_path / "isee-20200101T000000Z"
    made.mkdir()
    (made / MANIFEST).write_text(json.dumps({**EMPTY, "made_at": datetime(2020, 1, 1, tzinfo=UTC).isoformat()}))
    assert not examine()["backup"].well


def test_a_missing_partition_of_the_coming_year_is_found(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    from isee.system import clock

    monkeypatch.setattr("isee.system.api.today", lambda: clock.today().replace(year=clock.today().year + 5))
    finding = examine()["partitions of the coming year"]
    assert not finding.well
    assert "isee migrate" in finding.mend


def test_what_django_warns_of_is_passed_on(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    def warns(*_: Any, **__: Any) -> None:
        raise CommandError("security.W008")

    monkeypatch.setattr("django.core.management.call_command", warns)
    finding = examine()["Django's deployment check"]
    assert not finding.well
    assert "W008" in finding.seen


def test_statements_that_the_server_would_log_are_found(examine: Examine) -> None:
    superuser = psycopg.connect(_admin_url(), autocommit=True)
    try:
        superuser.execute("ALTER ROLE isee_web RESET log_statement")
        finding = examine()["statements of isee_web"]
        assert not finding.well
        assert "ALTER ROLE isee_web SET log_statement = 'none';" in finding.mend
    finally:
        superuser.execute("ALTER ROLE isee_web SET log_statement = 'none'")
        superuser.close()


def _admin_url() -> str:
    from tests.databases import admin_url

    return admin_url()
