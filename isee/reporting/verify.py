"""Checks a release on disk, here or copied: its signature, its id, and the hash of every file."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from isee.reporting import formats
from isee.reporting.folders import hash_of
from isee.reporting.manifest import MANIFEST, SIGNATURE, id_of
from isee.system.api import is_signed


class Fault(NamedTuple):
    """A file of a release that is not as it was published, and in what way."""

    path: str
    problem: str


def faults_of(folder: Path, *, keys: Sequence[str]) -> list[Fault]:
    """Everything that is wrong with a release, for whoever trusts these public keys (PEM); empty when nothing is."""
    try:
        written = (folder / MANIFEST).read_bytes()
        manifest: formats.Manifest = json.loads(written)
        return [*_unsigned(folder, written, keys), *_another_id(folder, manifest), *_altered(folder, manifest["files"])]
    except FileNotFoundError:
        return [Fault(MANIFEST, f"is missing: {folder} is no release, or not a whole one.")]
    except (ValueError, KeyError, TypeError):
        return [Fault(MANIFEST, "cannot be read: it was altered or cut off.")]


def _unsigned(folder: Path, written: bytes, keys: Sequence[str]) -> Iterator[Fault]:
    try:
        signature = (folder / SIGNATURE).read_bytes()
    except FileNotFoundError:
        yield Fault(SIGNATURE, "is missing: nothing tells who made this release. Ones made before releases were "
                               "signed have none; `isee release` makes a signed one.")  # fmt: skip
        return
    if not keys:
        yield Fault(SIGNATURE, "cannot be checked: there is no public key here. Name the publisher's by --key.")
    elif not any(is_signed(written, signature, public_key=key) for key in keys):
        yield Fault(MANIFEST, f"is not what {SIGNATURE} signs under the key that is trusted here: it was altered, or "
                              "somebody else signed it. Name another publisher's key by --key.")  # fmt: skip


def _another_id(folder: Path, manifest: formats.Manifest) -> Iterator[Fault]:
    if id_of(manifest) != manifest["id"]:
        yield Fault(MANIFEST, f"says that it is {manifest['id']}, and its content is of another release.")
    elif folder.resolve().name != manifest["id"]:
        yield Fault(MANIFEST, f"is of {manifest['id']}, and the folder is named {folder.resolve().name}.")


def _altered(folder: Path, files: dict[str, str]) -> Iterator[Fault]:
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for path, expected in files.items():
        if path not in present:
            yield Fault(path, "is missing.")
        elif hash_of(folder / path) != expected:
            yield Fault(path, "is not as it was published.")
    yield from _strange(present - {*files, MANIFEST, SIGNATURE})


def _strange(paths: Iterable[str]) -> Iterator[Fault]:
    for path in sorted(paths):
        yield Fault(path, "is not of this release.")
