"""The description of the API is true: schemathesis asks from it what it can think of and compares the answers."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode

from isee.web.api.endpoints import api

EXAMPLES = 20


PATHS: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))["paths"]
ADDRESSES = sorted(PATHS)
FOR_STAFF = [address for address in ADDRESSES if address.startswith("/api/v1/staff/")]
# What takes no parameter cannot be asked wrongly.
ASKED = [
    (address, mode)
    for address in ADDRESSES
    if address not in FOR_STAFF
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or PATHS[address]["get"]["parameters"]
]
KNOWN = {
    "/api/v1/areas": ["?size=200&term=2/2569", "?level=province&indicator=poor", "?parent=58"],
    "/api/v1/areas/{code}": ["TH", "R1", "58", "5804", "580401", "900101?term=25692"],
    "/api/v1/schools": ["?area=58&indicator=extremely_poor", "?area=900101"],
    "/api/v1/schools/{code}": ["1058000001", "1058000002?indicator=poor"],
    "/api/v1/indicators": [""],
    "/api/v1/indicators/{name}": ["poor", "pupils"],
    "/api/v1/releases": [""],
    "/api/v1/tables": [""],
}


@pytest.fixture
def described(settings: Settings, two_releases: Path) -> Any:
    """The API as schemathesis reads it, in this process and without a limit."""
    settings.ISEE_HOME = two_releases
    settings.ISEE_API_PER_MINUTE = 0
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(("address", "mode"), ASKED)
def test_every_answer_is_as_described(described: Any, address: str, mode: GenerationMode) -> None:
    """Schemathesis' own plugin does not know this pytest, so that its cases are drawn by hypothesis alone."""
    operation = described[address]["GET"]

    @given(case=operation.as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: "schemathesis.Case[Any]") -> None:
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    ask()


def test_each_address_and_each_parameter_is_described_with_an_example(client: Client, released: Path) -> None:
    description = json.loads(client.get("/api/v1/openapi.json").content)
    for address, operations in description["paths"].items():
        read = operations["get"]
        assert read["summary"], address
        assert read["description"], address
        assert all(parameter["description"] for parameter in read["parameters"]), address
        assert {"200", "429", "503"} <= set(read["responses"])
        assert ({"401", "403"} <= set(read["responses"])) is ("security" in read) is (address in FOR_STAFF)
        assert "example" in json.dumps(read) or address == "/api/v1/tables/{name}"
    assert len(description["paths"]) == 13


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_examples_have_the_shape_that_is_described(address: str) -> None:
    description = json.loads(json.dumps(api.get_openapi_schema()))
    content = description["paths"][address]["get"]["responses"]["200"]["content"]
    for one in content.values():
        if "example" in one:
            root = {**one["schema"], "components": description["components"]}
            jsonschema_rs.validate(root, one["example"])


@pytest.mark.parametrize("address", KNOWN)
def test_every_answer_about_what_exists_has_the_shape_that_is_described(
    client: Client, released: Path, address: str
) -> None:
    description = json.loads(client.get("/api/v1/openapi.json").content)
    content = description["paths"][address]["get"]["responses"]["200"]["content"]["application/json"]
    root = {**content["schema"], "components": description["components"]}
    for rest in KNOWN[address]:
        response = client.get(address.partition("{")[0] + rest)
        assert response.status_code == 200, rest
        jsonschema_rs.validate(root, json.loads(response.content))


def test_no_description_names_another_host(client: Client, released: Path) -> None:
    text = client.get("/api/v1/openapi.json").content.decode()
    assert "http://" not in text
    assert "https://" not in text
