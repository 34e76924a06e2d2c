"""Puts the inequality page together: how far areas lie apart in one figure, and another figure beside it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.reporting.api import (
    AreaFigures,
    Cell,
    Curve,
    IndicatorWords,
    Nation,
    PlaceFigures,
    Rank,
    Release,
    Spread,
    codes_read,
    curve,
    gaps_of,
    parts_of,
    spread_of,
)
from isee.web.present import equity_words
from isee.web.present.choice import FIRST_CHOICE, NO_DATA, label_of, words_of
from isee.web.present.equity_words import GapRow, MeasureRow
from isee.web.present.formats import in_thai, name, number, term, with_unit
from isee.web.present.inequality import outliers, spearman
from isee.web.present.nearest import nearest_name, nearest_term, term_key
from isee.web.present.pages import Option
from isee.web.present.picture import Drawing
from isee.web.present.places import NATION, area_url, kinds, title
from isee.web.present.ranking import LOW_IS_NEED
from isee.web.present.scatter import Dot, lorenz_drawing, parts_bar, scatter

WEAK = 0.3
"""Below this rank correlation no relation is told."""
ALL_DISTRICTS = "TH-districts"
"""The whole country by district; the nation's own code means by province."""
RANKS: tuple[Rank, ...] = ("own", "income", "poverty")


@dataclass(frozen=True)
class Asked:
    """What an address asks for: two indicators, an area whose parts are measured, a term, how areas are ranked."""

    x: str
    y: str
    of: str
    term: int
    rank: str = "own"

    @property
    def order(self) -> Rank:
        """How areas are ranked."""
        return next((one for one in RANKS if one == self.rank), RANKS[0])

    @property
    def area(self) -> str:
        """The code of the area that holds what is measured."""
        return NATION if self.of == ALL_DISTRICTS else self.of

    @property
    def level(self) -> str:
        """The level of the areas that are measured."""
        return "province" if self.of == NATION else "district"

    def url(self) -> str:
        """The address that holds all of it."""
        rank = f"&rank={self.rank}" if self.rank != "own" else ""
        return f"{reverse('inequality')}?x={self.x}&y={self.y}&of={self.of}&term={self.term}{rank}"


@dataclass(frozen=True)
class Chooser:
    """A list of choices by the name that the address gives it."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class AreaRow:
    """One area of the table; `people_share` and `trait_share` are where the curve passes it, in per cent."""

    name: str
    within: str
    url: str
    pupils: Cell
    x: Cell
    y: Cell
    people_share: float | None
    trait_share: float | None


@dataclass(frozen=True)
class InequalityPage:
    """Everything that the page shows."""

    asked: Asked
    title: str
    sentence: str
    covered: str
    relation: str
    x_words: IndicatorWords
    y_words: IndicatorWords
    trait_words: IndicatorWords
    choosers: Sequence[Chooser]
    pictures: Mapping[str, Drawing | None]
    index: Sequence[MeasureRow]
    extremes: Sequence[MeasureRow]
    theil: Sequence[MeasureRow]
    theil_sentence: str
    gaps: Sequence[GapRow]
    kinds: str
    rows: Sequence[AreaRow]
    left_out: int

    @property
    def everyone(self) -> str:
        """What opens the table: `All 77 provinces`."""
        return _("All %(count)s %(kinds)s") % {"count": number(len(self.rows)), "kinds": self.kinds}

    @property
    def x_label(self) -> str:
        """The figure across with its unit."""
        return _axis(self.x_words)

    @property
    def y_label(self) -> str:
        """The figure upwards with its unit."""
        return _axis(self.y_words)

    @property
    def trait(self) -> str:
        """The figure that is measured."""
        return label_of(self.trait_words)


def read_asked(query: Mapping[str, str], release: Release) -> tuple[Asked, Asked]:
    """What the address asks for, and the nearest that is published: the same where all of it is."""
    manifest = release.manifest
    of = query.get("of") or NATION
    near_of = _nearest_of(of, release)
    names = [one["name"] for one in _usable(release, near_of)]
    first = FIRST_CHOICE if FIRST_CHOICE in names else names[0]
    x = query.get("x") or first
    near_x = nearest_name(x, names, otherwise=first)
    second = _second(release, names, near_x)
    y = query.get("y") or second
    wanted = query.get("term") or str(manifest["term"])
    rank = query.get("rank") or "own"
    near = Asked(
        near_x, nearest_name(y, names, otherwise=second), near_of, nearest_term(wanted, manifest),
        nearest_name(rank, RANKS, otherwise=RANKS[0]),
    )  # fmt: skip
    return Asked(x, y, of, term_key(wanted) or 0, rank), near


def _nearest_of(of: str, release: Release) -> str:
    """The nation by province or by district, or a province."""
    if of == ALL_DISTRICTS:
        return of
    place = release.area(of)
    if place and place["level"] in ("nation", "province"):
        return of
    return of[:2] if of[:2].isdecimal() and release.area(of[:2]) else NATION


def _usable(release: Release, of: str) -> list[IndicatorWords]:
    level = "province" if of == NATION else "district"
    return [words for words in release.manifest["indicators"] if level in words["levels"]]


def _second(release: Release, names: Sequence[str], x: str) -> str:
    """What to set beside `x` when nothing is asked: first a share of another family whose low value is the need."""
    words = {name: words_of(release.manifest, name) for name in names}
    shares = [name for name in names if words[name]["unit"] == "share" and name != x]
    others = [name for name in shares if words[name].get("family") != words[x].get("family")] or shares
    return next((name for name in others if name in LOW_IS_NEED), (others or list(names))[0])


@dataclass(frozen=True)
class Ground:
    """What is measured: an area, the areas that it is made of, and what lies above each of them."""

    place: AreaFigures
    children: Sequence[PlaceFigures]
    nation: Nation | None


@lru_cache(maxsize=4)
def _nation(release: Release, level: str) -> Nation | None:
    top = release.area(NATION)
    if top is None:
        return None
    codes = codes_read(top, level=level)
    return Nation({code: area for code in codes if (area := release.area(code)) is not None})


def _ground(release: Release, asked: Asked) -> Ground | None:
    place = release.area(asked.area)
    if place is None:
        return None
    if asked.area != NATION:
        return Ground(place, [child for child in place["children"] if child["level"] == "district"], None)
    nation = _nation(release, asked.level)
    if nation is None:
        return None
    return Ground(place, nation.provinces if asked.level == "province" else nation.districts, nation)


@lru_cache(maxsize=256)
def _spread(release: Release, of: str, indicator: str, term_key: int) -> Spread | None:
    """The measures over the areas; the same for every reader of a release."""
    asked = Asked(indicator, indicator, of, term_key)
    ground, words = _ground(release, asked), words_of(release.manifest, indicator)
    if ground is None:
        return None
    if ground.nation is not None:
        return ground.nation.spread(asked.level, indicator=words, term_key=term_key)
    figure = ground.place["figures"].get(str(term_key), {}).get(indicator)
    return spread_of(ground.children, indicator=words, term_key=term_key, whole=figure["all"] if figure else None)


def inequality_page(release: Release, asked: Asked) -> InequalityPage | None:
    """The page for a choice that is published; None where the release has no such area."""
    ground, trait_words = _ground(release, asked), words_of(release.manifest, _trait(release, asked))
    spread = _spread(release, asked.of, trait_words["name"], asked.term)
    if ground is None or spread is None:
        return None
    x_words, y_words = (words_of(release.manifest, one) for one in (asked.x, asked.y))
    parts = parts_of(ground.children, indicator=trait_words, term_key=asked.term)
    drawn = curve(parts, asked.order)
    dots = _dots(ground, asked, x_words, y_words)
    where = f"{title(ground.place)}, {_('term %(term)s') % {'term': term(asked.term)}}"
    relation = _relation(dots, x_words, y_words)
    figure = ground.place["figures"].get(str(asked.term), {}).get(trait_words["name"])
    pieces = equity_words.pieces(spread)
    theil_sentence = equity_words.theil_sentence(pieces, asked.level)
    pictures = {
        "scatter": _scatter(dots, x_words, y_words, where=where, said=relation),
        "lorenz": _lorenz(drawn, trait_words, asked, where=where),
        "theil": _theil_bar(pieces, trait_words, where=where, said=theil_sentence),
    }
    return InequalityPage(
        asked, title(ground.place), equity_words.extremes(spread, trait_words, asked.level) or relation,
        equity_words.covered(spread, asked.level), relation, x_words, y_words, trait_words,
        choosers=_choosers(release, asked),
        pictures=pictures,
        index=equity_words.index_rows(spread, asked.order),
        extremes=equity_words.extreme_rows(spread),
        theil=equity_words.theil_rows(spread),
        theil_sentence=theil_sentence,
        gaps=equity_words.gap_rows(gaps_of(ground.place, indicator=trait_words, term_key=asked.term), figure),
        kinds=kinds(asked.level),
        rows=_rows(ground, asked, drawn),
        left_out=len(ground.children) - len(dots),
    )  # fmt: skip


def _trait(release: Release, asked: Asked) -> str:
    """The indicator that is measured: the first chosen, or the second where the first is a number of children."""
    names = [words["name"] for words in _usable(release, asked.of)]
    first = FIRST_CHOICE if FIRST_CHOICE in names else names[0]
    return next((one for one in (asked.x, asked.y) if words_of(release.manifest, one)["unit"] != "count"), first)


def _scatter(
    dots: Sequence[Dot], x_words: IndicatorWords, y_words: IndicatorWords, *, where: str, said: str
) -> Drawing | None:
    if len(dots) < 2:
        return None
    labels = f"{label_of(x_words)} · {label_of(y_words)}"
    return scatter(dots, x_label=_axis(x_words), y_label=_axis(y_words), title=f"{labels}: {where}", description=said)


def _lorenz(drawn: Curve | None, words: IndicatorWords, asked: Asked, *, where: str) -> Drawing | None:
    if drawn is None:
        return None
    trait = label_of(words)
    return lorenz_drawing(
        drawn,
        x_label=_("children, cumulated, per cent"),
        y_label=_("%(trait)s, cumulated, per cent") % {"trait": trait},
        title=_("Concentration: %(trait)s") % {"trait": f"{trait}, {where}"},
        description=equity_words.half(drawn, trait, asked.level, asked.order),
    )


def _theil_bar(pieces: Sequence[equity_words.Piece], words: IndicatorWords, *, where: str, said: str) -> Drawing | None:
    if not pieces:
        return None
    label = _("Where the inequality lies: %(trait)s") % {"trait": f"{label_of(words)}, {where}"}
    return parts_bar([(one.label, one.share) for one in pieces], title=label, description=said)


def _axis(words: IndicatorWords) -> str:
    unit = {"share": " (%)", "baht": f" ({_('baht')})"}.get(words["unit"], "")
    return label_of(words) + unit


def _choosers(release: Release, asked: Asked) -> list[Chooser]:
    terms = sorted(release.manifest["terms"], reverse=True)
    return [
        Chooser("x", _("Figure"), _options(release, asked.of, asked.x)),
        Chooser("of", _("Areas"), _areas(release, asked.of)),
        Chooser("term", _("Term"), [Option(str(key), term(key), key == asked.term) for key in terms]),
        Chooser("y", _("Set beside it"), _options(release, asked.of, asked.y)),
        Chooser("rank", _("Order of areas"), _ranks(asked.rank)),
    ]


def _options(release: Release, of: str, chosen: str) -> list[Option]:
    return [Option(one["name"], label_of(one), one["name"] == chosen) for one in _usable(release, of)]


def _ranks(chosen: str) -> list[Option]:
    labels = {
        "own": _("the figure itself, the lowest first"),
        "income": _("mean income, the poorest first"),
        "poverty": _("share of poor pupils, the highest first"),
    }
    return [Option(rank, labels[rank], rank == chosen) for rank in RANKS]


def _areas(release: Release, chosen: str) -> list[Option]:
    nation = release.area(NATION)
    provinces = [child for child in nation["children"] if child["level"] == "province"] if nation else []
    provinces.sort(key=lambda one: one["name_th"] if in_thai() else one["name_en"])
    whole = [
        Option(NATION, _("The whole country, by province"), chosen == NATION),
        Option(ALL_DISTRICTS, _("The whole country, by district"), chosen == ALL_DISTRICTS),
    ]
    return whole + [Option(one["code"], name(one), one["code"] == chosen) for one in provinces]


def _cell(child: PlaceFigures, indicator: str, term_key: int) -> Cell:
    return child["figures"].get(str(term_key), {}).get(indicator, NO_DATA)


def _within(ground: Ground, code: str) -> str:
    """The province of a district, where districts of the whole country stand beside each other."""
    if ground.nation is None or len(code) != 4 or code[:2] not in ground.nation.areas:
        return ""
    return name(ground.nation.areas[code[:2]])


def _dots(ground: Ground, asked: Asked, x_words: IndicatorWords, y_words: IndicatorWords) -> list[Dot]:
    """The areas with both figures."""
    found = []
    for child in ground.children:
        x, y = _cell(child, asked.x, asked.term)["v"], _cell(child, asked.y, asked.term)["v"]
        people = _cell(child, "pupils", asked.term)["n"] or 0
        if x is not None and y is not None:
            found.append((child, x, y, people))
    far = outliers([(child["code"], x, y, float(people or 1)) for child, x, y, people in found])
    return [
        Dot(
            child["code"], name(child), x, y, people, child["code"] in far,
            f"{_full_name(ground, child)}: {with_unit(x, x_words['unit'])}, {with_unit(y, y_words['unit'])}",
        )
        for child, x, y, people in found
    ]  # fmt: skip


def _full_name(ground: Ground, child: PlaceFigures) -> str:
    within = _within(ground, child["code"])
    return f"{name(child)} ({within})" if within else name(child)


def _relation(dots: Sequence[Dot], x_words: IndicatorWords, y_words: IndicatorWords) -> str:
    """What the scatter shows, claimed only beyond chance."""
    words = {"x": label_of(x_words), "y": label_of(y_words)}
    found = spearman([(dot.x, dot.y) for dot in dots])
    if found is None:
        return _("“%(x)s” and “%(y)s”: too few areas with both figures to tell whether they go together") % words
    if abs(found) < max(WEAK, 2 / math.sqrt(len(dots) - 1)):
        return _("“%(x)s” and “%(y)s” do not clearly go together") % words
    if found > 0:
        return _("Where “%(x)s” is high, “%(y)s” is mostly high too") % words
    return _("Where “%(x)s” is high, “%(y)s” is mostly low") % words


def _rows(ground: Ground, asked: Asked, drawn: Curve | None) -> list[AreaRow]:
    """The areas as the curve passes them, then the others."""
    passed = dict(zip(drawn.order, drawn.points[1:], strict=True)) if drawn else {}
    order = {code: place for place, code in enumerate(drawn.order)} if drawn else {}
    rows = []
    for child in sorted(ground.children, key=lambda one: order.get(one["code"], len(order))):
        people, trait = passed.get(child["code"], (None, None))
        rows.append(
            AreaRow(
                name(child), _within(ground, child["code"]), area_url(child["code"]),
                _cell(child, "pupils", asked.term), _cell(child, asked.x, asked.term),
                _cell(child, asked.y, asked.term),
                None if people is None else 100 * people, None if trait is None else 100 * trait,
            )
        )  # fmt: skip
    return rows
