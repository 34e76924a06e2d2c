"""The drawings of the inequality page: a scatter of two figures over areas, a Lorenz curve, and a bar in parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isee.reporting.api import Curve
from isee.web.present import svg
from isee.web.present.formats import number
from isee.web.present.picture import Drawing

LEFT, RIGHT, TOP, BOTTOM = 46.0, 346.0, 26.0, 282.0
HEIGHT = 330.0
LARGEST, SMALLEST = 10.0, 2.5
CROWD, IN_CROWD = 200, 5.0
"""From so many dots on, the largest is smaller, so that they do not cover each other."""
LETTER = 7.0


@dataclass(frozen=True)
class Dot:
    """One area: `people` gives the dot its size, `labelled` its name; `said` is read out and shown on pointing."""

    code: str
    name: str
    x: float
    y: float
    people: int
    labelled: bool
    said: str


@dataclass(frozen=True)
class Scale:
    """Values to places along one axis."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scatter(dots: Sequence[Dot], *, x_label: str, y_label: str, title: str, description: str) -> Drawing:
    """The largest dots first, so that small ones lie on top; names where they do not cover each other."""
    across = _scale([dot.x for dot in dots], LEFT + 14, RIGHT - 14)
    upwards = _scale([dot.y for dot in dots], BOTTOM - 14, TOP + 14)
    shapes = _axes(across, upwards, x_label, y_label)
    largest = max((dot.people for dot in dots), default=1) or 1
    room = IN_CROWD if len(dots) >= CROWD else LARGEST
    for dot in sorted(dots, key=lambda one: -one.people):
        radius = max(room * math.sqrt(dot.people / largest), SMALLEST * room / LARGEST)
        shapes.append(
            svg.element(
                "circle", svg.element("title", dot.said), cx=round(across.at(dot.x), 1), cy=round(upwards.at(dot.y), 1),
                r=round(radius, 1), fill=svg.TEAL, fill_opacity=0.55 if not dot.labelled else 0.9, stroke="#fff",
                stroke_width=0.8,
            )
        )  # fmt: skip
    shapes += _names([dot for dot in dots if dot.labelled], across, upwards)
    return Drawing(shapes, svg.WIDTH, HEIGHT, title, description)


def _scale(values: Sequence[float], start: float, end: float) -> Scale:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = max((high - low) * 0.04, 0.5 if high == low else 0)
    return Scale(low - room, high + room, start, end)


def _axes(across: Scale, upwards: Scale, x_label: str, y_label: str) -> list[SafeString]:
    shapes = [svg.line((LEFT, BOTTOM), (RIGHT, BOTTOM), stroke=svg.EDGE)]
    for tick in svg.round_ticks(upwards.low, upwards.high, about=4):
        y = upwards.at(tick)
        shapes += [svg.line((LEFT, y), (RIGHT, y)), svg.text(_tick(tick), LEFT - 6, y + 4, text_anchor="end")]
    for tick in svg.round_ticks(across.low, across.high, about=4):
        x = across.at(tick)
        shapes += [
            svg.line((x, BOTTOM), (x, BOTTOM + 4), stroke=svg.EDGE),
            svg.text(_tick(tick), x, BOTTOM + 18, text_anchor="middle"),
        ]
    shapes.append(svg.text(f"↑ {y_label}", 2, 14, fill=svg.INK))
    shapes.append(svg.text(f"{x_label} →", RIGHT, BOTTOM + 38, text_anchor="end", fill=svg.INK))
    return shapes


def _tick(value: float) -> str:
    return number(value, decimals=0 if value == round(value) else 1)


def _names(dots: Sequence[Dot], across: Scale, upwards: Scale) -> list[SafeString]:
    """Names to the right of their dots, or to the left near the edge; one that would cover another is left out."""
    shapes: list[SafeString] = []
    taken: list[tuple[float, float, float]] = []
    for dot in dots:
        x, y, wide = across.at(dot.x), upwards.at(dot.y), LETTER * len(dot.name)
        to_left = x + 12 + wide > RIGHT
        start = x - 12 - wide if to_left else x + 12
        if any(abs(y - other) < 13 and start < end and begin < start + wide for begin, end, other in taken):
            continue
        taken.append((start, start + wide, y))
        shapes.append(
            svg.text(dot.name, x - 12 if to_left else x + 12, y + 4, text_anchor="end" if to_left else "start",
                     fill=svg.INK, font_weight=700, stroke="#fff", stroke_width=3, paint_order="stroke")
        )  # fmt: skip
    return shapes


def lorenz_drawing(curve: Curve, *, x_label: str, y_label: str, title: str, description: str) -> Drawing:
    """The curve and the line of equality; the larger the space between them, the more uneven."""
    across, upwards = Scale(0, 100, LEFT, RIGHT), Scale(0, 100, BOTTOM, TOP)
    points = [(across.at(100 * x), upwards.at(100 * y)) for x, y in curve.points]
    shapes = [
        svg.element("path", d=svg.path(points, closed=True), fill=svg.TEAL_PALE),
        *_axes(across, upwards, x_label, y_label),
        svg.line(points[0], points[-1], stroke=svg.EDGE, stroke_dasharray="5 4"),
        svg.polyline(points, stroke=svg.TEAL, stroke_width=2.5),
        _of_the_line(curve, across, upwards),
    ]
    return Drawing(shapes, svg.WIDTH, HEIGHT, title, description)


def _of_the_line(curve: Curve, across: Scale, upwards: Scale) -> SafeString:
    """What the dashed line means, on the side of it where the curve is not."""
    if curve.index >= 0:
        return svg.text(_("all areas alike"), across.at(40), upwards.at(40) - 26, text_anchor="end")
    return svg.text(_("all areas alike"), across.at(60), upwards.at(60) + 34)


SHADES = (svg.TEAL, "#69b0a4", "#d6ebe6")
BAR_TOP, BAR_HIGH, KEY_HIGH = 6.0, 34.0, 24.0


def parts_bar(parts: Sequence[tuple[str, float]], *, title: str, description: str) -> Drawing:
    """One bar of 100 per cent in its parts, each named below with its share."""
    shapes: list[SafeString] = []
    start = 0.0
    for place, (label, share) in enumerate(parts):
        wide = svg.WIDTH * share / 100
        shapes.append(
            svg.rectangle(start, BAR_TOP, wide, BAR_HIGH, fill=SHADES[place], stroke="#fff", stroke_width=1.5)
        )
        start += wide
        y = BAR_TOP + BAR_HIGH + 12 + place * KEY_HIGH
        shapes.append(svg.rectangle(0, y, 20, 13, fill=SHADES[place], stroke=svg.EDGE, stroke_width=0.5))
        shapes.append(svg.text(label, 28, y + 11, fill=svg.INK, font_size=13))
        shapes.append(
            svg.text(f"{number(share, decimals=1)} %", svg.WIDTH, y + 11, fill=svg.INK, font_size=13,
                     font_weight=700, text_anchor="end")
        )  # fmt: skip
    return Drawing(shapes, svg.WIDTH, BAR_TOP + BAR_HIGH + 12 + len(parts) * KEY_HIGH, title, description)
