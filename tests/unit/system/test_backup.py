"""A backup of a small installation, restored elsewhere and looked at; and what must stop one."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from isee.registry.api import sealing_place
from isee.system.api import BackupError, back_up, newest_backup, read_file, restore_backup, store_file, unseal
from isee.system.backup import MANIFEST
from isee.system.database import prepare_database
from isee.system.files import stored_path
from tests.databases import admin_url, drop_database
from tests.environment import HOME
from tests.world import CommittedWorld

AT = datetime(2026, 11, 10, 18, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """A backup, the installation that it was made of, and a file that was stored there."""

    folder: Path
    owner_url: str
    stored: Any


@pytest.fixture(scope="module")
def made(committed_world: CommittedWorld, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The world, backed up while it is connected to."""
    home = tmp_path_factory.mktemp("installation")
    stored = store_file([b"a roster, sealed"])
    kept = home / stored_path(stored).relative_to(HOME)
    kept.parent.mkdir(parents=True)
    shutil.copy(stored_path(stored), kept)
    (home / "nation.json").write_text('{"synthetic": true, "scale": 0.001}')
    owner_url = json.loads((committed_world.home / "database.json").read_text())["owner"]
    target = tmp_path_factory.mktemp("backups")
    return Made(back_up(target, home=home, owner_url=owner_url, at=AT), owner_url, stored)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A new installation: its home, and the owner's address of its empty database."""
    name = f"isee_restored_{tmp_path.name[-20:].lower()}"
    with psycopg.connect(admin_url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    urls = prepare_database(admin_url(), tmp_path / "home", database=name, passwords_from=HOME)
    yield tmp_path / "home", urls["owner"]
    drop_database(name)


def test_a_restored_installation_holds_every_row_and_file(made: Made, empty: tuple[Path, str]) -> None:
    home, url = empty
    manifest = restore_backup(made.folder, home=home, owner_url=url)
    assert manifest.rows["registry_person"] >= 10
    with psycopg.connect(made.owner_url) as before, psycopg.connect(url) as after:
        for table in ("registry_person", "registry_enrolment", "access_auditevent", "registry_personevent"):
            query = sql.SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t").format(
                sql.Identifier(table)
            )
            assert before.execute(query).fetchone() == after.execute(query).fetchone()
    kept = home / stored_path(made.stored).relative_to(HOME)
    assert kept.read_bytes() == stored_path(made.stored).read_bytes()
    assert b"".join(read_file(made.stored)) == b"a roster, sealed"
    assert (home / "nation.json").read_text() == '{"synthetic": true, "scale": 0.001}'


def test_sealed_numbers_of_a_restored_installation_open(made: Made, empty: tuple[Path, str]) -> None:
    home, url = empty
    restore_backup(made.folder, home=home, owner_url=url)
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT uuid, sealed FROM registry_identifier WHERE kind = 'citizen_id' ORDER BY id LIMIT 1"
        ).fetchone()
    assert row is not None
    assert len(unseal("identifier", bytes(row[1]), bound_to=sealing_place(row[0]))) == 13


def test_row_level_security_is_in_force_after_a_restore(
    made: Made, empty: tuple[Path, str], committed_world: CommittedWorld
) -> None:
    home, url = empty
    restore_backup(made.folder, home=home, owner_url=url)
    web = json.loads((home / "database.json").read_text())["web"]
    with psycopg.connect(web) as connection:
        assert connection.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)
        connection.execute("SELECT access_open_scope(%s)", [committed_world.tokens["teacher"]])
        seen = connection.execute("SELECT count(*) FROM registry_person").fetchone()
        assert seen is not None
        assert 0 < seen[0] < 10


def test_a_backup_is_not_restored_over_an_installation(made: Made, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="The database is not empty"):
        restore_backup(made.folder, home=tmp_path, owner_url=made.owner_url)


def test_an_altered_archive_is_refused_before_anything_is_written(
    made: Made, empty: tuple[Path, str], tmp_path: Path
) -> None:
    home, url = empty
    copy = tmp_path / "altered"
    shutil.copytree(made.folder, copy)
    with (copy / "files.tar").open("ab") as archive:
        archive.write(b"x")
    with pytest.raises(BackupError, match=r"files\.tar is not as it was written"):
        restore_backup(copy, home=home, owner_url=url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT to_regclass('registry_person')").fetchone() == (None,)


def test_a_backup_made_under_other_keys_is_refused(made: Made, empty: tuple[Path, str], tmp_path: Path) -> None:
    home, url = empty
    copy = tmp_path / "other-keys"
    shutil.copytree(made.folder, copy)
    manifest = json.loads((copy / MANIFEST).read_text())
    manifest["keys"]["identifier"]["1"] = "0" * 16
    (copy / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BackupError, match="'identifier' version 1"):
        restore_backup(copy, home=home, owner_url=url)


def test_a_backup_holds_no_key_and_is_closed_to_others(made: Made) -> None:
    assert made.folder.stat().st_mode & 0o077 == 0
    keys = json.loads((HOME / "keys.json").read_text())
    for path in made.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(key.encode() in content for versions in keys.values() for key in versions.values())


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError):
        back_up(tmp_path, home=tmp_path, owner_url="postgresql://nobody@127.0.0.1:1/isee", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_the_newest_whole_backup_is_found(made: Made, tmp_path: Path) -> None:
    assert newest_backup(tmp_path) is None
    found = newest_backup(made.folder.parent)
    assert found is not None
    assert found.made_at == AT.isoformat()
