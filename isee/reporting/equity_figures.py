"""From the published files of areas to what `equity.py` measures: areas with their counts, and groups of children.

Read is what everybody can read. So the measures hold nothing that a reader could not work out, and cannot tell what a
release hides.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NotRequired, TypedDict

from isee.reporting import formats
from isee.reporting.equity import Estimate, Group, Part, coverage, gap, measures

NATION = "TH"
INCOME = "income"
PUPILS = "pupils"
POOR = ("poor", "extremely_poor")
LEVELS = {"province": ("region",), "district": ("region", "province")}
"""The areas that are measured over the nation, and the areas above them, the widest first."""
PAIRS = (
    ("f", "m"), ("pre_primary", "primary"), ("lower_secondary", "primary"), ("upper_secondary", "primary"),
)  # fmt: skip
"""Groups that are set against each other: the first less the second."""


class Spread(TypedDict):
    """The measures over the areas of one level: how many were counted, and the children in them in per cent."""

    areas: int
    counted: int
    children: float | None
    measures: dict[str, Estimate]


class Gap(TypedDict):
    """The first group less the second, in points."""

    first: str
    second: str
    estimate: Estimate


class Unevenness(TypedDict):
    """Everything measured of one indicator in one term over the nation; a level without measures is absent."""

    province: NotRequired[Spread]
    district: NotRequired[Spread]
    gaps: NotRequired[list[Gap]]


def cell_of(place: formats.PlaceFigures, indicator: str, term_key: int) -> formats.Cell | None:
    """A published figure of a place in the file of the area above it; None where the file has none."""
    return place["figures"].get(str(term_key), {}).get(indicator)


def parts_of(
    places: Iterable[formats.PlaceFigures],
    *,
    indicator: formats.IndicatorWords,
    term_key: int,
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Part]:
    """The places whose figure is shown, ready to be measured; `groups` are the areas above each, the widest first."""
    found = []
    for place in places:
        cell = cell_of(place, indicator["name"], term_key)
        if cell is None or not cell["d"] or cell["v"] is None or indicator["unit"] == "count":
            continue
        above = groups.get(place["code"], ()) if groups else ()
        income = cell_of(place, INCOME, term_key)
        found.append(
            Part(
                place["code"], _number(cell, indicator["unit"]), cell["d"], _trials(place, cell, indicator, term_key),
                above, None if income is None else income["v"], _poverty(place, term_key),
            )
        )  # fmt: skip
    return found


def _number(cell: formats.Cell, unit: str) -> float:
    """Those counted; for an amount, the mean times the children, as sums are not published."""
    if unit == "share" and cell["n"] is not None:
        return cell["n"]
    return (cell["v"] or 0) * (cell["d"] or 0) / (100 if unit == "share" else 1)


def _trials(
    place: formats.PlaceFigures, cell: formats.Cell, indicator: formats.IndicatorWords, term_key: int
) -> int | None:
    """The children observed: at most the pupils of the place, as days of one child are one observation."""
    pupils = cell_of(place, PUPILS, term_key)
    if indicator["unit"] != "share" or not cell["d"]:
        return None
    return min(cell["d"], pupils["n"]) if pupils and pupils["n"] else cell["d"]


def _poverty(place: formats.PlaceFigures, term_key: int) -> float | None:
    """The share of both classes of poor pupils; None where one of them is not shown."""
    values = [cell["v"] if (cell := cell_of(place, name, term_key)) else None for name in POOR]
    return None if None in values else sum(value or 0 for value in values)


def spread_of(
    places: Sequence[formats.PlaceFigures],
    *,
    indicator: formats.IndicatorWords,
    term_key: int,
    whole: formats.Cell | None,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    levels: Sequence[str] = (),
) -> Spread:
    """The measures over some areas; `whole` is the published figure of the area that they all lie in."""
    parts = parts_of(places, indicator=indicator, term_key=term_key, groups=groups)
    return {
        "areas": len(places),
        "counted": len(parts),
        "children": coverage(sum(part.d for part in parts), whole["d"] if whole else None),
        "measures": measures(parts, levels=levels),
    }


def gaps_of(area: formats.AreaFigures, *, indicator: formats.IndicatorWords, term_key: int) -> list[Gap]:
    """Girls less boys, and grade bands less primary; a pair with a hidden figure is left out."""
    figures = area["figures"].get(str(term_key), {})
    if indicator["unit"] != "share" or indicator["name"] not in figures:
        return []
    counts = _groups(figures[indicator["name"]], figures.get(PUPILS))
    return [
        {"first": first, "second": second, "estimate": gap(counts[first], counts[second])}
        for first, second in PAIRS
        if first in counts and second in counts
    ]


def _groups(figure: formats.Figure, pupils: formats.Figure | None) -> dict[str, Group]:
    found = {}
    everyone = {**pupils["sex"], **pupils["grade_band"]} if pupils else {}
    for name, cell in {**figure["sex"], **figure["grade_band"]}.items():
        if cell["n"] is not None and cell["d"] and cell["n"] <= cell["d"]:
            trials = everyone[name]["n"] if name in everyone else None
            found[name] = Group(cell["n"], cell["d"], min(cell["d"], trials) if trials else cell["d"])
    return found


class Nation:
    """The areas of a release, as its files say, whichever way a file is read; districts where provinces are given."""

    def __init__(self, areas: Mapping[str, formats.AreaFigures]) -> None:
        self.areas = areas
        self.whole = areas[NATION]
        self.provinces = [child for child in self.whole["children"] if child["level"] == "province"]
        regions = [child["code"] for child in self.whole["children"] if child["level"] == "region"]
        self.groups: dict[str, tuple[str, ...]] = {}
        for region in regions:
            for province in areas[region]["children"] if region in areas else ():
                self.groups[province["code"]] = (region,)
        self.districts: list[formats.PlaceFigures] = []
        for one in self.provinces:
            below = [] if one["code"] not in areas else areas[one["code"]]["children"]
            for district in below:
                self.districts.append(district)
                self.groups[district["code"]] = (*self.groups.get(one["code"], ("",)), one["code"])

    def spread(self, level: str, *, indicator: formats.IndicatorWords, term_key: int) -> Spread:
        """The measures over all provinces or all districts."""
        figure = self.whole["figures"].get(str(term_key), {}).get(indicator["name"])
        places = self.provinces if level == "province" else self.districts
        return spread_of(
            places, indicator=indicator, term_key=term_key, whole=figure["all"] if figure else None,
            groups=self.groups, levels=LEVELS[level],
        )  # fmt: skip


def codes_read(nation: formats.AreaFigures, *, level: str = "district") -> list[str]:
    """The areas whose files hold what is measured: the nation and its regions, and for districts the provinces."""
    levels = ("region", "province") if level == "district" else ("region",)
    return [NATION, *(child["code"] for child in nation["children"] if child["level"] in levels)]
