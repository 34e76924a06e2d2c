"""What the pages for readers say is there: commands, settings, links, and parts that are made from data."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from isee.web.commands.main import cli
from tools.write_docs import checked, pages, with_parts

ROOT = Path(__file__).resolve().parents[2]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "isee").rglob("README.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<path>[^)#\s]+)(?:#[^)]*)?\)")
ISEE = re.compile(r"`(?:\.venv/bin/)?isee (?P<words>[a-z][^`]*)`")
MAKE = re.compile(r"`make (?P<target>[a-z-]+)`")
SETTING = re.compile(r"\bISEE_[A-Z_]*[A-Z]\b")
PACKAGES = [path.parent for path in sorted((ROOT / "isee").glob("*/__init__.py"))]
#: Parts of names that code puts together; the whole names are in the docs.
STEMS = {"ISEE_DATABASE"}
LOCKS = [*sorted(ROOT.glob("*.lock")), ROOT / "package-lock.json"]


def _words() -> Iterator[tuple[Path, str]]:
    for page in DOCS:
        yield page, page.read_text(encoding="utf-8")


def _settings_in_code() -> set[str]:
    found = set()
    for path in [*(ROOT / "isee").rglob("*.py"), ROOT / "Makefile"]:
        found |= set(SETTING.findall(path.read_text(encoding="utf-8")))
    return found - STEMS


def test_every_command_shown_exists() -> None:
    for page, text in _words():
        for found in ISEE.finditer(text):
            _assert_exists(found["words"].split(), page)


def _assert_exists(words: list[str], page: Path) -> None:
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        below = command.get_command(context, words[0])
        assert below is not None, f"{page.name} shows `isee {words[0]}`, which does not exist"
        command, words = below, words[1:]
    options = {name for one in command.params for name in one.opts} | {"--help"}
    for word in words:
        assert not word.startswith("--") or word in options, f"{page.name} shows {word}, which {command.name} has not"


def test_every_make_target_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = {found["target"] for _, text in _words() for found in MAKE.finditer(text)}
    assert shown <= targets
    assert targets <= shown | {"help"}


def test_every_setting_shown_exists_in_code() -> None:
    known = _settings_in_code() | {f"ISEE_DATABASE_{role}_URL" for role in ("OWNER", "WEB", "WORKER", "EXTRACT")}
    shown = {name for _, text in _words() for name in SETTING.findall(text)}
    assert shown <= known


def test_every_setting_in_code_is_documented() -> None:
    documented = set(SETTING.findall((ROOT / "docs" / "commands.md").read_text(encoding="utf-8")))
    assert _settings_in_code() <= documented


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [found["path"] for found in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_parts_made_from_data_are_as_the_data() -> None:
    behind = [page.name for page in pages() if with_parts(text := page.read_text(encoding="utf-8")) != text]
    assert behind == [], "run `make docs`"


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_every_package_says_what_it_is(package: Path) -> None:
    lines = (package / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 30


@pytest.mark.parametrize("licence", ["AGPL-3.0-only", "GPL-2.0-or-later", "GNU General Public License v3 (GPLv3)", ""])
def test_a_package_whose_licence_would_bind_the_whole_is_refused(licence: str) -> None:
    with pytest.raises(Exception, match="example"):
        checked("example", licence)


def test_a_package_under_the_lesser_licence_is_used() -> None:
    assert checked("example", "GNU Lesser General Public License v2 or later (LGPLv2+)")


def test_decisions_are_short_and_numbered_once() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert len({path.name[:4] for path in records}) == len(records) > 0
    for path in records:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {path.name[:4]} ")
        assert len(lines) <= 25, path.name


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_name_no_index_and_hash_every_package(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "--index-url" not in text
    if lock.suffix == ".lock":
        packages = re.findall(r"^[\w.-]+==.*(?:\n {4}--hash=sha256:[0-9a-f]{64}.*)*", text, re.MULTILINE)
        assert packages
        assert all("--hash=sha256:" in package for package in packages)
        assert "://" not in text
