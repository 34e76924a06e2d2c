"""The sentences of a province brief: a figure, its gap to the nation, and its change since a year before.

Everything is worked out from published, rounded figures, so that a reader with the tables gets the same. A hidden or
missing figure is said to be hidden or missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.reporting.api import AreaFigures, Cell
from isee.web.present.choice import NO_DATA
from isee.web.present.figures import cell_text
from isee.web.present.formats import number, ordinal, term, value_text

A_YEAR = 10
"""A term key less this is the same term of the year before."""
LEAD = "extremely_poor"
SENTENCES = (LEAD, "out_of_school", "attendance", "income")
"""What a governor is told, in this order, as far as the release has it."""


@dataclass(frozen=True)
class Sentence:
    """A statement, and what it compares with."""

    says: str
    beside: str


def figure(place: AreaFigures | None, indicator: str, key: int) -> Cell:
    """A place's figure for everyone in a term; "no data" where the release has none."""
    found = place["figures"].get(str(key), {}).get(indicator) if place else None
    return found["all"] if found else NO_DATA


def sentences(
    place: AreaFigures, nation: AreaFigures | None, *, units: Mapping[str, str], labels: Mapping[str, str], key: int
) -> list[Sentence]:
    """The sentences for the indicators that the release has, by their units and labels."""
    return [
        Sentence(
            _statement(indicator, figure(place, indicator, key), label=labels[indicator], unit=units[indicator]),
            _beside(place, nation, indicator, unit=units[indicator], key=key),
        )
        for indicator in SENTENCES
        if indicator in units
    ]


def amount(value: float | int, unit: str) -> str:
    """A figure inside a sentence: `45.2 %`, in Thai `ร้อยละ 45.2`; `2,255 baht`."""
    words = {"share": _("%(v)s per cent"), "baht": _("%(v)s baht")}.get(unit, "%(v)s")
    return words % {"v": value_text(value, unit)}


def _statement(indicator: str, cell: Cell, *, label: str, unit: str) -> str:
    value, n, d = cell["v"], cell["n"], cell["d"]
    if value is None:
        return f"{label}: {cell_text(cell, unit)}"
    if indicator == "attendance":
        return _("Pupils came to school on %(share)s of school days") % {"share": amount(value, unit)}
    if indicator == "income":
        return _("Households of screened pupils live on %(v)s baht a head each month") % {"v": number(value)}
    if n is None or d is None:
        return f"{label}: {amount(value, unit)}"
    said = {"n": number(n), "d": number(d), "share": amount(value, unit)}
    if indicator == LEAD:
        return _("%(n)s of %(d)s pupils are extremely poor: %(share)s") % said
    return _("%(n)s of %(d)s children aged 3–18 are out of school: %(share)s") % said


def _beside(place: AreaFigures, nation: AreaFigures | None, indicator: str, *, unit: str, key: int) -> str:
    """Rank, gap and change; only the reason where the figure itself cannot be shown."""
    cell = figure(place, indicator, key)
    if cell["v"] is None:
        return ""
    parts = [
        _rank(place["code"], nation, indicator, key) if indicator == LEAD else "",
        _gap(cell["v"], figure(nation, indicator, key), unit=unit),
        _change(cell["v"], figure(place, indicator, key - A_YEAR), unit=unit, since=term(key - A_YEAR)),
    ]
    joined = _("; ").join(part for part in parts if part)
    return joined[:1].upper() + joined[1:]


def _rank(code: str, nation: AreaFigures | None, indicator: str, key: int) -> str:
    """The rank by share among the provinces with a figure."""
    provinces = [child for child in nation["children"] if child["level"] == "province"] if nation else []
    cells = {child["code"]: child["figures"].get(str(key), {}).get(indicator, NO_DATA)["v"] for child in provinces}
    known = {province: value for province, value in cells.items() if value is not None}
    if code not in known or len(known) < 3:
        return ""
    higher = sum(value > known[code] for value in known.values())
    among = _("%(count)s provinces") if len(known) == len(cells) else _("%(count)s provinces with a figure")
    words = {"place": ordinal(higher + 1), "among": among % {"count": number(len(known))}}
    return (_("the highest share of %(among)s") if higher == 0 else _("%(place)s highest share of %(among)s")) % words


def _gap(value: float, nation: Cell, *, unit: str) -> str:
    if nation["v"] is None:
        return _("the country as a whole: %(state)s") % {"state": cell_text(nation, unit)}
    step = _step(value, nation["v"], unit)
    words = {"by": _points(abs(step), unit), "nation": amount(nation["v"], unit)}
    if step == 0:
        return _("the same as the whole country") % words
    return (_("%(by)s above the country's %(nation)s") if step > 0 else _("%(by)s below the country's %(nation)s")) % (
        words
    )


def _change(value: float, before: Cell, *, unit: str, since: str) -> str:
    if before["v"] is None:
        return _("term %(term)s, to compare with: %(state)s") % {"term": since, "state": cell_text(before, unit)}
    step = _step(value, before["v"], unit)
    words = {"by": _points(abs(step), unit), "term": since}
    if step == 0:
        return _("unchanged since term %(term)s") % words
    return (_("up %(by)s since term %(term)s") if step > 0 else _("down %(by)s since term %(term)s")) % words


def _step(value: float, other: float, unit: str) -> float:
    """The difference of two published figures, as coarse as they are."""
    return round(value - other, 1 if unit == "share" else 0)


def _points(step: float, unit: str) -> str:
    words = {"share": _("%(v)s points"), "baht": _("%(v)s baht")}.get(unit, "%(v)s")
    return words % {"v": value_text(step, unit)}


def pieces(found: Sequence[Sentence]) -> list[list[str]]:
    """Sentences as plain values for the template."""
    return [[sentence.says, sentence.beside] for sentence in found]
