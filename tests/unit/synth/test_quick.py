"""A nation loaded quickly: everything that was set aside comes back, also after the load was killed half-way."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from isee.access.api import SYSTEM
from isee.registry.api import Enrolment, Person
from isee.screening.api import Result
from isee.synth.api import Built, Step, SynthError, build_nation
from isee.synth.plan import NEWEST
from isee.system.api import is_anything_set_aside
from tests.databases import drop_database, make_database

SCALE, SEED = 0.0003, 7
AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)

SHAPE = """
SELECT 'index', indexrelid::regclass::text,
       regexp_replace(pg_get_indexdef(indexrelid), ' WITH \\(fillfactor=.*?\\)', '')
FROM pg_index WHERE indisvalid
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) || convalidated
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conparentid = 0 OR contype <> 'f'
UNION ALL SELECT 'guard', oid::regclass::text, relrowsecurity::text || relforcerowsecurity FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2
"""
SCOPES = """
SELECT person_id, school_id, room_id, subdistrict, child_id, from_term, to_term FROM access_personscope
{} SELECT * FROM registry_scope_of(ARRAY(SELECT id FROM registry_person))
"""


def _build(home: Path, *, seed: int = SEED) -> Built:
    def ignored(_: Step) -> None:
        pass

    return build_nation(scale=SCALE, seed=seed, home=home, by=SYSTEM, at=AT, progress=ignored, bulk=True)


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database of the test's own, since a quick load commits as it goes."""
    name = f"isee_quick_{os.getpid()}"
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        make_database(name)
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = usual
            drop_database(name)


def test_a_quick_load_leaves_the_database_in_its_shape_with_everyone_in_scope(
    fresh_database: None, tmp_path: Path
) -> None:
    before = _rows(SHAPE)

    counts = _build(tmp_path).counts

    assert not is_anything_set_aside()
    assert _rows(SHAPE) == before
    assert Person.objects.count() == counts["persons"] > 1_000
    assert Enrolment.objects.filter(term_key=NEWEST).count() > 1_000
    assert Result.objects.count() == counts["results"] > 0
    assert _rows(SCOPES.format("EXCEPT ALL")) == []
    assert len(_rows("SELECT 1 FROM access_personscope")) == len(
        _rows("SELECT 1 FROM registry_scope_of(ARRAY(SELECT id FROM registry_person))")
    )
    assert _rows("SELECT count(*) > 0 FROM registry_namekey") == [(True,)]
    assert _build(tmp_path).counts == {}
    with pytest.raises(SynthError, match="another scale or seed"):
        _build(tmp_path, seed=8)


APART = """
import json, sys
import django
django.setup()
from pathlib import Path
from django.db import connections
connections["default"].settings_dict.update(json.loads(sys.argv[1]))
from tests.unit.synth.test_quick import _build
_build(Path(sys.argv[2]))
"""


def test_a_quick_load_that_was_killed_is_taken_up_again(fresh_database: None, tmp_path: Path) -> None:
    before = _rows(SHAPE)
    settings = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    command = [sys.executable, "-c", APART, json.dumps(settings), str(tmp_path)]
    apart = subprocess.Popen(command, start_new_session=True)
    while not _rows("SELECT 1 FROM places_school LIMIT 1"):
        assert apart.poll() is None
        time.sleep(0.02)
    os.killpg(apart.pid, signal.SIGKILL)
    apart.wait()
    assert is_anything_set_aside()

    _build(tmp_path)

    assert not is_anything_set_aside()
    assert _rows(SHAPE) == before
    assert _rows(SCOPES.format("EXCEPT ALL")) == []
    assert _rows("SELECT 1 FROM places_school GROUP BY code HAVING count(*) > 1") == []
    assert _rows("SELECT 1 FROM registry_enrolment GROUP BY person_id, term_key, school_id HAVING count(*) > 1") == []
