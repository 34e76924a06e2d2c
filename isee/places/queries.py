"""Reads: areas and their paths, schools by code and by distance, code lists, the term calendar."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geothai
from django.db import connection
from django.db.models import Q, QuerySet
from geothai.abolished import match_abolished

from isee.kernel import TermDates, ascii_digits, clean_text
from isee.places.errors import PlacesError
from isee.places.models import Area, CodeItem, School, TermPeriod
from isee.places.rules import NATION, AreaLevel, area_code, bounding_box, great_circle_km

#: The field that holds a school's code of each length.
SCHOOL_CODE_FIELDS = {10: "code", 8: "code8", 6: "code6"}


def find_area(text: str) -> Area | None:
    """The area of an official code, abolished ones included; None where no area has it, and for `TH`."""
    try:
        return Area.objects.filter(code=area_code(text)).first()
    except PlacesError:
        return None


def area_path(code: int) -> list[Area]:
    """From the region down to the area itself, as breadcrumbs show it (the nation has no row)."""
    path: list[Area] = []
    area = Area.objects.select_related("parent__parent__parent__parent").filter(code=code).first()
    while area is not None:
        path.insert(0, area)
        area = area.parent
    return path


def child_areas(text: str) -> list[Area]:
    """The areas in use right below an area, by code: provinces for `TH` and for a region.

    Local administrations lie across other areas and are not among them.
    """
    in_use = Area.objects.filter(valid_to__isnull=True)
    if text == NATION:
        return list(in_use.filter(level=AreaLevel.PROVINCE.value).order_by("code"))
    children = in_use.filter(parent=area_code(text))
    return list(children.exclude(level=AreaLevel.LOCAL_ADMINISTRATION.value).order_by("code"))


def match_subdistrict(subdistrict: str, *, district: str = "", province: str = "") -> list[int]:
    """The codes of the subdistricts that an address in words can mean; one means it is clear.

    Short forms (`ต.`, `อ.`, `จ.`, `กทม.`) are read. A name that is no longer in use gives the codes that took
    over, or the abolished code itself where the register names no successor.
    """
    found = geothai.match(subdistrict, district=district or None, province=province or None)
    if found:
        return [int(address.subdistrict.code) for address in found]
    codes: dict[int, None] = {}
    for gone in match_abolished(subdistrict, district=district or None, province=province or None):
        codes.update(dict.fromkeys(int(code) for code in gone.successors or (gone.code,)))
    return list(codes)


def schools_by_code(codes: Collection[str], *, on: date) -> dict[str, School]:
    """The schools of 10-, 8- or 6-digit codes that hold on a day, by the code as it was given.

    Spaces, dashes and Thai digits are forgiven; codes that no school has are absent.
    """
    wanted: dict[int, dict[str, str]] = {10: {}, 8: {}, 6: {}}
    for given in codes:
        plain = ascii_digits(clean_text(given)).replace(" ", "").replace("-", "")
        if plain.isdecimal() and len(plain) in wanted:
            wanted[len(plain)][given] = plain
    found: dict[str, School] = {}
    for length, asked in wanted.items():
        field = SCHOOL_CODE_FIELDS[length]
        rows = _holding(on).filter(**{f"{field}__in": set(asked.values())}) if asked else ()
        schools = {getattr(school, field): school for school in rows}
        found.update({given: schools[plain] for given, plain in asked.items() if plain in schools})
    return found


def schools_by_id(school_ids: Collection[int]) -> dict[int, School]:
    """Schools by their surrogate keys, closed ones and former codes included."""
    return School.objects.select_related("subdistrict").in_bulk(list(school_ids))


def _holding(on: date) -> QuerySet[School]:
    """The school rows whose codes hold on a day, closed schools included."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    unended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return School.objects.filter(begun, unended).select_related("subdistrict", "affiliation", "education_area")


def open_schools(on: date) -> QuerySet[School]:
    """The schools whose row holds on a day and that are not closed on it."""
    return _holding(on).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


def schools_in_area(text: str, *, on: date) -> list[School]:
    """The schools open on a day in an area of any level down to subdistrict, by code. `TH` means all."""
    schools = open_schools(on)
    if text == NATION:
        return list(schools.order_by("code"))
    code = area_code(text)
    if code < 10:
        provinces = Area.objects.filter(parent=code).values_list("code", flat=True)
        within = Q(pk__in=[])
        for province in provinces:
            within |= _stands_in(province)
        return list(schools.filter(within).order_by("code"))
    return list(schools.filter(_stands_in(code)).order_by("code"))


def schools_between(first: int, last: int, *, on: date) -> list[School]:
    """The schools open on a day whose subdistrict lies between two codes, both included, by code."""
    return list(open_schools(on).filter(subdistrict_id__gte=first, subdistrict_id__lte=last).order_by("code"))


def _stands_in(code: int) -> Q:
    """A school whose subdistrict lies in a province, a district or a subdistrict."""
    factor = 10 ** (6 - len(str(code)))
    return Q(subdistrict__gte=code * factor, subdistrict__lt=(code + 1) * factor)


@dataclass(frozen=True, slots=True)
class NearSchool:
    """A school and its distance over the sphere from the point asked about."""

    school: School
    distance_km: float


def nearest_schools(lat: float, lon: float, *, on: date, limit: int = 10) -> list[NearSchool]:
    """The schools open on a day that are nearest to a point in degrees, nearest first.

    The index orders points by degrees, which is not quite the order of distances. So the first query takes as
    many schools in that order and the farthest of them bounds the answer; the second takes all schools of the
    box of that radius, and their exact distances decide. Raises `PlacesError` (`point_invalid`).
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise PlacesError("point_invalid", "Give a latitude from -90 to 90 and a longitude from -180 to 180.")
    first = _open_points(
        "ORDER BY point(lon, lat) <-> point(%(lon)s, %(lat)s) LIMIT %(limit)s",
        {"lat": lat, "lon": lon, "limit": limit, "on": on},
    )
    if not first:
        return []
    radius = max(great_circle_km(lat, lon, *place) for place in first.values())
    west, south, east, north = bounding_box(lat, lon, radius)
    inside = _open_points(
        "AND point(lon, lat) <@ box(point(%(west)s, %(south)s), point(%(east)s, %(north)s))",
        {"west": west, "south": south, "east": east, "north": north, "on": on},
    )
    nearest = sorted((great_circle_km(lat, lon, *place), school) for school, place in inside.items())[:limit]
    schools = _holding(on).in_bulk([school for _, school in nearest])
    return [NearSchool(schools[school], distance) for distance, school in nearest]


def _open_points(condition: str, parameters: Mapping[str, Any]) -> dict[int, tuple[float, float]]:
    """Latitude and longitude, by school, of schools open on a day, narrowed by a condition on the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, lat, lon FROM places_school WHERE lat IS NOT NULL"
            " AND (opened_on IS NULL OR opened_on <= %(on)s) AND (closed_on IS NULL OR closed_on > %(on)s)"
            " AND (valid_from IS NULL OR valid_from <= %(on)s) AND (valid_to IS NULL OR valid_to >= %(on)s) "
            + condition,
            parameters,
        )
        return {school: (lat, lon) for school, lat, lon in cursor.fetchall()}


def code_items(list_name: str) -> Sequence[CodeItem]:
    """The entries of a code list in their order. Raises `PlacesError` for a list that does not exist."""
    items = list(CodeItem.objects.filter(list_name=list_name).order_by("position"))
    if not items:
        raise PlacesError("code_list_unknown", "No code list has this name, or `isee migrate` has not run yet.")
    return items


def code_labels(list_names: Collection[str]) -> dict[str, dict[str, tuple[str, str]]]:
    """The Thai and English labels of several code lists by list and code; a list without entries is absent."""
    labels: dict[str, dict[str, tuple[str, str]]] = {}
    rows = CodeItem.objects.filter(list_name__in=list_names)
    for list_name, code, thai, english in rows.values_list("list_name", "code", "label_th", "label_en"):
        labels.setdefault(list_name, {})[code] = (thai, english)
    return labels


def code_spellings(list_name: str) -> dict[str, str]:
    """Every spelling of a list (code, labels, aliases; cleaned, lower case) with its code: to read files."""
    spellings: dict[str, str] = {}
    for item in code_items(list_name):
        for word in (item.code, item.label_th, item.label_en, *item.aliases):
            spellings.setdefault(clean_text(word).lower(), item.code)
    return spellings


def term_calendar() -> tuple[TermDates, ...]:
    """The term calendar, earliest first, as `AcademicTerm.from_date` takes it."""
    return tuple(row.dates() for row in TermPeriod.objects.order_by("starts_on"))
