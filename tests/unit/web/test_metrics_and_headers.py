"""Metrics without persons, headers that close the browser, and Django's own deployment check."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from isee.registry.api import Person
from isee.system.api import queue_state
from isee.web.middleware import BehindProxyMiddleware
from tests.world import World

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A token of the monitoring system."""
    monkeypatch.setenv("ISEE_METRICS_TOKEN", "of-the-monitoring")
    return "of-the-monitoring"


def test_metrics_are_hidden_without_a_token_in_the_environment(client: Client, db: None) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_are_hidden_from_whoever_lacks_the_token(client: Client, db: None, token: str) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404


def test_metrics_name_pages_and_never_addresses(client: Client, world: World, token: str) -> None:
    uuid = Person.objects.get(pk=world.persons["anan"]).uuid
    client.get(f"/children/{uuid}")
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'isee_requests_total\{method="GET",page="child",status="4xx"\} [1-9]', text)
    assert "isee_jobs_waiting 0.0" in text
    assert "isee_disk_free_bytes" in text
    assert str(uuid) not in text


def test_an_empty_queue_has_no_oldest_job(db: None) -> None:
    assert queue_state().waiting == 0
    assert queue_state().oldest_seconds == 0


def test_browsers_are_told_what_pages_may_ask_of_them(client: Client, db: None) -> None:
    answer = client.get("/about")
    assert answer["Permissions-Policy"].startswith("camera=(self), geolocation=(self), microphone=()")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_behind_a_proxy_the_reader_is_the_last_address_that_it_added() -> None:
    seen: list[str] = []

    def answer(request: object) -> object:
        seen.append(request.META["REMOTE_ADDR"])  # type: ignore[attr-defined]
        return None

    from django.test import RequestFactory

    behind = BehindProxyMiddleware(answer)  # type: ignore[arg-type]
    behind(RequestFactory().get("/", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}))
    behind(RequestFactory().get("/"))
    assert seen == ["203.0.113.9", "127.0.0.1"]


def test_the_deployment_check_of_django_finds_nothing(tmp_path: Path) -> None:
    environment = {
        **os.environ, "ISEE_TLS": "1", "ISEE_HOSTS": "isee.example.go.th", "ISEE_HOME": str(tmp_path),
        "ISEE_KEY_FILE": str(tmp_path / "keys.json"), "DJANGO_SETTINGS_MODULE": "isee.config.settings",
    }  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout
