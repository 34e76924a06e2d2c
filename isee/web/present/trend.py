"""A figure by term as a line: points, grid and labels in the units of the drawing."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from isee.web.present.formats import number, value_text

LEFT, RIGHT, TOP, BOTTOM = 62, 640, 30, 208
"""The plot inside the template's drawing of 660 by 250."""
MOST_LABELS = 6
"""Terms named below the line: more of them run into one another on a phone."""


@dataclass(frozen=True)
class Point:
    """One term on the line; `label` is empty where the value would only crowd the drawing."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class Tick:
    """A grid line or a term on the axis: its place along the axis and its text."""

    at: float
    label: str


@dataclass(frozen=True)
class Trend:
    """A line with its grid. `lines` are path data: the line breaks where a term's figure is hidden or missing."""

    points: Sequence[Point]
    lines: Sequence[str]
    grid: Sequence[Tick]
    terms: Sequence[Tick]


def trend(values: Sequence[tuple[str, float | None]], *, unit: str) -> Trend | None:
    """The drawing for values by term, oldest first; None when fewer than two terms have a figure."""
    known = [value for _term, value in values if value is not None]
    if len(known) < 2:
        return None
    ticks = _round_ticks(min(known), max(known), unit=unit)
    low, high = ticks[0], ticks[-1]
    step = (RIGHT - LEFT - 20) / (len(values) - 1)
    xs = [LEFT + 20 + place * step for place in range(len(values))]

    def y(value: float) -> float:
        return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    shown = [place for place, (_term, value) in enumerate(values) if value is not None]
    labelled = {shown[0], shown[-1]}
    points = [
        Point(round(xs[place], 1), y(value), value_text(value, unit) if place in labelled else "")
        for place, (_term, value) in enumerate(values)
        if value is not None
    ]
    decimals = 1 if any(tick % 1 for tick in ticks) else 0
    return Trend(
        points=points,
        lines=_lines(values, xs, y),
        grid=[Tick(y(tick), number(tick, decimals=decimals)) for tick in ticks],
        terms=_named_terms(values, xs),
    )


def _named_terms(values: Sequence[tuple[str, float | None]], xs: Sequence[float]) -> list[Tick]:
    """Every term, or every second or third, the newest always."""
    every = math.ceil(len(values) / MOST_LABELS)
    last = len(values) - 1
    return [
        Tick(round(x, 1), term)
        for place, (x, (term, _value)) in enumerate(zip(xs, values, strict=True))
        if (last - place) % every == 0
    ]


def _lines(values: Sequence[tuple[str, float | None]], xs: Sequence[float], y: Callable[[float], float]) -> list[str]:
    lines: list[list[str]] = [[]]
    for x, (_term, value) in zip(xs, values, strict=True):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(f"{round(x, 1)} {y(value)}")
    return ["M" + "L".join(line) for line in lines if len(line) > 1]


def _round_ticks(low: float, high: float, *, unit: str) -> list[float]:
    """Three to five round numbers that enclose the values, with room enough not to dramatise a small change."""
    finest = 0.1 if unit == "share" else 1.0
    least = min(max(0.1 * high, 1.0), 3.0) if unit == "share" else max(0.1 * high, 4.0)
    room = max(least - (high - low), 0) / 2
    low, high = max(low - room, 0), high + room
    step = _round_step((high - low) / 3, finest)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(k * step, 6) for k in range(first, last + 1)]


def _round_step(least: float, finest: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below either value."""
    power = 10.0 ** math.floor(math.log10(max(least, finest)))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= max(least, finest) - 1e-9)
