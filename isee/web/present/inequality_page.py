"""Puts the inequality page together: two figures over the areas of the nation or of one province, from one release."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.reporting.api import Cell, IndicatorWords, PlaceFigures, Release
from isee.web.present.choice import FIRST_CHOICE, NO_DATA, label_of, words_of
from isee.web.present.formats import in_thai, name, number, term, with_unit
from isee.web.present.inequality import Lorenz, Part, Theil, lorenz, outliers, spearman, theil
from isee.web.present.nearest import nearest_name, nearest_term, term_key
from isee.web.present.pages import Option
from isee.web.present.picture import Drawing
from isee.web.present.places import NATION, area_url, kinds, title
from isee.web.present.ranking import LOW_IS_NEED
from isee.web.present.scatter import Dot, lorenz_drawing, scatter

WEAK = 0.3
"""Below this rank correlation no relation is told."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for: two indicators, an area whose parts are shown, a term."""

    x: str
    y: str
    of: str
    term: int

    def url(self) -> str:
        """The address that holds all of it."""
        return f"{reverse('inequality')}?x={self.x}&y={self.y}&of={self.of}&term={self.term}"


@dataclass(frozen=True)
class AreaRow:
    """One area of the table; `people_share` and `trait_share` are where the Lorenz curve passes it, in per cent."""

    name: str
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
    x_words: IndicatorWords
    y_words: IndicatorWords
    xs: Sequence[Option]
    ys: Sequence[Option]
    areas: Sequence[Option]
    terms: Sequence[Option]
    scatter: Drawing | None
    lorenz: Drawing | None
    curve: Lorenz | None
    theil: Theil | None
    trait: str
    between_sentence: str
    within_sentence: str
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
    def pictures(self) -> Mapping[str, Drawing | None]:
        """The drawings by the name that an address gives them."""
        return {"scatter": self.scatter, "lorenz": self.lorenz}


def read_asked(query: Mapping[str, str], release: Release) -> tuple[Asked, Asked]:
    """What the address asks for, and the nearest that is published: the same where all of it is."""
    manifest = release.manifest
    of = query.get("of") or NATION
    place = release.area(of)
    near_of = of if place and place["level"] in ("nation", "province") else _province_of(of, release)
    names = [one["name"] for one in _usable(release, near_of)]
    first = FIRST_CHOICE if FIRST_CHOICE in names else names[0]
    x = query.get("x") or first
    near_x = nearest_name(x, names, otherwise=first)
    second = _second(release, names, near_x)
    y = query.get("y") or second
    wanted = query.get("term") or str(manifest["term"])
    near_term = nearest_term(wanted, manifest)
    near = Asked(near_x, nearest_name(y, names, otherwise=second), near_of, near_term)
    asked = Asked(x, y, of, term_key(wanted) or 0)
    return asked, near


def _province_of(code: str, release: Release) -> str:
    return code[:2] if code[:2].isdecimal() and release.area(code[:2]) else NATION


def _usable(release: Release, of: str) -> list[IndicatorWords]:
    level = "province" if of == NATION else "district"
    return [words for words in release.manifest["indicators"] if level in words["levels"]]


def _second(release: Release, names: Sequence[str], x: str) -> str:
    """What to set beside `x` when nothing is asked: first a share of another family whose low value is the need."""
    words = {name: words_of(release.manifest, name) for name in names}
    shares = [name for name in names if words[name]["unit"] == "share" and name != x]
    others = [name for name in shares if words[name].get("family") != words[x].get("family")] or shares
    return next((name for name in others if name in LOW_IS_NEED), (others or list(names))[0])


def inequality_page(release: Release, asked: Asked) -> InequalityPage | None:
    """The page for a choice that is published; None where the release has no such area."""
    place = release.area(asked.of)
    if place is None:
        return None
    manifest = release.manifest
    level = "province" if asked.of == NATION else "district"
    children = [child for child in place["children"] if child["level"] == level]
    x_words, y_words = words_of(manifest, asked.x), words_of(manifest, asked.y)
    trait = _trait(release, asked, children)
    parts = _parts(children, trait, asked.term, _groups(release) if asked.of == NATION else {})
    curve, index = lorenz(parts), theil(parts)
    dots = _dots(children, asked, x_words, y_words)
    trait_label = label_of(words_of(manifest, trait)) if trait else ""
    where = f"{title(place)}, {_('term %(term)s') % {'term': term(asked.term)}}"
    said = _sentence(dots, x_words, y_words)
    between, within = _theil_sentences(index, split=asked.of == NATION)
    return InequalityPage(
        asked=asked,
        title=title(place),
        sentence=said,
        x_words=x_words,
        y_words=y_words,
        xs=_options(release, asked.of, asked.x),
        ys=_options(release, asked.of, asked.y),
        areas=_areas(release, asked.of),
        terms=[Option(str(key), term(key), key == asked.term) for key in sorted(manifest["terms"], reverse=True)],
        scatter=_scatter(dots, x_words, y_words, where=where, said=said),
        lorenz=_lorenz(curve, trait_label, where=where, level=level),
        curve=curve,
        theil=index,
        trait=trait_label,
        between_sentence=between,
        within_sentence=within,
        kinds=kinds(level),
        rows=_rows(children, asked, curve),
        left_out=len(children) - len(dots),
    )


def _scatter(
    dots: Sequence[Dot], x_words: IndicatorWords, y_words: IndicatorWords, *, where: str, said: str
) -> Drawing | None:
    if len(dots) < 2:
        return None
    labels = f"{label_of(x_words)} · {label_of(y_words)}"
    return scatter(dots, x_label=_axis(x_words), y_label=_axis(y_words), title=f"{labels}: {where}", description=said)


def _lorenz(curve: Lorenz | None, trait: str, *, where: str, level: str) -> Drawing | None:
    if curve is None:
        return None
    return lorenz_drawing(
        curve,
        x_label=_("children, cumulated, per cent"),
        y_label=_("%(trait)s, cumulated, per cent") % {"trait": trait},
        title=_("Concentration: %(trait)s") % {"trait": f"{trait}, {where}"},
        description=_lorenz_sentence(curve, trait, level),
    )


def _axis(words: IndicatorWords) -> str:
    unit = {"share": " (%)", "baht": f" ({_('baht')})"}.get(words["unit"], "")
    return label_of(words) + unit


def _options(release: Release, of: str, chosen: str) -> list[Option]:
    return [Option(one["name"], label_of(one), one["name"] == chosen) for one in _usable(release, of)]


def _areas(release: Release, chosen: str) -> list[Option]:
    nation = release.area(NATION)
    provinces = [child for child in nation["children"] if child["level"] == "province"] if nation else []
    provinces.sort(key=lambda one: one["name_th"] if in_thai() else one["name_en"])
    whole = [Option(NATION, _("The whole country, by province"), chosen == NATION)]
    return whole + [Option(one["code"], name(one), one["code"] == chosen) for one in provinces]


def _cell(child: PlaceFigures, indicator: str, term_key: int) -> Cell:
    return child["figures"].get(str(term_key), {}).get(indicator, NO_DATA)


def _trait(release: Release, asked: Asked, children: Sequence[PlaceFigures]) -> str:
    """The indicator that the Lorenz curve is about: the upright one, else the other, else the first that fits.

    It must be a share of children of which a high value is the need.
    """
    names = [words["name"] for words in _usable(release, asked.of)]
    order = dict.fromkeys([asked.y, asked.x, *([FIRST_CHOICE] if FIRST_CHOICE in names else []), *names])
    for indicator in order:
        cells = [_cell(child, indicator, asked.term) for child in children]
        if (
            words_of(release.manifest, indicator)["unit"] == "share"
            and indicator not in LOW_IS_NEED
            and sum(cell["n"] is not None and bool(cell["d"]) for cell in cells) >= 3
        ):
            return indicator
    return ""


def _groups(release: Release) -> dict[str, str]:
    """The region of each province."""
    found = {}
    nation = release.area(NATION)
    for child in nation["children"] if nation else []:
        region = release.area(child["code"]) if child["level"] == "region" else None
        for province in region["children"] if region else []:
            found[province["code"]] = child["code"]
    return found


def _parts(children: Sequence[PlaceFigures], trait: str, term_key: int, groups: Mapping[str, str]) -> list[Part]:
    parts = []
    for child in children:
        cell = _cell(child, trait, term_key)
        if cell["n"] is not None and cell["d"]:
            parts.append(Part(child["code"], cell["n"], cell["d"], groups.get(child["code"], "")))
    return parts


def _dots(
    children: Sequence[PlaceFigures], asked: Asked, x_words: IndicatorWords, y_words: IndicatorWords
) -> list[Dot]:
    """The areas with both figures."""
    found = []
    for child in children:
        x, y = _cell(child, asked.x, asked.term)["v"], _cell(child, asked.y, asked.term)["v"]
        people = _cell(child, "pupils", asked.term)["n"] or 0
        if x is not None and y is not None:
            found.append((child, x, y, people))
    far = outliers([(child["code"], x, y, float(people or 1)) for child, x, y, people in found])
    return [
        Dot(
            child["code"], name(child), x, y, people, child["code"] in far,
            f"{name(child)}: {with_unit(x, x_words['unit'])}, {with_unit(y, y_words['unit'])}",
        )
        for child, x, y, people in found
    ]  # fmt: skip


def _sentence(dots: Sequence[Dot], x_words: IndicatorWords, y_words: IndicatorWords) -> str:
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


def _lorenz_sentence(curve: Lorenz, trait: str, level: str) -> str:
    return _(
        "The hardest-hit %(kinds)s with half of all children have %(share)s %% of “%(trait)s”; "
        "if all were alike, it would be 50.0 %%."
    ) % {"kinds": kinds(level), "share": number(100 * curve.upper_half(), decimals=1), "trait": trait}


def _theil_sentences(index: Theil | None, *, split: bool) -> tuple[str, str]:
    """One plain sentence for each of the two numbers; for one province there is but one number."""
    if index is None:
        return "", ""
    share = {"share": number(index.between_share, decimals=1)}
    rest = {"share": number(100 - index.between_share, decimals=1)}
    if not split:
        return "", _("All of the inequality measured here lies between districts of the same province.")
    if index.total < 1e-9:
        return _("The regions do not differ."), _("Provinces of the same region do not differ.")
    return (
        _("%(share)s %% of the inequality between provinces comes from the regions being different.") % share,
        _("%(share)s %% comes from provinces of the same region being different.") % rest,
    )


def _rows(children: Sequence[PlaceFigures], asked: Asked, curve: Lorenz | None) -> list[AreaRow]:
    """The areas as the Lorenz curve passes them, then the others."""
    passed = dict(zip(curve.order, curve.points[1:], strict=True)) if curve else {}
    rows = []
    for child in sorted(children, key=lambda one: passed.get(one["code"], (2.0, 2.0))):
        people, trait = passed.get(child["code"], (None, None))
        rows.append(
            AreaRow(
                name(child), area_url(child["code"]), _cell(child, "pupils", asked.term),
                _cell(child, asked.x, asked.term), _cell(child, asked.y, asked.term),
                None if people is None else 100 * people, None if trait is None else 100 * trait,
            )
        )  # fmt: skip
    return rows
