"""One child's record: a life on one line, and below it what is known. Sensitive parts open for a stated purpose."""

import uuid as uuid_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import Ability, ReadingPurpose, Requester, Role, may_hand_out_copies, purposes_of
from isee.collect.api import PhotoError
from isee.places.api import School, area_path
from isee.registry.api import Enrolment, Whereabouts, full_name
from isee.reporting.api import latest_release
from isee.web.guards import actor_of, requires
from isee.web.present.formats import name, number
from isee.web.present.needs import needed_next
from isee.web.present.pages import Crumb
from isee.web.present.places import NATION, area_url
from isee.web.present.record.photos import photos
from isee.web.present.record.traces import masked_numbers
from isee.web.present.record.whole import life_of, sections_of
from isee.web.present.staff import age
from isee.web.record.opening import asked_for, find_child, open_record, stopped
from isee.web.record.photos import opened_photo, photo_url, picture
from isee.web.record.reading import Record


@never_cache
@require_safe
def child(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The record; whoever may not see it meets the same sentence as for a child who does not exist."""
    found = find_child(request, uuid)
    return stopped(request) if found is None else _show(request, open_record(request, found))


@require_POST
@requires(Ability.VIEW_CHILDREN)
def parts(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The record with the sensitive parts that the form asks for; each look is written down with its purpose."""
    found = find_child(request, uuid)
    if found is None:
        return stopped(request)
    asked = asked_for(request)
    if asked.purpose is None or not asked.parts:
        return _show(request, open_record(request, found), unsaid=request.POST.get("part", ""))
    record = open_record(request, found, opened=asked.parts, purpose=asked.purpose)
    return _show(request, record, purpose=asked.purpose)


@never_cache
@require_safe
@requires(Ability.VIEW_CHILDREN)
def photo(request: HttpRequest, uuid: uuid_module.UUID, token: str) -> HttpResponse:
    """One photo of the home, for a few minutes after it was asked for."""
    found, opened = find_child(request, uuid), opened_photo(request, token)
    if found is None or opened is None or opened[0].person_id != found.person.pk:
        return stopped(request)
    try:
        content, kind = picture(request, opened[0], purpose=opened[1])
    except PhotoError:
        return stopped(request)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = "inline"
    return response


def _show(
    request: HttpRequest, record: Record, *, purpose: ReadingPurpose | None = None, unsaid: str = ""
) -> HttpResponse:
    actor, here = actor_of(request), record.here
    last = here.last if here.whereabouts is not Whereabouts.OUT_OF_SCHOOL else None
    pictures = photos(record, address=_addresses(request, record, purpose))
    sections = sections_of(record, pictures=pictures, by_office=actor.role is Role.GUARDIAN)
    context = {
        "person": record.person, "name": full_name(record.person), "age": age(record.person.birth_date, on=record.on),
        "here": here, "numbers": masked_numbers(record.identifiers), "crumbs": _crumbs(record, last),
        "life": life_of(record), "sections": sections, "opened": sorted(record.opened), "unsaid": unsaid,
        "purposes": purposes_of(actor), "purpose": purpose, "closed": [one for one in sections if one.part],
        "requesters": list(Requester) if may_hand_out_copies(actor) else [],
        "need": needed_next(
            here, transfers=record.transfers, identifiers=record.identifiers, results=record.results,
            attendance=record.attendance, present=record.present, payments=record.payments, signs=record.signs,
        ),
    }  # fmt: skip
    return render(request, "staff/child.html", context)


def _addresses(request: HttpRequest, record: Record, purpose: ReadingPurpose | None) -> Any:
    """Makes the address of a photo, or None where none was asked for."""
    if purpose is None:
        return None
    said = purpose
    return lambda row: photo_url(request, record.person.uuid, row, purpose=said)


def _crumbs(record: Record, last: Enrolment | None) -> list[Crumb]:
    """From a nation to one: Thailand, province, district and school, each with its published count of pupils."""
    school: School | None = last.school if last else None
    areas = record.family.home if school is None else area_path(school.subdistrict_id)
    crumbs = [Crumb(_counted(_("Thailand"), NATION), area_url(NATION))]
    crumbs += [
        Crumb(_counted(name(area), area.text), area_url(area.text))
        for area in areas
        if area.level in ("province", "district")
    ]
    if school is not None:
        crumbs.append(Crumb(_counted(name(school), school.code), reverse("school", args=[school.code])))
    return [*crumbs, Crumb(f"{_('this child')} 1", "")]


def _counted(label: str, code: str) -> str:
    release = latest_release()
    if release is None:
        return label
    figures = release.school(code) if len(code) == 10 else release.area(code)
    cell = figures["figures"].get(str(release.manifest["term"]), {}).get("pupils") if figures else None
    if cell is None or cell["all"]["v"] is None:
        return label
    return f"{label} {number(cell['all']['v'])}"
