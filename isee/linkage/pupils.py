"""Enrols admitted pupils in the roster's term, and changes of what is recorded only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from isee.access.api import Actor
from isee.linkage.roster_import import ReadyRow
from isee.linkage.rules import Finding, RowOutcome
from isee.places.api import School
from isee.registry.api import (
    Enrolment,
    LatestEnrolment,
    NamedRelation,
    NewEnrolment,
    NewPerson,
    NewRelation,
    NewTransfer,
    Outcome,
    Person,
    Source,
    ask_transfers,
    change_enrolments,
    change_persons,
    enrol,
    ensure_rooms,
    latest_enrolments,
    record_relations,
    refresh_scope,
)

_CENT = Decimal("0.01")
RoomKey = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True, repr=False)
class Pupil:
    """A row whose person is known by now: found again, registered, or known elsewhere."""

    index: int
    person_id: int
    stated: NewPerson
    ready: ReadyRow
    finding: Finding
    number_added: bool = False

    @property
    def school(self) -> School:
        assert self.ready.school is not None
        return self.ready.school

    @property
    def grade(self) -> str:
        assert self.ready.row.grade is not None
        return self.ready.row.grade.value

    def room_key(self, term_key: int) -> RoomKey | None:
        """School, academic year, grade and name of the room that the row states."""
        room = self.ready.row.room
        return (self.school.pk, term_key // 10, self.grade, room) if room else None


def enrol_and_update(
    pupils: Sequence[Pupil], *, term_key: int, by: Actor, at: datetime, source: Source
) -> tuple[dict[int, RowOutcome], list[Pupil]]:
    """Enrol newcomers, change what differs of the others; outcomes by index, and pupils whom another school has.

    Scope is worked out anew for everybody whose school or room changed.
    """
    ids = [pupil.person_id for pupil in pupils if pupil.finding is not Finding.CREATED]
    latest = latest_enrolments(ids) if ids else {}
    present = _present_enrolments(ids, term_key) if ids else {}
    at_home: list[Pupil] = []
    moved: list[Pupil] = []
    for pupil in pupils:
        (moved if _is_elsewhere(pupil, latest, present) else at_home).append(pupil)
    keys = {key for pupil in at_home if (key := pupil.room_key(term_key))}
    rooms = ensure_rooms(sorted(keys), by=by, at=at) if keys else {}
    fresh = [pupil for pupil in at_home if pupil.person_id not in present]
    enrol([_new_enrolment(pupil, term_key, rooms) for pupil in fresh], by=by, at=at, source=source)
    known = [pupil for pupil in at_home if pupil.finding is Finding.KNOWN]
    changed = _change_persons(known, by=by, at=at, source=source)
    stayed = [pupil for pupil in at_home if pupil.person_id in present]
    changes = {pupil.index: _enrolment_changes(pupil, present[pupil.person_id], rooms, term_key) for pupil in stayed}
    change_enrolments(
        [(present[pupil.person_id], changes[pupil.index]) for pupil in stayed if changes[pupil.index]],
        by=by,
        at=at,
        source=source,
    )
    refresh_scope([p.person_id for p in fresh] + [p.person_id for p in stayed if "room_id" in changes[p.index]])
    return {pupil.index: _outcome(pupil, changed, changes) for pupil in at_home}, moved


def _outcome(pupil: Pupil, changed_persons: set[int], enrolment_changes: Mapping[int, dict[str, object]]) -> RowOutcome:
    if pupil.finding is Finding.CREATED:
        return RowOutcome.CREATED
    is_enrolled_anew = pupil.index not in enrolment_changes
    if is_enrolled_anew or pupil.number_added or pupil.index in changed_persons or enrolment_changes[pupil.index]:
        return RowOutcome.UPDATED
    return RowOutcome.UNCHANGED


def _present_enrolments(person_ids: Sequence[int], term_key: int) -> dict[int, Enrolment]:
    """Enrolments of the term that have not ended, as far as they are in scope."""
    found = Enrolment.objects.filter(person_id__in=person_ids, term_key=term_key, ended_on=None)
    return {enrolment.person_id: enrolment for enrolment in found}


def _is_elsewhere(pupil: Pupil, latest: Mapping[int, LatestEnrolment], present: Mapping[int, Enrolment]) -> bool:
    """Another school has the pupil: in this term, or else as the latest one."""
    enrolment = present.get(pupil.person_id)
    if enrolment is not None:
        return enrolment.school_id != pupil.school.pk
    last = latest.get(pupil.person_id)
    return last is not None and last.school_id != pupil.school.pk


def _room_id(pupil: Pupil, term_key: int, rooms: Mapping[RoomKey, int]) -> int | None:
    key = pupil.room_key(term_key)
    return rooms[key] if key else None


def _measure(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_CENT)


def _new_enrolment(pupil: Pupil, term_key: int, rooms: Mapping[RoomKey, int]) -> NewEnrolment:
    row = pupil.ready.row
    weight, height = _measure(row.weight), _measure(row.height)
    return NewEnrolment(
        person_id=pupil.person_id,
        school_id=pupil.school.pk,
        term_key=term_key,
        grade=pupil.grade,
        room_id=_room_id(pupil, term_key, rooms),
        disadvantages=row.disadvantages or (),
        weight_kg=None if weight is None else str(weight),
        height_cm=None if height is None else str(height),
        outcome=Outcome.NOT_STRUCK_OFF.value if row.cannot_strike_off else "",
    )


def _enrolment_changes(
    pupil: Pupil, known: Enrolment, rooms: Mapping[RoomKey, int], term_key: int
) -> dict[str, object]:
    """What the row states otherwise than the enrolment; what it does not state stays."""
    row = pupil.ready.row
    stated: dict[str, object] = {"grade": pupil.grade}
    if row.room is not None:
        stated["room_id"] = _room_id(pupil, term_key, rooms)
    if row.disadvantages is not None:
        stated["disadvantages"] = list(row.disadvantages)
    for name, value in (("weight_kg", row.weight), ("height_cm", row.height)):
        if value is not None:
            stated[name] = _measure(value)
    if row.cannot_strike_off is True and known.outcome == "":
        stated["outcome"] = Outcome.NOT_STRUCK_OFF.value
    if row.cannot_strike_off is False and known.outcome == Outcome.NOT_STRUCK_OFF:
        stated["outcome"] = ""
    return {name: value for name, value in stated.items() if getattr(known, name) != value}


def _change_persons(pupils: Sequence[Pupil], *, by: Actor, at: datetime, source: Source) -> set[int]:
    """Change names, birth dates and named relations that differ; indexes of the rows that changed anything."""
    if not pupils:
        return set()
    persons = Person.objects.in_bulk([pupil.person_id for pupil in pupils])
    differing = [
        (pupil.index, persons[pupil.person_id], values)
        for pupil in pupils
        if (values := _person_changes(pupil.stated, persons[pupil.person_id]))
    ]
    change_persons([(person, values) for _, person, values in differing], by=by, at=at, source=source)
    changed = {index for index, _, _ in differing}
    return changed | _change_relations(pupils, by=by, at=at, source=source)


def _person_changes(stated: NewPerson, known: Person) -> dict[str, object]:
    values: dict[str, object] = {
        "given_name": stated.given_name,
        "family_name": stated.family_name,
        "sex": stated.sex.value,
        "birth_date": stated.birth_date,
    }
    if stated.prefix:
        values["prefix"] = stated.prefix
    if stated.nationality:
        values["nationality"] = stated.nationality
    return {name: value for name, value in values.items() if getattr(known, name) != value}


def _change_relations(pupils: Sequence[Pupil], *, by: Actor, at: datetime, source: Source) -> set[int]:
    """Record relations that the file names otherwise; a role that it does not name stays as it is."""
    known = {
        (relation.child_id, relation.role): _relation_values(relation)
        for relation in NamedRelation.objects.filter(child_id__in=[pupil.person_id for pupil in pupils])
    }
    changed: set[int] = set()
    by_role: dict[str, list[tuple[int, NewRelation]]] = {}
    for pupil in pupils:
        for relation in pupil.stated.relations:
            if known.get((pupil.person_id, relation.role)) != _relation_values(relation):
                by_role.setdefault(relation.role, []).append((pupil.person_id, relation))
                changed.add(pupil.index)
    for relations in by_role.values():
        record_relations(relations, by=by, at=at, source=source)
    return changed


def _relation_values(relation: NamedRelation | NewRelation) -> tuple[str, ...]:
    return (
        relation.prefix, relation.given_name, relation.family_name, relation.relation, relation.occupation,
    )  # fmt: skip


def ask_for_pupils(
    pupils: Sequence[Pupil], *, term_key: int, by: Actor, at: datetime, source: Source
) -> dict[int, RowOutcome]:
    """Ask for pupils whom another school has. One who was here in that very term is left as recorded then."""
    if not pupils:
        return {}
    ids = [pupil.person_id for pupil in pupils]
    latest = latest_enrolments(ids)
    present = _present_enrolments(ids, term_key)
    asked = [pupil for pupil in pupils if not _was_here(pupil, present)]
    ask_transfers([_transfer(pupil, latest, term_key) for pupil in asked], by=by, at=at, source=source)
    outcomes = {pupil.index: RowOutcome.UNCHANGED for pupil in pupils}
    return outcomes | {pupil.index: RowOutcome.TRANSFER_ASKED for pupil in asked}


def _was_here(pupil: Pupil, present: Mapping[int, Enrolment]) -> bool:
    enrolment = present.get(pupil.person_id)
    return enrolment is not None and enrolment.school_id == pupil.school.pk


def _transfer(pupil: Pupil, latest: Mapping[int, LatestEnrolment], term_key: int) -> NewTransfer:
    last = latest.get(pupil.person_id)
    return NewTransfer(
        person_id=pupil.person_id,
        from_school_id=last.school_id if last else None,
        from_subdistrict=last.subdistrict if last else None,
        to_school_id=pupil.school.pk,
        to_subdistrict=pupil.school.subdistrict_id,
        term_key=term_key,
        grade=pupil.grade,
        room_name=pupil.ready.row.room or "",
        number=None,
        stated_given_name=pupil.stated.given_name,
        stated_family_name=pupil.stated.family_name,
    )
