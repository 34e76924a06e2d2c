"""Publishes a folder of files as a whole or not at all, and one writer at a time."""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MAKING = ".making-"
FULL = (errno.ENOSPC, errno.EDQUOT)
LEAST_FREE_BYTES = 1 << 20


class DiskFullError(RuntimeError):
    """The disk filled up while a folder was written: nothing of it is left, and what was published before stands."""


@contextmanager
def sole_writer(parent: Path) -> Iterator[None]:
    """Hold the folder's writing lock; what a killed writer left behind is removed first.

    A second writer waits for the first. The lock ends with the process, so that none is left by a crash.
    """
    parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    with (parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in parent.glob(f"{MAKING}*"):
            shutil.rmtree(leftover)
        yield


@contextmanager
def fresh_folder(parent: Path) -> Iterator[Path]:
    """A folder to write into that no reader sees; it is gone after the block unless `publish` moved it.

    Raises `DiskFullError` when the disk filled up meanwhile, whichever library found out.
    """
    folder = parent / f"{MAKING}{uuid.uuid4().hex}"
    folder.mkdir(mode=0o750)
    try:
        yield folder
    except Exception as fault:
        written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if _is_full(fault, parent):
            raise DiskFullError(
                f"The disk of {parent} is full. Nothing was published, and what was published before still stands. "
                f"Free at least {2 * written // 1_000_000 + 100:,} MB and run the same command again."
            ) from fault
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_full(fault: BaseException | None, parent: Path) -> bool:
    """Libraries wrap the system's error in their own, or tell it in words alone; then the disk itself is asked."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in FULL:
            return True
        fault = fault.__cause__ or fault.__context__
    return shutil.disk_usage(parent).free < LEAST_FREE_BYTES


def publish(folder: Path, target: Path) -> None:
    """Give a finished folder its name; readers see all of it or none. An equal folder that is there stays."""
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)
    if not target.exists():
        folder.rename(target)
        _sync(target.parent)


def point(pointer: Path, name: str) -> None:
    """Make a pointer file hold a name, in one step."""
    fresh = pointer.with_name(f"{pointer.name}.{uuid.uuid4().hex}")
    fresh.write_text(f"{name}\n", encoding="utf-8")
    _sync(fresh)
    fresh.replace(pointer)
    _sync(pointer.parent)


def write_json(path: Path, content: Any, *, indent: int | None = None) -> None:
    """JSON in UTF-8 with a fixed layout, so that equal content is equal bytes."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(content, ensure_ascii=False, separators=separators, indent=indent, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file in a folder, by its path with forward slashes, in order."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_of(path) for path in paths}


def hash_of(path: Path) -> str:
    """SHA-256 of a file in hex."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
