"""A small nation through the doors of the other packages, broken off and taken up again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from isee.access.api import SYSTEM
from isee.registry.api import Enrolment, Identifier, IdentifierKind, Person, open_identifier
from isee.screening.api import Result
from isee.synth.api import Step, SynthError, build_nation
from isee.synth.plan import NEWEST
from isee.tracking.api import TermAttendance

SCALE = 0.0003
AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _build(home: Path, *, steps: list[Step] | None = None, stop_after: int = 99, seed: int = 7) -> dict[str, int]:
    seen = steps if steps is not None else []

    def note(step: Step) -> None:
        if step.done > stop_after:
            raise KeyboardInterrupt
        seen.append(step)

    built = build_nation(scale=SCALE, seed=seed, home=home, by=SYSTEM, at=AT, progress=note)
    return dict(built.counts)


def test_the_past_is_loaded_and_the_newest_term_is_left_to_the_rosters(tmp_path: Path) -> None:
    steps: list[Step] = []
    counts = _build(tmp_path, steps=steps)

    assert Person.objects.count() == counts["persons"]
    assert Enrolment.objects.count() == counts["enrolments"] > 5_000
    assert not Enrolment.objects.filter(term_key=NEWEST).exists()
    assert Result.objects.filter(term_key=NEWEST).exists()
    assert TermAttendance.objects.filter(term_key=NEWEST).exists()
    assert len(list((tmp_path / "rosters" / str(NEWEST)).iterdir())) == counts["roster_files"]
    assert len(list((tmp_path / "feeds").glob("*/*.zip"))) == counts["feed_files"] > 15
    assert (steps[-1].done, steps[-1].total) == (2, 2)
    assert steps[-1].parts[steps[-1].province]["children"] > 0


def test_loaded_numbers_open_and_lie_in_the_synthetic_block(tmp_path: Path) -> None:
    _build(tmp_path)

    some = Identifier.objects.filter(kind=IdentifierKind.CITIZEN_ID)[:20]
    assert {open_identifier(one)[1:3] for one in some} == {"98"}


def test_loaded_children_have_a_scope(tmp_path: Path) -> None:
    _build(tmp_path)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registry_person p"
            " WHERE NOT EXISTS (SELECT 1 FROM access_personscope s WHERE s.person_id = p.id)"
        )
        assert cursor.fetchone() == (0,)


def test_a_build_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _build(tmp_path, stop_after=1)
    before = Person.objects.count()

    counts = _build(tmp_path)

    assert 0 < before < Person.objects.count() == before + counts["persons"]
    assert _build(tmp_path) == {}


def test_a_nation_of_another_seed_is_not_mixed_in(tmp_path: Path) -> None:
    _build(tmp_path)

    with pytest.raises(SynthError, match="another scale or seed"):
        _build(tmp_path, seed=8)
