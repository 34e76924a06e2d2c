"""Who may open a child's record, and what was asked for with which purpose."""

import uuid as uuid_module
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from isee.access.api import Ability, Part, ReadingPurpose, parts_open_to, purposes_of, record_reading
from isee.kernel import AcademicTerm
from isee.registry.api import Child, Person, is_child, locate, person_by_uuid
from isee.system.api import now, today
from isee.web.guards import actor_of
from isee.web.present.staff import present_term
from isee.web.record.reading import Record, read_record


@dataclass(frozen=True)
class Found:
    """A child in scope, where it is, and the term by which that was judged."""

    person: Person
    here: Child
    present: AcademicTerm


@dataclass(frozen=True)
class Asked:
    """The parts that a form asks for; `purpose` is None where it says none that this role can have."""

    parts: frozenset[Part]
    purpose: ReadingPurpose | None


def find_child(request: HttpRequest, uuid: uuid_module.UUID) -> Found | None:
    """The child of an address; None for a stranger, for somebody else's child and for nobody's address alike."""
    if not (request.user.is_authenticated and actor_of(request).can(Ability.VIEW_CHILDREN)):
        return None
    person = person_by_uuid(uuid)
    if person is not None and person.canonical is not None:
        person = person.canonical
    if person is None:
        return None
    present = present_term()
    here = locate([person], term_key=present.key)[0]
    return Found(person, here, present) if is_child(here, today=today()) else None


def stopped(request: HttpRequest) -> HttpResponse:
    """The same kind sentence for all of them."""
    return render(request, "staff/stopped.html", status=404)


def asked_for(request: HttpRequest) -> Asked:
    """What a form asks for, cut to what the role may open."""
    allowed = parts_open_to(actor_of(request))
    parts = frozenset(part for part in allowed if part.value in request.POST.getlist("part"))
    said = request.POST.get("purpose", "")
    purpose = next((purpose for purpose in purposes_of(actor_of(request)) if purpose.value == said), None)
    return Asked(parts, purpose)


def open_record(
    request: HttpRequest, found: Found, *, opened: frozenset[Part] = frozenset(), purpose: ReadingPurpose | None = None,
    every_look: bool = False,
) -> Record:  # fmt: skip
    """Write the look down, then read the record with these parts. A photo is written down when it loads."""
    actor, at = actor_of(request), now()
    record_reading(person_id=found.person.pk, part="identity", by=actor, at=at)
    for part in sorted(opened - {Part.PHOTO}):
        record_reading(person_id=found.person.pk, part=part, by=actor, at=at, purpose=purpose or "")
    return read_record(
        found.person, found.here, present=found.present, on=today(), opened=opened, allowed=parts_open_to(actor),
        every_look=every_look,
    )  # fmt: skip
