"""Reads TopoJSON into shapes and turns shapes into the paths of an SVG map.

The map is equirectangular: degrees of longitude are shortened by the cosine of the middle latitude, which
over Thailand keeps shapes true to about two percent. Coordinates on the picture are whole numbers.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

#: The longer side of a map, in its own units.
MAP_SIZE: Final = 1000
#: Parts of an area smaller than this on the map, in square units, are not drawn unless they are all there is.
SMALLEST_PART: Final = 4.0
NATURAL_EARTH: Final = "Natural Earth"

Point = tuple[float, float]
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShapeMap:
    """A picture of areas: `view_box` and, by the area's official text code, the `d` of an SVG path.

    `anchors` are points (x, y) inside each shape, for a label or a dot. `attribution` stands beside the map.
    `frame` is where a degree lies: the west and north edges, and the picture's units in a degree each way.
    """

    view_box: str
    paths: Mapping[str, str]
    anchors: Mapping[str, Cell]
    attribution: str
    frame: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)

    def at(self, lon: float, lat: float) -> Cell:
        """Where a point in degrees lies on the picture."""
        west, north, across, down = self.frame
        return round((lon - west) * across), round((north - lat) * down)


def read_topology(topology: Mapping[str, Any], name: str) -> list[tuple[Mapping[str, Any], BaseGeometry]]:
    """The features (as written) of one object of a TopoJSON topology, each with its shape in degrees.

    Raises KeyError, IndexError, TypeError or ValueError for what is not a topology; callers name the file.
    """
    arcs = _arcs(topology)
    features = topology["objects"][name]["geometries"]
    return [(feature, _shape(feature, arcs)) for feature in features]


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    transform = topology.get("transform")
    if transform is None:
        return [[(point[0], point[1]) for point in arc] for arc in topology["arcs"]]
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    arcs: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: list[Point] = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            line.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(line)
    return arcs


def _shape(feature: Mapping[str, Any], arcs: list[list[Point]]) -> BaseGeometry:
    kind = feature["type"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError("not a polygon")
    polygons = [feature["arcs"]] if kind == "Polygon" else feature["arcs"]
    parts = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    whole = shapely.MultiPolygon([(p[0], p[1:]) for p in parts if p and len(p[0]) >= 4])
    return whole if whole.is_valid else shapely.make_valid(whole, method="structure")


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(line[1:] if points else line)
    return points


@cache
def bundled_provinces() -> Mapping[int, BaseGeometry]:
    """The shapes of the 77 provinces that this package ships, by code: coarse, from Natural Earth."""
    text = files("isee.places").joinpath("data/provinces.topo.json").read_text(encoding="utf-8")
    return {int(feature["id"]): shape for feature, shape in read_topology(json.loads(text), "provinces")}


def draw_map(shapes: Mapping[str, BaseGeometry], *, attribution: str) -> ShapeMap:
    """Draw shapes given in degrees as SVG paths that share one picture, north above."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes.values())))
    shorten = math.cos(math.radians((south + north) / 2))
    scale = MAP_SIZE / max((east - west) * shorten, north - south)

    def place(point: Point) -> Cell:
        return round((point[0] - west) * shorten * scale), round((north - point[1]) * scale)

    width, height = place((east, south))
    paths = {code: _path(shape, place=place, square=shorten * scale * scale) for code, shape in shapes.items()}
    anchors = {code: place(shape.representative_point().coords[0]) for code, shape in shapes.items()}
    return ShapeMap(f"0 0 {width} {height}", paths, anchors, attribution, (west, north, shorten * scale, scale))


def _path(shape: BaseGeometry, *, place: Callable[[Point], Cell], square: float) -> str:
    """The path of one area; `square` is the size of a square degree on the picture."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0.0)
    least = min(SMALLEST_PART / square, largest)
    rings = [ring for part in parts if part.area >= least for ring in (part.exterior, *part.interiors)]
    return "".join(_line([place(point) for point in ring.coords]) for ring in rings)


def _line(cells: list[Cell]) -> str:
    """One closed ring in steps from point to point, which is the shortest way to write it."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(cells) if a != b][:-1]
    if len(steps) < 2:
        return f"M{cells[0][0]} {cells[0][1]}h1v1z"
    written = "".join(f"{x}" + (f"{y}" if y < 0 else f" {y}") + " " for x, y in steps)
    return f"M{cells[0][0]} {cells[0][1]}l{written.rstrip().replace(' -', '-')}z"
