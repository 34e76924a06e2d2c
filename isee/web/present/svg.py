"""Small pieces of drawings that carry their own looks, so that a page and a paper show the same.

No style sheet, no ids, no script: several drawings stand on one page under a strict content policy, and the
typesetter draws them too.
"""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Point = tuple[float, float]

INK, SOFT, LINE, EDGE, PAPER = "#1b2726", "#4f5c59", "#d9e0de", "#75837f", "#ffffff"
TEAL, TEAL_PALE, BRICK, BRICK_PALE, AMBER, AMBER_PALE = (
    "#00695c", "#e3f1ee", "#b3261e", "#fbeae8", "#8a5a00", "#fdf3dd",
)  # fmt: skip
"""The colours of the style sheet's theme."""
FONT = "Sarabun, system-ui, sans-serif"
SARA_AM = re.compile(r"([\u0e48-\u0e4b]?)\u0e33")
PARTED = "\u0e4d\\1\u0e32"
WIDTH = 358
"""A phone's width without its margins: one unit is one pixel there, and drawings grow on wider screens."""


def element(name: str, *children: str, **attributes: object) -> SafeString:
    """One element; `_` in an attribute's name stands for `-`, a trailing one is dropped, None leaves it out."""
    shown = [(key, value) for key, value in attributes.items() if value is not None]
    given = ((key.rstrip("_").replace("_", "-"), _text(value)) for key, value in shown)
    inside = SafeString("".join(map(conditional_escape, children)))
    return format_html("<{}{}>{}</{}>", name, format_html_join("", ' {}="{}"', given), inside, name)


def drawing(*children: str, height: float, title: str, description: str = "") -> SafeString:
    """A whole drawing. `title` is its name for the ear; `description` says in a sentence what the eye sees."""
    words = [element("title", title)] + ([element("desc", description)] if description else [])
    return element(
        "svg", *words, *children, xmlns="http://www.w3.org/2000/svg", class_="drawing", role="img",
        viewBox=f"0 0 {WIDTH} {_text(height)}", aria_label=title, font_family=FONT, font_size=12,
    )  # fmt: skip


def text(words: str, x: float, y: float, **attributes: object) -> SafeString:
    """Words at a point, soft unless said otherwise."""
    return element("text", words, **{"x": x, "y": y, "fill": SOFT, **attributes})


def line(start: Point, end: Point, **attributes: object) -> SafeString:
    """A straight line."""
    return element("line", **{"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1], "stroke": LINE, **attributes})


def rectangle(x: float, y: float, width: float, height: float, **attributes: object) -> SafeString:
    """A rectangle."""
    return element("rect", **{"x": x, "y": y, "width": width, "height": height, **attributes})


def polyline(points: Iterable[Point], **attributes: object) -> SafeString:
    """A line through points, without a fill."""
    return element("path", **{"d": path(points), "fill": "none", "stroke_linejoin": "round", **attributes})


def path(points: Iterable[Point], *, closed: bool = False) -> str:
    """Path data through points."""
    return "M" + "L".join(f"{_text(x)} {_text(y)}" for x, y in points) + ("Z" if closed else "")


def hatching(x: float, y: float, width: float, height: float, *, step: float = 5) -> str:
    """Path data of slanted lines within a rectangle: the sign of what is not known."""
    parts = []
    for number in range(1, math.ceil((width + height) / step)):
        reach = number * step
        left, right = max(0.0, reach - height), min(reach, width)
        if right > left:
            parts.append(path([(x + left, y + reach - left), (x + right, y + reach - right)]))
    return "".join(parts)


def round_ticks(low: float, high: float, *, about: int) -> list[float]:
    """Round numbers from `low` to `high`, about so many."""
    wanted = (high - low) / about
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= wanted - 1e-9)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 6) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def spread(places: Sequence[float], *, room: float, top: float, bottom: float) -> list[float]:
    """Places of labels moved apart until each has its room, in their order, within the ends."""
    order = sorted(range(len(places)), key=lambda place: places[place])
    moved = [min(max(places[place], top), bottom) for place in order]
    for _pass in range(3):
        for low, high in pairwise(range(len(moved))):
            moved[high] = max(moved[high], moved[low] + room)
        overhang = moved[-1] - bottom if moved else 0
        if overhang <= 0:
            break
        moved[-1] = bottom
        for high, low in pairwise(range(len(moved) - 1, -1, -1)):
            moved[low] = min(moved[low], moved[high] - room)
    found = [0.0] * len(places)
    for place, value in zip(order, moved, strict=True):
        found[place] = value
    return found


def for_paper(picture: str) -> str:
    """The same drawing for the typesetter, whose drawing engine sets a joined sara am over the next letter.

    Sara am is written as the two signs that it joins.
    """
    return SARA_AM.sub(PARTED, picture)


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
