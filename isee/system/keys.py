"""The keys that encrypt identifiers and files, and that make the hashes by which they are found again.

One 32-byte key per purpose and version. They come from the environment (`ISEE_KEYS`, the JSON text or the path
of a file with it), or from a file made at the first start with mode 600 in the user's configuration folder:
outside `ISEE_HOME`, so that a copy of the data is not also a copy of its keys.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from isee.system.home import isee_home

SIGNING = "signing"
PURPOSES = ("identifier", "identifier-lookup", "file", "import-row", "session", "research", "token", "django", SIGNING)
ADDED_LATER = (SIGNING,)
"""Purposes that a keyring made by an earlier version lacks; `ensure_key` gives it one when it is first needed."""


class MissingKeyError(RuntimeError):
    """A key is missing or its file cannot be read; the message says what to do next."""


@dataclass(frozen=True)
class Keyring:
    """All keys, by purpose and version; the highest version is the one that new values use."""

    keys: dict[str, dict[int, bytes]] = field(repr=False)

    def current(self, purpose: str) -> tuple[int, bytes]:
        """Version and key for new values of this purpose; raises `MissingKeyError` where an older keyring has none."""
        versions = self.keys.get(purpose)
        if not versions:
            raise MissingKeyError(f"The keyring has no key for '{purpose}' yet: `isee release` makes it.")
        newest = max(versions)
        return newest, versions[newest]

    def version(self, purpose: str, version: int) -> bytes:
        """The key of an older value; raises `MissingKeyError` when this keyring never had it."""
        try:
            return self.keys[purpose][version]
        except KeyError as missing:
            raise MissingKeyError(
                f"Key version {version} for '{purpose}' is not in the keyring: restore the key file "
                "that was in use when the data were written."
            ) from missing

    def versions(self, purpose: str) -> list[int]:
        """All versions of a purpose, oldest first."""
        return sorted(self.keys.get(purpose, ()))

    def with_new_version(self, *purposes: str) -> "Keyring":
        """A keyring with one more, fresh version for each of the purposes."""
        keys = {purpose: dict(versions) for purpose, versions in self.keys.items()}
        for purpose in purposes:
            versions = keys.setdefault(purpose, {})
            versions[max(versions, default=0) + 1] = secrets.token_bytes(32)
        return Keyring(keys)

    def without_old_versions(self, *purposes: str) -> "Keyring":
        """A keyring that has only the newest version of each of the purposes."""
        keys = {purpose: dict(versions) for purpose, versions in self.keys.items()}
        for purpose in purposes:
            newest = max(keys[purpose])
            keys[purpose] = {newest: keys[purpose][newest]}
        return Keyring(keys)

    def to_json(self) -> str:
        """The text that `ISEE_KEYS` and the key file hold."""
        return json.dumps(
            {
                purpose: {str(version): base64.b64encode(key).decode() for version, key in versions.items()}
                for purpose, versions in self.keys.items()
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> "Keyring":
        """Read the text of `to_json`; every purpose that is not newer must be there, all with keys of 32 bytes."""
        try:
            keys = {
                purpose: {int(version): base64.b64decode(key, validate=True) for version, key in versions.items()}
                for purpose, versions in json.loads(text).items()
            }
        except (ValueError, AttributeError) as fault:
            raise MissingKeyError("ISEE_KEYS is not the JSON that `isee keys` writes.") from fault
        missing = [purpose for purpose in PURPOSES if not keys.get(purpose) and purpose not in ADDED_LATER]
        if missing or any(len(key) != 32 for versions in keys.values() for key in versions.values()):
            raise MissingKeyError(f"The keyring lacks 32-byte keys for: {', '.join(missing) or 'some purposes'}.")
        return cls(keys)

    @classmethod
    def generate(cls) -> "Keyring":
        """A new keyring with version 1 of every purpose."""
        return cls({purpose: {1: secrets.token_bytes(32)} for purpose in PURPOSES})


def key_file() -> Path:
    """The key file of this installation, one for each `ISEE_HOME`."""
    if configured := os.environ.get("ISEE_KEY_FILE"):
        return Path(configured)
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    digest = hashlib.sha256(str(isee_home()).encode()).hexdigest()[:12]
    return base / "isee" / f"keys-{digest}.json"


def keyring() -> Keyring:
    """This process's keys; makes the key file at the very first start.

    The file is read again when it has changed, so that running processes follow a rotation at their next value.
    """
    text = os.environ.get("ISEE_KEYS", "")
    if text.lstrip().startswith("{"):
        return _from_text(text)
    path = keyring_path()
    try:
        found = path.stat()
    except FileNotFoundError:
        if text:
            raise MissingKeyError(f"ISEE_KEYS names {path}, and there is no such file.") from None
        _store(path, Keyring.generate(), replace=False)
        found = path.stat()
    return _from_file(path, found.st_ino, found.st_mtime_ns)


def keyring_path() -> Path:
    """The file of this process's keys. Raises `MissingKeyError` where they are text in the environment."""
    text = os.environ.get("ISEE_KEYS", "")
    if text.lstrip().startswith("{"):
        raise MissingKeyError(
            "The keys are text in ISEE_KEYS, which a command cannot change for running processes: put them in a file "
            "with mode 600, name it in ISEE_KEYS, restart, and run the command again."
        )
    return Path(text) if text else key_file()


def write_keyring(ring: Keyring) -> None:
    """Replace the key file as a whole, readable by the present user alone."""
    _store(keyring_path(), ring, replace=True)


def add_key_versions(*purposes: str) -> None:
    """Give each of these purposes a fresh key, which new values use from now on; older ones still open."""
    write_keyring(keyring().with_new_version(*purposes))


def ensure_key(purpose: str) -> None:
    """Give a keyring of an earlier version its first key of a purpose that came later; else nothing is changed."""
    if not keyring().versions(purpose):
        add_key_versions(purpose)


def drop_old_key_versions(*purposes: str) -> None:
    """Forget all but the newest key of each of these purposes: nothing must be sealed with the others any more."""
    write_keyring(keyring().without_old_versions(*purposes))


def _store(path: Path, ring: Keyring, *, replace: bool) -> None:
    """Write the file beside its place and move it there at once; without `replace`, whoever is first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)  # made with mode 600
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w") as target:
            target.write(ring.to_json())
            target.flush()
            os.fsync(target.fileno())
        if replace:
            fresh.replace(path)
        else:
            with suppress(FileExistsError):
                path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)


@lru_cache(maxsize=4)
def _from_text(text: str) -> Keyring:
    return Keyring.from_json(text)


@lru_cache(maxsize=4)
def _from_file(path: Path, inode: int, changed: int) -> Keyring:
    """The keyring in a file; inode and time of change are there to tell one state of it from another."""
    return Keyring.from_json(path.read_text())


def keyed_hash(purpose: str, message: bytes, *, version: int | None = None) -> bytes:
    """HMAC-SHA256 (32 bytes) of a message under a purpose's key; the newest version unless told."""
    return hmac.digest(hash_key(purpose, version=version), message, "sha256")


def hash_key(purpose: str, *, version: int | None = None) -> bytes:
    """The key of a purpose for hashing: the newest version unless told."""
    ring = keyring()
    return ring.current(purpose)[1] if version is None else ring.version(purpose, version)
