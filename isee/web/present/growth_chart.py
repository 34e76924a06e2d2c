"""Growth curves of one child as drawings: height, body mass index and weight for age, each with its reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from isee.tracking.api import growth
from isee.web.present import svg
from isee.web.present.formats import day, in_thai, number

MEASURES = ("height", "bmi", "weight")
TITLES = {"height": mark("Height for age"), "bmi": mark("Body mass index for age"), "weight": mark("Weight for age")}
UNITS = {"height": mark("cm"), "bmi": mark("kg/m²"), "weight": mark("kg")}
LAST_YEAR = {"height": 19, "bmi": 19, "weight": 10}
"""Years of age at which the references end."""
LEAST_YEARS = 5
STEP = 6.0
"""Units of the drawing between two points of a line."""
DAYS_OF_A_MONTH = 30.4375
DOUBTS = {
    "height": {"height_implausible", "height_out_of_range", "height_decimal_slip", "weight_and_height_exchanged"},
    "weight": {"weight_implausible", "weight_out_of_range", "weight_decimal_slip", "weight_and_height_exchanged"},
    "bmi": set(growth.MARKS),
}
"""The marks that cast a doubt on each chart: a slip in the weight leaves the height as it is."""


@dataclass(frozen=True)
class Measured:
    """One measurement of the child; `doubtful` where it is marked already."""

    day: date
    weight_kg: Decimal | None
    height_cm: Decimal | None
    doubtful: bool = False


@dataclass(frozen=True)
class Reading:
    """One measurement as a chart shows it: exact age, value, score, class and marks in words.

    A doubtful one has no class: nobody is called anything because of a slip.
    """

    day: date
    months: float
    value: float
    z: float
    label: str
    doubts: Sequence[str]
    doubtful: bool


@dataclass(frozen=True)
class GrowthChart:
    """A drawing with its words and its table.

    `heads` and `rows` are the table that stands beside the drawing, newest measurement first; `source` names the
    references that the drawing and the scores are of.
    """

    measure: str
    title: str
    summary: str
    svg: SafeString
    source: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def growth_charts(
    sex: str,
    *,
    born: date,
    measurements: Sequence[Measured],
    reference: growth.LoadedReference | None = None,
) -> list[GrowthChart]:
    """The charts of a child of a known sex and day of birth that have something on them: height, index, weight.

    Without `reference` under WHO's, with one under that alone. Doubtful measurements are drawn apart from the line.
    """
    charts = []
    for measure in MEASURES:
        readings = _readings(sex, measure, born, measurements, reference)
        first, last = _years(measure, readings)
        sets = growth.curves(
            sex, measure=measure, from_month=first * 12, to_month=last * 12 + 1, reference=reference
        )  # fmt: skip
        if readings and sets:
            charts.append(_chart(measure, readings, sets, first, last))
    return charts


def _readings(
    sex: str, measure: str, born: date, measurements: Sequence[Measured], reference: growth.LoadedReference | None
) -> list[Reading]:
    """The measurements that this chart can show, oldest first."""
    readings = []
    for one in sorted(measurements, key=lambda row: row.day):
        days = (one.day - born).days
        found = growth.assess(
            sex, age_days=days, weight_kg=one.weight_kg, height_cm=one.height_cm, reference=reference
        )  # fmt: skip
        value = {"height": one.height_cm, "weight": one.weight_kg, "bmi": found.bmi}[measure]
        z = {"height": found.height_z, "weight": found.weight_z, "bmi": found.bmi_z}[measure]
        if value is None or z is None:
            continue
        doubts = [mark for mark in found.flags if mark in DOUBTS[measure]]
        doubtful = bool(doubts) or (one.doubtful and not found.flags)
        named = None if doubtful else growth.growth_class(measure, z, reference=found.reference)
        readings.append(
            Reading(
                one.day, days / DAYS_OF_A_MONTH, float(value), z,
                _both(named.label_th, named.label_en) if named else "",
                [_both(*growth.MARK_LABELS[mark]) for mark in doubts], doubtful,
            )
        )  # fmt: skip
    return readings


def _both(thai: str, english: str) -> str:
    return thai if in_thai() else english


def _years(measure: str, readings: Sequence[Reading]) -> tuple[int, int]:
    """Whole years of age between which the chart runs: around the measurements, at least five."""
    if not readings:
        return 0, LAST_YEAR[measure]
    first, last = int((readings[0].months - 6) // 12), int(-((-readings[-1].months - 6) // 12))
    short = max(LEAST_YEARS - (last - first), 0)
    first, last = first - (short + 1) // 2, last + short // 2
    end = LAST_YEAR[measure]
    if first < 0:
        first, last = 0, last - first
    if last > end:
        first, last = max(first - (last - end), 0), end
    return first, last


def _chart(
    measure: str, readings: Sequence[Reading], sets: Sequence[growth.CurveSet], first: int, last: int
) -> GrowthChart:
    title, source = _(TITLES[measure]), source_words([piece.reference for piece in sets])
    summary = _summary(measure, readings)
    frame = Frame.around(sets, readings, first, last)
    shapes = [*_bands(frame, sets), *_axes(frame, measure), *_curves(frame, sets), *_join(frame, sets),
              *_labels(frame, sets[-1]), *_child(frame, readings, measure),
              *_below(frame, source, readings)]  # fmt: skip
    height = frame.bottom + (74 if any(one.doubtful for one in readings) else 56)
    picture = svg.drawing(*shapes, height=height, title=f"{title}. {summary}")
    heads = [_("Day"), _("Age"), f"{title}, {_(UNITS[measure])}", _("Standard deviations"), _("Class"), _("Note")]
    rows = [
        [day(one.day), age_words(one.months), number(one.value, decimals=1), signed(one.z), one.label or "–",
         "; ".join(one.doubts) or (_("hard to believe") if one.doubtful else "")]
        for one in reversed(readings)
    ]  # fmt: skip
    return GrowthChart(measure, title, summary, picture, source, heads, rows)


def _below(frame: "Frame", source: str, readings: Sequence[Reading]) -> list[SafeString]:
    """Under the drawing: whose reference it is, and what a cross means where there is one."""
    shapes = [svg.text(source, 0, frame.bottom + 50)]
    if any(one.doubtful for one in readings):
        shapes += [_cross(6, frame.bottom + 64), svg.text(_("hard to believe: measure again"), 16, frame.bottom + 68)]
    return shapes


def _summary(measure: str, readings: Sequence[Reading]) -> str:
    """The newest measurement that can be believed, in a sentence."""
    sound = [one for one in readings if not one.doubtful]
    if not sound:
        return _("Every measurement is hard to believe: measure again.")
    newest = sound[-1]
    return _("%(value)s %(unit)s at %(age)s: %(label)s (%(z)s SD)") % {
        "value": number(newest.value, decimals=1), "unit": _(UNITS[measure]), "age": age_words(newest.months),
        "label": newest.label, "z": signed(newest.z),
    }  # fmt: skip


def age_words(months: float) -> str:
    """`10 years 3 months`, from an exact age."""
    years, rest = divmod(int(months), 12)
    return _("%(years)s y %(months)s m") % {"years": years, "months": rest}


def signed(z: float, *, decimals: int = 2) -> str:
    """A score with its sign: `+1.20`, `−0.40`, `0.00`."""
    return f"+{number(z, decimals=decimals)}" if z > 0 else number(z, decimals=decimals)


def source_words(references: Sequence[str]) -> str:
    """Which reference a drawing is of, and where two of them meet."""
    names = {growth.WHO2006: _("WHO 2006"), growth.WHO2007: _("WHO 2007"), growth.THAI2564: _("Thai 2564")}
    known = [names.get(name, name) for name in dict.fromkeys(references)]
    if len(known) == 2:
        return _("Reference: %(first)s to 60 months, %(second)s from 61") % {"first": known[0], "second": known[1]}
    return _("Reference: %(name)s") % {"name": known[0]}


@dataclass(frozen=True)
class Frame:
    """The plot within the drawing, and the way from months and values to its points."""

    first: int
    last: int
    low: float
    high: float
    left: float = 32
    right: float = 266
    top: float = 20
    bottom: float = 250

    @classmethod
    def around(
        cls, sets: Sequence[growth.CurveSet], readings: Sequence[Reading], first: int, last: int
    ) -> "Frame":  # fmt: skip
        """A frame for the lines and for the measurements that can be believed, with a little room."""
        values = [value for piece in sets for curve in piece.curves for _month, value in curve.points]
        values += [one.value for one in readings if not one.doubtful]
        room = (max(values) - min(values)) * 0.04
        return cls(first, last, max(min(values) - room, 0), max(values) + room)

    def x(self, months: float) -> float:
        """Across, from exact months of age; the last month of a table ends on the edge."""
        share = (months / 12 - self.first) / (self.last - self.first)
        return self.left + min(share, 1) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Down, from a value; what lies outside stands on the edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0), 1) * (self.bottom - self.top)

    def points(self, curve: growth.Curve) -> list[svg.Point]:
        """A line of the reference, in points of the drawing; as many as the eye can tell apart."""
        every = max(round(STEP / (self.x(self.first * 12 + 1) - self.left)), 1)
        kept = [*curve.points[:-1:every], curve.points[-1]]
        return [(self.x(month), self.y(value)) for month, value in kept]


FILLS = {-2: svg.BRICK_PALE, -1: svg.AMBER_PALE, 0: svg.TEAL_PALE, 1: svg.AMBER_PALE, 2: svg.BRICK_PALE}
DASHES = {0: None, 1: "5 3", 2: "5 3", 3: "1.5 2.5"}


def _side(piece: growth.CurveSet, deviation: float) -> growth.GrowthClass | None:
    return growth.growth_class(piece.measure, deviation, reference=piece.reference)


def _zones(piece: growth.CurveSet) -> list[tuple[growth.GrowthClass | None, growth.Curve | None, growth.Curve | None]]:
    """The classes between the lines, from below; None for an end that has no line."""
    ends: list[growth.Curve | None] = [None, *piece.curves, None]
    zones = []
    for low, high in pairwise(ends):
        inside = (low.deviation if low else -9) / 2 + (high.deviation if high else 9) / 2
        zones.append((_side(piece, inside), low, high))
    return zones


def _bands(frame: Frame, sets: Sequence[growth.CurveSet]) -> list[SafeString]:
    """What lies between two lines, in the colour of its class."""
    shapes = []
    for piece in sets:
        across = [x for x, _y in frame.points(piece.curves[0])]
        for found, low, high in _zones(piece):
            below = frame.points(low) if low else [(x, frame.bottom) for x in across]
            above = frame.points(high) if high else [(x, frame.top) for x in across]
            outline = svg.path([*below, *reversed(above)], closed=True)
            shapes.append(svg.element("path", d=outline, fill=FILLS[found.side] if found else svg.PAPER))
    return shapes


def _axes(frame: Frame, measure: str) -> list[SafeString]:
    shapes = [svg.text(_(UNITS[measure]), 0, 11)]
    for tick in svg.round_ticks(frame.low, frame.high, about=5):
        y = frame.y(tick)
        shapes += [
            svg.line((frame.left, y), (frame.right, y)),
            svg.text(number(tick), frame.left - 5, y + 4, text_anchor="end"),
        ]
    every = 1 if frame.last - frame.first <= 9 else 2
    for year in range(frame.first, frame.last + 1, every):
        x = frame.x(year * 12)
        shapes += [svg.line((x, frame.bottom), (x, frame.bottom + 4), stroke=svg.EDGE),
                   svg.text(str(year), x, frame.bottom + 17, text_anchor="middle")]  # fmt: skip
    shapes.append(svg.line((frame.left, frame.bottom), (frame.right, frame.bottom), stroke=svg.EDGE))
    middle = (frame.left + frame.right) / 2
    return [*shapes, svg.text(_("Age in years"), middle, frame.bottom + 33, text_anchor="middle")]


def _curves(frame: Frame, sets: Sequence[growth.CurveSet]) -> list[SafeString]:
    """The lines: the median whole, the others broken, so that no colour is needed to tell them apart."""
    return [
        svg.polyline(
            frame.points(curve), stroke=svg.TEAL if curve.deviation == 0 else svg.SOFT,
            stroke_width=2 if curve.deviation == 0 else 1.2, stroke_dasharray=DASHES[int(abs(curve.deviation))],
        )
        for piece in sets
        for curve in piece.curves
    ]  # fmt: skip


def _join(frame: Frame, sets: Sequence[growth.CurveSet]) -> list[SafeString]:
    """Where one reference ends and the next begins, with the names of both."""
    if len(sets) < 2:
        return []
    x = frame.x(61)
    shapes = [svg.line((x, frame.top - 2), (x, frame.bottom), stroke=svg.INK, stroke_dasharray="3 3")]
    if x - frame.left > 60:
        shapes.append(svg.text(_("WHO 2006"), x - 4, frame.top - 6, text_anchor="end", font_size=11))
    if frame.right - x > 60:
        shapes.append(svg.text(_("WHO 2007"), x + 4, frame.top - 6, font_size=11))
    return shapes


SHORT = {
    "height_very_low": mark("very low"), "height_low": mark("low"), "height_expected": mark("expected"),
    "height_high": mark("high"), "weight_very_low": mark("very low"), "weight_low": mark("low"),
    "weight_not_low": mark("not low"), "bmi_very_low": mark("very low"), "bmi_low": mark("low"),
    "bmi_expected": mark("expected"), "bmi_rising": mark("rather high"), "bmi_high": mark("high"),
    "bmi_very_high": mark("very high"),
}  # fmt: skip
"""The word beside a band of the chart; classes of a loaded reference stand with their own names."""


def _labels(frame: Frame, piece: growth.CurveSet) -> list[SafeString]:
    """At the right: each line with its standard deviation, each band with the word of its class."""
    ends = [frame.points(curve)[-1][1] for curve in piece.curves]
    places = svg.spread(ends, room=12, top=frame.top + 4, bottom=frame.bottom)
    shapes = [
        svg.text(signed(curve.deviation, decimals=0 if curve.deviation % 1 == 0 else 1), frame.right + 4, y + 4,
                 font_size=11, fill=svg.TEAL if curve.deviation == 0 else svg.SOFT)
        for curve, y in zip(piece.curves, places, strict=True)
    ]  # fmt: skip
    bands: dict[str, tuple[str, list[float]]] = {}
    for found, low, high in _zones(piece):
        if found:
            below = frame.points(low)[-1][1] if low else frame.bottom
            above = frame.points(high)[-1][1] if high else frame.top
            label = _(SHORT[found.code]) if found.code in SHORT else _both(found.label_th, found.label_en)
            bands.setdefault(found.code, (label, []))[1].extend((below, above))
    middles = [(min(edges) + max(edges)) / 2 for _label, edges in bands.values()]
    apart = svg.spread(middles, room=14, top=frame.top + 4, bottom=frame.bottom)
    shapes += [
        svg.text(label, frame.right + 28, y + 4, fill=svg.INK)
        for (label, _edges), y in zip(bands.values(), apart, strict=True)
    ]
    return shapes


def _child(frame: Frame, readings: Sequence[Reading], measure: str) -> list[SafeString]:
    """The child's own line, and doubtful measurements as crosses beside it."""
    sound = [(frame.x(one.months), frame.y(one.value)) for one in readings if not one.doubtful]
    shapes = [svg.polyline(sound, stroke=svg.INK, stroke_width=2)] if len(sound) > 1 else []
    shapes += [
        svg.element("circle", cx=x, cy=y, r=3.5, fill=svg.INK, stroke=svg.PAPER, stroke_width=1.2) for x, y in sound
    ]
    for one in readings:
        if one.doubtful:
            shapes.append(_cross(frame.x(one.months), frame.y(one.value)))
    if sound:
        newest = next(one for one in reversed(readings) if not one.doubtful)
        x, y = sound[-1]
        words = number(newest.value, decimals=1)
        shapes.append(
            svg.text(words, x, y - 9, text_anchor="middle", font_size=13, font_weight=700, fill=svg.INK,
                     stroke=svg.PAPER, stroke_width=3, paint_order="stroke", stroke_linejoin="round")
        )  # fmt: skip
    return shapes


def _cross(x: float, y: float) -> SafeString:
    """A measurement that is hard to believe."""
    strokes = svg.path([(x - 4, y - 4), (x + 4, y + 4)]) + svg.path([(x - 4, y + 4), (x + 4, y - 4)])
    return svg.element("path", d=strokes, stroke=svg.BRICK, stroke_width=2.2)
