"""The places that a page lists beside or below its own: in the order of need, by band, or alike in size."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.reporting.api import AreaFigures, Cell, PlaceFigures, Release
from isee.web.present.choice import EVERYONE, NO_DATA, Choice, cell_of, words_of
from isee.web.present.figures import WHOLE_ONLY, band_of
from isee.web.present.formats import name, number, value_text
from isee.web.present.places import NATION, area_url, kinds, title
from isee.web.present.ranking import LOW_IS_NEED, BandGroup, Place, Row, band_groups, end_of_scale, ranked
from isee.web.present.sentences import own_interval
from isee.web.present.uncertainty import interval_of

FIRST_ROWS = 10
ALIKE = 4
"""So many places of about the same size stand beside a place."""
TABLES = {
    "nation": "nation", "region": "regions", "province": "provinces", "district": "districts",
    "subdistrict": "subdistricts", "school": "schools",
}  # fmt: skip


@dataclass(frozen=True)
class Ranking:
    """Places in the order of need: the first rows, and all of them; by band where figures are bands.

    `nation` is where the nation's own figure lies on the scale of the bars.
    """

    heading: str
    everyone: str
    first: Sequence[Row]
    rows: Sequence[Row]
    table: str
    groups: Sequence[BandGroup] = ()
    nation: float | None = None
    nation_words: str = ""
    note: str = ""

    @property
    def unclear(self) -> bool:
        """Whether some of the first rows cannot be told apart from the nation."""
        return any(row.beside == "alike" for row in self.first)


@dataclass(frozen=True)
class Similar:
    """A place beside the areas that it lies in and beside places of about its size."""

    heading: str
    rows: Sequence[Row]
    nation: float | None
    url: str


def ranking(release: Release, children: Sequence[PlaceFigures], choice: Choice, *, kind: str) -> Ranking:
    """The children of one kind in the order of need for a choice."""
    rows, nation = ordered(release, places(release, children, choice), choice)
    groups = band_groups(rows, low_is_need=choice.indicator in LOW_IS_NEED)
    shown = [row for row in rows if row.rank is not None]
    first = shown[:FIRST_ROWS] or rows[:FIRST_ROWS]
    heading = kinds(kind)
    if groups:
        heading = _("%(kinds)s by range") % {"kinds": heading}
    elif len(rows) > len(first) == FIRST_ROWS:
        heading = _("The first ten %(kinds)s") % {"kinds": heading}
    everyone = _("As a table")
    if len(rows) > len(first):
        everyone = _("All %(count)s %(kinds)s") % {"count": number(len(rows)), "kinds": kinds(kind)}
    nation_cell = _nation_cell(release, choice)
    unit = words_of(release.manifest, choice.indicator)["unit"]
    return Ranking(
        heading=heading[:1].upper() + heading[1:],
        everyone=everyone,
        first=first,
        rows=rows,
        table=TABLES[kind],
        groups=groups,
        nation=nation,
        nation_words=value_text(nation_cell["v"], unit) if nation is not None and nation_cell["v"] is not None else "",
        note=_("For everyone: below the district there are no figures by group.")
        if kind in WHOLE_ONLY and choice.group != EVERYONE
        else "",
    )


def similar(release: Release, place: AreaFigures, choice: Choice) -> Similar | None:
    """The places of about the same number of pupils, with the areas above; None for the nation or a lonely place."""
    siblings, _among = siblings_of(release, place)
    alike = _alike(place, siblings, choice.term)
    if not alike:
        return None
    above: list[PlaceFigures] = []
    for step in place["path"]:
        area = release.area(step["code"])
        if area is not None and (area["level"] not in WHOLE_ONLY or place["level"] in WHOLE_ONLY):
            above.append(_short(area, choice))
    here = _short(place, choice)
    found = places(release, [*above, here, *alike], choice)
    rows, nation = ordered(release, found, choice)
    by_code = {row.place.code: row for row in rows}
    rows = [by_code[one["code"]] for one in (*above, here, *alike)]
    compared = [place["code"], *(one["code"] for one in alike)]
    return Similar(
        heading=_("Beside %(kinds)s with about as many pupils") % {"kinds": kinds(place["level"])},
        rows=rows,
        nation=nation,
        url=f"{reverse('compare')}?{urlencode([('a', code) for code in compared])}",
    )


def _alike(place: AreaFigures, siblings: Sequence[PlaceFigures], term_key: int) -> list[PlaceFigures]:
    """The siblings whose number of pupils is nearest to the place's own, in the order of their sizes."""
    own = cell_of(place, Choice("pupils", term_key))["n"]
    if not own:
        return []
    sizes = {
        one["code"]: count
        for one in siblings
        if one["code"] != place["code"] and (count := _count(one["figures"], term_key))
    }
    nearest = sorted(sizes, key=lambda code: (abs(math.log(sizes[code] / own)), code))[:ALIKE]
    chosen = [one for one in siblings if one["code"] in nearest]
    return sorted(chosen, key=lambda one: -sizes[one["code"]])


def _count(figures: Mapping[str, Mapping[str, Cell]], term_key: int) -> int | None:
    return figures.get(str(term_key), {}).get("pupils", NO_DATA)["n"]


def _short(area: AreaFigures, choice: Choice) -> PlaceFigures:
    """An area's own file as it stands in the list of a larger one."""
    figures = area["figures"].get(str(choice.term), {})
    return {
        "code": area["code"], "level": area["level"], "name_th": area["name_th"], "name_en": area["name_en"],
        "figures": {str(choice.term): {indicator: figure["all"] for indicator, figure in figures.items()}},
    }  # fmt: skip


def siblings_of(release: Release, place: AreaFigures) -> tuple[Sequence[PlaceFigures], str]:
    """The places that a place is ranked among, and what they are called."""
    level = place["level"]
    if level in ("region", "province"):
        parent = release.area(NATION)
    elif level == "school":
        parent = next((release.area(step["code"]) for step in place["path"] if step["level"] == "district"), None)
    else:
        parent = release.area(place["path"][-1]["code"]) if place["path"] else None
    if parent is None:
        return [], ""
    if level == "school":
        return parent["schools"], _("schools in %(name)s") % {"name": title(parent)}
    same = [child for child in parent["children"] if child["level"] == level]
    if level in ("region", "province"):
        return same, kinds(level)
    return same, _("%(kinds)s in %(name)s") % {"kinds": kinds(level), "name": title(parent)}


def places(release: Release, children: Sequence[PlaceFigures], choice: Choice) -> list[Place]:
    """Children with their figure; for a group their own files are read, since the parent's hold everyone's."""
    unit = words_of(release.manifest, choice.indicator)["unit"]
    found = []
    for child in children:
        own_choice = choice.at(child["level"])
        cell, pupils = _cells(release, child, own_choice)
        school = child["level"] == "school"
        url = reverse("school", args=[child["code"]]) if school else area_url(child["code"])
        interval = interval_of(cell, unit=unit, pupils=pupils)
        query = own_choice.query(release.manifest)
        found.append(Place(child["code"], name(child), url + query, cell, interval, pupils))
    return found


def _cells(release: Release, child: PlaceFigures, choice: Choice) -> tuple[Cell, Cell]:
    """A child's figure and its number of pupils."""
    if choice.group == EVERYONE:
        figures = child["figures"].get(str(choice.term), {})
        return figures.get(choice.indicator, NO_DATA), figures.get("pupils", NO_DATA)
    own = release.area(child["code"])
    if own is None:
        return NO_DATA, NO_DATA
    return cell_of(own, choice), cell_of(own, replace(choice, indicator="pupils"))


def ordered(release: Release, found: Sequence[Place], choice: Choice) -> tuple[list[Row], float | None]:
    """Places in the order of need, and where the nation's own figure lies on the scale of their bars."""
    unit = words_of(release.manifest, choice.indicator)["unit"]
    whole = release.area(NATION)
    value = _nation_cell(release, choice)["v"] if unit != "count" else None
    interval = own_interval(whole, choice, unit) if whole else None
    rows = ranked(found, indicator=choice.indicator, nation=interval, nation_value=value)
    shown = [row.place for row in rows if row.known]
    if value is None or not shown:
        return rows, None
    return rows, round(100 * value / max(end_of_scale(shown), value), 1)


def _nation_cell(release: Release, choice: Choice) -> Cell:
    whole = release.area(NATION)
    return cell_of(whole, choice) if whole else NO_DATA


def banded(rows: Sequence[Row]) -> bool:
    """Whether a list is of bands."""
    return any(band_of(row.place.cell) for row in rows)
