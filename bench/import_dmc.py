"""Rows a second of the roster import, against the same rows written one by one through the ORM.

Always in an installation of its own, since it registers pupils: the schools of one province without a child. What is
timed is what `isee import dmc` does, from the file on the disk to the last outcome. One school's roster is imported
before, so that the process is warm; the larger file is then imported twice.
"""

import time
import uuid
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from bench._home import temporary_home

PROVINCE, SCALE, SEED = "30", 0.04, 2569
ORM_ROWS = 300


def run() -> dict[str, Any]:
    """Import the rosters of one province into an empty registry, again unchanged, and 300 rows by the ORM."""
    with temporary_home() as home:
        from isee.kernel import AcademicTerm
        from isee.synth.api import NEWEST
        from isee.web.commands.actor import operator_assignment
        from isee.web.commands.imports import import_roster

        first, parcel = _schools_and_rosters(home)
        assignment, term = operator_assignment(), AcademicTerm.from_key(NEWEST)
        import_roster(first, term=term, assignment=assignment)
        timed = []
        for outcome in ("created", "unchanged"):
            began = time.perf_counter()
            result = import_roster(parcel, term=term, assignment=assignment)
            timed.append(result["rows"] / (time.perf_counter() - began))
            if result[outcome] < 0.99 * result["rows"]:
                raise AssertionError(f"The rows were not {outcome}: {result}")
        by_orm = _orm_rows_per_second(term)
        return {
            "scale": SCALE,
            "figures": {
                "rows": result["rows"],
                "created_rows_per_s": round(timed[0]),
                "unchanged_rows_per_s": round(timed[1]),
                "orm_rows_per_s": round(by_orm),
            },
            "ratios": {"vs_orm": round(timed[0] / by_orm, 2)},
        }


def _schools_and_rosters(home: Path) -> tuple[Path, Path]:
    """Load the province's schools, without a child; one school's roster, and those of all others in a zip."""
    from isee.access.api import SYSTEM
    from isee.synth.api import remake_province
    from isee.synth.loading import _load_places
    from isee.synth.rosters import write_rosters
    from isee.system.api import now

    province = remake_province(PROVINCE, scale=SCALE, seed=SEED)
    _load_places(province, by=SYSTEM, at=now())
    parcel = home / "rosters.zip"
    with ZipFile(parcel, "w", ZIP_DEFLATED) as target:
        first, *others = write_rosters(province, home / "rosters", seed=SEED)
        for file in others:
            target.write(file, file.name)
    return first, parcel


def _orm_rows_per_second(term: Any) -> float:
    """What a row costs when it is looked up and written by itself, in the same tables with the same sealing."""
    from django.db import transaction

    from isee.kernel import CitizenId
    from isee.places.api import School
    from isee.registry.api import Source, identifier_text, refresh_scope, sealing_place
    from isee.registry.models import Enrolment, Identifier, NamedRelation, Person, Room
    from isee.system.api import lookup, now, seal

    school = School.objects.filter(code__startswith=f"10{PROVINCE}").first()
    assert school is not None
    recorded: dict[str, Any] = {"recorded_at": now(), "recorded_by": None, "source": Source.ROSTER}
    began = time.perf_counter()
    for serial in range(ORM_ROWS):
        with transaction.atomic():
            digits = CitizenId.synthetic(990_000_000 + serial).digits
            wanted = lookup("identifier-lookup", identifier_text("citizen_id", digits))
            if Identifier.objects.filter(kind="citizen_id", lookup=wanted).exists():
                raise AssertionError("The number is taken.")
            person = Person.objects.create(
                given_name="ทดสอบ", family_name="ทีละแถว", given_key="ทดสอบ", family_key="ทีละแถว", sex="f", **recorded
            )
            place = uuid.uuid4()
            Identifier.objects.create(
                uuid=place, person=person, kind="citizen_id", lookup=wanted,
                sealed=seal("identifier", digits, bound_to=sealing_place(place)), **recorded,
            )  # fmt: skip
            for role in ("father", "mother", "guardian"):
                NamedRelation.objects.create(child=person, role=role, given_name="ทดสอบ", **recorded)
            room, _ = Room.objects.get_or_create(school_id=school.pk, academic_year=term.year, grade="P1", name="1")
            Enrolment.objects.create(
                person=person, school_id=school.pk, term_key=term.key, room=room, grade="P1", **recorded
            )
            refresh_scope([person.pk])
    return ORM_ROWS / (time.perf_counter() - began)
