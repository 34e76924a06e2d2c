"""The file store: uploads kept encrypted under `ISEE_HOME/files` or in a bucket, under names that say nothing.

`ISEE_FILE_STORE=s3://bucket/prefix` names a bucket of any store that speaks S3 (its address and account come from the
variables of that protocol, such as `AWS_ENDPOINT_URL`). The files are sealed before they leave this process.

A stored file is `ISEE1 | key version (2 bytes) | file nonce (8)` and then blocks of 1 MiB, each sealed with
AES-256-GCM under the file's nonce and the block's number; the last block is marked, so that a truncated file
does not open.
"""

import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import File
from django.core.files.storage import Storage

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
    bucket = _bucket()
    if bucket is not None:
        with tempfile.TemporaryFile() as sealed:
            _seal(file_id, chunks, sealed)
            sealed.seek(0)
            bucket.save(file_id.hex, File(sealed))
        return file_id
    path = stored_path(file_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".fresh")
    try:
        with fresh.open("wb") as target:
            os.fchmod(target.fileno(), 0o600)
            _seal(file_id, chunks, target)
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    return file_id


def read_file(file_id: uuid.UUID) -> Iterator[bytes]:
    """Decrypt a stored file block by block; raises `SealError` when it was altered or cut short."""
    bucket = _bucket()
    with bucket.open(file_id.hex) if bucket is not None else stored_path(file_id).open("rb") as source:
        yield from _open(file_id, source)


def delete_file(file_id: uuid.UUID) -> None:
    """Remove a stored file; a missing one is no error."""
    bucket = _bucket()
    if bucket is not None:
        bucket.delete(file_id.hex)
    else:
        stored_path(file_id).unlink(missing_ok=True)


def file_store_answers() -> str:
    """Empty when a file can be written, read and removed now; else what went wrong, for whoever runs iSEE."""
    try:
        probe = store_file([b"probe"])
        found = b"".join(read_file(probe))
        delete_file(probe)
    except Exception as fault:  # a bucket fails in the many ways of its library
        return type(fault).__name__
    return "" if found == b"probe" else "what was read is not what was written"


def _bucket() -> Storage | None:
    """The bucket of `ISEE_FILE_STORE`; None where files lie in the home."""
    address = os.environ.get("ISEE_FILE_STORE", "")
    return _open_bucket(address) if address else None


@lru_cache(maxsize=2)
def _open_bucket(address: str) -> Storage:
    """Raises ValueError for an address of another shape."""
    from storages.backends.s3 import S3Storage

    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError("ISEE_FILE_STORE is not of the form s3://bucket/prefix.")
    bucket: Storage = S3Storage(
        bucket_name=parts.netloc, location=parts.path.strip("/"), file_overwrite=False, default_acl=None
    )
    return bucket


def _seal(file_id: uuid.UUID, chunks: Iterable[bytes], target: BinaryIO) -> None:
    version, key = keyring().current("file")
    nonce, cipher = os.urandom(8), AESGCM(key)
    target.write(MAGIC + version.to_bytes(2, "big") + nonce)
    for number, (block, last) in enumerate(_blocks(chunks)):
        place = file_id.bytes + bytes([last])
        target.write(cipher.encrypt(nonce + number.to_bytes(4, "big"), block, place))


def _open(file_id: uuid.UUID, source: Any) -> Iterator[bytes]:
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


def _blocks(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream into blocks of `BLOCK_BYTES`, marking the last; an empty stream is one empty block."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > BLOCK_BYTES:
            yield bytes(held[:BLOCK_BYTES]), False
            del held[:BLOCK_BYTES]
    yield bytes(held), True
