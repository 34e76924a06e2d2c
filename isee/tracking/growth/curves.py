"""The lines of a growth chart: the value at each standard deviation over age, each piece under its own reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from isee.tracking.growth import who
from isee.tracking.growth.lms import Lms, value_at
from isee.tracking.growth.references import LoadedReference, TableRow

LINES: Final = {
    (reference, measure): (-3, -2, 0, 2, 3)
    for reference in (who.WHO2006, who.WHO2007)
    for measure in ("height", "weight")
} | {(who.WHO2006, "bmi"): (-3, -2, 0, 1, 2, 3), (who.WHO2007, "bmi"): (-3, -2, 0, 1, 2)}
"""The lines drawn for WHO: those that bound its classes, and the median."""
THAI_LINES: Final = (-2.0, -1.5, 0.0, 1.5, 2.0, 3.0)
MONTHS_2006: Final = (*tuple(range(60)), 60, 60.96)


@dataclass(frozen=True)
class Curve:
    """One line: its standard deviation, and points of exact months of age and value (kg, cm or kg per square metre)."""

    deviation: float
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class CurveSet:
    """The lines of one reference. Two sets of one chart do not touch: between them lies the join at 61 months."""

    reference: str
    measure: str
    curves: Sequence[Curve]


def curves(
    sex: str, *, measure: str, from_month: float = 0, to_month: float = 229, reference: LoadedReference | None = None
) -> list[CurveSet]:
    """The lines for `height`, `weight` or `bmi` of one sex (`f`, `m`) between two ages in months.

    Without `reference` those of WHO: 2006, then 2007, whichever the ages touch. With one, that alone. An unknown sex
    or a measure that the reference lacks has no lines.
    """
    if sex not in who.SEXES:
        return []
    if reference is not None:
        return _loaded(sex, measure, from_month, to_month, reference)
    sets = []
    young = [(month, who.at_day_2006(measure, sex, who.whole_days(month))) for month in MONTHS_2006]
    last = who.LAST_MONTH_2007[measure] + 1
    older = [(float(month), who.at_month_2007(measure, sex, month)) for month in range(who.FIRST_MONTH_2007, last)]
    for name, rows in ((who.WHO2006, young), (who.WHO2007, older)):
        known = [(month, lms) for month, lms in rows if lms is not None and from_month <= month <= to_month]
        if len(known) > 1:
            sets.append(CurveSet(name, measure, [_curve(deviation, known) for deviation in LINES[name, measure]]))
    return sets


def _curve(deviation: float, rows: Sequence[tuple[float, Lms]]) -> Curve:
    return Curve(deviation, [(float(month), value_at(deviation, lms)) for month, lms in rows])


def _loaded(sex: str, measure: str, from_month: float, to_month: float, reference: LoadedReference) -> list[CurveSet]:
    rows = [row for row in reference.tables.get((measure, sex), ()) if from_month <= row.at <= to_month]
    if len(rows) < 2:
        return []
    drawn = []
    for deviation in THAI_LINES:
        points = [(row.at, _value(row, deviation)) for row in rows]
        known = [(at, value) for at, value in points if value is not None]
        if len(known) == len(rows):
            drawn.append(Curve(deviation, known))
    return [CurveSet(reference.name, measure, drawn)]


def _value(row: TableRow, deviation: float) -> float | None:
    return value_at(deviation, row.lms) if row.lms else dict(row.lines).get(deviation)
