"""One child's record. Every look at it is written down; weight, height and disadvantage are shown on request."""

import uuid as uuid_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from isee.access.api import Ability, readings, record_reading
from isee.kernel import CitizenId, GCode
from isee.places.api import Area, AreaLevel, School, area_path, code_items
from isee.registry.api import (
    Enrolment,
    Identifier,
    IdentifierKind,
    Person,
    TransferState,
    Whereabouts,
    consents_of,
    enrolments_of,
    full_name,
    guardians_of,
    household_members,
    household_of,
    identifiers_of,
    is_child,
    locate,
    open_identifier,
    person_by_uuid,
    relations_of,
    transfers_in_scope,
)
from isee.reporting.api import latest_release
from isee.screening.api import results_of
from isee.system.api import now, today
from isee.tracking.api import attendance_of, measurements_of
from isee.web.guards import actor_of, requires
from isee.web.present.formats import in_thai, name, number
from isee.web.present.life import draw_life
from isee.web.present.needs import needed_next
from isee.web.present.pages import Crumb
from isee.web.present.places import NATION, area_url, title
from isee.web.present.staff import age, present_term

LOOKS_SHOWN = 30
NUMBERS = (IdentifierKind.CITIZEN_ID, IdentifierKind.G_CODE)


@never_cache
@require_safe
def child(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The record; whoever may not see it meets the same sentence as for a child who does not exist."""
    person = _in_scope(request, uuid)
    return stopped(request) if person is None else _show(request, person, sensitive=False)


@require_POST
@requires(Ability.VIEW_CHILDREN)
def sensitive(request: HttpRequest, uuid: uuid_module.UUID) -> HttpResponse:
    """The record with weight, height and disadvantage; the look is written down with its purpose."""
    person = _in_scope(request, uuid)
    if person is None:
        return stopped(request)
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        return _show(request, person, sensitive=False, ask=True)
    record_reading(person_id=person.pk, part="sensitive", by=actor_of(request), at=now(), purpose=purpose)
    return _show(request, person, sensitive=True)


PURPOSES = ("screening", "health", "correction", "casework", "audit")


def stopped(request: HttpRequest) -> HttpResponse:
    """The same kind sentence for a stranger, for somebody else's child and for nobody's address."""
    return render(request, "staff/stopped.html", status=404)


def _in_scope(request: HttpRequest, uuid: uuid_module.UUID) -> Person | None:
    if not (request.user.is_authenticated and actor_of(request).can(Ability.VIEW_CHILDREN)):
        return None
    person = person_by_uuid(uuid)
    if person is not None and person.canonical is not None:
        person = person.canonical
    if person is None or not is_child(locate([person], term_key=present_term().key)[0], today=today()):
        return None
    return person


def _show(request: HttpRequest, person: Person, *, sensitive: bool, ask: bool = False) -> HttpResponse:
    record_reading(person_id=person.pk, part="identity", by=actor_of(request), at=now())
    present = present_term()
    here = locate([person], term_key=present.key)[0]
    enrolments = list(enrolments_of(person.pk))
    results, attendance, measurements = results_of(person.pk), attendance_of(person.pk), measurements_of(person.pk)
    identifiers = list(identifiers_of(person.pk).filter(valid_to=None))
    asked = [row for row in transfers_in_scope(TransferState.ASKED) if row.person_id == person.pk]
    last = here.last if here.whereabouts is not Whereabouts.OUT_OF_SCHOOL else None
    context = {
        "person": person, "name": full_name(person), "age": age(person.birth_date, on=today()), "here": here,
        "numbers": [_masked(row) for row in identifiers if row.kind in NUMBERS],
        "crumbs": _crumbs(person, last), "sensitive": sensitive, "ask": ask, "purposes": PURPOSES,
        "life": draw_life(enrolments, results, attendance, measurements, present=present),
        "need": needed_next(
            here, transfers=asked, identifiers=identifiers, results=results, attendance=attendance, present=present
        ),
        "enrolments": enrolments[::-1], "results": results, "attendance": attendance, "measurements": measurements,
        "disadvantages": _disadvantages(enrolments) if sensitive else [],
        "illustrative": any(row.model_version.startswith("illustrative") for row in results),
        **_family(person), **_looks(person),
    }  # fmt: skip
    return render(request, "staff/child.html", context)


def _masked(identifier: Identifier) -> tuple[str, str]:
    """The kind of a number and the number with its middle hidden."""
    plain = open_identifier(identifier)
    kind = IdentifierKind(identifier.kind)
    masked = CitizenId.parse(plain).masked if kind is IdentifierKind.CITIZEN_ID else str(GCode.parse(plain))
    return kind.value, masked


def _family(person: Person) -> dict[str, Any]:
    household = household_of(person.pk)
    return {
        "household": household,
        "members": household_members(household.pk) if household else [],
        "guardians": list(guardians_of(person.pk)),
        "relations": list(relations_of(person.pk)),
        "consents": list(consents_of(person.pk)),
        "home_place": _place(household.subdistrict_id) if household and household.subdistrict_id else "",
    }


def _place(subdistrict: int) -> str:
    """Subdistrict, district and province by their full names."""
    areas = [area for area in area_path(subdistrict) if area.level != AreaLevel.REGION]
    words = [title({"code": area.text, "level": area.level, **_names(area)}) for area in reversed(areas)]
    return (" " if in_thai() else ", ").join(words)


def _names(area: Area) -> dict[str, str]:
    return {"name_th": area.name_th, "name_en": area.name_en or ""}


def _looks(person: Person) -> dict[str, Any]:
    looks = readings(person_id=person.pk)
    month = today().replace(day=1)
    return {"looks": list(looks[:LOOKS_SHOWN]), "looks_this_month": readings(person_id=person.pk, since=month).count()}


def _disadvantages(enrolments: list[Enrolment]) -> list[tuple[int, list[str]]]:
    labels = {item.code: name_of_item(item) for item in code_items("disadvantage")}
    return [
        (row.term_key, [labels.get(str(code), str(code)) for code in row.disadvantages])
        for row in enrolments[::-1]
        if row.disadvantages
    ]


def name_of_item(item: Any) -> str:
    """The label of a code list's entry in the reader's language."""
    return name({"name_th": item.label_th, "name_en": item.label_en})


def _crumbs(person: Person, last: Enrolment | None) -> list[Crumb]:
    """From a nation to one: Thailand, province, district and school, each with its published count of pupils."""
    school: School | None = last.school if last else None
    place = school.subdistrict_id if school else None
    if place is None:
        home = household_of(person.pk)
        place = home.subdistrict_id if home else None
    areas = [] if place is None else [area for area in area_path(place) if area.level in ("province", "district")]
    crumbs = [Crumb(_counted(_("Thailand"), NATION), area_url(NATION))]
    crumbs += [Crumb(_counted(name(area), area.text), area_url(area.text)) for area in areas]
    if school is not None:
        crumbs.append(Crumb(_counted(name(school), school.code), school_url(school.code)))
    return [*crumbs, Crumb(f"{_('this child')} 1", "")]


def school_url(code: str) -> str:
    """The address of a school's public page."""
    return reverse("school", args=[code])


def _counted(label: str, code: str) -> str:
    release = latest_release()
    if release is None:
        return label
    figures = release.school(code) if len(code) == 10 else release.area(code)
    cell = figures["figures"].get(str(release.manifest["term"]), {}).get("pupils") if figures else None
    if cell is None or cell["all"]["v"] is None:
        return label
    return f"{label} {number(cell['all']['v'])}"
