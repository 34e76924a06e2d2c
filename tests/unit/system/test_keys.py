"""The keyring: made once, readable by its owner alone, outside the data, and followed by running processes."""

import json
import multiprocessing
from pathlib import Path

import pytest

from isee.system import keys
from isee.system.api import MissingKeyError, add_key_versions, drop_old_key_versions, keyring
from isee.system.keys import PURPOSES, Keyring, key_file


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a key file that does not exist yet."""
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "new" / "keys.json"))
    return tmp_path / "new" / "keys.json"


def test_the_key_file_is_made_at_the_first_start_with_mode_600(file: Path) -> None:
    ring = keyring()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert set(ring.keys) == set(PURPOSES)
    assert [path.name for path in file.parent.iterdir()] == ["keys.json"]
    assert keyring() is ring


def test_the_key_file_lies_outside_isee_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ISEE_KEY_FILE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "home"))
    assert (tmp_path / "home") not in key_file().parents
    first = key_file()
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "other"))
    assert key_file() != first


def test_every_purpose_has_a_key_of_its_own(file: Path) -> None:
    ring = keyring()
    assert len({ring.current(purpose)[1] for purpose in PURPOSES}) == len(PURPOSES)


def _first_start(ready: "multiprocessing.synchronize.Barrier", found: "multiprocessing.Queue[str]") -> None:
    ready.wait(20)
    found.put(keyring().to_json())


def test_processes_that_start_at_once_share_one_keyring(file: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready, found = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_first_start, args=(ready, found)) for _ in range(4)]
    for process in processes:
        process.start()
    rings = {found.get(timeout=20) for _ in processes}
    for process in processes:
        process.join(20)
    assert rings == {file.read_text()}


def test_a_running_process_follows_a_change_of_the_file(file: Path) -> None:
    before = keyring()
    changed = before.with_new_version("identifier")
    keys._store(file, changed, replace=True)
    assert keyring().versions("identifier") == [1, 2]
    assert keyring().version("identifier", 1) == before.version("identifier", 1)


def test_versions_are_added_and_dropped(file: Path) -> None:
    first = keyring().current("identifier")[1]
    add_key_versions("identifier", "file")
    assert keyring().current("identifier") != (1, first)
    assert keyring().version("identifier", 1) == first
    drop_old_key_versions("identifier")
    assert keyring().versions("identifier") == [2]
    assert keyring().versions("file") == [1, 2]
    with pytest.raises(MissingKeyError):
        keyring().version("identifier", 1)


def test_keys_come_from_the_environment_as_text_or_as_a_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: Path
) -> None:
    ring = Keyring.generate()
    monkeypatch.setenv("ISEE_KEYS", ring.to_json())
    assert keyring() == ring
    path = tmp_path / "given.json"
    path.write_text(ring.with_new_version("file").to_json())
    monkeypatch.setenv("ISEE_KEYS", str(path))
    assert keyring().versions("file") == [1, 2]
    assert not file.exists()


def test_a_key_file_that_is_named_and_missing_is_not_made_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ISEE_KEYS", str(tmp_path / "gone.json"))
    with pytest.raises(MissingKeyError, match="no such file"):
        keyring()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[]",
        json.dumps({purpose: {"1": "AAAA"} for purpose in PURPOSES}),
        json.dumps({purpose: {"1": "not base 64"} for purpose in PURPOSES}),
        json.dumps({purpose: {"one": ""} for purpose in PURPOSES}),
    ],
)
def test_a_broken_keyring_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(MissingKeyError):
        Keyring.from_json(text)


def test_a_keyring_survives_its_file() -> None:
    ring = Keyring.generate()
    assert Keyring.from_json(ring.to_json()) == ring
