"""The schools nearest to a place: the phone's position, or an area that is chosen by name."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from isee.places import api as places
from isee.system.api import today
from isee.web.present.formats import name
from isee.web.present.places import title, words

LISTED = 20
FOUND_AT_MOST = 20
FARTHEST_KM = 60
NEAREST_ALWAYS = 3
"""So many are listed however far they are."""
POSITION_DECIMALS = 3
"""About a hundred metres: enough to find a school, too coarse to name a house."""


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """A form, and the nearest schools once a place is known.

    A position comes by POST, so that no address or log holds it.
    """
    context: dict[str, object] = {"q": request.GET.get("q", "").strip()}
    if request.method == "POST":
        _around_position(request, context)
    elif request.GET.get("area"):
        _around_area(request.GET["area"], context)
    elif context["q"]:
        context["areas"] = find_areas(str(context["q"]))
    return render(request, "public/near.html", context)


def _around_position(request: HttpRequest, context: dict[str, object]) -> None:
    try:
        lat = round(float(request.POST["lat"]), POSITION_DECIMALS)
        lon = round(float(request.POST["lon"]), POSITION_DECIMALS)
        found = _nearest(lat, lon)
    except (KeyError, ValueError):
        context["problem"] = _("We did not get a position from your device. Look for your subdistrict by name instead.")
        return
    context.update(found=found, centre=(lat, lon), where=_("your position"), provinces=_provinces(found))


def _around_area(code: str, context: dict[str, object]) -> None:
    area = places.find_area(code)
    if area is None:
        raise Http404
    where = title(words(area))
    point = _centre(area)
    context.update(where=where, chosen=area, found=[])
    if point is not None:
        found = _nearest(*point)
        context.update(found=found, centre=point, provinces=_provinces(found))


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
    """The outlines of a province's districts, or of the province alone where those are not loaded, as GeoJSON."""
    province = places.find_area(code)
    if province is None or province.level != places.AreaLevel.PROVINCE:
        raise Http404
    areas = places.child_areas(province.text)
    shapes = places.area_shapes([child.code for child in areas])
    if not shapes:
        areas, shapes = [province], places.area_shapes([province.code])
    features = [
        {
            "type": "Feature",
            "properties": {"name": name(child)},
            "geometry": shapes[child.code].__geo_interface__,
        }
        for child in areas
        if child.code in shapes
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(
        content, content_type="application/geo+json", headers={"Cache-Control": "public, max-age=86400"}
    )
