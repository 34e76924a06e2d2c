"""Stored files: encrypted, whole or not at all, and refused when altered, cut or moved."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from isee.system import files
from isee.system.api import MissingKeyError, SealError, add_key_versions, delete_file, read_file, store_file
from isee.system.files import BLOCK_BYTES, HEADER_BYTES, stored_path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store and keys of its own; small blocks, so that a few bytes are many."""
    monkeypatch.setenv("ISEE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ISEE_KEY_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setattr(files, "BLOCK_BYTES", 64)
    return tmp_path


def read(file_id: uuid.UUID) -> bytes:
    """All of a stored file."""
    return b"".join(read_file(file_id))


def in_store(home: Path) -> list[Path]:
    """Every file of the store."""
    return [path for path in (home / "home" / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_a_file_is_read_as_it_was_stored(size: int) -> None:
    content = bytes(range(256)) * 4
    assert read(store_file([content[:size]])) == content[:size]


def test_pieces_of_any_size_are_one_file() -> None:
    assert read(store_file([b"ab", b"", b"c" * 200, b"d"])) == b"ab" + b"c" * 200 + b"d"


def test_the_store_holds_neither_content_nor_name(home: Path) -> None:
    store_file(["สมชาย ใจดี".encode() * 50])
    (path,) = in_store(home)
    assert "สมชาย".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def altered(file_id: uuid.UUID, content: bytes) -> uuid.UUID:
    """The same file with other bytes."""
    stored_path(file_id).write_bytes(content)
    return file_id


@pytest.mark.parametrize("place", [0, 5, 7, HEADER_BYTES, HEADER_BYTES + 90, -1])
def test_an_altered_file_does_not_open(place: int) -> None:
    file_id = store_file([b"x" * 200])
    content = bytearray(stored_path(file_id).read_bytes())
    content[place] ^= 1
    with pytest.raises((SealError, MissingKeyError)):
        read(altered(file_id, bytes(content)))


@pytest.mark.parametrize("kept", [0, 4, HEADER_BYTES, HEADER_BYTES + 1, HEADER_BYTES + 80, HEADER_BYTES + 160, -1])
def test_a_file_cut_short_does_not_open(kept: int) -> None:
    file_id = store_file([b"x" * 200])
    with pytest.raises(SealError):
        read(altered(file_id, stored_path(file_id).read_bytes()[:kept]))


def test_blocks_in_another_order_do_not_open() -> None:
    file_id = store_file([b"a" * 64 + b"b" * 64 + b"c"])
    content = stored_path(file_id).read_bytes()
    head, block = content[:HEADER_BYTES], files.BLOCK_BYTES + files.TAG_BYTES
    body = content[HEADER_BYTES:]
    with pytest.raises(SealError):
        read(altered(file_id, head + body[block : 2 * block] + body[:block] + body[2 * block :]))


def test_a_file_under_another_s_name_does_not_open() -> None:
    one, other = store_file([b"one"]), store_file([b"other"])
    with pytest.raises(SealError):
        read(altered(one, stored_path(other).read_bytes()))


def test_nothing_is_left_when_the_stream_breaks(home: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 500
        raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        store_file(broken())
    assert in_store(home) == []


def test_a_deleted_file_is_gone_and_deleting_again_is_no_error() -> None:
    file_id = store_file([b"x"])
    delete_file(file_id)
    delete_file(file_id)
    with pytest.raises(FileNotFoundError):
        read(file_id)


def test_files_of_older_keys_stay_readable() -> None:
    before = store_file([b"before"])
    add_key_versions("file")
    after = store_file([b"after"])
    assert (read(before), read(after)) == (b"before", b"after")
    assert stored_path(before).read_bytes()[5:7] != stored_path(after).read_bytes()[5:7]


def test_the_blocks_of_real_files_are_a_mebibyte() -> None:
    assert BLOCK_BYTES == 1024 * 1024
