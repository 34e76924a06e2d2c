"""Search for children. What is looked for comes by POST and stays in the session: no name or number in an address."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from isee.access.api import RULES, Ability, Actor, ScopeKind, current_assignments, record_event, scope_schools
from isee.kernel import CitizenId, CitizenIdError
from isee.places.api import School, schools_by_code, schools_by_id, search_schools
from isee.registry.api import (
    Child,
    ChildSearch,
    Room,
    Whereabouts,
    find_children,
    locate,
    persons_by_id,
    rooms_by_id,
    rooms_of,
)
from isee.system.api import now, today
from isee.web.guards import actor_of, requires
from isee.web.present.formats import name
from isee.web.present.staff import age, keep_search, kept_search, page_of, present_term

SCHOOL_CODE_LENGTHS = (6, 8, 10)
SCHOOLS_SHOWN = 8
LONGEST = 200
MANY = 200
"""A list this long may have been cut by the search."""
STATES = {"in": Whereabouts.IN_SCHOOL, "out": Whereabouts.OUT_OF_SCHOOL}


@dataclass(frozen=True)
class Row:
    """One child of a list."""

    child: Child
    age: int | None


@requires(Ability.VIEW_CHILDREN)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search form; a search goes on to its own result page."""
    context: dict[str, object] = {"rooms": _own_rooms(request), "one_school": _is_of_one_school(request)}
    context |= {"own": own_children(actor_of(request)), "term": present_term()}
    if request.method != "POST":
        return render(request, "staff/children.html", context)
    wanted = {key: request.POST.get(key, "").strip()[:LONGEST] for key in ("text", "school", "room", "state")}
    context["wanted"] = wanted
    schools = _schools(wanted["school"])
    if wanted["school"] and len(schools) != 1:
        context.update(schools=schools[:SCHOOLS_SHOWN], unknown_school=not schools)
        return render(request, "staff/children.html", context, status=422)
    if not (wanted["text"] or schools or wanted["room"].isdecimal() or wanted["state"] == "out"):
        context["nothing"] = True
        return render(request, "staff/children.html", context, status=422)
    kept = {**wanted, "school": schools[0].pk if schools else None}
    return HttpResponseRedirect(reverse("children_results", args=[keep_search(request, kept)]))


@requires(Ability.VIEW_CHILDREN)
@require_safe
def results(request: HttpRequest, token: str) -> HttpResponse:
    """The children found, fifty to a page."""
    wanted = kept_search(request, token)
    if wanted is None:
        return render(request, "staff/search_gone.html", status=404)
    room = int(wanted["room"]) if wanted["room"].isdecimal() else None
    asked = ChildSearch(
        text=wanted["text"], school_id=wanted["school"], room_id=room, whereabouts=STATES.get(wanted["state"])
    )
    found = find_children(asked, term_key=present_term().key, today=today())
    page = page_of(found, request)
    record_event(action="children_searched", by=actor_of(request), at=now(), detail={"found": len(found)})
    context = {
        "page": page, "rows": [Row(child, age(child.person.birth_date, on=today())) for child in page.rows],
        "wanted": wanted, "term": present_term(), "what": _what(wanted, asked), "token": token,
        "cut": len(found) >= MANY, "mistyped": _is_mistyped_id(wanted["text"]),
        "out": asked.whereabouts is Whereabouts.OUT_OF_SCHOOL,
    }  # fmt: skip
    return render(request, "staff/children_results.html", context)


def own_children(actor: Actor) -> list[Row]:
    """The children whom the reader's role names one by one: a guardian's, or those of a case."""
    if actor.role is None or actor.user_id is None or RULES[actor.role].scope is not ScopeKind.PERSONS:
        return []
    own = current_assignments(actor.user_id, at=now()).filter(pk=actor.assignment_id or 0).first()
    persons = persons_by_id([] if own is None else own.person_ids)
    located = locate(list(persons.values()), term_key=present_term().key)
    return [Row(child, age(child.person.birth_date, on=today())) for child in located]


def _is_mistyped_id(text: str) -> bool:
    """Is it meant for a 13-digit ID, and cannot be one?"""
    try:
        CitizenId.parse(text)
    except CitizenIdError as error:
        return error.code == "id_checksum"
    return False


def _what(wanted: dict[str, str], asked: ChildSearch) -> str:
    """In words what was looked for."""
    parts = [f"“{wanted['text']}”"] if wanted["text"] else []
    if asked.school_id is not None:
        parts += [name(school) for school in schools_by_id([asked.school_id]).values()]
    if asked.whereabouts is not None:
        parts.append(_("out of school") if asked.whereabouts is Whereabouts.OUT_OF_SCHOOL else _("in school"))
    return " · ".join(parts)


def _schools(text: str) -> list[School]:
    """The schools that a code or a name means."""
    if not text:
        return []
    plain = text.replace(" ", "").replace("-", "")
    if plain.isdecimal() and len(plain) in SCHOOL_CODE_LENGTHS:
        return list(schools_by_code([text], on=today()).values())
    found = list(search_schools(text, on=today(), limit=SCHOOLS_SHOWN + 1))
    exact = [school for school in found if text in (school.name_th, school.name_en)]
    return exact if len(exact) == 1 else found


def _is_of_one_school(request: HttpRequest) -> bool:
    role = actor_of(request).role
    return role is not None and RULES[role].scope in (ScopeKind.ROOMS, ScopeKind.SCHOOL)


def _own_rooms(request: HttpRequest) -> list[Room]:
    """The rooms that the reader looks after: a teacher's own, or all of the school this year."""
    actor = actor_of(request)
    if actor.role is None or actor.user_id is None:
        return []
    kind = RULES[actor.role].scope
    if kind is ScopeKind.SCHOOL and scope_schools():
        return list(rooms_of(scope_schools()[0], present_term().year))
    if kind is ScopeKind.ROOMS:
        own = current_assignments(actor.user_id, at=now()).filter(pk=actor.assignment_id or 0).first()
        return [] if own is None else list(rooms_by_id(own.room_ids).filter(academic_year=present_term().year))
    return []
