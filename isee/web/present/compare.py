"""Up to five areas or schools side by side for one term: figures, the gap to the nation, a small line over terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isee.reporting.api import AreaFigures, Cell, IndicatorWords, Release
from isee.web.present import svg
from isee.web.present.choice import NO_DATA, Choice, by_family, cell_of, label_of, words_of
from isee.web.present.figures import cell_label, is_known, need_of
from isee.web.present.formats import name, term, value_text
from isee.web.present.places import NATION, area_url, title
from isee.web.present.sentences import own_interval
from isee.web.present.uncertainty import Interval

AT_MOST = 5
MAIN = ("pupils", "extremely_poor", "poor", "attendance", "out_of_school")
CALM = 10
"""A page of more figures opens with the main ones alone; a shorter one shows all of them."""
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 112.0, 30.0, 4.0
LEAST_SPAN = {"share": 3.0, "baht": 50.0, "count": 4.0}
"""A small line spans at least so much, so that a small change does not look like a great one."""


@dataclass(frozen=True)
class Column:
    """One chosen place."""

    code: str
    name: str
    title: str
    url: str
    without: str


@dataclass(frozen=True)
class Compared:
    """One figure of one place: `gap` is empty where there is nothing to compare with."""

    cell: Cell
    gap: str
    spark: SafeString


@dataclass(frozen=True)
class Line:
    """One indicator over the chosen places; `nation` is the nation's own figure."""

    words: IndicatorWords
    label: str
    unit: str
    nation: Cell
    cells: Sequence[Compared]


@dataclass(frozen=True)
class Family:
    """Indicators of one subject; the first ones that matter most stand open, the others wait to be asked for."""

    heading: str
    lines: Sequence[Line]
    is_open: bool


@dataclass(frozen=True)
class Comparison:
    """The whole page."""

    columns: Sequence[Column]
    families: Sequence[Family]
    with_nation: bool
    term: int


def address(codes: Sequence[str], term_key: int, newest: int) -> str:
    """The address that holds a choice; the newest term need not be said."""
    query = [("a", code) for code in codes] + ([("term", str(term_key))] if term_key != newest else [])
    return reverse("compare") + (f"?{urlencode(query)}" if query else "")


def comparison(release: Release, places: Sequence[AreaFigures], *, term_key: int) -> Comparison:
    """The figures of the places for a term, indicator by indicator of the release."""
    manifest = release.manifest
    codes = [place["code"] for place in places]
    columns = [
        Column(
            place["code"],
            name(place),
            title(place),
            reverse("school", args=[place["code"]]) if place["level"] == "school" else area_url(place["code"]),
            address([code for code in codes if code != place["code"]], term_key, manifest["term"]),
        )
        for place in places
    ]
    nation = release.area(NATION)
    levels = {place["level"] for place in places}
    offered = [words for words in manifest["indicators"] if levels & set(words["levels"])]
    first = [words for words in offered if words["name"] in MAIN]
    groups = [(_("Main figures"), first)] if len(offered) > CALM and first else []
    groups += by_family([words for words in offered if not groups or words not in first])
    families = [
        Family(
            heading,
            [_line(words, places, nation, term_key, manifest["terms"]) for words in members],
            place == 0 or len(offered) <= CALM,
        )
        for place, (heading, members) in enumerate(groups)
    ]
    return Comparison(columns, families, NATION not in codes, term_key)


def _line(
    words: IndicatorWords,
    places: Sequence[AreaFigures],
    nation: AreaFigures | None,
    term_key: int,
    terms: Sequence[int],
) -> Line:
    chosen = Choice(words["name"], term_key)
    whole = cell_of(nation, chosen) if nation else NO_DATA
    series = [[(key, cell_of(place, Choice(words["name"], key))["v"]) for key in sorted(terms)] for place in places]
    known = [value for values in series for _key, value in values if value is not None]
    # Numbers of children differ by the size of the place: each has a scale of its own.
    shared = (min(known), max(known)) if known and words["unit"] != "count" else None
    cells = []
    for place, values in zip(places, series, strict=True):
        whole_interval = own_interval(nation, chosen, words["unit"]) if nation else None
        gap = (
            ""
            if nation is None or place["code"] == NATION
            else short_gap(
                cell_of(place, chosen), whole, words["unit"], own_interval(place, chosen, words["unit"]), whole_interval
            )
        )
        cells.append(Compared(cell_of(place, chosen), gap, sparkline(values, unit=words["unit"], span=shared)))
    return Line(words, label_of(words), words["unit"], whole, cells)


def short_gap(cell: Cell, whole: Cell, unit: str, own: Interval | None, nation: Interval | None) -> str:
    """The gap to the nation as a signed number; "about the same" where chance explains it."""
    if not is_known(cell) or whole["v"] is None or unit == "count":
        return ""
    if cell["v"] is None:
        beside = own.beside(nation) if own and nation else "alike"
        return {"above": _("higher"), "below": _("lower"), "alike": _("not to be told apart")}[beside]
    step = round(cell["v"] - whole["v"], 1 if unit == "share" else 0)
    if step == 0 or (own and nation and own.overlaps(nation)):
        return _("about the same")
    said = ("+" if step > 0 else "") + value_text(step, unit)
    return _("%(by)s points") % {"by": said} if unit == "share" else _("%(amount)s baht") % {"amount": said}


def sparkline(
    values: Sequence[tuple[int, float | int | None]], *, unit: str, span: tuple[float, float] | None
) -> SafeString:
    """A small line over the terms that breaks where a figure is hidden; empty with fewer than two figures.

    `span` is the range of the row, so that places beside each other are drawn on one scale.
    """
    known = [value for _key, value in values if value is not None]
    if len(known) < 2:
        return SafeString("")
    low, high = span or (min(known), max(known))
    room = max(LEAST_SPAN[unit] - (high - low), 0) / 2
    low, high = low - room, high + room
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(values) - 1)

    def at(place: int, value: float) -> svg.Point:
        share = (value - low) / (high - low)
        return SPARK_EDGE + place * step, SPARK_HEIGHT - SPARK_EDGE - share * (SPARK_HEIGHT - 2 * SPARK_EDGE)

    runs: list[list[svg.Point]] = [[]]
    for place, (_key, value) in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(at(place, value))
    points = [point for run in runs for point in run]
    lines = [svg.polyline(run, stroke=svg.TEAL, stroke_width=2) for run in runs if len(run) > 1]
    lonely = [svg.element("circle", cx=x, cy=y, r=2, fill=svg.TEAL) for run in runs if len(run) == 1 for x, y in run]
    end = svg.element("circle", cx=points[-1][0], cy=points[-1][1], r=3, fill=svg.TEAL)
    said = ", ".join(f"{term(key)} {value_text(value, unit)}" for key, value in values if value is not None)
    return svg.element(
        "svg", *lines, *lonely, end, class_="spark", role="img", viewBox=f"0 0 {SPARK_WIDTH:g} {SPARK_HEIGHT:g}",
        aria_label=_("By term: %(values)s") % {"values": said},
    )  # fmt: skip


def sentence(release: Release, places: Sequence[AreaFigures], choice: Choice) -> str:
    """Which of the places stands out, or that chance alone, or a range, leaves it open."""
    words = words_of(release.manifest, choice.indicator)
    known = [place for place in places if is_known(cell_of(place, choice))]
    if len(known) < 2:
        return ""
    known.sort(key=lambda place: -(need_of(cell_of(place, choice)) or 0))
    top, *others = [own_interval(place, choice, words["unit"]) for place in known]
    said = {"label": label_of(words), "place": title(known[0])}
    said["value"] = cell_label(cell_of(known[0], choice), words["unit"])
    if top is None or any(own is None or top.overlaps(own) for own in others):
        return _("%(label)s: the highest here cannot be told apart from the next beyond chance.") % said
    if len(known) < len(places):
        return _("%(label)s: of those with a figure %(place)s is highest here, with %(value)s.") % said
    return _("%(label)s: %(place)s is highest here, with %(value)s.") % said
