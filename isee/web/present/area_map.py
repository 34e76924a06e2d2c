"""The map of the areas below one, painted by value or by band, and the schools of an area as points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.places.api import ShapeMap
from isee.reporting.api import Cell, IndicatorWords
from isee.web.present.choropleth import Choropleth, LegendItem, Shape, band_legend, class_limits, legend, paint
from isee.web.present.figures import band_of, cell_label, is_known, state_text
from isee.web.present.formats import with_unit
from isee.web.present.ranking import LOW_IS_NEED, Place, Row

NAMED_ON_MAP = 12
"""A map of at most so many areas has room for their names."""
RADII = (13, 16, 19, 22, 25, 28)
"""Of the points of schools, from the least need to the greatest, in the units of the map."""
PLAIN_RADIUS = 12
"""Of a school without a figure."""
Point = tuple[float, float]


def area_map(shapes: ShapeMap, rows: Sequence[Row], words: IndicatorWords) -> Choropleth | None:
    """The map of the ranked areas; None when none of them has a shape.

    An area that the release does not know, as in a part of a nation, is drawn as "no data".
    """
    places = {row.place.code: row.place for row in rows}
    if not places.keys() & shapes.paths.keys():
        return None
    low_is_need = words["name"] in LOW_IS_NEED
    painter = _Painter([place.cell for place in places.values()], words["unit"], low_is_need=low_is_need)
    drawn = []
    for code, path in shapes.paths.items():
        place = places.get(code)
        if place is None:
            drawn.append(Shape(code, path, "none", state_text("none")))
            continue
        label = place.name if len(shapes.paths) <= NAMED_ON_MAP else ""
        said = f"{place.name}: {cell_label(place.cell, words['unit'])}"
        drawn.append(Shape(code, path, painter.paint(place.cell), said, place.url, label, shapes.anchors[code]))
    return Choropleth(shapes.view_box, drawn, painter.legend({shape.paint for shape in drawn}), shapes.attribution)


class _Painter:
    """The shades of one map: bands have their own, amounts are put into classes with round limits."""

    def __init__(self, cells: Sequence[Cell], unit: str, *, low_is_need: bool) -> None:
        self.unit, self.low_is_need = unit, low_is_need
        self.bands = [band for cell in cells if (band := band_of(cell))]
        self.values = [cell["v"] for cell in cells if cell["v"] is not None]
        self.finest = 0.1 if unit == "share" else 1
        self.limits = class_limits(self.values, finest=self.finest)

    def paint(self, cell: Cell) -> str:
        """The shade of a figure, or the pattern of its state."""
        band = band_of(cell)
        if band:
            return band.shade(low_is_need=self.low_is_need)
        return paint(cell["v"], self.limits, low_is_need=self.low_is_need) if cell["v"] is not None else cell["s"]

    def legend(self, painted: set[str]) -> list[LegendItem]:
        """What the shades mean."""
        few, none = "few" in painted, "none" in painted
        if self.bands:
            return band_legend(self.bands, low_is_need=self.low_is_need, few=few, none=none)
        unit = {"share": "%", "baht": _("baht")}.get(self.unit, "")
        keys = legend(
            self.limits, finest=self.finest, unit=unit, low_is_need=self.low_is_need, few=few, none=none
        )  # fmt: skip
        if self.values and not self.limits:
            keys.insert(0, LegendItem(paint(self.values[0], ()), with_unit(self.values[0], self.unit)))
        return keys


@dataclass(frozen=True)
class Dot:
    """A school on the map: where, how large and how it is painted, what it says and where it leads."""

    x: int
    y: int
    radius: int
    paint: str
    title: str
    url: str


@dataclass(frozen=True)
class SchoolMap:
    """Schools as points on the outlines of their area, the greatest need on top; `left_out` have no known place."""

    view_box: str
    outlines: Sequence[str]
    dots: Sequence[Dot]
    legend: Sequence[LegendItem]
    attribution: str
    left_out: int


def school_map(
    shapes: ShapeMap, rows: Sequence[Row], points: Mapping[str, Point], words: IndicatorWords
) -> SchoolMap | None:
    """Schools by their latitude and longitude; None where none of them has a known place or a figure."""
    if not any(row.known and row.place.code in points for row in rows):
        return None
    low_is_need = words["name"] in LOW_IS_NEED
    painter = _Painter([row.place.cell for row in rows], words["unit"], low_is_need=low_is_need)
    dots = []
    for row in reversed(rows):
        if row.place.code in points:
            lat, lon = points[row.place.code]
            x, y = shapes.at(lon, lat)
            dots.append(_dot(row.place, x, y, painter, low_is_need=low_is_need))
    return SchoolMap(
        view_box=_with_room(shapes.view_box, dots),
        outlines=list(shapes.paths.values()),
        dots=dots,
        legend=painter.legend({dot.paint for dot in dots}),
        attribution=shapes.attribution,
        left_out=len(rows) - len(dots),
    )


def _dot(place: Place, x: int, y: int, painter: _Painter, *, low_is_need: bool) -> Dot:
    shade = painter.paint(place.cell)
    radius = PLAIN_RADIUS
    if is_known(place.cell):
        steps = len(RADII) - 1
        deepest = steps if painter.bands else 4
        radius = RADII[round((int(shade[1]) - 1) * steps / deepest)]
    said = f"{place.name}: {cell_label(place.cell, painter.unit)}"
    return Dot(x, y, radius, shade, said, place.url)


def _with_room(view_box: str, dots: Sequence[Dot]) -> str:
    """The picture widened so that no point is cut off: a school may stand a little outside a coarse outline."""
    left, top, width, height = (int(part) for part in view_box.split())
    reach = RADII[-1] + 4
    west = min([left, *(dot.x - reach for dot in dots)])
    north = min([top, *(dot.y - reach for dot in dots)])
    east = max([left + width, *(dot.x + reach for dot in dots)])
    south = max([top + height, *(dot.y + reach for dot in dots)])
    return f"{west} {north} {east - west} {south - north}"
