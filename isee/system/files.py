"""The file store: uploads kept encrypted under `ISEE_HOME/files`, under names that say nothing.

A stored file is `ISEE1 | key version (2 bytes) | file nonce (8)` and then blocks of 1 MiB, each sealed with
AES-256-GCM under the file's nonce and the block's number; the last block is marked, so that a truncated file
does not open.
"""

import os
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from isee.system.encryption import SealError
from isee.system.home import isee_home
from isee.system.keys import keyring

MAGIC = b"ISEE1"
BLOCK_BYTES = 1024 * 1024
TAG_BYTES = 16
HEADER_BYTES = len(MAGIC) + 2 + 8


def stored_path(file_id: uuid.UUID) -> Path:
    """Where a stored file lies."""
    name = file_id.hex
    return isee_home() / "files" / name[:2] / name


def store_file(chunks: Iterable[bytes]) -> uuid.UUID:
    """Encrypt a stream into the store; returns its id. Nothing is left behind when it fails."""
    file_id = uuid.uuid4()
    path = stored_path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    version, key = keyring().current("file")
    nonce, cipher = os.urandom(8), AESGCM(key)
    fresh = path.with_suffix(".fresh")
    try:
        with fresh.open("wb") as target:
            os.fchmod(target.fileno(), 0o600)
            target.write(MAGIC + version.to_bytes(2, "big") + nonce)
            for number, (block, last) in enumerate(_blocks(chunks)):
                place = file_id.bytes + bytes([last])
                target.write(cipher.encrypt(nonce + number.to_bytes(4, "big"), block, place))
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return file_id


def read_file(file_id: uuid.UUID) -> Iterator[bytes]:
    """Decrypt a stored file block by block; raises `SealError` when it was altered or cut short."""
    with stored_path(file_id).open("rb") as source:
        header = source.read(HEADER_BYTES)
        if header[: len(MAGIC)] != MAGIC or len(header) != HEADER_BYTES:
            raise SealError("A stored file has no valid header.")
        version = int.from_bytes(header[len(MAGIC) : len(MAGIC) + 2], "big")
        cipher, nonce = AESGCM(keyring().version("file", version)), header[-8:]
        number, block = 0, source.read(BLOCK_BYTES + TAG_BYTES)
        while True:
            following = source.read(BLOCK_BYTES + TAG_BYTES)
            place = file_id.bytes + bytes([not following])
            try:
                yield cipher.decrypt(nonce + number.to_bytes(4, "big"), block, place)
            except InvalidTag as fault:
                raise SealError("A stored file was altered or cut short.") from fault
            if not following:
                return
            number, block = number + 1, following


def delete_file(file_id: uuid.UUID) -> None:
    """Remove a stored file; a missing one is no error."""
    stored_path(file_id).unlink(missing_ok=True)


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream into blocks of `BLOCK_BYTES`, marking the last; an empty stream is one empty block."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > BLOCK_BYTES:
            yield bytes(held[:BLOCK_BYTES]), False
            del held[:BLOCK_BYTES]
    yield bytes(held), True
