"""The pictures of a province brief as SVG: the map of its districts, the trend over the terms, the legend's samples.

They hold digits alone, so that every word on the page is set by the typesetter, which knows where Thai lines break.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from isee.places.api import ShapeMap
from isee.web.present import svg
from isee.web.present.formats import number, value_text

RAMP = {"q1": "#d6ebe6", "q2": "#a5d3ca", "q3": "#69b0a4", "q4": "#2e8b7e", "q5": "#00594e"}
"""The ramp of the pages' maps."""
DARK = frozenset({"q4", "q5"})
FAINT = "#8a9693"
DOT = 14
"""Steps of the dots and lines that stand for "too few" and "no data" on the map."""
CHART_WIDTH = 420
CHART_HEIGHTS = (270, 220, 170, 130, 100)
"""The same chart in several heights: the layout takes the tallest that it has room for."""
LEFT, RIGHT, TOP, BELOW = 34, 388, 12, 24
MARGIN = 14
"""Room around the map, so that a number near its edge is whole."""
MANY = 25
"""From so many districts on, their numbers on the map are smaller."""

Series = Sequence[float | None]


def district_map(shapes: ShapeMap, *, paints: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """The map: each district in its class, with its number in the table written inside."""
    size = 26 if len(shapes.paths) > MANY else 36
    areas = [
        svg.element("path", d=path, fill=_fill(paints.get(code, "none")), stroke="#ffffff" if
                    paints.get(code, "none") in RAMP else svg.EDGE, stroke_width=3, stroke_linejoin="round")
        for code, path in shapes.paths.items()
    ]  # fmt: skip
    labels = [
        svg.text(
            number(place), shapes.anchors[code][0], shapes.anchors[code][1] + size / 3, font_size=size,
            font_weight=700, text_anchor="middle", fill="#ffffff" if paints.get(code) in DARK else svg.INK,
        )
        for code, place in numbers.items()
        if code in shapes.anchors
    ]  # fmt: skip
    width, height = (int(side) for side in shapes.view_box.split()[2:])
    view_box = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"
    return _picture(view_box, *_patterns(), *areas, *labels)


def sample(paint: str) -> str:
    """A small field of one class, for the legend."""
    field = svg.rectangle(1, 1, 58, 34, fill=_fill(paint), stroke=svg.EDGE, stroke_width=2)
    return _picture("0 0 60 36", *_patterns(), field)


def line_sample(*, nation: bool) -> str:
    """A piece of one of the trend's two lines."""
    dashes = {"stroke_dasharray": "16 4"} if nation else {}
    return _picture("0 0 60 36", svg.line((2, 18), (58, 18), stroke_width=6, **_pen(nation=nation) | dashes))


def trend_chart(terms: Sequence[str], here: Series, nation: Series, *, unit: str, height: int) -> str:
    """Both lines from the oldest term to the newest; empty where fewer than two terms have a figure here."""
    if sum(value is not None for value in here) < 2:
        return ""
    known = [value for value in (*here, *nation) if value is not None]
    ticks = _ticks(min(known), max(known))
    low, high, bottom = ticks[0], ticks[-1], height - BELOW

    def y(value: float) -> float:
        return round(bottom - (value - low) / (high - low) * (bottom - TOP), 1)

    step = (RIGHT - LEFT - 24) / (len(terms) - 1)
    xs = [round(LEFT + 12 + place * step, 1) for place in range(len(terms))]
    decimals = 1 if any(tick % 1 for tick in ticks) else 0
    grid = [
        part
        for tick in ticks
        for part in (
            svg.line((LEFT, y(tick)), (RIGHT, y(tick))),
            svg.text(number(tick, decimals=decimals), LEFT - 6, y(tick) + 4, text_anchor="end"),
        )
    ]
    axis = [svg.text(term, x, bottom + 18, text_anchor="middle") for x, term in zip(xs, terms, strict=True)]
    lines = [
        *_line(xs, [None if value is None else y(value) for value in nation], nation=True),
        *_line(xs, [None if value is None else y(value) for value in here], nation=False),
    ]
    ends = _ends(xs, here, nation, y=y, unit=unit)
    return _picture(f"0 0 {CHART_WIDTH} {height}", *grid, *axis, *lines, *ends)


def _ticks(least: float, most: float) -> list[float]:
    """Round numbers that enclose the figures, at least two points apart, so that a small change looks small."""
    room = max(2 - (most - least), 0) / 2
    low, high = max(least - room, 0), most + room
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (high - low) / step <= 4)
    return [float(k * step) for k in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _ends(xs: Sequence[float], here: Series, nation: Series, *, y: Callable[[float], float], unit: str) -> list[str]:
    """The newest figure of each line beside its end, moved apart where they are close."""
    pairs = ((here[-1], svg.TEAL), (nation[-1], svg.SOFT))
    ends = [(value, colour) for value, colour in pairs if value is not None]
    places = svg.spread([y(value) for value, _colour in ends], room=14, top=TOP, bottom=math.inf)
    return [
        svg.text(value_text(value, unit), xs[-1] + 9, place + 4, fill=colour, font_weight=700)
        for (value, colour), place in zip(ends, places, strict=True)
    ]


def _line(xs: Sequence[float], ys: Series, *, nation: bool) -> list[str]:
    """A line that breaks where a term has no figure; a dot for each figure of the province."""
    parts: list[str] = []
    for known, group in groupby(zip(xs, ys, strict=True), key=lambda point: point[1] is not None):
        points = [(x, y) for x, y in group if y is not None]
        if known and len(points) > 1:
            parts.append(svg.polyline(points, stroke_width=1.6 if nation else 2.4, **_pen(nation=nation)))
        if known and (not nation or len(points) == 1):
            parts += [svg.element("circle", cx=x, cy=y, r=3.2, fill=_pen(nation=nation)["stroke"]) for x, y in points]
    return parts


def _pen(*, nation: bool) -> dict[str, str]:
    return {"stroke": svg.SOFT, "stroke_dasharray": "5 4"} if nation else {"stroke": svg.TEAL}


def _fill(paint: str) -> str:
    return RAMP.get(paint, "url(#none)" if paint == "none" else "url(#few)")


def _patterns() -> list[str]:
    """Dots for what is too few to show, slanted lines for what is not known."""
    square = {"width": DOT, "height": DOT, "patternUnits": "userSpaceOnUse"}
    ground = svg.rectangle(0, 0, DOT, DOT, fill="#ffffff")
    dot = svg.element("circle", cx=DOT / 2, cy=DOT / 2, r=2.6, fill=FAINT)
    slant = svg.element("path", d=svg.hatching(0, 0, DOT, DOT, step=DOT), stroke=FAINT, stroke_width=1.6)
    patterns = [
        svg.element("pattern", ground, dot, id="few", **square),
        svg.element("pattern", ground, slant, id="none", **square),
    ]
    return [svg.element("defs", *patterns)]


def _picture(view_box: str, *children: str) -> str:
    return svg.element(
        "svg", *children, xmlns="http://www.w3.org/2000/svg", viewBox=view_box, font_family=svg.FONT, font_size=12
    )
