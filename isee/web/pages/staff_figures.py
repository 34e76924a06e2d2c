"""Figures of the places of the own scope at full detail; each reading is written down."""

from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from isee.access.api import Ability, record_event
from isee.kernel import AcademicTerm, KernelError
from isee.reporting.api import OutsideScopeError, StaffExtracts
from isee.system.api import now
from isee.web.guards import actor_of, requires
from isee.web.pages.reports import Desk, desk_of, not_yet, read_by
from isee.web.present.choice import EVERYONE, GROUPS
from isee.web.present.formats import term
from isee.web.present.places import area_url
from isee.web.present.reports import label_of
from isee.web.present.staff import present_term
from isee.web.present.staff_figures import FIRST, Look, staff_page


class UnknownLookError(ValueError):
    """The address names an indicator, term or group that there is not; `nearest` is one that there is."""

    def __init__(self, nearest: Look) -> None:
        super().__init__("look")
        self.nearest = nearest


@require_safe
@requires(Ability.VIEW_FIGURES)
def figures(request: HttpRequest, code: str = "") -> HttpResponse:
    """The whole scope, or one area or school of it."""
    desk = desk_of(request)
    if desk is None:
        return not_yet(request)
    gazetteer = desk.extracts.gazetteer
    code = code or gazetteer.stands_for(desk.scope)
    try:
        scope = gazetteer.narrowed(desk.scope, code) if code else desk.scope
    except OutsideScopeError:
        return render(request, "staff/figures_outside.html", status=404)
    try:
        look = look_of(request, desk, code)
    except UnknownLookError as unknown:
        return _unknown(request, unknown.nearest)
    page = staff_page(look, extracts=desk.extracts, own=desk.scope, scope=scope, choices=desk.choices)
    detail: dict[str, object] = {"terms": [look.term], "indicators": len(desk.choices.indicators)}
    if code:
        detail["place"] = code
    record_event(action="figures_read", by=actor_of(request), at=now(), detail=detail)
    context = {
        "page": page, "newest": _extract_of(desk.extracts, look.term), "public_url": _public_url(code, desk),
        "behind_url": _behind_url(request, code, look, desk), **read_by(request),
    }  # fmt: skip
    return render(request, "staff/figures.html", context)


def look_of(request: HttpRequest, desk: Desk, code: str) -> Look:
    """What the address asks for. Raises `UnknownLookError` rather than show something else."""
    indicators = {one.name: one for one in desk.choices.indicators}
    first = FIRST if FIRST in indicators else next(iter(indicators))
    show, group = request.GET.get("show") or first, request.GET.get("group") or EVERYONE
    terms, asked = desk.choices.terms, request.GET.get("term")
    try:
        key = AcademicTerm.parse(asked).key if asked else terms[-1]
    except KernelError:
        key = 0
    known = show in indicators and key in terms and group in (EVERYONE, *GROUPS)
    if not known:
        near = get_close_matches(show[:60], list(indicators), n=1, cutoff=0.0) or [first]
        key = min(terms, key=lambda one: (abs(one - key), -one))
        group = group if group in GROUPS else EVERYONE
        raise UnknownLookError(Look(code, indicators[near[0]], key, group))
    return Look(code, indicators[show], key, group)


def _unknown(request: HttpRequest, nearest: Look) -> HttpResponse:
    url = reverse("staff_place", args=[nearest.code]) if nearest.code else reverse("staff_figures")
    context = {
        "label": f"{label_of(nearest.indicator)}, {term(nearest.term)}", "url": url + nearest.query(),
    }  # fmt: skip
    return render(request, "public/unknown.html", context, status=422)


def _extract_of(extracts: StaffExtracts, key: int) -> object:
    return next(one for one in extracts.extracts if one.term_key == key)


def _public_url(code: str, desk: Desk) -> str:
    """The page that everybody can see."""
    if not code:
        return ""
    return reverse("school", args=[code]) if code in desk.extracts.gazetteer.schools else area_url(code)


def _behind_url(request: HttpRequest, code: str, look: Look, desk: Desk) -> str:
    """The list of a school's children, for roles that may see persons, in the present term."""
    known = code in desk.extracts.gazetteer.schools and look.term == present_term().key
    return f"{reverse('behind')}?school={code}" if known and actor_of(request).can(Ability.VIEW_CHILDREN) else ""
