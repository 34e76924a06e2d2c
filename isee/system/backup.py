"""Backup of an installation: its database and its files, in one folder that can be checked and restored.

A backup folder holds `database/` (pg_dump's directory format), one tar archive for each folder of `FOLDERS`, and
`manifest.json` with the rows of each table, the archives' SHA-256 and fingerprints of the keys. The keys themselves
are never in it: back up the key file apart.
"""

import hashlib
import hmac
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from isee.system.keys import Keyring, keyring
from isee.system.postgres import PostgresError, packaged_binaries

FOLDERS: Final = ("files", "releases", "extracts")
"""What is archived of `ISEE_HOME`. Caches, static files and the server's own folder are made anew."""
MARKS: Final = ("nation.json", "synthetic-nation.json")
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
PARALLEL_JOBS: Final = 2


class BackupError(RuntimeError):
    """A backup cannot be made or restored; the message says why, what was kept, and what to do next."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `rows` by table, `archives` as SHA-256 by file name, `marks` the small files of the home."""

    made_at: str
    server: str
    rows: Mapping[str, int]
    archives: Mapping[str, str]
    marks: Mapping[str, str]
    keys: Mapping[str, Mapping[str, str]]

    @property
    def total_rows(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


def back_up(target: Path, *, home: Path, owner_url: str, at: datetime) -> Path:
    """Write a backup as a new folder below `target`; returns the folder. Nothing half-made keeps the final name.

    The database is dumped in one snapshot while the system runs. Files come after it, so that every file which the
    dump names is there. Raises `BackupError`.
    """
    folder = target / f"isee-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    fresh = folder.with_name(folder.name + ".fresh")
    if folder.exists():
        raise BackupError(f"{folder} is there already. Wait a second and run the command again.")
    try:
        fresh.mkdir(parents=True, mode=0o700)
    except OSError as fault:
        raise BackupError(f"{target} cannot be written ({fault.strerror}). Name a folder that you own.") from fault
    try:
        server, rows = _dump(owner_url, fresh / DATABASE)
        archives = {f"{name}.tar": _archive(home / name, fresh / f"{name}.tar") for name in FOLDERS}
        marks = {name: (home / name).read_text() for name in MARKS if (home / name).exists()}
        manifest = Manifest(at.astimezone(UTC).isoformat(), server, rows, archives, marks, fingerprints(keyring()))
        (fresh / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return folder


def restore_backup(folder: Path, *, home: Path, owner_url: str) -> Manifest:
    """Bring a backup into an empty, prepared database and a home without files; returns what it held.

    Everything is checked before the first row is written: archives against their hashes, the keys against their
    fingerprints, the database and the home for being empty. Raises `BackupError`.
    """
    manifest = read_manifest(folder)
    _check_archives(folder, manifest)
    _check_keys(manifest)
    _check_empty(home, owner_url)
    _load(owner_url, folder / DATABASE)
    _check_rows(owner_url, manifest)
    for name in FOLDERS:
        with tarfile.open(folder / f"{name}.tar") as archive:
            archive.extractall(home, filter="data")
    for name, text in manifest.marks.items():
        (home / name).write_text(text)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup folder. Raises `BackupError` when it is none."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as fault:
        raise BackupError(f"{folder} is not a whole backup: it has no readable {MANIFEST}.") from fault


def newest_backup(target: Path) -> Manifest | None:
    """The manifest of the newest whole backup below `target`."""
    folders = sorted(path.parent for path in target.glob(f"isee-*Z/{MANIFEST}"))
    return read_manifest(folders[-1]) if folders else None


def fingerprints(ring: Keyring) -> dict[str, dict[str, str]]:
    """What tells one key from another without telling the key: by purpose and version."""
    return {
        purpose: {
            str(version): hmac.new(ring.version(purpose, version), b"fingerprint of a backup", "sha256").hexdigest()[
                :16
            ]
            for version in ring.versions(purpose)
        }
        for purpose in sorted(ring.keys)
    }


def _dump(owner_url: str, target: Path) -> tuple[str, dict[str, int]]:
    """Dump in the snapshot in which the rows are counted. Policies let the owner see all rows."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        server = str(_one(connection, "SHOW server_version_num"))
        rows = _count(connection)
        _run(
            server, "pg_dump", owner_url, "--format=directory", f"--jobs={PARALLEL_JOBS}", "--enable-row-security",
            "--no-owner", f"--snapshot={snapshot}", f"--file={target}",
        )  # fmt: skip
    return server, rows


def _load(owner_url: str, dump: Path) -> None:
    """Restore all but the extensions, which are there, as the owner of the tables.

    Row-level security comes last: a foreign key that is checked between its switching on and its policies would find
    no row to point at.
    """
    with psycopg.connect(owner_url) as connection:
        server = str(_one(connection, "SHOW server_version_num"))
    contents = _run(server, "pg_restore", None, "--list", str(dump)).splitlines()
    wanted = [line for line in contents if " EXTENSION " not in line and " SCHEMA - public" not in line]
    guards = [line for line in wanted if " ROW SECURITY " in line or " POLICY " in line]
    for lines, jobs in (([line for line in wanted if line not in guards], PARALLEL_JOBS), (guards, 1)):
        listing = dump.with_suffix(".contents")
        try:
            listing.write_text("\n".join(lines))
            _run(
                server, "pg_restore", owner_url, f"--jobs={jobs}", "--exit-on-error", "--no-owner",
                f"--use-list={listing}", str(dump),
            )  # fmt: skip
        finally:
            listing.unlink(missing_ok=True)


def _run(server: str, program: str, url: str | None, *arguments: str) -> str:
    """Run a client program of PostgreSQL; the password goes through the environment, never the command line."""
    command = [str(client_program(program, major=int(server) // 10000)), *arguments]
    environment = dict(os.environ)
    if url is not None:
        parts = urlsplit(url)
        environment |= {"PGPASSWORD": unquote(parts.password or ""), "PGUSER": unquote(parts.username or "")}
        environment |= {"PGHOST": parts.hostname or "", "PGPORT": str(parts.port or 5432)}
        command.append(f"--dbname={parts.path.lstrip('/')}")
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        said = " / ".join(result.stderr.strip().splitlines()[:1])
        raise BackupError(f"{program} failed: {said}")
    return result.stdout


def client_program(name: str, *, major: int) -> Path:
    """A client program that fits a server of this major version: Debian's, the path's, or the embedded one's."""
    beside = Path(f"/usr/lib/postgresql/{major}/bin") / name
    if beside.exists():
        return beside
    try:
        program = packaged_binaries() / "bin" / name
        if not os.access(program, os.X_OK):
            program.chmod(0o755)
        return program
    except PostgresError:
        found = shutil.which(name)
        if found is None:
            raise BackupError(f"{name} is not on the path: install PostgreSQL's client programs.") from None
        return Path(found)


def _count(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """Rows of every table of ours, partitions counted in their parent."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        "AND NOT relispartition ORDER BY relname"
    ).fetchall()
    return {
        name: int(_one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))))
        for (name,) in tables
    }


def _one(connection: "psycopg.Connection[Any]", query: Any) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def _archive(source: Path, target: Path) -> str:
    """Put a folder into a tar archive (its files are encrypted or compressed already); returns its SHA-256."""
    with target.open("wb") as file:
        writer = _HashingWriter(file)
        with tarfile.open(fileobj=writer, mode="w|") as archive:
            if source.is_dir():
                archive.add(source, arcname=source.name, filter=_whole_files)
    return writer.digest.hexdigest()


class _HashingWriter(io.RawIOBase):
    """A stream that hashes what it writes."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, block: Any) -> int:
        """Write and hash a block of bytes."""
        self.digest.update(block)
        return self.file.write(block)


def _whole_files(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out what another process is just writing, and whose file it is."""
    if entry.name.endswith(".fresh"):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _check_archives(folder: Path, manifest: Manifest) -> None:
    for name, expected in manifest.archives.items():
        path = folder / name
        if not path.exists():
            raise BackupError(f"The backup lacks {name}. Nothing was restored; use another backup.")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise BackupError(f"{name} is not as it was written. Nothing was restored; use another backup.")


def _check_keys(manifest: Manifest) -> None:
    """Every key under which the backup's values are sealed must be in this installation's keyring."""
    present = fingerprints(keyring())
    for purpose, versions in manifest.keys.items():
        for version, expected in versions.items():
            if present.get(purpose, {}).get(version) != expected:
                raise BackupError(
                    f"The key '{purpose}' version {version} here is not the one of the backup. Nothing was restored: "
                    "put back the key file that was in use when the backup was made."
                )


def _check_empty(home: Path, owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        tables = _one(
            connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
    if tables:
        raise BackupError("The database is not empty. A backup is restored only into a new installation.")
    used = [name for name in FOLDERS if (home / name).is_dir() and any((home / name).iterdir())]
    if used:
        raise BackupError(f"{home} already holds {', '.join(used)}. A backup is restored only into an empty folder.")


def _check_rows(owner_url: str, manifest: Manifest) -> None:
    with psycopg.connect(owner_url) as connection:
        rows = _count(connection)
    wrong = sorted(name for name, expected in manifest.rows.items() if rows.get(name) != expected)
    if wrong:
        raise BackupError(f"These tables do not hold the rows of the backup: {', '.join(wrong)}.")
