"""The public pages: the nation, areas, schools, and what is said about them. They read published figures only."""

from collections.abc import Iterable

import shapely
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from isee.places import api as places
from isee.reporting.api import AreaFigures, Release, latest_release
from isee.system.api import now, progress_of, today
from isee.web.pages.unknown import svg_response, unknown_page
from isee.web.present.choice import EVERYONE, Choice, UnknownChoice, by_family, group_label, label_of, words_of
from isee.web.present.formats import term
from isee.web.present.nearest import nearest_area, nearest_choice
from isee.web.present.pages import Grounds, figures_page
from isee.web.present.places import NATION, area_url, title
from isee.web.present.progress import DEMO, filling_in

WITH_MAP = ("nation", "region", "province", "district")
WITH_SCHOOLS = ("district", "subdistrict")
CLOSE_DEGREES = 0.02
"""About two kilometres: so far outside a simplified outline a school may still stand in its area."""
FOUND_AT_MOST = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The nation; before the first release, how far its making is."""
    return _figures(request, NATION)


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """A region, province, district or subdistrict."""
    if code == NATION:
        return HttpResponseRedirect(reverse("home"))
    return _figures(request, code)


def _figures(request: HttpRequest, code: str) -> HttpResponse:
    release = latest_release()
    if release is None:
        return _not_yet(request)
    place = release.area(code)
    if place is None and (near := nearest_area(code, release)) is not None:
        return unknown_page(request, label=title(near), url=area_url(near["code"]))
    return _show(request, release, place)


def _show(
    request: HttpRequest, release: Release, place: AreaFigures | None, school: places.School | None = None
) -> HttpResponse:
    if place is None:
        raise Http404
    try:
        choice = Choice.from_query(request.GET.dict(), manifest=release.manifest)
    except UnknownChoice:
        return _nearest_choice(request, release)
    page = figures_page(release, place=place, choice=choice, grounds=_grounds(place))
    if request.GET.get("format") == "svg":
        picture = request.GET.get("picture", "trend")
        chosen = page.choice
        name = f"{picture}-{place['code']}-{chosen.indicator}-{chosen.term}-{chosen.group}"
        return svg_response(page.picture(picture), release=release, name=name)
    return render(request, "public/figures.html", {"page": page, "school": school})


def _grounds(place: AreaFigures) -> Grounds:
    """What the register of places knows of an area's outlines and of where its schools stand."""
    code, level = place["code"], place["level"]
    schools = {}
    if level in WITH_SCHOOLS:
        known = places.schools_by_code([one["code"] for one in place["schools"]], on=today())
        schools = _points(known.values(), within=code)
    return Grounds(
        areas=places.shape_paths(code) if level in WITH_MAP else None,
        outline=places.outline_path(code) if level == "subdistrict" else None,
        schools=schools,
    )


def _points(schools: Iterable[places.School], *, within: str) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of schools, by code, as far as they lie in the area or close to its coarse outline."""
    located = [(one.code, one.lat, one.lon) for one in schools if one.lat is not None and one.lon is not None]
    shape = places.area_shapes([int(within)]).get(int(within))
    if shape is None or not located:
        return {}
    near = shape.buffer(CLOSE_DEGREES)
    inside = shapely.contains_xy(near, [lon for _code, _lat, lon in located], [lat for _code, lat, _lon in located])
    return {code: (lat, lon) for (code, lat, lon), kept in zip(located, inside, strict=True) if kept}


def _nearest_choice(request: HttpRequest, release: Release) -> HttpResponse:
    """This page with what is published in the place of an unknown indicator, term or group."""
    near = nearest_choice(request.GET.dict(), release.manifest)
    words = [label_of(words_of(release.manifest, near.indicator)), term(near.term)]
    if near.group != EVERYONE:
        words.append(group_label(near.group))
    return unknown_page(request, label=", ".join(words), url=request.path + near.query(release.manifest))


@require_safe
def school(request: HttpRequest, code: str) -> HttpResponse:
    """A school's public figures, and what is known of the school itself."""
    release = latest_release()
    if release is None:
        return _not_yet(request)
    known = places.schools_by_code([code], on=today()).get(code)
    return _show(request, release, release.school(code), known)


def _not_yet(request: HttpRequest) -> HttpResponse:
    """No release yet: how far the first one is, or how to make it."""
    progress = progress_of(DEMO)
    context: dict[str, object] = {"progress": progress}
    if progress is not None:
        context["filling"] = filling_in(
            progress.parts, areas=places.child_areas(NATION), shapes=places.shape_paths(NATION)
        )
        context["seconds_left"] = progress.seconds_left(now())
    response = render(request, "public/not_yet.html", context, status=200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """All provinces by region, and the search for areas and schools by name."""
    text = request.GET.get("q", "").strip()
    release = latest_release()
    context: dict[str, object] = {"q": text}
    if text:
        context["areas"] = places.search_areas(text, limit=FOUND_AT_MOST)
        context["schools"] = places.search_schools(text, on=today(), limit=FOUND_AT_MOST)
    else:
        nation = release.area(NATION) if release else None
        context["regions"] = _provinces_by_region(release, nation) if release and nation else []
    return render(request, "public/areas.html", context)


def _provinces_by_region(release: Release, nation: AreaFigures) -> list[AreaFigures]:
    regions = [child["code"] for child in nation["children"] if child["level"] == "region"]
    return [found for code in regions if (found := release.area(code)) is not None]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the service is for, and what in it is an example."""
    return render(request, "public/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How children are protected, and whom to ask."""
    return render(request, "public/privacy.html", {"release": latest_release()})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How each published figure is made."""
    release = latest_release()
    families = by_family(release.manifest["indicators"]) if release else []
    return render(request, "public/method.html", {"release": release, "families": families})
