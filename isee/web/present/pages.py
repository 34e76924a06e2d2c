"""Puts a public page together from the figures of one release."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.places.api import ShapeMap
from isee.reporting.api import AreaFigures, Cell, IndicatorWords, PlaceFigures, Release
from isee.web.present.choice import (
    EVERYONE,
    GROUPS,
    NO_DATA,
    Choice,
    by_family,
    cell_of,
    group_label,
    label_of,
    words_of,
)
from isee.web.present.choropleth import Choropleth, LegendItem, Shape, class_limits, legend, paint
from isee.web.present.formats import name, number, state_text, term, with_unit
from isee.web.present.picture import Drawing, map_drawing, ranking_drawing, trend_drawing
from isee.web.present.places import NATION, area_url, kinds, title
from isee.web.present.ranking import LOW_IS_NEED, Place, Row, ranked, standing
from isee.web.present.sentences import Headline, headline
from isee.web.present.trend import Trend, trend
from isee.web.present.uncertainty import interval_of

FIVE = ("pupils", "poor", "extremely_poor", "attendance", "out_of_school")
FIRST_ROWS = 10
NAMED_ON_MAP = 12
"""A map of at most so many areas has room for their names."""
BELOW = {"nation": "province", "region": "province", "province": "district", "district": "subdistrict"}
TABLES = {
    "nation": "nation", "region": "regions", "province": "provinces", "district": "districts",
    "subdistrict": "subdistricts", "school": "schools",
}  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One entry of a chooser."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Options:
    """Entries of a chooser under one heading; a heading of nothing is none."""

    heading: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Fact:
    """One of the five figures; choosing it shows its map."""

    label: str
    words: IndicatorWords
    cell: Cell
    url: str
    chosen: bool


@dataclass(frozen=True)
class Crumb:
    """One step from the nation to here; the last has no address."""

    label: str
    url: str


@dataclass(frozen=True)
class TermRow:
    """One term of the trend's table."""

    term: str
    cell: Cell


@dataclass(frozen=True)
class Breakdown:
    """The chosen indicator by one dimension."""

    title: str
    rows: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class Ranking:
    """Places in the order of need: the first rows, and all of them."""

    heading: str
    everyone: str
    first: Sequence[Row]
    rows: Sequence[Row]
    table: str


@dataclass(frozen=True)
class FiguresPage:
    """Everything that the page of the nation, an area or a school shows."""

    release: Release
    place: AreaFigures
    title: str
    choice: Choice
    words: IndicatorWords
    low_is_need: bool
    headline: Headline
    crumbs: Sequence[Crumb]
    indicators: Sequence[Options]
    terms: Sequence[Option]
    groups: Sequence[Option]
    facts: Sequence[Fact]
    ranking: Ranking | None
    schools: Ranking | None
    regions: Ranking | None
    map: Choropleth | None
    trend: Trend | None
    trend_rows: Sequence[TermRow]
    breakdowns: Sequence[Breakdown]
    own_table: str

    @property
    def unit_words(self) -> str:
        """What the numbers in the tables are."""
        return {"share": _("per cent"), "baht": _("baht a month"), "count": _("persons")}[self.words["unit"]]

    @property
    def numerator(self) -> str:
        """The heading of the numerators' column: only a share of children has one."""
        words = self.words
        return _("Number") if words["unit"] == "share" and words["name"] != "attendance" else ""

    @property
    def denominator(self) -> str:
        """The heading of the denominators' column."""
        words = self.words
        return _("Out of") if words["unit"] == "share" and words["name"] != "attendance" else ""

    @property
    def map_heading(self) -> str:
        """What the map asks."""
        below = {"kinds": kinds(BELOW.get(self.place["level"], "school"))}
        if self.choice.indicator == "pupils":
            return _("Where the pupils are, by %(kinds)s") % below
        return _("Which %(kinds)s are hit hardest") % below

    @property
    def query(self) -> str:
        """The choice as the end of an address, so that links keep it."""
        return self.choice.query(self.release.manifest)

    def picture_query(self, picture: str) -> str:
        """The end of the address of a picture as a file."""
        return self.choice.query(self.release.manifest, format="svg", picture=picture)

    @property
    def map_file(self) -> str:
        """The map as a file."""
        return self.picture_query("map")

    @property
    def trend_file(self) -> str:
        """The trend as a file."""
        return self.picture_query("trend")

    @property
    def ranking_file(self) -> str:
        """The ranking as a file."""
        return self.picture_query("ranking")

    def picture(self, named: str) -> Drawing | None:
        """A picture of the page by its name; None where the page has none of it."""
        group = "" if self.choice.group == EVERYONE else f", {group_label(self.choice.group)}"
        what = f"{label_of(self.words)}{group}: {self.title}, {term(self.choice.term)}"
        if named == "map" and self.map:
            return map_drawing(self.map, title=what)
        if named == "trend" and self.trend:
            return trend_drawing(self.trend, title=what, unit=self.unit_words)
        ranking = self.ranking or self.schools
        if named == "ranking" and ranking:
            heading = f"{kinds(BELOW.get(self.place['level'], 'school'))}, {self.unit_words}"
            return ranking_drawing(ranking.rows, title=what, unit=self.words["unit"], description=heading)
        return None


def figures_page(release: Release, *, place: AreaFigures, choice: Choice, shapes: ShapeMap | None) -> FiguresPage:
    """The page of an area (or, with level `school`, a school) for a choice."""
    manifest = release.manifest
    words = words_of(manifest, choice.indicator)
    below = BELOW.get(place["level"])
    children = [child for child in place["children"] if child["level"] == below]
    regions = [child for child in place["children"] if place["level"] == "nation" and child["level"] == "region"]
    ranking = (
        _ranking(release, children, choice, kind=below) if below in words["levels"] and below and children else None
    )
    return FiguresPage(
        release=release,
        place=place,
        title=title(place),
        choice=choice,
        words=words,
        low_is_need=choice.indicator in LOW_IS_NEED,
        headline=_headline(release, place, choice),
        crumbs=crumbs(place, query=choice.query(manifest)),
        indicators=_indicators(manifest["indicators"], words, level=place["level"]),
        terms=[Option(term(key), term(key), key == choice.term) for key in sorted(manifest["terms"], reverse=True)],
        groups=[Option(group, group_label(group), group == choice.group) for group in (EVERYONE, *GROUPS)],
        facts=_facts(release, place, choice),
        ranking=ranking,
        schools=_ranking(release, place["schools"], choice, kind="school")
        if place["schools"] and "school" in words["levels"]
        else None,
        regions=_ranking(release, regions, choice, kind="region") if regions else None,
        map=_map(shapes, ranking, words) if shapes and ranking else None,
        trend=_trend(place, choice, words, manifest["terms"]),
        trend_rows=[
            TermRow(term(key), cell_of(place, Choice(choice.indicator, key, choice.group)))
            for key in sorted(manifest["terms"], reverse=True)
        ],
        breakdowns=_breakdowns(place, choice),
        own_table=TABLES[place["level"]],
    )


def _indicators(everything: Sequence[IndicatorWords], chosen: IndicatorWords, *, level: str) -> list[Options]:
    """What may be chosen at a level, by family; what is chosen stays, published there or not."""
    offered = [words for words in everything if level in words["levels"] or words["name"] == chosen["name"]]
    return [
        Options(
            heading,
            [Option(words["name"], label_of(words), words["name"] == chosen["name"]) for words in family],
        )
        for heading, family in by_family(offered)
    ]


def crumbs(place: AreaFigures, *, query: str = "") -> list[Crumb]:
    """The way from the nation to a place; the nation itself needs none."""
    if place["code"] == NATION:
        return []
    above = [Crumb(name(step), area_url(step["code"]) + query) for step in place["path"]]
    return [*above, Crumb(title(place), "")]


def _headline(release: Release, place: AreaFigures, choice: Choice) -> Headline:
    stands, among = None, ""
    if place["path"] and choice.indicator != "pupils":
        siblings, among = _siblings(release, place)
        rows = ranked(_places(release, siblings, choice), indicator=choice.indicator)
        stands = standing(place["code"], rows)
    nation = release.area(NATION)
    return headline(place, choice=choice, manifest=release.manifest, standing=stands, among=among, nation=nation)


def _siblings(release: Release, place: AreaFigures) -> tuple[Sequence[PlaceFigures], str]:
    """The places that a place is ranked among, and what they are called."""
    level = place["level"]
    if level in ("region", "province"):
        parent = release.area(NATION)
    elif level == "school":
        parent = next((release.area(step["code"]) for step in place["path"] if step["level"] == "district"), None)
    else:
        parent = release.area(place["path"][-1]["code"])
    if parent is None:
        return [], ""
    if level == "school":
        return parent["schools"], _("schools in %(name)s") % {"name": title(parent)}
    same = [child for child in parent["children"] if child["level"] == level]
    if level in ("region", "province"):
        return same, kinds(level)
    return same, _("%(kinds)s in %(name)s") % {"kinds": kinds(level), "name": title(parent)}


def _places(release: Release, children: Sequence[PlaceFigures], choice: Choice) -> list[Place]:
    """Children with their figure; for a group their own files are read, since the parent's hold everyone's."""
    unit = words_of(release.manifest, choice.indicator)["unit"]
    query = choice.query(release.manifest)
    people = Choice("pupils", choice.term, choice.group)
    found = []
    for child in children:
        school = child["level"] == "school"
        if choice.group == EVERYONE:
            figures = child["figures"].get(str(choice.term), {})
            cell, pupils = figures.get(choice.indicator, NO_DATA), figures.get("pupils", NO_DATA)
        else:
            own = release.school(child["code"]) if school else release.area(child["code"])
            cell, pupils = (cell_of(own, choice), cell_of(own, people)) if own else (NO_DATA, NO_DATA)
        url = reverse("school", args=[child["code"]]) if school else area_url(child["code"])
        interval = interval_of(cell, unit=unit, pupils=pupils)
        found.append(Place(child["code"], name(child), url + query, cell, interval))
    return found


def _ranking(release: Release, children: Sequence[PlaceFigures], choice: Choice, *, kind: str) -> Ranking:
    rows = ranked(_places(release, children, choice), indicator=choice.indicator)
    shown = [row for row in rows if row.rank is not None]
    first = shown[:FIRST_ROWS] or rows[:FIRST_ROWS]
    heading = kinds(kind)
    if len(rows) > len(first) == FIRST_ROWS:
        heading = _("The first ten %(kinds)s") % {"kinds": heading}
    everyone = _("As a table")
    if len(rows) > len(first):
        everyone = _("All %(count)s %(kinds)s") % {"count": number(len(rows)), "kinds": kinds(kind)}
    return Ranking(heading[:1].upper() + heading[1:], everyone, first, rows, TABLES[kind])


def _facts(release: Release, place: AreaFigures, choice: Choice) -> list[Fact]:
    manifest = release.manifest
    facts = []
    for words in (one for wanted in FIVE for one in manifest["indicators"] if one["name"] == wanted):
        own = Choice(words["name"], choice.term, choice.group)
        facts.append(
            Fact(
                label_of(words),
                words,
                cell_of(place, own),
                own.query(manifest) or "?",
                words["name"] == choice.indicator,
            )
        )
    return facts


def _map(shapes: ShapeMap, ranking: Ranking, words: IndicatorWords) -> Choropleth | None:
    """The map of the areas below; None when none of the ranked ones has a shape.

    An area that the release does not know, as in a part of a nation, is drawn as "no data".
    """
    places = {row.place.code: row.place for row in ranking.rows}
    if not places.keys() & shapes.paths.keys():
        return None
    finest = 0.1 if words["unit"] == "share" else 1
    low_is_need = words["name"] in LOW_IS_NEED
    values = [place.cell["v"] for place in places.values() if place.cell["v"] is not None]
    limits = class_limits(values, finest=finest)
    drawn = []
    for code, path in shapes.paths.items():
        place = places.get(code)
        if place is None:
            drawn.append(Shape(code, path, "none", state_text("none")))
            continue
        value, state = place.cell["v"], place.cell["s"]
        look = paint(value, limits, low_is_need=low_is_need) if value is not None else state
        said = with_unit(value, words["unit"]) if value is not None else state_text(state)
        label = place.name if len(shapes.paths) <= NAMED_ON_MAP else ""
        drawn.append(Shape(code, path, look, f"{place.name}: {said}", place.url, label, shapes.anchors[code]))
    painted = {shape.paint for shape in drawn}
    unit = {"share": "%", "baht": _("baht")}.get(words["unit"], "")
    keys = legend(
        limits, finest=finest, unit=unit, low_is_need=low_is_need, few="few" in painted, none="none" in painted
    )
    if values and not limits:
        keys.insert(0, LegendItem(paint(values[0], ()), with_unit(values[0], words["unit"])))
    return Choropleth(shapes.view_box, drawn, keys, shapes.attribution)


def _trend(place: AreaFigures, choice: Choice, words: IndicatorWords, terms: Sequence[int]) -> Trend | None:
    values = [(term(key), cell_of(place, Choice(choice.indicator, key, choice.group))["v"]) for key in sorted(terms)]
    return trend(values, unit=words["unit"])


def _breakdowns(place: AreaFigures, choice: Choice) -> list[Breakdown]:
    """The chosen indicator by sex and by grade band, whatever the chosen group."""
    found = []
    for dimension, heading in (("sex", _("Girls and boys")), ("grade_band", _("Levels of school"))):
        rows = [
            (group_label(group), cell_of(place, Choice(choice.indicator, choice.term, group)))
            for group, (of, _label) in GROUPS.items()
            if of == dimension
        ]
        found.append(Breakdown(heading, rows))
    return found


def scale_text(scale: float | None) -> str:
    """The size of a synthetic nation, as a share of the real one: `1`."""
    percent = 100 * (scale or 1)
    return number(percent, decimals=0 if percent == int(percent) else 1)
