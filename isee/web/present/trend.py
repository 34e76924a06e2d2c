"""A figure by term as a line: points, grid and labels in the units of the drawing."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from isee.reporting.api import Cell
from isee.web.present.figures import band_of
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
class Block:
    """A band in one term: from its lower to its upper limit."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Trend:
    """A line with its grid. `lines` are path data: the line breaks where a term's figure is hidden or missing.

    Bands are drawn as blocks instead, since nothing is known of where within them a term lies.
    """

    points: Sequence[Point]
    lines: Sequence[str]
    grid: Sequence[Tick]
    terms: Sequence[Tick]
    blocks: Sequence[Block] = ()


BAND_TICKS = {10: (0, 5, 10), 25: (0, 10, 25), 50: (0, 25, 50), 75: (0, 25, 50, 75), 90: (0, 25, 50, 75, 90)}
"""The grid below the highest band of a trend; up to 100 it is every quarter."""
BLOCK = 34


def trend_of(cells: Sequence[tuple[str, Cell]], *, unit: str) -> Trend | None:
    """The drawing of figures by term, oldest first; None when fewer than two terms have one."""
    bands = [band_of(cell) for _term, cell in cells]
    known = [band for band in bands if band]
    if not known:
        return trend([(term, cell["v"]) for term, cell in cells], unit=unit)
    if len(known) < 2:
        return None
    ticks = BAND_TICKS.get(max(band.high for band in known), (0, 25, 50, 75, 100))
    xs = _places(len(cells))

    def y(value: float) -> float:
        return round(BOTTOM - value / ticks[-1] * (BOTTOM - TOP), 1)

    blocks = [
        Block(round(x - BLOCK / 2, 1), y(band.high), BLOCK, round(y(band.low) - y(band.high), 1))
        for x, band in zip(xs, bands, strict=True)
        if band
    ]
    grid = [Tick(y(tick), number(tick)) for tick in ticks]
    return Trend([], [], grid, _named_terms([(term, None) for term, _cell in cells], xs), blocks)


def trend(values: Sequence[tuple[str, float | None]], *, unit: str) -> Trend | None:
    """The drawing for values by term, oldest first; None when fewer than two terms have a figure."""
    known = [value for _term, value in values if value is not None]
    if len(known) < 2:
        return None
    ticks = _round_ticks(min(known), max(known), unit=unit)
    low, high = ticks[0], ticks[-1]
    xs = _places(len(values))

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


def _places(count: int) -> list[float]:
    """Where each term stands along the axis."""
    step = (RIGHT - LEFT - 20) / (count - 1)
    return [LEFT + 20 + place * step for place in range(count)]


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
