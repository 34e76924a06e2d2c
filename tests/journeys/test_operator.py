"""Whoever looks after an installation and asks it how it is."""

import json
import urllib.error
import urllib.request
from typing import Any

from tests.journeys.service import Service


def answer(address: str) -> tuple[int, dict[str, Any]]:
    """Status and body of a question without a browser."""
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def test_the_service_is_alive(service: Service) -> None:
    assert answer(f"{service.address}/healthz") == (200, {"status": "alive"})


def test_all_is_ready_but_the_demo_nation_that_nobody_made_here(service: Service) -> None:
    status, body = answer(f"{service.address}/readyz")
    assert status == 503
    assert list(body["checks"]) == ["demo"], body
