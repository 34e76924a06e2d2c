"""Equity measures in words: what a journalist can quote, claimed only as far as chance allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from isee.reporting.api import Cell, Curve, Estimate, Figure, Gap, IndicatorWords, Rank, Spread
from isee.web.present.choice import group_label, label_of
from isee.web.present.formats import number, with_unit
from isee.web.present.places import kinds

ENOUGH_FOR_TENTHS = 20
"""With fewer areas fifths are compared: a tenth would be a part of one area."""
NEAR_ONE = 1.5
"""Below so many times a second decimal is shown."""


def times(value: float) -> str:
    """`3.4`, and near one `1.04`."""
    return number(value, decimals=1 if value >= NEAR_ONE else 2)


def between(estimate: Estimate, *, decimals: int) -> str:
    """The interval as `0.121–0.145`; empty where there is none. With negative ends `−0.2 to 0.1`."""
    if estimate.low is None or estimate.high is None:
        return ""
    ends = {"low": number(estimate.low, decimals=decimals), "high": number(estimate.high, decimals=decimals)}
    return _("%(low)s to %(high)s") % ends if estimate.low < 0 else "{low}–{high}".format(**ends)


def extremes(spread: Spread, words: IndicatorWords, level: str) -> str:
    """How many times as common the figure is at one end as at the other; the sentence that opens the page."""
    part = "tenth" if spread["counted"] >= ENOUGH_FOR_TENTHS else "fifth"
    said = {"label": label_of(words), "kinds": kinds(level), "part": _("tenth") if part == "tenth" else _("fifth")}
    found = spread["measures"].get(part)
    if found is None:
        none = _("%(label)s: none at all in the %(part)s of %(kinds)s with the least") % said
        return none if spread["measures"] else ""
    if found.low is None or found.high is None:
        return _high(words["unit"], said | {"times": times(found.value)})
    chance = {"interval": _("95 %% interval %(between)s") % {"between": _ends(found)}}
    if found.low <= 1:
        return _("%(label)s: chance alone could make the differences between %(kinds)s (%(interval)s times)") % (
            said | chance
        )
    if not found.low <= found.value <= found.high:  # Few children make areas look further apart than they are.
        return _high(words["unit"], said | {"times": _ends(found)}) + f" ({_('95 %% interval') % {}})"
    return f"{_high(words['unit'], said | {'times': times(found.value)})} ({chance['interval']})"


def _high(unit: str, said: Mapping[str, str]) -> str:
    """A share is common, an amount is high."""
    if unit == "share":
        common = _(
            "%(label)s: %(times)s times as common in the %(part)s of %(kinds)s with the most "
            "as in the %(part)s with the least"
        )
        return common % said
    return _("%(label)s: %(times)s times as high in the highest %(part)s of %(kinds)s as in the lowest") % said


def covered(spread: Spread, level: str) -> str:
    """How many areas and children the measures count."""
    said = {"counted": number(spread["counted"]), "areas": number(spread["areas"]), "kinds": kinds(level)}
    if spread["children"] is None:
        return _("Counted: %(counted)s of %(areas)s %(kinds)s.") % said
    said["children"] = number(spread["children"], decimals=1)
    return _("Counted: %(counted)s of %(areas)s %(kinds)s, with %(children)s %% of the children.") % said


def half(curve: Curve, trait: str, level: str, rank: Rank) -> str:
    """What of the trait is found with the half of all children who live where it counts most."""
    at_half = next(
        y0 + (y1 - y0) * (0.5 - x0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(curve.points) if x1 >= 0.5
    )
    share = 1 - at_half if rank == "own" else at_half
    said = {"kinds": kinds(level), "share": number(100 * share, decimals=1), "trait": trait}
    said["which"] = {
        "own": _("The %(kinds)s with the highest figures"),
        "income": _("The %(kinds)s with the lowest incomes"),
        "poverty": _("The %(kinds)s with the most poor pupils"),
    }[rank] % said
    told = _("%(which)s and half of all children have %(share)s %% of “%(trait)s”.") % said
    return f"{told} {_('If all were alike, it would be 50.0 %%.') % {}}"


@dataclass(frozen=True)
class MeasureRow:
    """A measure with its interval and what it says."""

    label: str
    value: str
    between: str
    note: str


INDEX = {"own": "index", "income": "by_income", "poverty": "by_poverty"}


def index_rows(spread: Spread, rank: Rank) -> list[MeasureRow]:
    """The concentration index of the curve that is drawn."""
    found = spread["measures"].get(INDEX[rank])
    if found is None:
        return []
    note = {
        "own": _("0 where all areas are alike, near 1 where few children live with all of it (Gini index)"),
        "income": _("below 0 where it gathers in areas with low incomes, above 0 where incomes are high"),
        "poverty": _("below 0 where it gathers in the poorest areas, above 0 in the others"),
    }[rank]
    return [MeasureRow(_("Concentration index"), number(found.value, decimals=3), between(found, decimals=3), note)]


def theil_rows(spread: Spread) -> list[MeasureRow]:
    """Theil's index as a whole."""
    found = spread["measures"].get("theil")
    if found is None:
        return []
    note = _("0 where all areas are alike; its parts add up")
    return [MeasureRow(_("Theil's index"), number(found.value, decimals=4), between(found, decimals=4), note)]


def extreme_rows(spread: Spread) -> list[MeasureRow]:
    """The ratios of extremes, all three."""
    labels = {
        "tenth": (_("Highest to lowest tenth"), _("areas at each end with a tenth of the children")),
        "fifth": (_("Highest to lowest fifth"), _("areas at each end with a fifth of the children")),
        "p90_p10": (_("P90/P10 of areas"), _("large and small areas count alike; no interval")),
    }
    return [
        MeasureRow(label, _("%(times)s times") % {"times": times(found.value)}, _ends(found), note)
        for name, (label, note) in labels.items()
        if (found := spread["measures"].get(name)) is not None
    ]


def _ends(found: Estimate) -> str:
    return "" if found.low is None or found.high is None else f"{times(found.low)}–{times(found.high)}"


@dataclass(frozen=True)
class Piece:
    """A part of Theil's index: its share of the whole in per cent."""

    label: str
    share: float
    estimate: Estimate


def pieces(spread: Spread) -> list[Piece]:
    """Theil's index in its parts, the widest first; empty where it has none or all areas are alike."""
    found = spread["measures"]
    total = found.get("theil")
    if total is None or total.value <= 0:
        return []
    labels = {
        "theil_between_region": _("Between regions"),
        "theil_between_province": _("Between provinces of a region"),
        "theil_within_region": _("Within regions, between provinces"),
        "theil_within_province": _("Within provinces, between districts"),
    }
    shown = {name: max(found[name].value, 0.0) for name in labels if name in found}
    whole = sum(shown.values())
    return [Piece(labels[name], 100 * value / whole, found[name]) for name, value in shown.items() if whole]


def theil_sentence(parts: Sequence[Piece], level: str) -> str:
    """Where most of the inequality lies."""
    if not parts:
        return ""
    most = max(parts, key=lambda one: one.share)
    said = {"share": number(most.share, decimals=1), "kinds": kinds(level), "where": most.label}
    return _("%(where)s: %(share)s %% of the inequality between %(kinds)s") % said


@dataclass(frozen=True)
class GapRow:
    """Two groups and the first less the second; `certain` where chance alone could not make it."""

    first: str
    second: str
    first_value: str
    second_value: str
    gap: str
    between: str
    certain: bool


def gap_rows(gaps: Sequence[Gap], figure: Figure | None) -> list[GapRow]:
    """The gaps between groups of children, in points."""
    cells: dict[str, Cell] = {**figure["sex"], **figure["grade_band"]} if figure else {}
    return [
        GapRow(
            group_label(one["first"]), group_label(one["second"]), _share(cells[one["first"]]),
            _share(cells[one["second"]]), _signed(one["estimate"].value), between(one["estimate"], decimals=1),
            not (one["estimate"].low or 0) <= 0 <= (one["estimate"].high or 0),
        )
        for one in gaps
    ]  # fmt: skip


def _share(cell: Cell) -> str:
    return "" if cell["v"] is None else with_unit(cell["v"], "share")


def _signed(value: float) -> str:
    return _("%(by)s points") % {"by": ("+" if value > 0 else "") + number(value, decimals=1)}
