"""The one door: every person from outside, typed, imported or submitted, is found again here or registered.

Exact matching on the keyed hash of a number, verified by name, birth date and sex. A person whose number is known
elsewhere is never opened by it: the caller asks for a transfer and says no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from isee.access.api import Actor
from isee.linkage.rules import Finding
from isee.registry.api import (
    Enrolment,
    Identifier,
    IdentifierKind,
    IdentifierMatch,
    NewIdentifier,
    NewPerson,
    Source,
    StatedIdentity,
    add_identifiers,
    identities_agree,
    latest_enrolments,
    match_identifiers,
    name_key,
    register_persons,
)

NATIONAL_KINDS = (IdentifierKind.CITIZEN_ID, IdentifierKind.G_CODE)


@dataclass(frozen=True, repr=False)
class StatedPerson:
    """A person as a source states them, at the school that states it.

    `person.identifiers` holds at most one national number (ID or G-code) and one student number of that school.
    """

    school_id: int
    person: NewPerson

    @cached_property
    def national(self) -> NewIdentifier | None:
        """The ID or the G-code."""
        return next((number for number in self.person.identifiers if number.kind in NATIONAL_KINDS), None)

    @cached_property
    def student_number(self) -> NewIdentifier | None:
        """The number of the school's own."""
        return next(
            (number for number in self.person.identifiers if number.kind == IdentifierKind.STUDENT_NUMBER), None
        )

    @cached_property
    def identity(self) -> StatedIdentity:
        """What a match is verified by."""
        return StatedIdentity(
            name_key(self.person.given_name),
            name_key(self.person.family_name),
            self.person.sex.value,
            self.person.birth_date,
        )


@dataclass(frozen=True, slots=True)
class Admission:
    """What the door found.

    `doubtful`: the number is known elsewhere but name, birth date or sex speak against it; a steward is to be
    asked, and the sender is told the same as for any pupil known elsewhere. `number_taken`: the student number is
    another pupil's and was left out. `number_added`: a number was given to a person who lacked it.
    """

    finding: Finding
    person_id: int
    doubtful: bool = False
    number_taken: bool = False
    number_added: bool = False


def admit_persons(stated: Sequence[StatedPerson], *, by: Actor, at: datetime, source: Source) -> list[Admission]:
    """Find each stated person again or register them; the answers are in the order of `stated`.

    Runs in the caller's transaction and scope, as the worker. No number may be stated twice in one call, since the
    second statement must meet the person whom the first one made (`ValueError`). Raises `IntegrityError` when
    another transaction registers the same number at the same moment: roll back and call again.
    """
    _refuse_repeated_numbers(stated)
    matches = _match(stated)
    namesakes = _find_namesakes(stated, matches)
    admissions: list[Admission | None] = []
    additions: list[tuple[int, NewIdentifier]] = []
    newcomers: list[tuple[int, StatedPerson, bool]] = []
    for place, one in enumerate(stated):
        found = _find(one, matches, namesakes, additions)
        admissions.append(found)
        if found is None:
            number_taken = _matched(one.student_number, matches) is not None
            newcomers.append((place, one, number_taken))
    add_identifiers(additions, by=by, at=at, source=source)
    given = {person_id for person_id, _ in additions}
    admissions = [one and replace(one, number_added=one.person_id in given) for one in admissions]
    ids = register_persons([_without_taken(one, taken) for _, one, taken in newcomers], by=by, at=at, source=source)
    for (place, _, taken), person_id in zip(newcomers, ids, strict=True):
        admissions[place] = Admission(Finding.CREATED, person_id, number_taken=taken)
    return [admission for admission in admissions if admission is not None]


def _refuse_repeated_numbers(stated: Sequence[StatedPerson]) -> None:
    texts = [number.lookup_text for one in stated for number in one.person.identifiers]
    if len(set(texts)) != len(texts):
        raise ValueError("A number is stated twice in one call.")


Matches = Mapping[str, IdentifierMatch]


def _match(stated: Sequence[StatedPerson]) -> Matches:
    """Whoever bears one of the stated numbers, anywhere, by lookup text."""
    found: dict[str, IdentifierMatch] = {}
    for kind in (*NATIONAL_KINDS, IdentifierKind.STUDENT_NUMBER):
        texts = [number.lookup_text for one in stated for number in one.person.identifiers if number.kind == kind]
        if texts:
            found |= match_identifiers(kind, texts)
    return found


def _matched(number: NewIdentifier | None, matches: Matches) -> IdentifierMatch | None:
    return matches.get(number.lookup_text) if number else None


def _without_taken(one: StatedPerson, number_taken: bool) -> NewPerson:
    if not number_taken:
        return one.person
    kept = tuple(number for number in one.person.identifiers if number.kind != IdentifierKind.STUDENT_NUMBER)
    return NewPerson(**{**vars(one.person), "identifiers": kept})


def _find(
    one: StatedPerson, matches: Matches, namesakes: Namesakes, additions: list[tuple[int, NewIdentifier]]
) -> Admission | None:
    """What is known about one stated person; `None` where nothing is, so that they are new."""
    by_national = _matched(one.national, matches)
    by_number = _matched(one.student_number, matches)
    if by_national is not None:
        return _known_by_national(one, by_national, by_number, additions)
    if by_number is not None and (one.national is None or _agree(by_number, one)):
        return _known_by_number(one, by_number, namesakes, additions)
    return _known_by_name(one, by_number, namesakes, additions)


def _known_by_national(
    one: StatedPerson,
    match: IdentifierMatch,
    by_number: IdentifierMatch | None,
    additions: list[tuple[int, NewIdentifier]],
) -> Admission:
    if not match.in_scope:
        return Admission(Finding.ELSEWHERE, match.person_id, doubtful=not _agree(match, one))
    if not _agree(match, one):
        return Admission(Finding.NUMBER_OF_ANOTHER, match.person_id)
    if one.student_number is not None and by_number is None:
        additions.append((match.person_id, one.student_number))
    taken = by_number is not None and by_number.person_id != match.person_id
    return Admission(Finding.KNOWN, match.person_id, number_taken=taken)


def _known_by_number(
    one: StatedPerson,
    match: IdentifierMatch,
    namesakes: Namesakes,
    additions: list[tuple[int, NewIdentifier]],
) -> Admission:
    """Known by the school's own number; one without an ID who is not that pupil cannot be told from them."""
    if not _agree(match, one):
        return Admission(Finding.SHARED_STUDENT_NUMBER, match.person_id)
    if not match.in_scope:
        return Admission(Finding.ELSEWHERE, match.person_id)
    if one.national is not None:
        if namesakes.refuse(match.person_id, one.national):
            return Admission(Finding.TWO_NUMBERS, match.person_id)
        additions.append((match.person_id, one.national))
    return Admission(Finding.KNOWN, match.person_id)


def _known_by_name(
    one: StatedPerson,
    by_number: IdentifierMatch | None,
    namesakes: Namesakes,
    additions: list[tuple[int, NewIdentifier]],
) -> Admission | None:
    """A pupil of this school with exactly this name, birth date and sex, whose numbers do not match.

    Where the pupil lacks the stated number it is added (a G-code is followed by an ID as a matter of course);
    where they have another one of its kind, a person must look at the papers.
    """
    person_id = namesakes.at_school(one)
    if person_id is None:
        return None
    fresh = [number for number in one.person.identifiers if number is not one.student_number or by_number is None]
    if any(namesakes.refuse(person_id, number) for number in fresh):
        return Admission(Finding.TWO_NUMBERS, person_id)
    additions += [(person_id, number) for number in fresh]
    return Admission(Finding.KNOWN, person_id, number_taken=len(fresh) < len(one.person.identifiers))


def _agree(match: IdentifierMatch, one: StatedPerson) -> bool:
    return identities_agree(match.identity, one.identity)


@dataclass(slots=True)
class Namesakes:
    """Pupils of the stating schools by full identity, and the kinds of numbers that they have."""

    by_identity: dict[tuple[int, StatedIdentity], int] = field(default_factory=dict)
    kinds: dict[int, set[str]] = field(default_factory=dict)

    def at_school(self, one: StatedPerson) -> int | None:
        """The pupil of this school with exactly this identity."""
        return self.by_identity.get((one.school_id, one.identity))

    def refuse(self, person_id: int, number: NewIdentifier) -> bool:
        """Whether the pupil has a number already that this one would contradict."""
        held = self.kinds.get(person_id, set())
        if number.kind == IdentifierKind.G_CODE:
            return bool(held & {kind.value for kind in NATIONAL_KINDS})
        return number.kind.value in held


def _find_namesakes(stated: Sequence[StatedPerson], matches: Matches) -> Namesakes:
    """Pupils in scope who may be those stated without a national number that matches."""
    unknown = [one for one in stated if _matched(one.national, matches) is None]
    if not unknown:
        return Namesakes()
    wanted = {(one.school_id, one.identity) for one in unknown if one.identity.birth_date is not None}
    rows = Enrolment.objects.filter(
        school_id__in={school for school, _ in wanted},
        person__given_key__in={identity.given_key for _, identity in wanted},
        person__canonical=None,
    ).values_list(
        "school_id", "person_id", "person__given_key", "person__family_key", "person__sex", "person__birth_date"
    )  # fmt: skip
    found = {
        (school, identity): person
        for school, person, given, family, sex, birth in rows.distinct()
        if (school, identity := StatedIdentity(given, family, sex, birth)) in wanted
    }
    latest = latest_enrolments(sorted(set(found.values())))
    found = {key: person for key, person in found.items() if person in latest and latest[person].school_id == key[0]}
    at_school = {person: school for (school, _), person in found.items()}
    for one in unknown:
        match = _matched(one.student_number, matches)
        if match is not None and match.in_scope:
            at_school.setdefault(match.person_id, one.school_id)
    return Namesakes(found, _kinds_held(at_school))


def _kinds_held(at_school: Mapping[int, int]) -> dict[int, set[str]]:
    """The kinds of present numbers of pupils; a student number counts where it is one of the pupil's present school."""
    kinds: dict[int, set[str]] = {}
    for held in Identifier.objects.filter(person_id__in=list(at_school), valid_to=None):
        if held.kind == IdentifierKind.STUDENT_NUMBER and held.school_id != at_school[held.person_id]:
            continue
        kinds.setdefault(held.person_id, set()).add(held.kind)
    return kinds
