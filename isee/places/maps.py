"""Shapes of areas from the database or the bundled file, their maps, and which points lie inside one."""

from collections.abc import Collection
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from django.db.models import Max
from shapely.geometry.base import BaseGeometry

from isee.places.models import Boundary
from isee.places.queries import child_areas
from isee.places.rules import area_code, area_text
from isee.places.shapes import NATURAL_EARTH, ShapeMap, bundled_provinces, draw_map


def area_shapes(codes: Collection[int]) -> dict[int, BaseGeometry]:
    """The shapes (degrees, WGS84) that are known of these areas: loaded ones, else the bundled provinces."""
    bundled = bundled_provinces()
    shapes = {code: bundled[code] for code in codes if code in bundled}
    rows = Boundary.objects.filter(area__in=codes).values_list("area_id", "geometry")
    return shapes | {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}


def points_inside(code: int, *, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which of the points lie inside an area. Raises KeyError where the area has no shape."""
    shape = area_shapes([code])[code]
    shapely.prepare(shape)
    inside: npt.NDArray[np.bool_] = shapely.contains_xy(shape, lon, lat)
    return inside


def shape_paths(text: str) -> ShapeMap | None:
    """The map of the areas right below one, `TH` for the nation's provinces; None where no shapes are loaded.

    Areas without a shape are absent from it: the page's table has them.
    """
    return _drawn(text, _loaded(), alone=False)


def outline_path(text: str) -> ShapeMap | None:
    """The outline of one area alone; None where its shape is not loaded."""
    return _drawn(text, _loaded(), alone=True)


def _loaded() -> object:
    return Boundary.objects.aggregate(latest=Max("loaded_at"))["latest"]


@lru_cache(maxsize=256)
def _drawn(text: str, _latest: object, *, alone: bool) -> ShapeMap | None:
    """The map as of the latest loading, kept by this process until the next one."""
    codes = [area_code(text)] if alone else [area.code for area in child_areas(text)]
    shapes = area_shapes(codes)
    if not shapes:
        return None
    credits = set(Boundary.objects.filter(area__in=shapes).values_list("attribution", flat=True).distinct())
    if Boundary.objects.filter(area__in=shapes).count() < len(shapes):
        credits.add(NATURAL_EARTH)
    shown = {area_text(code): shapes[code] for code in sorted(shapes)}
    return draw_map(shown, attribution="; ".join(sorted(credits)))
