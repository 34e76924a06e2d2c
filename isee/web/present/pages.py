"""Puts a public page together from the figures of one release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from isee.places.api import ShapeMap
from isee.reporting.api import AreaFigures, Cell, IndicatorWords, Release
from isee.web.present.area_map import SchoolMap, area_map, school_map
from isee.web.present.choice import (
    EVERYONE,
    GROUPS,
    Choice,
    by_family,
    cell_of,
    group_label,
    label_of,
    words_of,
)
from isee.web.present.choropleth import Choropleth
from isee.web.present.figures import SHARES_FROM, WHOLE_ONLY, band_of, is_known
from isee.web.present.formats import name, number, term
from isee.web.present.lists import TABLES, Ranking, Similar, places, ranking, siblings_of, similar
from isee.web.present.picture import Drawing, map_drawing, ranking_drawing, schools_drawing, trend_drawing
from isee.web.present.places import NATION, area_url, kinds, title
from isee.web.present.ranking import LOW_IS_NEED, ranked, standing
from isee.web.present.sentences import Headline, headline
from isee.web.present.trend import Trend, trend_of

__all__ = ["TABLES", "Option", "figures_page", "scale_text"]

FIVE = ("pupils", "poor", "extremely_poor", "attendance", "out_of_school")
BELOW = {"nation": "province", "region": "province", "province": "district", "district": "subdistrict"}


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
class Grounds:
    """What is known of an area beside its figures: outlines, and where its schools stand (latitude, longitude)."""

    areas: ShapeMap | None = None
    outline: ShapeMap | None = None
    schools: Mapping[str, tuple[float, float]] = field(default_factory=dict)


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
    pupils_only: str
    group_note: str
    ranking: Ranking | None
    schools: Ranking | None
    regions: Ranking | None
    similar: Similar | None
    map: Choropleth | None
    school_map: SchoolMap | None
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
    def banded(self) -> bool:
        """Whether the page's own figures or its map's are ranges."""
        of_map = self.ranking is not None and bool(self.ranking.groups)
        return of_map or any(band_of(row.cell) for row in self.trend_rows)

    @property
    def similar_below(self) -> bool:
        """Whether the places of about the same size stand below, and not beside the trend."""
        return bool(self.ranking or self.school_map or self.place["level"] == "school")

    @property
    def schools_heading(self) -> str:
        """What the map of schools shows."""
        return _("Schools: the larger the point, the greater the need")

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
    def schools_file(self) -> str:
        """The map of schools as a file."""
        return self.picture_query("schools")

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
        if named == "schools" and self.school_map:
            return schools_drawing(self.school_map, title=f"{kinds('school')}: {what}")
        if named == "trend" and self.trend:
            return trend_drawing(self.trend, title=what, unit=self.unit_words)
        ranking = self.ranking or self.schools
        if named == "ranking" and ranking:
            heading = f"{kinds(BELOW.get(self.place['level'], 'school'))}, {self.unit_words}"
            return ranking_drawing(ranking.rows, title=what, unit=self.words["unit"], description=heading)
        return None


def figures_page(release: Release, *, place: AreaFigures, choice: Choice, grounds: Grounds) -> FiguresPage:
    """The page of an area (or, with level `school`, a school) for a choice."""
    manifest, level = release.manifest, place["level"]
    asked, choice = choice, choice.at(level)
    words = words_of(manifest, choice.indicator)
    below = BELOW.get(level)
    children = [child for child in place["children"] if child["level"] == below]
    regions = [child for child in place["children"] if level == "nation" and child["level"] == "region"]
    listed = ranking(release, children, choice, kind=below) if below in words["levels"] and below and children else None
    of_schools = place["schools"] and "school" in words["levels"]
    schools = ranking(release, place["schools"], choice, kind="school") if of_schools else None
    ground = grounds.areas or grounds.outline
    return FiguresPage(
        release=release,
        place=place,
        title=title(place),
        choice=choice,
        words=words,
        low_is_need=choice.indicator in LOW_IS_NEED,
        headline=_headline(release, place, choice),
        crumbs=crumbs(place, query=choice.query(manifest)),
        indicators=_indicators(manifest["indicators"], words, level=level),
        terms=[Option(term(key), term(key), key == choice.term) for key in sorted(manifest["terms"], reverse=True)],
        groups=_groups(choice, level),
        facts=_facts(release, place, choice),
        pupils_only=_pupils_only(place, choice),
        group_note=_("Below the district figures are for everyone together, not by group.") if asked != choice else "",
        ranking=listed,
        schools=schools,
        regions=ranking(release, regions, choice, kind="region") if regions else None,
        similar=similar(release, place, choice) if is_known(cell_of(place, choice)) else None,
        map=area_map(grounds.areas, listed.rows, words) if grounds.areas and listed else None,
        school_map=school_map(ground, schools.rows, grounds.schools, words) if ground and schools else None,
        trend=_trend(place, choice, words, manifest["terms"]),
        trend_rows=[
            TermRow(term(key), cell_of(place, Choice(choice.indicator, key, choice.group)))
            for key in sorted(manifest["terms"], reverse=True)
        ],
        breakdowns=[] if level in WHOLE_ONLY else _breakdowns(place, choice),
        own_table=TABLES[level],
    )


def _groups(choice: Choice, level: str) -> list[Option]:
    """The groups that may be chosen; none below the district, where there is but everyone."""
    if level in WHOLE_ONLY:
        return []
    return [Option(group, group_label(group), group == choice.group) for group in (EVERYONE, *GROUPS)]


def _pupils_only(place: AreaFigures, choice: Choice) -> str:
    """Why a small place shows its number of pupils alone; empty elsewhere."""
    pupils = cell_of(place, Choice("pupils", choice.term))
    if place["level"] not in WHOLE_ONLY or pupils["s"] == "none" or (pupils["n"] or 0) >= SHARES_FROM:
        return ""
    return _("Pupils only: fewer than %(least)s pupils, so shares could tell of single children.") % {
        "least": number(SHARES_FROM)
    }


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
        siblings, among = siblings_of(release, place)
        rows = ranked(places(release, siblings, choice), indicator=choice.indicator)
        stands = standing(place["code"], rows)
    nation = release.area(NATION)
    return headline(place, choice=choice, manifest=release.manifest, standing=stands, among=among, nation=nation)


def _facts(release: Release, place: AreaFigures, choice: Choice) -> list[Fact]:
    """The five figures, as far as the level has them; a small place has its pupils alone."""
    manifest = release.manifest
    wanted = ("pupils",) if _pupils_only(place, choice) else FIVE
    known = {words["name"]: words for words in manifest["indicators"] if place["level"] in words["levels"]}
    facts = []
    for words in (known[one] for one in wanted if one in known):
        own = Choice(words["name"], choice.term, choice.group)
        query = own.query(manifest) or "?"
        facts.append(Fact(label_of(words), words, cell_of(place, own), query, words["name"] == choice.indicator))
    return facts


def _trend(place: AreaFigures, choice: Choice, words: IndicatorWords, terms: Sequence[int]) -> Trend | None:
    cells = [(term(key), cell_of(place, Choice(choice.indicator, key, choice.group))) for key in sorted(terms)]
    return trend_of(cells, unit=words["unit"])


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
