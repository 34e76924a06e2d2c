"""Admits a chunk of roster rows: persons, enrolments, transfers, kept rows and questions, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from isee.access.api import Actor
from isee.kernel import CitizenId, clean_text
from isee.linkage.accepted import AcceptedMark, remember_rows, still_known
from isee.linkage.admission import Admission, StatedPerson, admit_persons
from isee.linkage.faults import FaultOutcome, RowFault
from isee.linkage.feeds.education.roster import Roster
from isee.linkage.kept import Kept, Question, close_corrected, keep_rows, list_faults, name_persons
from isee.linkage.models import Delivery, QuestionKind
from isee.linkage.pupils import Pupil, ask_for_pupils, enrol_and_update
from isee.linkage.roster_import import KnownRow, ReadyRoster, ReadyRow, national_text
from isee.linkage.rules import Finding, RowOutcome
from isee.places.api import code_spellings
from isee.registry.api import (
    IdentifierKind,
    NewIdentifier,
    NewPerson,
    NewRelation,
    Sex,
    Source,
    match_identifiers,
)

_KEPT_CODES = {
    Finding.NUMBER_OF_ANOTHER: ("citizen_id", "id_other_person"),
    Finding.TWO_NUMBERS: ("citizen_id", "person_two_ids"),
    Finding.SHARED_STUDENT_NUMBER: ("student_number", "student_number_two_pupils"),
}
_QUESTIONS = {
    Finding.NUMBER_OF_ANOTHER: QuestionKind.NUMBER_OF_ANOTHER,
    Finding.TWO_NUMBERS: QuestionKind.TWO_NUMBERS,
}


@dataclass(slots=True)
class Chunk:
    """Rows of one delivery that are admitted together, and what becomes of each by its index in the chunk."""

    delivery: Delivery
    ready: ReadyRoster
    rows: Sequence[ReadyRow]
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)
    kept: dict[int, RowFault] = field(default_factory=dict)
    noted: dict[int, list[RowFault]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    persons: set[tuple[int, int]] = field(default_factory=set)
    taken_in: dict[int, AcceptedMark] = field(default_factory=dict)

    def keep(self, index: int, fault: RowFault) -> None:
        """Keep a row for correction, because of this fault."""
        self.outcomes[index] = RowOutcome.KEPT
        self.kept[index] = fault

    def note(self, index: int, column: str, code: str) -> None:
        """Say that one value of a row was left out."""
        self.noted.setdefault(index, []).append(RowFault(self.rows[index].row.row, column, code))


def admit_rows(chunk: Chunk, *, by: Actor, at: datetime) -> list[RowOutcome]:
    """Admit the rows and write what became of each; the outcomes in the order of the rows.

    Runs in the caller's transaction and scope, as the worker.
    """
    nationalities = code_spellings("nationality")
    known, others = _split_known(chunk, _set_aside(chunk))
    _admit_waves(chunk, others, nationalities, by=by, at=at)
    _admit_waves(chunk, _unchanged(chunk, known), nationalities, by=by, at=at)
    _write_traces(chunk, by=by, at=at)
    return [chunk.outcomes[index] for index in range(len(chunk.rows))]


def _admit_waves(
    chunk: Chunk, waiting: list[int], nationalities: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    while waiting:
        wave, waiting = _wave(chunk, waiting)
        _admit_wave(chunk, wave, nationalities, by=by, at=at)


def admit_known_rows(delivery: Delivery, roster: Roster, rows: Sequence[KnownRow]) -> list[RowOutcome]:
    """Count rows that were taken in before as unchanged, and name their pupils; nothing of the rows is read.

    Raises `NoLongerKnownError`, with nothing written, when the record of one of the pupils has changed meanwhile.
    """
    asked = [AcceptedMark(row.school.pk, row.known_as, row.mark) for row in rows]
    found = still_known(asked, term_key=delivery.term_key, roster=roster)
    if found != {(one.school_id, one.mark) for one in asked}:
        raise NoLongerKnownError
    name_persons(delivery, {(one.person_id, one.school_id) for one in asked})
    return [RowOutcome.UNCHANGED] * len(rows)


class NoLongerKnownError(Exception):
    """Rows taken for known have to be read after all."""


def _split_known(chunk: Chunk, good: list[int]) -> tuple[list[int], list[int]]:
    """Rows that may have been taken in before, and the others."""
    known = [index for index in good if chunk.rows[index].known_as is not None]
    return known, [index for index in good if chunk.rows[index].known_as is None]


def _unchanged(chunk: Chunk, known: list[int]) -> list[int]:
    """Settle rows that would change nothing, now that the others are admitted; those that would go the whole way."""
    asked = {index: mark for index in known if (mark := _accepted(chunk.rows[index], chunk.rows[index].known_as))}
    found = still_known(list(asked.values()), term_key=chunk.delivery.term_key, roster=chunk.ready.roster)
    for index, one in asked.items():
        if (one.school_id, one.mark) in found:
            chunk.outcomes[index] = RowOutcome.UNCHANGED
            chunk.persons.add((one.person_id, one.school_id))
    return [index for index in known if index not in chunk.outcomes]


def _accepted(ready: ReadyRow, person_id: int | None) -> AcceptedMark | None:
    """By what a row is known again when it comes for this person, if it can be."""
    if ready.school is None or ready.mark is None or person_id is None:
        return None
    return AcceptedMark(ready.school.pk, person_id, ready.mark)


def _set_aside(chunk: Chunk) -> list[int]:
    """Refuse or keep the rows whose faults are known already; the others are admitted."""
    good: list[int] = []
    for index, ready in enumerate(chunk.rows):
        fault = ready.decisive
        if fault is None:
            good.append(index)
        elif fault.outcome is FaultOutcome.KEPT:
            chunk.keep(index, fault)
            if fault.code == "person_two_ids":
                chunk.questions.append(Question(index, QuestionKind.TWO_NUMBERS, None))
        else:
            chunk.outcomes[index] = RowOutcome.REFUSED
    return good


def _wave(chunk: Chunk, waiting: list[int]) -> tuple[list[int], list[int]]:
    """Rows of which no two state the same number, and the rest: the second meets the person of the first."""
    seen: set[str] = set()
    wave: list[int] = []
    rest: list[int] = []
    for index in waiting:
        texts = {number.lookup_text for number in _identifiers(chunk.rows[index])}
        (rest if texts & seen else wave).append(index)
        seen |= texts
    return wave, rest


def _admit_wave(chunk: Chunk, wave: list[int], nationalities: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    stated = [_stated(chunk, index, nationalities) for index in wave]
    admissions = admit_persons(stated, by=by, at=at, source=Source.ROSTER)
    pupils: list[Pupil] = []
    elsewhere: list[Pupil] = []
    for index, one, admission in zip(wave, stated, admissions, strict=True):
        if admission.finding in _KEPT_CODES:
            _keep_found(chunk, index, admission)
            continue
        pupil = Pupil(
            index, admission.person_id, one.person, chunk.rows[index], admission.finding, admission.number_added
        )
        (elsewhere if admission.finding is Finding.ELSEWHERE else pupils).append(pupil)
        if admission.doubtful:
            chunk.questions.append(Question(index, QuestionKind.NUMBER_OF_ANOTHER, admission.person_id))
        if admission.number_taken:
            chunk.note(index, "student_number", "student_number_taken")
    term_key = chunk.delivery.term_key
    outcomes, moved = enrol_and_update(pupils, term_key=term_key, by=by, at=at, source=Source.ROSTER)
    for pupil in pupils:
        if pupil.index in outcomes and (accepted := _accepted(pupil.ready, pupil.person_id)):
            chunk.taken_in[pupil.index] = accepted
    outcomes |= ask_for_pupils([*elsewhere, *moved], term_key=term_key, by=by, at=at, source=Source.ROSTER)
    chunk.outcomes |= outcomes
    own = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED)
    chunk.persons |= {
        (pupil.person_id, pupil.school.pk)
        for pupil in (*pupils, *elsewhere)
        if outcomes[pupil.index] in own and pupil.finding is not Finding.ELSEWHERE
    }


def _keep_found(chunk: Chunk, index: int, admission: Admission) -> None:
    column, code = _KEPT_CODES[admission.finding]
    chunk.keep(index, RowFault(chunk.rows[index].row.row, column, code))
    if admission.finding in _QUESTIONS:
        chunk.questions.append(Question(index, _QUESTIONS[admission.finding], admission.person_id))


def _identifiers(ready: ReadyRow) -> tuple[NewIdentifier, ...]:
    """The numbers that a row states at a school in scope."""
    assert ready.school is not None
    found: list[NewIdentifier] = []
    text = national_text(ready.row)
    if text is not None:
        is_id = isinstance(ready.row.identifier, CitizenId)
        found.append(NewIdentifier(IdentifierKind.CITIZEN_ID if is_id else IdentifierKind.G_CODE, text))
    if ready.row.student_number is not None:
        found.append(NewIdentifier(IdentifierKind.STUDENT_NUMBER, ready.row.student_number, ready.school.pk))
    return tuple(found)


def _stated(chunk: Chunk, index: int, nationalities: Mapping[str, str]) -> StatedPerson:
    ready = chunk.rows[index]
    row = ready.row
    assert ready.school is not None
    nationality = ""
    if row.nationality is not None:
        nationality = nationalities.get(clean_text(row.nationality).lower(), "")
        if not nationality:
            chunk.note(index, "nationality", "nationality_unknown")
    person = NewPerson(
        given_name=row.given_name or "",
        family_name=row.family_name or "",
        prefix=row.prefix or "",
        sex=Sex(row.sex or "u"),
        birth_date=row.birth_date,
        nationality=nationality,
        identifiers=_identifiers(ready),
        relations=tuple(
            NewRelation(
                role=relative.kind,
                given_name=relative.given_name,
                family_name=relative.family_name or "",
                prefix=relative.prefix or "",
                relation=relative.relation or "",
                occupation=relative.occupation or "",
            )
            for relative in row.relatives
        ),
    )
    return StatedPerson(school_id=ready.school.pk, person=person)


def _write_traces(chunk: Chunk, *, by: Actor, at: datetime) -> None:
    """Kept rows, questions, faults, and who of the schools is named in the file."""
    cells = {index: chunk.ready.raw_cells(chunk.rows[index]) for index in _held(chunk)}
    keep_rows(
        chunk.delivery,
        [Kept(chunk.rows[index], fault, cells[index]) for index, fault in chunk.kept.items()],
        [(question, chunk.rows[question.index], cells[question.index]) for question in chunk.questions],
        by=by,
        at=at,
    )
    admitted = [chunk.rows[i] for i, o in chunk.outcomes.items() if o not in (RowOutcome.KEPT, RowOutcome.REFUSED)]
    close_corrected(admitted, by=by, at=at)
    list_faults(chunk.delivery, _faults(chunk))
    remember_rows(
        [one for index, one in chunk.taken_in.items() if index not in chunk.noted], term_key=chunk.delivery.term_key
    )
    left_out = [chunk.rows[i] for i, o in chunk.outcomes.items() if o in (RowOutcome.KEPT, RowOutcome.REFUSED)]
    name_persons(chunk.delivery, chunk.persons | _recognised(left_out))


def _held(chunk: Chunk) -> set[int]:
    return set(chunk.kept) | {question.index for question in chunk.questions}


def _faults(chunk: Chunk) -> list[tuple[ReadyRow, RowFault, bool]]:
    """Every fault of every row, and whether it decided the row's outcome."""
    found: list[tuple[ReadyRow, RowFault, bool]] = []
    for index, ready in enumerate(chunk.rows):
        if not ready.faults and index not in chunk.kept and index not in chunk.noted:
            continue
        decisive = chunk.kept.get(index) or ready.decisive
        listed = dict.fromkeys((*ready.faults, *chunk.noted.get(index, ()), *((decisive,) if decisive else ())))
        found += [(ready, fault, fault == decisive) for fault in listed]
    return found


def _recognised(left_out: Sequence[ReadyRow]) -> set[tuple[int, int]]:
    """Pupils in scope whom rows that were left out name by a number: they are not missing from the file."""
    wanted: dict[str, tuple[IdentifierKind, int]] = {}
    for ready in left_out:
        if ready.school is not None:
            wanted |= {n.lookup_text: (n.kind, ready.school.pk) for n in _identifiers(ready)}
    found: set[tuple[int, int]] = set()
    for kind in IdentifierKind:
        texts = [text for text, (its_kind, _) in wanted.items() if its_kind == kind]
        matches = match_identifiers(kind, texts) if texts else {}
        found |= {(match.person_id, wanted[text][1]) for text, match in matches.items() if match.in_scope}
    return found
