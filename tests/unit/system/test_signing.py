"""Signatures: the same each time, true of one message and one key, with a key that an older keyring gets later."""

import json
from pathlib import Path

import pytest

from isee.system.api import MissingKeyError, add_key_versions, is_signed, keyring, public_keys, sign
from isee.system.keys import Keyring


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a key file that does not exist yet."""
    monkeypatch.delenv("ISEE_KEYS", raising=False)
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "keys.json"))
    return tmp_path / "keys.json"


def test_equal_messages_get_equal_signatures_which_altered_ones_fail(file: Path) -> None:
    signature = sign(b"figures")
    assert sign(b"figures") == signature
    (key,) = public_keys()
    assert is_signed(b"figures", signature, public_key=key)
    assert not is_signed(b"figured", signature, public_key=key)
    assert not is_signed(b"figures", signature[:-1] + b"\0", public_key=key)
    assert not is_signed(b"figures", b"", public_key=key)
    assert not is_signed(b"figures", signature, public_key="no key")


def test_older_public_keys_stay_known_after_a_new_one(file: Path) -> None:
    signature = sign(b"figures")
    add_key_versions("signing")
    newest, older = public_keys()
    assert is_signed(b"figures", signature, public_key=older)
    assert not is_signed(b"figures", signature, public_key=newest)


def test_a_keyring_of_an_earlier_version_gets_its_signing_key_when_it_first_signs(file: Path) -> None:
    ring = Keyring.generate()
    before = {purpose: versions for purpose, versions in json.loads(ring.to_json()).items() if purpose != "signing"}
    file.write_text(json.dumps(before))
    assert public_keys() == []
    with pytest.raises(MissingKeyError, match="isee release"):
        keyring().current("signing")
    sign(b"figures")
    assert len(public_keys()) == 1
    assert keyring().current("identifier") == ring.current("identifier")
    assert file.stat().st_mode & 0o777 == 0o600


def test_keys_as_text_without_a_signing_key_are_told_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = Keyring({purpose: keys for purpose, keys in Keyring.generate().keys.items() if purpose != "signing"})
    monkeypatch.setenv("ISEE_KEYS", ring.to_json())
    with pytest.raises(MissingKeyError, match="put them in a file"):
        sign(b"figures")
