"""Rows a second of the roster import, against the same rows written one by one through the ORM.

The pupils of some new schools of one province, whom the registry does not know, join the nation: what is timed is what
`isee import dmc` does, from the file on the disk to the last outcome. One school's roster is imported before, so that
the process is warm, and the indexes of the registry are in the server's memory, as they are where it serves; the larger
file is then imported twice. The new schools and pupils stay in that nation, which is
made for benchmarks alone.
"""

import secrets
import tempfile
import time
import uuid
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from bench._home import nation_home
from bench._measure import warm_indexes

PROVINCE, SCALE, SEED = "30", 0.04, 2569
ORM_ROWS = 300
FREE_SERIALS = range(993_300_000, 999_900_000)
"""Serials of synthetic IDs that no province of a nation uses."""


def run() -> dict[str, Any]:
    """Import the rosters of new schools into the nation, again unchanged, and 300 rows by the ORM."""
    with nation_home() as (_home, scale), tempfile.TemporaryDirectory() as folder:
        from isee.kernel import AcademicTerm
        from isee.registry.api import Person
        from isee.synth.api import NEWEST
        from isee.web.commands.actor import operator_assignment
        from isee.web.commands.imports import import_roster

        first, parcel = _schools_and_rosters(Path(folder))
        assignment, term = operator_assignment(), AcademicTerm.from_key(NEWEST)
        before = Person.objects.count()
        import_roster(first, term=term, assignment=assignment)
        warm_indexes("registry_person", "registry_identifier", "registry_namedrelation")
        timed = []
        for outcome in ("created", "unchanged"):
            began = time.perf_counter()
            result = import_roster(parcel, term=term, assignment=assignment)
            timed.append(result["rows"] / (time.perf_counter() - began))
            if result[outcome] < 0.99 * result["rows"]:
                raise AssertionError(f"The rows were not {outcome}: {result}")
        by_orm = _orm_rows_per_second(term)
        return {
            "scale": scale,
            "figures": {
                "persons_before": before,
                "rows": result["rows"],
                "created_rows_per_s": round(timed[0]),
                "unchanged_rows_per_s": round(timed[1]),
                "orm_rows_per_s": round(by_orm),
            },
            "ratios": {"vs_orm": round(timed[0] / by_orm, 2)},
        }


def _schools_and_rosters(folder: Path) -> tuple[Path, Path]:
    """Load new schools of the province, without a child; one school's roster, and those of all others in a zip."""
    from isee.access.api import SYSTEM
    from isee.places.api import load_bulk
    from isee.places.models import EducationArea
    from isee.synth import tables
    from isee.synth.rosters import write_rosters
    from isee.system.api import now

    province = _newcomers()
    there = list(EducationArea.objects.values_list("code", flat=True))
    areas = tables.education_areas(province)
    load_bulk("education_areas", areas.filter(~areas["code"].is_in(there)).to_arrow(), by=SYSTEM, at=now())
    load_bulk("schools", tables.schools(province).to_arrow(), by=SYSTEM, at=now())
    parcel = folder / "rosters.zip"
    with ZipFile(parcel, "w", ZIP_DEFLATED) as target:
        first, *others = write_rosters(province, folder / "rosters", seed=SEED)
        for file in others:
            target.write(file, file.name)
    return first, parcel


def _newcomers() -> Any:
    """A province as a smaller nation has it, under codes of schools and IDs of pupils that nobody has yet.

    Pupils without an ID are left out: they are told by their G-code, which the nation's own may have.
    """
    import polars as pl

    from isee.places.models import School
    from isee.synth.api import remake_province
    from isee.synth.ids import citizen_ids

    province = remake_province(PROVINCE, scale=SCALE, seed=SEED)
    taken = {code[-6:] for code in School.objects.values_list("code", flat=True)}
    free = (f"{number:06}" for number in count(999_999, -1) if f"{number:06}" not in taken)
    six = [next(free) for _ in range(len(province.schools))]
    schools = province.schools.with_columns(
        code=pl.col("code").str.head(4) + pl.Series(six), code6=pl.Series(six), code8=PROVINCE + pl.Series(six)
    )
    children = province.children.filter(pl.col("citizen_id").str.len_chars() == 13)
    serials = pl.Series(range(_free_serial(len(children)), FREE_SERIALS.stop)[: len(children)])
    types = children["citizen_id"].str.head(1).cast(pl.Int64)
    children = children.with_columns(citizen_id=citizen_ids(serials.to_numpy(), person_types=types.to_numpy()))
    enrolments = province.enrolments.join(children.select("person"), on="person", how="semi", maintain_order="left")
    return replace(province, schools=schools, children=children, enrolments=enrolments)


def _free_serial(wanted: int) -> int:
    """The first of as many serials, drawn anew for each run: those of an earlier one are registered."""
    return FREE_SERIALS.start + secrets.randbelow(len(FREE_SERIALS) - wanted)


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
    serials = range(_free_serial(ORM_ROWS), FREE_SERIALS.stop)[:ORM_ROWS]
    began = time.perf_counter()
    for serial in serials:
        with transaction.atomic():
            digits = CitizenId.synthetic(serial).digits
            wanted = lookup("identifier-lookup", identifier_text("citizen_id", digits))
            if Identifier.objects.filter(kind="citizen_id", lookup=wanted, valid_to=None).exists():
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
