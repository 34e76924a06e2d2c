"""The description of the addresses for staff is true: schemathesis asks with tokens of several roles, and with none."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode

from tests.conftest import RoleChanger
from tests.unit.web.api.test_schema import FOR_STAFF
from tests.unit.web.api.test_staff import frozen, frozen_home
from tests.unit.web.test_tokens import made
from tests.world import World

__all__ = ["frozen", "frozen_home"]
EXAMPLES = 12
CODES = {"areas": ["TH", "R1", "50", "58", "580401"], "schools": ["1058000002", "1050000003"]}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request leaves the test's connection open, as it does with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("address", FOR_STAFF)
@pytest.mark.parametrize("role", ["", "director", "auditor"])
def test_every_answer_is_as_described(
    world: World, as_role: RoleChanger, settings: Settings, frozen: object, address: str, role: str
) -> None:
    settings.ISEE_API_PER_MINUTE = settings.ISEE_API_TOKEN_PER_MINUTE = 0
    headers = {"Accept-Encoding": "identity"}
    if role:
        headers["Authorization"] = f"Bearer {made(world, role)}"
    described: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operation = described[address]["GET"]
    codes = CODES.get(address.split("/")[4], [])
    for mode in GenerationMode:
        with as_role("web"):
            asks(operation, mode, codes=codes if mode is GenerationMode.POSITIVE else [], headers=headers)


def asks(operation: Any, mode: GenerationMode, *, codes: list[str], headers: dict[str, str]) -> None:
    """Ask some cases of a mode; every second one of those with `codes` is about a place that exists."""
    asked: list[int] = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: "schemathesis.Case[Any]") -> None:
        asked.append(len(asked))
        if codes and len(asked) % 2:
            case.path_parameters = {"code": codes[len(asked) % len(codes)]}
        response = case.call(headers=headers)
        assert response.status_code < 500
        case.validate_response(response, headers=headers)

    ask()
    assert asked
