"""The lines of docs/api.md are tried: addresses answer, Python runs, R and curl ask for what exists."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"
BLOCKS = {language: re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) for language in ("sh", "python", "r")}
LINKS = sorted({link.rstrip('".),') for link in re.findall(rf"{SERVER}(/api/v1[^\s\"'`]*)", PAGE)} - {"/api/v1"})


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


@pytest.mark.parametrize("block", BLOCKS["python"])
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
