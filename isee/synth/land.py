"""Points on the map: an invented centre for each subdistrict, homes and schools around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from isee.synth.draws import Floats, Ints, stream
from isee.synth.plan import ProvincePlan

KM_IN_DEGREES = 1 / 111.0


@dataclass(frozen=True)
class Land:
    """One subdistrict's ground: its centre and the shape that its points must lie in."""

    lon: float
    lat: float
    shape: BaseGeometry
    spread_km: float


def _inside(rng: np.random.Generator, shape: BaseGeometry, *, lon: float, lat: float, km: float, size: int) -> Floats:
    """Draw points around a centre, all inside the shape: shape (size, 2), degrees lon and lat."""
    points = np.tile(np.array([lon, lat]), (size, 1))
    open_rows = np.arange(size)
    for attempt in range(40):
        if not len(open_rows):
            break
        spread = km * KM_IN_DEGREES * (1.0 if attempt < 10 else 0.6 ** ((attempt - 9) / 3))
        tries = np.array([lon, lat]) + rng.normal(0.0, spread, (len(open_rows), 2))
        good = shapely.contains_xy(shape, tries[:, 0], tries[:, 1])
        points[open_rows[good]] = tries[good]
        open_rows = open_rows[~good]
    return points


def _centre(rng: np.random.Generator, shape: BaseGeometry) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    core = shape.buffer(-0.03)
    target = shape if core.is_empty else core
    for _ in range(200):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(target, lon, lat):
            return float(lon), float(lat)
    point = target.representative_point()
    return float(point.x), float(point.y)


def survey_land(plan: ProvincePlan, shapes: Mapping[int, BaseGeometry], *, seed: int) -> list[Land]:
    """Return the ground of each subdistrict of a province.

    `shapes` has the province's shape by its code and, where boundaries are loaded, the subdistricts'. With
    its real shape the ground is the subdistrict itself; without, the province around an invented centre.
    """
    province = shapes[int(plan.code)]
    grounds = []
    for area in plan.subdistricts:
        rng = stream(seed, plan.code, "centre", area.code)
        shape = shapes.get(int(area.code))
        if shape is not None and not shape.is_empty:
            point = shape.representative_point()
            km = max(0.4, float(np.sqrt(shape.area)) / KM_IN_DEGREES / 4)
            grounds.append(Land(float(point.x), float(point.y), shape, km))
        else:
            lon, lat = _centre(rng, province)
            grounds.append(Land(lon, lat, province, 2.5))
    for ground in grounds:
        shapely.prepare(ground.shape)
    return grounds


def scatter(rng: np.random.Generator, grounds: list[Land], *, place: Ints) -> Floats:
    """Draw a point for each row of `place` (index of its subdistrict): columns lat and lon, five decimals."""
    out = np.zeros((len(place), 2))
    for index, ground in enumerate(grounds):
        rows = np.flatnonzero(place == index)
        points = _inside(rng, ground.shape, lon=ground.lon, lat=ground.lat, km=ground.spread_km, size=len(rows))
        out[rows] = points[:, ::-1]
    return np.round(out, 5)
