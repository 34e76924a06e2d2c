"""The addresses of `/api/v1/staff`: figures within a token's scope, from the extracts, not suppressed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from ninja.security import HttpBearer

from isee.access.api import record_event
from isee.kernel import AcademicTerm
from isee.reporting.api import (
    EmptyScopeError,
    OutsideScopeError,
    StaffExtracts,
    StaffScope,
    choices_of,
    reader_scope,
    staff_extracts,
    staff_place,
)
from isee.system.api import now
from isee.web.api import examples, problems, shapes
from isee.web.api.parameters import AreaCode, SchoolCode, answer
from isee.web.api.problems import ApiProblem
from isee.web.api.selection import LEVELS, known_indicator, known_term
from isee.web.api.staff_door import Reader, reader_of

UNHAPPY: dict[int, type[shapes.Problem]] = dict.fromkeys((401, 403, 422, 429, 503), shapes.Problem)
UNHAPPY_OR_UNKNOWN = {404: shapes.Problem, **UNHAPPY}
NEAREST = 5


class Token(HttpBearer):
    """What OpenAPI says of the header; the door has opened the token before an address is reached."""

    def authenticate(self, request: HttpRequest, token: str) -> Reader:
        """The reader, whom the door knows."""
        return reader_of(request)

    def __call__(self, request: HttpRequest) -> Reader:
        """The door took the header away, so that nothing behind it can write it anywhere."""
        return reader_of(request)


router = Router(tags=["For staff"], auth=Token())


@router.get(
    "/scope",
    response={200: shapes.ScopeAnswer, **UNHAPPY},
    summary="What a token may read",
    url_name="api_staff_scope",
    openapi_extra=shapes.example(examples.SCOPE),
)
def scope(request: HttpRequest) -> HttpResponse:
    """The token's role and purpose, the places in its scope, and the terms and figures that there are."""
    reader = reader_of(request)
    extracts, places = _within(reader)
    token = reader.token
    body = {
        "internal": True,
        "token": {
            "name": token.name, "role": token.assignment.role, "purpose": token.purpose,
            "expires_at": token.expires_at.isoformat(),
        },
        "nation": places.is_nation,
        "areas": _whole_areas(extracts, places),
        "schools": list(places.schools),
        "terms": [str(AcademicTerm.from_key(key)) for key in extracts.terms],
        "indicators": _indicators(extracts, places),
    }  # fmt: skip
    _note(reader, {"term": extracts.terms[-1]})
    return answer(body)


@router.get(
    "/areas/{code}",
    response={200: shapes.StaffPlaceAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Figures of an area within the scope",
    url_name="api_staff_area",
    openapi_extra=shapes.example(examples.STAFF_AREA),
)
def area(request: HttpRequest, code: AreaCode, choice: Query[shapes.StaffChoice]) -> HttpResponse:
    """All figures of an area in one term, small groups included; of its part in the scope where it reaches beyond."""
    return _place(reader_of(request), code, choice)


@router.get(
    "/schools/{code}",
    response={200: shapes.StaffPlaceAnswer, **UNHAPPY_OR_UNKNOWN},
    summary="Figures of a school within the scope",
    url_name="api_staff_school",
    openapi_extra=shapes.example(examples.STAFF_SCHOOL),
)
def school(request: HttpRequest, code: SchoolCode, choice: Query[shapes.StaffChoice]) -> HttpResponse:
    """All figures of a school in one term, small groups included."""
    return _place(reader_of(request), code, choice)


def _place(reader: Reader, code: str, choice: shapes.StaffChoice) -> HttpResponse:
    extracts, places = _within(reader)
    terms = [str(key) for key in extracts.terms]
    term = int(known_term(choice.term, terms) or terms[-1])
    names = _indicators(extracts, places)
    wanted = known_indicator(choice.indicator, names)
    try:
        figures = staff_place(extracts, places, code, term=term, indicators=[wanted] if wanted else names)
    except OutsideScopeError as outside:
        raise ApiProblem(403, "outside_scope", problems.OUTSIDE_SCOPE, _near(extracts, places)) from outside
    gazetteer = extracts.gazetteer
    found = gazetteer.areas.get(code) or gazetteer.schools[code]
    body = {
        "internal": True,
        "extract": next(one.id for one in extracts.extracts if one.term_key == term),
        "code": code, "level": found.get("level", "school"), "name_th": found["name_th"], "name_en": found["name_en"],
        "whole": gazetteer.covers(places, code),
        "figures": {str(term): figures},
    }  # fmt: skip
    _note(reader, {"area": code, "term": term, "figures": len(figures)})
    return answer(body)


def _within(reader: Reader) -> tuple[StaffExtracts, StaffScope]:
    """The extracts and the places of the open scope. Raises `ApiProblem` where there are none."""
    try:
        places = reader_scope(reader.actor)
    except EmptyScopeError as empty:
        raise ApiProblem(403, "no_figures", problems.ROLE_SEES_NOTHING) from empty
    extracts = staff_extracts(Path(settings.ISEE_HOME))
    if extracts is None:
        raise ApiProblem(503, "no_extract", problems.NO_EXTRACT)
    return extracts, places


def _indicators(extracts: StaffExtracts, places: StaffScope) -> list[str]:
    return [one.name for one in choices_of(extracts, places).indicators]


def _whole_areas(extracts: StaffExtracts, places: StaffScope) -> list[dict[str, Any]]:
    """The areas that lie in the scope as a whole, without those inside another of them."""
    gazetteer = extracts.gazetteer
    held: list[dict[str, Any]] = []
    inside: set[str] = set()
    for level in LEVELS:
        for code in gazetteer.areas_in(places, level):
            found = gazetteer.areas[code]
            if found["parent"] in inside or gazetteer.covers(places, code):
                if found["parent"] not in inside:
                    held.append({name: found[name] for name in ("code", "level", "name_th", "name_en")})
                inside.add(code)
    return held


def _near(extracts: StaffExtracts, places: StaffScope) -> list[str]:
    """Some codes that could have been asked for."""
    return ([one["code"] for one in _whole_areas(extracts, places)] + list(places.schools))[:NEAREST]


def _note(reader: Reader, detail: dict[str, Any]) -> None:
    """Write down who read what for which purpose; the purpose is the actor's reason."""
    record_event(
        action="figures_read_by_program", by=reader.actor, at=now(), object_kind="api_token",
        object_id=reader.token.pk, detail=detail,
    )  # fmt: skip
