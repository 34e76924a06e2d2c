"""The lines of docs/api.md are tried: addresses answer, Python runs, R and curl ask for what exists."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

import pytest
from django.test import Client

from tests.conftest import RoleChanger
from tests.unit.web.api.test_staff import frozen, frozen_home, program
from tests.world import World

__all__ = ["frozen", "frozen_home"]

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"
BLOCKS = {language: re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) for language in ("sh", "python", "r")}
ALL_LINKS = sorted({link.rstrip('".),') for link in re.findall(rf"{SERVER}(/api/v1[^\s\"'`]*)", PAGE)} - {"/api/v1"})
STAFF_LINKS = [link for link in ALL_LINKS if link.startswith("/api/v1/staff/")]
LINKS = [link for link in ALL_LINKS if link not in STAFF_LINKS]
FOR_EVERYBODY = [block for block in BLOCKS["python"] if "MY_TOKEN" not in block]
FOR_STAFF = [block for block in BLOCKS["python"] if "MY_TOKEN" in block]


def test_lines_are_shown_for_three_languages() -> None:
    assert all(BLOCKS.values())


@pytest.mark.parametrize("link", LINKS)
def test_every_address_shown_answers(client: Client, released: Path, link: str) -> None:
    assert client.get(link).status_code == 200


@pytest.fixture
def served(client: Client, released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`urllib` is answered by the pages of this process."""

    class Answer:
        def __init__(self, address: str) -> None:
            parts = urlsplit(address)
            assert f"{parts.scheme}://{parts.netloc}" == SERVER
            self.response = client.get(f"{parts.path}?{parts.query}")

        def read(self) -> bytes:
            return bytes(self.response.content)

        def __enter__(self) -> "Answer":
            return self

        def __exit__(self, *_error: object) -> None:
            return None

    monkeypatch.setattr("urllib.request.urlopen", Answer)


@pytest.mark.parametrize("block", FOR_EVERYBODY)
def test_the_python_shown_runs_and_prints_provinces(
    served: None, block: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    exec(block, names)
    assert "Mae Hong Son" in capsys.readouterr().out


def test_each_error_named_in_the_docs_is_one_that_the_api_gives() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "isee/web/api").glob("*.py"))
    named = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    assert named
    for word in named:
        kind = word.removeprefix("unknown_")
        assert f'"{word}"' in source or f'unknown("{kind}"' in source, word


def test_the_answer_shown_has_the_shape_of_the_real_one(client: Client, released: Path) -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    real = json.loads(client.get("/api/v1/areas/58?indicator=poor&term=2/2569").content)
    assert set(shown) == set(real)


@pytest.mark.parametrize("link", STAFF_LINKS)
def test_every_address_shown_for_staff_answers(world: World, as_role: RoleChanger, frozen: Path, link: str) -> None:
    with program(world, as_role, "auditor") as one:
        assert one.ask(link.removeprefix("/api/v1/staff"))[0] == 200


@pytest.mark.parametrize("block", FOR_STAFF)
def test_the_python_shown_for_staff_runs(
    world: World, as_role: RoleChanger, frozen: Path, block: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with program(world, as_role, "auditor") as one:

        class Answer:
            def __init__(self, asked: Request) -> None:
                assert asked.get_header("Authorization") == f"Bearer {one.token}"
                status, self.body = one.ask(asked.full_url.removeprefix(f"{SERVER}/api/v1/staff"))
                assert status == 200

            def read(self) -> bytes:
                return json.dumps(self.body).encode()

            def __enter__(self) -> "Answer":
                return self

            def __exit__(self, *_error: object) -> None:
                return None

        monkeypatch.setattr("urllib.request.urlopen", Answer)
        monkeypatch.setenv("MY_TOKEN", one.token)
        exec(block, {})
    assert "Thailand 25692 0 of 7" in capsys.readouterr().out
