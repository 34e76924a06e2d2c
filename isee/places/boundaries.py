"""Loads district and subdistrict shapes that an installation has got for itself.

`read_boundaries` reads TopoJSON, GeoJSON and zipped shapefiles in degrees (WGS84), keyed by official codes or
by P-codes (`TH` and the code). `load_boundaries` simplifies them as one coverage, so that neighbours keep one
common line, and stores them. A fault stops the whole file and names the feature.
"""

import json
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import shapefile
import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from isee.access.api import Actor, record_event
from isee.places.errors import PlacesError
from isee.places.models import Area, Boundary
from isee.places.rules import AreaLevel, area_code, area_level
from isee.places.shapes import read_topology

#: Where boundary files keep the code, the deepest level first.
CODE_PROPERTIES: Final = ("adm3_pcode", "adm2_pcode", "adm1_pcode", "pcode", "code", "id")
#: Corners that points of Thailand cannot lie outside of, in degrees: west, south, east, north.
THAILAND: Final = (97.0, 5.0, 106.0, 21.0)
#: How far a border may move when it is simplified, in degrees (0.001 is about 110 m).
TOLERANCE: Final = {AreaLevel.PROVINCE: 0.004, AreaLevel.DISTRICT: 0.002, AreaLevel.SUBDISTRICT: 0.001}
MAX_FILE_BYTES: Final = 2 * 1024**3

#: What the readers raise for a file that is cut short, locked with a password, or of another kind.
SPOILED: Final = (
    AttributeError, EOFError, KeyError, IndexError, RuntimeError, TypeError, ValueError, struct.error,
    shapefile.ShapefileException, zipfile.BadZipFile,
)  # fmt: skip

Feature = tuple[Mapping[str, Any], BaseGeometry | None]


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    """What a file brought: shapes stored by level, codes that no area has, and areas left without a shape."""

    stored: Mapping[str, int]
    unknown_codes: tuple[str, ...]
    without_shape: tuple[str, ...]

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {level} shapes" for level, count in self.stored.items())
        unknown = f" No area has these codes: {', '.join(self.unknown_codes)}." if self.unknown_codes else ""
        bare = f" Areas without a shape: {', '.join(self.without_shape)}." if self.without_shape else ""
        return f"Loaded {counts}.{unknown}{bare}"


@transaction.atomic
def load_boundaries(path: Path, *, by: Actor, at: datetime, attribution: str = "") -> BoundaryReport:
    """Store the shapes of a file in place of those of the same levels, and the areas' centres.

    `attribution` is shown beside each map; without one, the file's name stands there. Raises `PlacesError`
    (`boundary_file`, `boundary_feature`, `boundary_level`) and then changes nothing.
    """
    levels = _by_level(read_boundaries(path))
    areas = {area.code: area for area in Area.objects.filter(level__in=[level.value for level in levels])}
    unknown: list[str] = []
    stored: dict[str, int] = {}
    for level, shapes in levels.items():
        known = {code: shape for code, shape in shapes.items() if code in areas}
        unknown += [str(code) for code in shapes if code not in areas]
        if not known:
            raise PlacesError("boundary_level", f"No code of {path.name} is an area's: check its code column.")
        simple = _simplified(known, tolerance=TOLERANCE[level])
        _store(level, simple, areas=areas, source=path.name, attribution=attribution or path.name, at=at)
        stored[level.value] = len(simple)
    shapeless = [a.text for a in areas.values() if a.valid_to is None and a.code not in levels[AreaLevel(a.level)]]
    record_event(action="boundaries_loaded", by=by, at=at, object_kind="places", detail={**stored})
    return BoundaryReport(stored, tuple(sorted(unknown)), tuple(sorted(shapeless)))


def _store(
    level: AreaLevel,
    shapes: Mapping[int, BaseGeometry],
    *,
    areas: Mapping[int, Area],
    source: str,
    attribution: str,
    at: datetime,
) -> None:
    Boundary.objects.filter(level=level.value).delete()
    Boundary.objects.bulk_create(
        Boundary(
            area_id=code,
            level=level.value,
            geometry=shapely.to_wkb(shape),
            source=source,
            attribution=attribution,
            loaded_at=at,
        )
        for code, shape in shapes.items()
    )
    moved = [areas[code] for code in shapes]
    for area in moved:
        point = shapes[area.code].representative_point()
        area.lat, area.lon = round(point.y, 5), round(point.x, 5)
    Area.objects.bulk_update(moved, ["lat", "lon"], batch_size=1000)


def _by_level(shapes: Iterable[tuple[int, BaseGeometry]]) -> dict[AreaLevel, dict[int, BaseGeometry]]:
    """Shapes by level and code; the parts of an area that comes as several features are joined."""
    parts: dict[int, list[BaseGeometry]] = {}
    for code, shape in shapes:
        parts.setdefault(code, []).append(shape)
    levels: dict[AreaLevel, dict[int, BaseGeometry]] = {}
    for code, pieces in parts.items():
        whole = pieces[0] if len(pieces) == 1 else shapely.union_all(pieces)
        levels.setdefault(area_level(code), {})[code] = whole
    unusable = levels.keys() - TOLERANCE.keys()
    if unusable:
        names = ", ".join(sorted(level.value for level in unusable))
        raise PlacesError("boundary_level", f"Shapes are kept of provinces, districts and subdistricts, not: {names}.")
    return levels


def _simplified(shapes: Mapping[int, BaseGeometry], *, tolerance: float) -> dict[int, BaseGeometry]:
    """Shapes with fewer points along common lines; a shape that simplifying would spoil stays as it was."""
    simple = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return {
        code: new if new.is_valid and not new.is_empty else old
        for (code, old), new in zip(shapes.items(), simple, strict=True)
    }


def read_boundaries(path: Path) -> Iterator[tuple[int, BaseGeometry]]:
    """Each feature's code and checked shape. Raises `PlacesError` (`boundary_file`, `boundary_feature`)."""
    empty = True
    for number, (properties, shape) in enumerate(_features(path), start=1):
        empty = False
        code = _code_of(properties, number=number, file=path.name)
        yield code, _checked(shape, where=f"Feature {number} ({code}) of {path.name}")
    if empty:
        raise _unreadable(path, "it holds no features")


def _features(path: Path) -> list[Feature]:
    """All features of a file, whatever its kind."""
    if not path.is_file():
        raise _unreadable(path, "there is no such file")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _unreadable(path, "it is larger than 2 GB")
    try:
        return _zipped_shapefile(path) if zipfile.is_zipfile(path) else _json(path)
    except PlacesError:
        raise
    except SPOILED as problem:
        raise _unreadable(path, "it is not whole, or of another kind") from problem
    except shapely.errors.ShapelyError as problem:
        raise _unreadable(path, "it holds shapes that are not polygons") from problem


def _json(path: Path) -> list[Feature]:
    content = json.loads(path.read_bytes())
    if content["type"] == "Topology":
        return [
            ({"id": feature.get("id"), **feature.get("properties", {})}, shape)
            for name in content["objects"]
            for feature, shape in read_topology(content, name)
        ]
    if content["type"] != "FeatureCollection":
        raise ValueError("neither TopoJSON nor a GeoJSON collection")
    return [
        (
            {"id": feature.get("id"), **(feature.get("properties") or {})},
            shapely.from_geojson(json.dumps(feature["geometry"])) if feature["geometry"] else None,
        )
        for feature in content["features"]
    ]


def _zipped_shapefile(path: Path) -> list[Feature]:
    with zipfile.ZipFile(path) as archive:
        names = [entry.filename for entry in archive.infolist() if entry.filename.lower().endswith(".shp")]
        if sum(entry.file_size for entry in archive.infolist()) > MAX_FILE_BYTES:
            raise _unreadable(path, "it unpacks to more than 2 GB")
    features: list[Feature] = []
    for name in sorted(names):
        with shapefile.Reader(f"{path}/{name}", encodingErrors="replace") as reader:
            for item in reader.iterShapeRecords():
                outline = item.shape.__geo_interface__ if item.shape.points else None
                shape = shapely.from_geojson(json.dumps(outline)) if outline else None
                features.append((item.record.as_dict(), shape))
    return features


def _code_of(properties: Mapping[str, Any], *, number: int, file: str) -> int:
    """The area code of a feature: the first known property that is filled in."""
    plain = {name.lower(): value for name, value in properties.items()}
    for name in CODE_PROPERTIES:
        value = plain.get(name)
        if value in (None, ""):
            continue
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        try:
            return area_code(text)
        except PlacesError as problem:
            message = f"Feature {number} of {file}: {name} is not an area code. {problem}"
            raise PlacesError("boundary_feature", message) from problem
    expected = ", ".join(CODE_PROPERTIES)
    raise PlacesError(
        "boundary_feature", f"Feature {number} of {file} has no code: name one of its properties {expected}."
    )


def _checked(shape: BaseGeometry | None, *, where: str) -> BaseGeometry:
    """The shape as valid polygons within Thailand, in degrees."""
    if shape is None or shape.is_empty:
        raise PlacesError("boundary_feature", f"{where} has no shape: mend or remove it.")
    if not shape.is_valid:
        shape = shapely.make_valid(shape, method="structure")
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise PlacesError("boundary_feature", f"{where} is not a polygon: areas need outlines.")
    west, south, east, north = shape.bounds
    if not (THAILAND[0] <= west and THAILAND[1] <= south and east <= THAILAND[2] and north <= THAILAND[3]):
        raise PlacesError(
            "boundary_feature",
            f"{where} lies outside Thailand: write the file in degrees (WGS84, EPSG:4326).",
        )
    return shape


def _unreadable(path: Path, why: str) -> PlacesError:
    return PlacesError(
        "boundary_file",
        f"{path.name} cannot be read: {why}. Give a TopoJSON or GeoJSON file, or a zipped shapefile.",
    )
