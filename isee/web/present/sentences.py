"""The one sentence that matters, made from the figures, and the lines below it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.reporting.api import AreaFigures, Cell, IndicatorWords, Manifest
from isee.web.present.choice import EVERYONE, Choice, cell_of, label_of, words_of
from isee.web.present.formats import number, ordinal, term, value_text, with_unit
from isee.web.present.places import kinds
from isee.web.present.ranking import Standing

SIMPLE_FRACTIONS = ((2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (3, 10), (7, 10), (9, 10))
CLOSE_ENOUGH = 0.05
"""A simple fraction may stand for a share when it is within five per cent of it."""


@dataclass(frozen=True)
class Headline:
    """The first thing on a page: a sentence, its turn (a change or a rank), and what stands behind it.

    `known` is false where no figure can be shown: then the place's name is the better heading.
    """

    sentence: str
    turn: str
    lead: str
    known: bool


def simple_fraction(share: float) -> tuple[int, int] | None:
    """A share in per cent as a fraction that people say (`1 in 7`), or None when none is close."""
    if not 0 < share < 100:
        return None
    candidates = [(1, n) for n in range(2, 51)] + list(SIMPLE_FRACTIONS)
    top, bottom = min(candidates, key=lambda pair: (abs(100 * pair[0] / pair[1] - share), pair[1]))
    return (top, bottom) if abs(100 * top / bottom - share) <= CLOSE_ENOUGH * share else None


def headline(
    area: AreaFigures, *, choice: Choice, manifest: Manifest, standing: Standing | None, among: str
) -> Headline:
    """The sentence for an area or a school. `among` names what the rank counts, as in "provinces"."""
    cell = cell_of(area, choice)
    turn = ""
    if cell["s"] == "ok":
        turn = _rank(standing, among=among) if standing else _change(area, choice, manifest)
    words = words_of(manifest, choice.indicator)
    statement = _statement(cell, choice, label=label_of(words), unit=words["unit"])
    return Headline(statement, turn, _lead(area, choice, manifest), cell["s"] == "ok")


def people(group: str, *, of_age: bool = False) -> str:
    """Whom the figures are about, in the plural."""
    if of_age:
        return {
            EVERYONE: _("children aged 3–18"), "f": _("girls aged 3–18"), "m": _("boys aged 3–18"),
            "pre_primary": _("children of pre-primary age"), "primary": _("children of primary age"),
            "lower_secondary": _("children of lower secondary age"),
            "upper_secondary": _("children of upper secondary age"),
        }[group]  # fmt: skip
    return {
        EVERYONE: _("pupils"), "f": _("girls at school"), "m": _("boys at school"),
        "pre_primary": _("pre-primary pupils"), "primary": _("primary pupils"),
        "lower_secondary": _("lower secondary pupils"), "upper_secondary": _("upper secondary pupils"),
    }[group]  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _statement(cell: Cell, choice: Choice, *, label: str, unit: str) -> str:
    who = people(choice.group, of_age=choice.indicator == "out_of_school")
    value = cell["v"]
    if cell["s"] == "few":
        return _("Too few children to show this figure")
    if value is None:
        return _("There is no figure for this choice yet")
    if choice.indicator == "pupils":
        return _("%(n)s %(who)s") % {"n": number(value), "who": who}
    if choice.indicator == "attendance":
        return _capital(_("%(who)s came to school on %(v)s %% of days") % {"who": who, "v": number(value, decimals=1)})
    if choice.indicator == "income":
        return _("Households of screened %(who)s live on %(v)s baht a head each month") % {
            "who": who,
            "v": number(value),
        }
    words = _share_sentences().get(choice.indicator)
    if words is None:
        return f"{label}: {with_unit(value, unit)}"
    fraction = simple_fraction(value)
    if fraction:
        return words[0] % {"a": fraction[0], "b": fraction[1], "who": who}
    return words[1] % {"v": number(value, decimals=1), "who": who}


def _share_sentences() -> dict[str, tuple[str, str]]:
    """By indicator: the sentence for a simple fraction, and the one for a percentage."""
    return {
        "poor": (
            _("%(a)s in %(b)s %(who)s live in poor households"),
            _("%(v)s %% of %(who)s live in poor households"),
        ),
        "extremely_poor": (
            _("%(a)s in %(b)s %(who)s live in extremely poor households"),
            _("%(v)s %% of %(who)s live in extremely poor households"),
        ),
        "out_of_school": (
            _("%(a)s in %(b)s %(who)s are out of school"),
            _("%(v)s %% of %(who)s are out of school"),
        ),
    }


def _rank(standing: Standing, *, among: str) -> str:
    """The rank from the nearer end."""
    from_top = standing.from_highest <= standing.from_lowest
    place = standing.from_highest if from_top else standing.from_lowest
    words = {"place": ordinal(place), "count": number(standing.count), "among": among}
    if from_top:
        said = _("the highest of %(count)s %(among)s") if place == 1 else _("%(place)s highest of %(count)s %(among)s")
    else:
        said = _("the lowest of %(count)s %(among)s") if place == 1 else _("%(place)s lowest of %(count)s %(among)s")
    return said % words


def _change(area: AreaFigures, choice: Choice, manifest: Manifest) -> str:
    """The change since the first term with a figure; empty when there is none to compare with."""
    unit = words_of(manifest, choice.indicator)["unit"]
    earlier = [
        (key, cell["v"])
        for key in sorted(manifest["terms"])
        if key < choice.term and (cell := cell_of(area, Choice(choice.indicator, key, choice.group)))["v"] is not None
    ]
    now = cell_of(area, choice)["v"]
    if not earlier or now is None:
        return ""
    since, before = earlier[0]
    step = round(now - (before or 0), 1 if unit == "share" else 0)
    words = {"by": value_text(abs(step), unit), "term": term(since)}
    if step == 0:
        return _("the same as in term %(term)s") % words
    if unit == "share":
        down, up = _("down %(by)s points since term %(term)s"), _("up %(by)s points since term %(term)s")
    elif unit == "baht":
        down, up = _("down %(by)s baht since term %(term)s"), _("up %(by)s baht since term %(term)s")
    else:
        down, up = _("%(by)s fewer than in term %(term)s"), _("%(by)s more than in term %(term)s")
    return (down if step < 0 else up) % words


def _lead(area: AreaFigures, choice: Choice, manifest: Manifest) -> str:
    """The numbers behind the sentence, in words; hidden figures are simply not said."""
    words, cell = words_of(manifest, choice.indicator), cell_of(area, choice)
    if area["level"] not in words["levels"]:
        return _("%(label)s: this figure is not published for %(kinds)s.") % {
            "label": label_of(words),
            "kinds": kinds(area["level"]),
        }
    opening = _("In term %(term)s:") % {"term": term(choice.term)}
    parts = [opening, _evidence(cell, words, manifest["threshold"]), _income_too(area, choice)]
    return " ".join(part for part in parts if part)


def _evidence(cell: Cell, words: IndicatorWords, threshold: int) -> str:
    """The counts behind a share, or why there is no figure."""
    if cell["s"] == "few":
        return _(
            "fewer than %(threshold)s children, or a figure that would tell about so few, so that it is not shown."
        ) % {"threshold": threshold}
    if cell["s"] == "none":
        return _("nothing was reported.")
    n, d, v = cell["n"], cell["d"], cell["v"]
    if words["unit"] != "share" or n is None or d is None or v is None:
        return f"{label_of(words)} {with_unit(v or 0, words['unit'])}."
    values = {"label": label_of(words), "n": number(n), "d": number(d), "v": number(v, decimals=1)}
    if words["name"] == "attendance":
        return _("%(label)s %(v)s per cent: %(n)s of the %(d)s days expected of all pupils.") % values
    return _("%(label)s %(n)s of %(d)s, %(v)s per cent.") % values


def _income_too(area: AreaFigures, choice: Choice) -> str:
    """What the screened households live on, beside a figure about poverty."""
    if choice.indicator not in ("poor", "extremely_poor"):
        return ""
    income = cell_of(area, Choice("income", choice.term, choice.group))["v"]
    if income is None:
        return ""
    return _("Households of screened pupils live on %(v)s baht a head each month.") % {"v": number(income)}
