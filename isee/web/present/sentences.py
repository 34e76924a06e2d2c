"""The one sentence that matters, made from the figures, and the lines below it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.kernel import AcademicTerm
from isee.reporting.api import AreaFigures, Cell, IndicatorWords, Manifest
from isee.web.present.choice import EVERYONE, Choice, cell_of, label_of, words_of
from isee.web.present.figures import SHARES_FROM, WHOLE_ONLY, band_of, cell_label, is_known, share_words
from isee.web.present.formats import number, ordinal, term, value_text, with_unit
from isee.web.present.places import kinds
from isee.web.present.ranking import Standing
from isee.web.present.uncertainty import Interval, interval_of

SIMPLE_FRACTIONS = ((2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (3, 10), (7, 10), (9, 10))
CLOSE_ENOUGH = 0.05
"""A simple fraction may stand for a share when it is within five per cent of it."""

TERMS_A_YEAR = 2
GROUP_AT_MOST = 1 / 3
"""A group at one end of a ranking is worth telling when it is at most a third of all."""


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
    area: AreaFigures,
    *,
    choice: Choice,
    manifest: Manifest,
    standing: Standing | None,
    among: str,
    nation: AreaFigures | None = None,
) -> Headline:
    """The sentence for an area or a school. `among` names what the rank counts, as in "provinces".

    The turn is the rank where one can be claimed, else the change of a year; the other comparisons follow below.
    """
    cell = cell_of(area, choice)
    turn, more = "", []
    if is_known(cell):
        said = [_rank(standing, among=among)] if standing else []
        said += [_change(area, choice, manifest), _gap(area, choice, manifest, nation)]
        if cell["s"] == "band":
            said.reverse()
        turn, *more = [words for words in said if words] or [""]
    words = words_of(manifest, choice.indicator)
    statement = _statement(cell, choice, label=label_of(words), unit=words["unit"])
    lead = _lead(area, choice, manifest)
    if more:
        lead = f"{lead} {_('Compared: %(what)s.') % {'what': ', '.join(more)}}"
    return Headline(statement, turn, lead, is_known(cell))


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
    if cell["s"] == "band":
        return _capital(_band_statement(cell, choice.indicator, who=who, label=label))
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


def _band_statement(cell: Cell, indicator: str, *, who: str, label: str) -> str:
    """The sentence for a share that is published as a range."""
    words = {"share": share_words(cell), "who": who}
    said = {
        "poor": _("%(share)s of %(who)s live in poor households"),
        "extremely_poor": _("%(share)s of %(who)s live in extremely poor households"),
        "out_of_school": _("%(share)s of %(who)s are out of school"),
        "attendance": _("%(who)s came to school on %(share)s of days"),
    }
    return said[indicator] % words if indicator in said else f"{label}: {share_words(cell)}"


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
    """The rank from the nearer end; a group at that end where chance could change the order; else nothing."""
    ranks = standing.ranks
    at_least = ranks.count + 1 - ranks.first
    from_top = ranks.last <= at_least
    last = ranks.last if from_top else at_least
    words = {"place": ordinal(last), "group": number(last), "count": number(ranks.count), "among": among}
    if ranks.certain and last == 1:
        said = _("the highest of %(count)s %(among)s") if from_top else _("the lowest of %(count)s %(among)s")
    elif ranks.certain:
        said = (
            _("%(place)s highest of %(count)s %(among)s") if from_top else _("%(place)s lowest of %(count)s %(among)s")
        )
    elif last <= ranks.count * GROUP_AT_MOST:
        said = (
            _("among the %(group)s highest of %(count)s %(among)s")
            if from_top
            else _("among the %(group)s lowest of %(count)s %(among)s")
        )
    else:
        return ""
    return " ".join([said % words, *([_("with a figure")] if standing.hidden else [])])


def _change(area: AreaFigures, choice: Choice, manifest: Manifest) -> str:
    """The change since the same term a year before; why there is none where that figure is hidden."""
    unit = words_of(manifest, choice.indicator)["unit"]
    since = AcademicTerm.from_key(choice.term).plus(-TERMS_A_YEAR).key
    if since not in manifest["terms"]:
        return ""
    earlier = Choice(choice.indicator, since, choice.group)
    now, before = cell_of(area, choice)["v"], cell_of(area, earlier)
    words = {"term": term(since)}
    if band_of(before):
        same = band_of(before) == band_of(cell_of(area, choice))
        said = _("the same range as in term %(term)s") if same else _("in term %(term)s it was %(share)s")
        return said % {**words, "share": share_words(before)}
    if now is None or before["v"] is None:
        return _("in term %(term)s there were too few to show") % words if before["s"] == "few" else ""
    step = round(now - before["v"], 1 if unit == "share" else 0)
    if step == 0:
        return _("the same as in term %(term)s") % words
    by_chance = _alike(own_interval(area, choice, unit), own_interval(area, earlier, unit))
    if by_chance:
        return _("hardly changed since term %(term)s (%(v)s %%)") % {**words, "v": value_text(before["v"], unit)}
    if unit == "share":
        down, up = _("down %(by)s points since term %(term)s"), _("up %(by)s points since term %(term)s")
    elif unit == "baht":
        down, up = _("down %(by)s baht since term %(term)s"), _("up %(by)s baht since term %(term)s")
    else:
        down, up = _("%(by)s fewer than in term %(term)s"), _("%(by)s more than in term %(term)s")
    return (down if step < 0 else up) % {**words, "by": value_text(abs(step), unit)}


def _gap(area: AreaFigures, choice: Choice, manifest: Manifest, nation: AreaFigures | None) -> str:
    """How far a share or a mean is from the nation's; empty for counts and for the nation itself."""
    unit = words_of(manifest, choice.indicator)["unit"]
    if nation is None or nation["code"] == area["code"] or unit == "count":
        return ""
    return gap_text(cell_of(area, choice), cell_of(nation, choice), unit=unit,
                    own=own_interval(area, choice, unit), whole=own_interval(nation, choice, unit))  # fmt: skip


def gap_text(cell: Cell, whole_cell: Cell, *, unit: str, own: Interval | None, whole: Interval | None) -> str:
    """A figure beside the nation's, in words; empty where one of the two cannot be shown."""
    if not is_known(cell) or whole_cell["v"] is None or unit == "count":
        return ""
    if cell["v"] is None:
        return _band_gap(share_words(whole_cell), own=own, whole=whole)
    step = round(cell["v"] - whole_cell["v"], 1 if unit == "share" else 0)
    words = {"by": value_text(abs(step), unit), "nation": with_unit(whole_cell["v"], unit).replace(" ", "\u00a0")}
    if step == 0 or _alike(own, whole):
        return _("about the nation's %(nation)s") % words
    if unit == "share":
        said = _("%(by)s points above the nation's %(nation)s"), _("%(by)s points below the nation's %(nation)s")
    else:
        said = _("%(by)s baht above the nation's %(nation)s"), _("%(by)s baht below the nation's %(nation)s")
    return said[0 if step > 0 else 1] % words


def _band_gap(nation: str, *, own: Interval | None, whole: Interval | None) -> str:
    """A range beside the nation's share: only on which side it lies, or that this cannot be told."""
    beside = own.beside(whole) if own and whole else "alike"
    return {
        "above": _("above the nation's %(nation)s"),
        "below": _("below the nation's %(nation)s"),
        "alike": _("not to be told apart from the nation's %(nation)s"),
    }[beside] % {"nation": nation}


def own_interval(area: AreaFigures, choice: Choice, unit: str) -> Interval | None:
    """The interval of an area's own figure."""
    return interval_of(
        cell_of(area, choice), unit=unit, pupils=cell_of(area, Choice("pupils", choice.term, choice.group))
    )


def _alike(one: Interval | None, other: Interval | None) -> bool:
    return one is not None and other is not None and one.overlaps(other)


def _lead(area: AreaFigures, choice: Choice, manifest: Manifest) -> str:
    """The numbers behind the sentence, in words; hidden figures are simply not said."""
    words, cell = words_of(manifest, choice.indicator), cell_of(area, choice)
    if area["level"] not in words["levels"]:
        return _("%(label)s: this figure is not published for %(kinds)s.") % {
            "label": label_of(words),
            "kinds": kinds(area["level"]),
        }
    opening = _("In term %(term)s:") % {"term": term(choice.term)}
    if area["level"] in WHOLE_ONLY:
        evidence = _small_evidence(area, cell, choice, words)
    else:
        evidence = _evidence(cell, words, manifest["threshold"])
    parts = [opening, evidence, _income_too(area, choice)]
    return " ".join(part for part in parts if part)


def _small_evidence(area: AreaFigures, cell: Cell, choice: Choice, words: IndicatorWords) -> str:
    """What is said of a school or a subdistrict: its pupils, and why there is no exact share."""
    pupils = cell_of(area, Choice("pupils", choice.term))
    if cell["s"] == "none":
        return _("nothing was reported.")
    count = _("%(n)s pupils.") % {"n": number(pupils["n"])} if pupils["n"] is not None else ""
    why = ""
    if cell["s"] == "band":
        why = _("Below the district a range is published, so that no single child can be told from it.")
    elif cell["s"] == "few" and (pupils["n"] is None or pupils["n"] < SHARES_FROM):
        why = _("Pupils only: fewer than %(least)s pupils, so shares could tell of single children.")
    elif cell["s"] == "few":
        why = _("This figure could tell of single children, so that it is not shown.")
    elif words["name"] != "pupils":
        count = f"{label_of(words)} {cell_label(cell, words['unit'])}."
    return f"{count} {why % {'least': number(SHARES_FROM)}}".strip()


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
