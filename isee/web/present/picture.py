"""A drawing as a file of its own: title, source, date and release stand in it, and it needs no style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isee.reporting.api import Manifest
from isee.web.present import svg
from isee.web.present.area_map import SchoolMap
from isee.web.present.choropleth import Choropleth, LegendItem
from isee.web.present.figures import cell_text
from isee.web.present.formats import day
from isee.web.present.ranking import Row
from isee.web.present.trend import BOTTOM, LEFT, RIGHT, Trend

RAMP = {
    "q1": "#d6ebe6", "q2": "#a5d3ca", "q3": "#69b0a4", "q4": "#2e8b7e", "q5": "#00594e",
    "b1": "#e4f2ef", "b2": "#b9dcd5", "b3": "#86c0b5", "b4": "#4b9f92", "b5": "#177a6d", "b6": "#00483f",
}  # fmt: skip
"""The ramps of the style sheet's theme: for classes, and for bands."""
MARGIN = 16
LETTER = 0.56
"""The mean width of a letter in ems, upper bound for both scripts."""
LINE_HEIGHT = 1.6


@dataclass(frozen=True)
class Drawing:
    """Shapes on a ground of `width` by `height`; `title` names it and `description` says what the eye sees."""

    shapes: Sequence[SafeString]
    width: float
    height: float
    title: str
    description: str = ""

    def inline(self) -> SafeString:
        """For a page, which says title and source itself."""
        return svg.element(
            "svg", svg.element("title", self.title), svg.element("desc", self.description), *self.shapes,
            class_="drawing", role="img", viewBox=f"0 0 {self.width:g} {self.height:g}", aria_label=self.title,
            font_family=svg.FONT, font_size=12,
        )  # fmt: skip


def picture_file(drawing: Drawing, *, manifest: Manifest, notes: Sequence[str] = ()) -> bytes:
    """The drawing with its title above and its source below, as an SVG file."""
    width = drawing.width + 2 * MARGIN
    head = _lines([drawing.title], width=drawing.width, size=18)
    said = [drawing.description] if drawing.description else []
    foot = _lines([*said, *notes, *source_lines(manifest)], width=drawing.width, size=12)
    top = MARGIN + len(head) * 18 * LINE_HEIGHT + 6
    base = top + drawing.height + 20
    height = base + len(foot) * 12 * LINE_HEIGHT + 4
    shapes = [
        svg.element("title", drawing.title),
        _metadata(drawing.title, manifest),
        svg.rectangle(0, 0, width, height, fill=svg.PAPER),
        *(
            svg.text(words, MARGIN, MARGIN + 16 + place * 18 * LINE_HEIGHT, fill=svg.INK, font_size=18, font_weight=700)
            for place, words in enumerate(head)
        ),
        svg.element("g", *drawing.shapes, transform=f"translate({MARGIN} {top:.1f})"),
        *(svg.text(words, MARGIN, base + place * 12 * LINE_HEIGHT) for place, words in enumerate(foot)),
    ]
    whole = svg.element(
        "svg", *shapes, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:.1f}", width=f"{width:g}",
        height=f"{height:.1f}", font_family=svg.FONT, font_size=12,
    )  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}\n'.encode()


def source_lines(manifest: Manifest) -> list[str]:
    """Where the figures are from, in the reader's language."""
    made = day(timezone.localtime(datetime.fromisoformat(manifest["made_at"])).date())
    lines = [_("Source: iSEE, release %(id)s, made %(made)s") % {"id": manifest["id"], "made": made}]
    lines.append(
        _("Figures about fewer than %(threshold)s children are not shown.") % {"threshold": manifest["threshold"]}
    )
    if manifest["synthetic"]:
        lines.append(_("Synthetic data: no real person is in it."))
    return lines


def _metadata(title: str, manifest: Manifest) -> SafeString:
    """The same for programs, in Dublin Core."""
    words = {"title": title, "source": "iSEE", "date": manifest["made_at"][:10], "identifier": manifest["id"]}
    items = [svg.element(f"dc:{name}", value) for name, value in words.items()]
    return svg.element("metadata", *items, **{"xmlns:dc": "http://purl.org/dc/elements/1.1/"})


def _lines(texts: Sequence[str], *, width: float, size: int) -> list[str]:
    """Texts broken at spaces so that each line fits."""
    room = int(width / (LETTER * size))
    lines: list[str] = []
    for text in texts:
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}".strip()
            if line and len(longer) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def map_drawing(drawn: Choropleth, *, title: str) -> Drawing:
    """A map with its legend; hidden and missing figures dotted and hatched, as on the page."""
    _left, _top, width, height = (float(part) for part in drawn.view_box.split())
    scale = min(560 / width, 720 / height)
    wide, high = max(width * scale, 420), height * scale
    paths = [
        svg.element("path", svg.element("title", shape.title), d=shape.path, fill=_fill(shape.paint),
                    stroke="#fff" if shape.paint in RAMP else svg.EDGE, stroke_width=1,
                    vector_effect="non-scaling-stroke")
        for shape in drawn.shapes
    ]  # fmt: skip
    labels = [
        svg.text(shape.label, shape.at[0], shape.at[1], text_anchor="middle", fill=svg.INK, font_size=13 / scale,
                 font_weight=700, stroke="#fff", stroke_width=3 / scale, paint_order="stroke")
        for shape in drawn.shapes if shape.label
    ]  # fmt: skip
    ground = svg.element(
        "svg", *paths, *labels, x=f"{(wide - width * scale) / 2:.1f}", y=0, width=f"{width * scale:.1f}",
        height=f"{high:.1f}", viewBox=drawn.view_box,
    )  # fmt: skip
    keys, rows = _legend(drawn.legend, wide, high + 14)
    note = _("Outlines: %(source)s") % {"source": drawn.attribution}
    return Drawing([_patterns(), ground, *keys], wide, high + 14 + rows * 22, title, note)


def schools_drawing(drawn: SchoolMap, *, title: str) -> Drawing:
    """Schools as points on the outlines of their area, as on the page."""
    left, top, width, height = (float(part) for part in drawn.view_box.split())
    scale = min(560 / width, 640 / height)
    wide, high = max(width * scale, 420), height * scale
    ground = svg.element(
        "svg",
        *(svg.element("path", d=path, fill="#f1f4f3", stroke=svg.EDGE, stroke_width=1.5) for path in drawn.outlines),
        *(
            svg.element("circle", svg.element("title", dot.title), cx=dot.x, cy=dot.y, r=dot.radius,
                        fill=_fill(dot.paint), stroke=svg.INK, stroke_width=1.5)
            for dot in drawn.dots
        ),
        x=f"{(wide - width * scale) / 2:.1f}", y=0, width=f"{width * scale:.1f}", height=f"{high:.1f}",
        viewBox=f"{left:g} {top:g} {width:g} {height:g}",
    )  # fmt: skip
    keys, rows = _legend(drawn.legend, wide, high + 14)
    note = _("Outlines: %(source)s") % {"source": drawn.attribution}
    return Drawing([_patterns(), ground, *keys], wide, high + 14 + rows * 22, title, note)


def _fill(paint: str) -> str:
    return RAMP.get(paint, f"url(#{paint})")


def _patterns() -> SafeString:
    """Dots for "too few to show", lines for "no data", in the units of the map."""
    dots = svg.element(
        "pattern", svg.rectangle(0, 0, 14, 14, fill="#fff"), svg.element("circle", cx=7, cy=7, r=3, fill="#66716e"),
        id="few", width=14, height=14, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    lines = svg.element(
        "pattern", svg.rectangle(0, 0, 12, 12, fill="#fff"), svg.line((0, 0), (0, 12), stroke=svg.EDGE, stroke_width=2),
        id="none", width=12, height=12, patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip
    return svg.element("defs", dots, lines)


def _legend(items: Sequence[LegendItem], width: float, top: float) -> tuple[list[SafeString], int]:
    """The keys in rows, and how many rows they need."""
    shapes: list[SafeString] = []
    x, row = 0.0, 0
    for item in items:
        wide = 34 + 12 * LETTER * len(item.label)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        y = top + row * 22
        shapes.append(svg.rectangle(x, y, 20, 13, fill=_fill(item.paint), stroke=svg.EDGE, stroke_width=0.5))
        shapes.append(svg.text(item.label, x + 26, y + 11))
        x += wide + 8
    return shapes, row + 1


def trend_drawing(drawn: Trend, *, title: str, unit: str) -> Drawing:
    """A figure by term, as on the page."""
    shapes: list[SafeString] = []
    for tick in drawn.grid:
        shapes += [
            svg.line((LEFT, tick.at), (RIGHT, tick.at)),
            svg.text(tick.label, LEFT - 8, tick.at + 5, text_anchor="end", font_size=14),
        ]
    shapes += [svg.text(tick.label, tick.at, BOTTOM + 34, text_anchor="middle", font_size=14) for tick in drawn.terms]
    shapes += [
        svg.element("path", d=line, fill="none", stroke=svg.TEAL, stroke_width=3, stroke_linejoin="round")
        for line in drawn.lines
    ]
    shapes += [svg.rectangle(block.x, block.y, block.width, block.height, fill=svg.TEAL) for block in drawn.blocks]
    for point in drawn.points:
        shapes.append(svg.element("circle", cx=point.x, cy=point.y, r=5, fill=svg.TEAL))
        if point.label:
            shapes.append(
                svg.text(point.label, point.x, point.y - 12, text_anchor="middle", fill=svg.INK, font_size=14,
                         font_weight=700)
            )  # fmt: skip
    return Drawing(shapes, 660, 250, title, unit)


def ranking_drawing(rows: Sequence[Row], *, title: str, unit: str, description: str) -> Drawing:
    """All places by rank with bars, and whiskers where intervals are known; hidden and missing figures in words."""
    width, high, left = 560.0, 24.0, 236.0
    shapes: list[SafeString] = []
    for place, row in enumerate(rows):
        y = place * high
        shapes.append(svg.text(row.place.name, 0, y + 15, fill=svg.INK, font_size=13))
        said = cell_text(row.place.cell, unit)
        if not row.known:
            shapes.append(svg.text(said, left, y + 15))
            continue
        scale = (width - left) / 100
        shapes += [
            svg.text(said, left - 8, y + 15, text_anchor="end", fill=svg.INK, font_weight=700),
            svg.rectangle(left + row.start * scale, y + 5, row.width * scale, 12, fill=svg.TEAL),
        ]
        if row.whisker:
            ends = [(left + end * scale, y + 11) for end in row.whisker]
            shapes.append(svg.line(ends[0], ends[1], stroke="#fff", stroke_width=3.5, stroke_opacity=0.75))
            shapes.append(svg.line(ends[0], ends[1], stroke=svg.INK, stroke_width=1.3))
    return Drawing(shapes, width, len(rows) * high, title, description)
