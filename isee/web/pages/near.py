"""The schools nearest to a place: the phone's position, a point on the map, an area or a school chosen by name.

A position comes by POST, rounded to about a hundred metres, is used for one answer and kept nowhere: no address, log,
cache or table holds it.
"""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from isee.places import api as places
from isee.reporting.api import latest_release
from isee.system.api import today
from isee.web.present.formats import name
from isee.web.present.near import listed, need_label
from isee.web.present.places import NATION, title, words

LISTED = 20
FOUND_AT_MOST = 20
FARTHEST_KM = 60
NEAREST_ALWAYS = 3
"""So many are listed however far they are."""
POSITION_DECIMALS = 3
"""About a hundred metres: enough to find a school, too coarse to name a house."""
NATION_DECIMALS = 2
"""Outlines over the whole country are drawn about a kilometre to a pixel."""


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """A form, and the nearest schools once a place is known."""
    context: dict[str, object] = {"q": request.GET.get("q", "").strip()}
    if request.method == "POST":
        _around_position(request, context)
    elif request.GET.get("area"):
        _around_area(request.GET["area"], context)
    elif request.GET.get("school"):
        _around_school(request.GET["school"], context)
    elif context["q"]:
        context["areas"] = find_areas(str(context["q"]))
        context["schools"] = places.search_schools(str(context["q"]), on=today(), limit=FOUND_AT_MOST)
    response = render(request, "public/near.html", context)
    if request.method == "POST":
        response["Cache-Control"] = "private, no-store"
    return response


def _around_position(request: HttpRequest, context: dict[str, object]) -> None:
    """Around where the device is, or around a point that was chosen on the map."""
    try:
        lat = round(float(request.POST["lat"]), POSITION_DECIMALS)
        lon = round(float(request.POST["lon"]), POSITION_DECIMALS)
        found = _nearest(lat, lon)
    except (KeyError, ValueError, places.PlacesError):
        context["problem"] = _("We did not get a position from your device. Look for your subdistrict by name instead.")
        return
    where = _("the point on the map") if request.POST.get("from") == "map" else _("your position")
    _show(context, found, centre=(lat, lon), where=where)


def _around_area(code: str, context: dict[str, object]) -> None:
    area = places.find_area(code)
    if area is None:
        raise Http404
    point = _centre(area)
    _show(context, _nearest(*point) if point else [], centre=point, where=title(words(area)))


def _around_school(code: str, context: dict[str, object]) -> None:
    """The neighbours of a school; it is not its own."""
    school = places.schools_by_code([code], on=today()).get(code)
    if school is None:
        raise Http404
    point = _centre_of_school(school)
    found = [near for near in _nearest(*point) if near.school.code != school.code] if point else []
    _show(context, found, centre=point, where=name(school))


def _show(
    context: dict[str, object], found: list[places.NearSchool], *, centre: tuple[float, float] | None, where: str
) -> None:
    release = latest_release()
    context.update(
        found=listed(found, release), need=need_label(release), centre=centre, where=where, provinces=_provinces(found)
    )


def _nearest(lat: float, lon: float) -> list[places.NearSchool]:
    """The schools that somebody would call near, and the nearest few in any case."""
    found = places.nearest_schools(lat, lon, on=today(), limit=LISTED)
    return [near for rank, near in enumerate(found) if rank < NEAREST_ALWAYS or near.distance_km <= FARTHEST_KM]


def _centre(area: places.Area) -> tuple[float, float] | None:
    """A point inside the area; without one, the middle of its schools; without those, its parent's point."""
    if area.lat is not None and area.lon is not None:
        return area.lat, area.lon
    points = [
        (school.lat, school.lon)
        for school in places.schools_in_area(area.text, on=today())
        if school.lat is not None and school.lon is not None
    ]
    if points:
        return sum(lat for lat, _lon in points) / len(points), sum(lon for _lat, lon in points) / len(points)
    return _centre(area.parent) if area.parent is not None else None


def _centre_of_school(school: places.School) -> tuple[float, float] | None:
    """Where a school stands; without a known point, the middle of its subdistrict."""
    if school.lat is not None and school.lon is not None:
        return school.lat, school.lon
    return _centre(school.subdistrict)


def find_areas(text: str) -> list[places.Area]:
    """The areas that words can mean: one name, or an address from the subdistrict upward."""
    parts = text.replace(",", " ").split()
    if len(parts) > 1:
        codes = places.match_subdistrict(parts[0], district=parts[1], province=parts[2] if len(parts) > 2 else "")
        found = [area for code in codes if (area := places.find_area(str(code))) is not None]
        if found:
            return found
    return places.search_areas(text, limit=FOUND_AT_MOST)


def _provinces(found: list[places.NearSchool]) -> list[str]:
    """The provinces whose outlines the map needs, by code."""
    return sorted({str(near.school.subdistrict_id)[:2] for near in found})


@require_safe
def outlines(request: HttpRequest, code: str) -> HttpResponse:
    """As GeoJSON: the nation's provinces, or the districts of a province, or it alone where those are not loaded."""
    province = places.find_area(code)
    if code != NATION and (province is None or province.level != places.AreaLevel.PROVINCE):
        raise Http404
    areas = places.child_areas(code)
    shapes = places.area_shapes([child.code for child in areas])
    if not shapes and province is not None:
        areas, shapes = [province], places.area_shapes([province.code])
    features = [
        {"type": "Feature", "properties": {"name": name(child)}, "geometry": shapes[child.code].__geo_interface__}
        for child in areas
        if child.code in shapes
    ]
    decimals = NATION_DECIMALS if code == NATION else POSITION_DECIMALS
    rounded = json.loads(json.dumps(features), parse_float=lambda text: round(float(text), decimals))
    content = json.dumps({"type": "FeatureCollection", "features": rounded}, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(
        content, content_type="application/geo+json", headers={"Cache-Control": "public, max-age=86400"}
    )
