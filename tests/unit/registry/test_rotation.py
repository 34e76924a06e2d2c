"""New keys while the system runs: found and unique at every moment, history included, resumed when killed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from isee.access.api import SYSTEM, AuditEvent
from isee.kernel import CitizenId
from isee.registry import rotation
from isee.registry.api import (
    Identifier,
    IdentifierKind,
    NewIdentifier,
    NewPerson,
    RotationError,
    Source,
    add_identifiers,
    load_bulk,
    match_identifiers,
    open_identifier,
    register_persons,
    rotate_identifier_keys,
    search_persons,
)
from isee.registry.identifiers import identifier_text, written_hashes
from isee.system.api import MissingKeyError, add_key_versions, key_version, keyring
from isee.system.keys import key_file
from tests.world import AT, PERSONS, World, citizen_id_of

KEYS = ("anan", "grandmother", "kan")


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the keys, so that no other test sees this one's rotation; small batches."""
    keyring()
    own = tmp_path / "keys.json"
    shutil.copy(key_file(), own)
    monkeypatch.setenv("ISEE_KEY_FILE", str(own))
    monkeypatch.setattr(rotation, "BATCH", 4)
    return own


def rotate(progress: Callable[[int, int], None] | None = None) -> int:
    """Rotate as the command does."""
    return rotate_identifier_keys(by=SYSTEM, at=AT, progress=progress)


def events() -> list[Identifier]:
    """The history of identifiers."""
    return list(apps.get_model("registry", "IdentifierEvent").objects.all())


def state() -> list[tuple[int, bytes, bytes, bytes | None]]:
    """What the table holds, ciphertext aside."""
    return [(i.pk, i.person_id, bytes(i.lookup), i.lookup_next) for i in Identifier.objects.order_by("pk")]  # type: ignore[misc]


def check_found(world: World) -> None:
    """Every sampled number finds its bearer, opens, and is known to the one door."""
    for key in KEYS:
        number = citizen_id_of(key).digits
        assert [person.pk for person in search_persons(number)] == [world.persons[key]]
        identifier = Identifier.objects.get(person_id=world.persons[key])
        assert open_identifier(identifier) == number
        text = identifier_text(IdentifierKind.CITIZEN_ID, number)
        assert match_identifiers(IdentifierKind.CITIZEN_ID, [text])[text].person_id == world.persons[key]


def check_unique() -> None:
    """No number can be given twice."""
    for key in KEYS:
        number = NewIdentifier(IdentifierKind.CITIZEN_ID, citizen_id_of(key).digits)
        with pytest.raises(IntegrityError), transaction.atomic():
            register_persons([NewPerson(given_name="ซ้ำ", identifiers=[number])], by=SYSTEM, at=AT, source=Source.TYPED)


def check_done(world: World) -> None:
    """One key version, everything sealed and hashed with it, nothing left over."""
    ring = keyring()
    assert len(ring.versions("identifier")) == len(ring.versions("identifier-lookup")) == 1
    newest = ring.current("identifier")[0]
    for row in [*Identifier.objects.all(), *events()]:
        assert key_version(bytes(row.sealed)) == newest
        assert row.lookup_next is None
        text = identifier_text(row.kind, open_identifier(row), school_id=row.school_id)
        assert bytes(row.lookup) == written_hashes([text])[0][0]
    check_found(world)
    check_unique()


def test_rotation_seals_everything_anew_and_forgets_the_old_keys(world: World, own_keys: Path) -> None:
    before = json.loads(own_keys.read_text())
    told: list[tuple[int, int]] = []
    assert rotate(lambda done, total: told.append((done, total))) == len(PERSONS) + len(events())
    after = json.loads(own_keys.read_text())
    assert set(before["identifier"]).isdisjoint(after["identifier"])
    assert set(before["identifier-lookup"]).isdisjoint(after["identifier-lookup"])
    assert told[-1][0] == told[-1][1]
    assert own_keys.stat().st_mode & 0o777 == 0o600
    check_done(world)


def test_keys_of_files_and_kept_rows_get_a_new_version_and_keep_the_old(world: World) -> None:
    rotate()
    assert keyring().versions("file") == [1, 2]
    assert keyring().versions("import-row") == [1, 2]
    assert keyring().versions("session") == [1]
    assert keyring().versions("research") == [1]


def test_every_number_is_found_and_unique_at_every_moment(world: World) -> None:
    def look(done: int, total: int) -> None:
        check_found(world)
        check_unique()

    rotate(look)
    check_done(world)


def test_numbers_given_in_the_middle_are_found_and_unique_too(world: World) -> None:
    serials = iter(range(910_000_000, 910_001_000))
    given: list[tuple[int, str]] = []

    def give(done: int, total: int) -> None:
        number = CitizenId.synthetic(next(serials)).digits
        new = NewPerson(given_name="ใหม่", identifiers=[NewIdentifier(IdentifierKind.CITIZEN_ID, number)])
        given.append((register_persons([new], by=SYSTEM, at=AT, source=Source.TYPED)[0], number))
        for person, known in given:
            assert [found.pk for found in search_persons(known)] == [person]
            with pytest.raises(IntegrityError), transaction.atomic():
                add_identifiers(
                    [(world.persons["dao"], NewIdentifier(IdentifierKind.CITIZEN_ID, known))],
                    by=SYSTEM, at=AT, source=Source.TYPED,
                )  # fmt: skip

    rotate(give)
    assert len(given) > 10
    check_done(world)


class KilledError(Exception):
    """Stands for SIGKILL between two batches."""


@pytest.mark.parametrize("moment", range(1, 16))
def test_a_rotation_killed_between_two_batches_goes_on_when_run_again(world: World, moment: int) -> None:
    calls = 0

    def kill(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == moment:
            raise KilledError

    with pytest.raises(KilledError):
        rotate(kill)
    check_found(world)
    check_unique()
    rotate()
    check_done(world)
    assert keyring().versions("identifier") == [2]


@pytest.mark.parametrize("step", ["add_key_versions", "drop_old_key_versions"])
@pytest.mark.parametrize("before", [True, False])
def test_a_rotation_killed_while_the_keyring_changes_goes_on_when_run_again(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, before: bool
) -> None:
    real = getattr(rotation, step)

    def die(*purposes: str) -> None:
        if not before:
            real(*purposes)
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(rotation, step, die)
        with pytest.raises(KilledError):
            rotate()
    check_found(world)
    check_unique()
    rotate()
    check_done(world)


def test_a_second_rotation_begins_anew(world: World) -> None:
    rotate()
    rotate()
    check_done(world)
    assert keyring().versions("identifier") == [3]


def test_a_student_number_keeps_its_school(world: World) -> None:
    number = NewIdentifier(IdentifierKind.STUDENT_NUMBER, "01234", world.schools["A"])
    add_identifiers([(world.persons["anan"], number)], by=SYSTEM, at=AT, source=Source.ROSTER)
    rotate()
    text = number.lookup_text
    assert match_identifiers(IdentifierKind.STUDENT_NUMBER, [text])[text].person_id == world.persons["anan"]
    with pytest.raises(IntegrityError), transaction.atomic():
        add_identifiers([(world.persons["gamon"], number)], by=SYSTEM, at=AT, source=Source.ROSTER)
    elsewhere = NewIdentifier(IdentifierKind.STUDENT_NUMBER, "01234", world.schools["B"])
    add_identifiers([(world.persons["benja"], elsewhere)], by=SYSTEM, at=AT, source=Source.ROSTER)


def test_rotation_writes_no_history_and_two_audit_events(world: World) -> None:
    before = len(events())
    rotate()
    assert len(events()) == before
    actions = AuditEvent.objects.filter(object_kind="key").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["identifier_keys_rotation_begun", "identifier_keys_rotated"]


def test_a_row_that_does_not_open_is_named_and_keeps_its_key(world: World) -> None:
    broken = Identifier.objects.get(person_id=world.persons["gamon"])
    true = bytes(broken.sealed)
    Identifier.objects.filter(pk=broken.pk).update(sealed=true[:-1] + bytes([true[-1] ^ 1]))
    with pytest.raises(RotationError) as refused:
        rotate()
    assert f"registry_identifier {broken.pk}" in refused.value.rows
    assert keyring().versions("identifier") == [1, 2]
    check_found(world)
    check_unique()
    Identifier.objects.filter(pk=broken.pk).update(sealed=true)
    apps.get_model("registry", "IdentifierEvent").objects.filter(uuid=broken.uuid).update(sealed=true)
    rotate()
    check_done(world)


def test_keys_given_as_text_cannot_be_rotated(world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISEE_KEYS", own_keys.read_text())
    with pytest.raises(MissingKeyError, match="put them in a file"):
        rotate()
    check_found(world)


def test_keys_in_a_file_of_one_s_own_are_rotated_there(
    world: World, own_keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = own_keys.with_name("mine.json")
    own_keys.rename(elsewhere)
    monkeypatch.setenv("ISEE_KEYS", str(elsewhere))
    rotate()
    check_done(world)
    assert list(json.loads(elsewhere.read_text())["identifier"]) == ["2"]


def test_numbers_are_not_loaded_in_bulk_while_keys_rotate(world: World) -> None:
    add_key_versions("identifier-lookup")
    with pytest.raises(ValueError, match="being rotated"):
        load_bulk("identifiers", pa.table({"id": [1]}))
