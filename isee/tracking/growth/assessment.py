"""One measurement against a reference: scores, the reference's name, and marks with their reasons."""

from dataclasses import dataclass, replace
from decimal import Decimal

from isee.tracking.growth import marks, who
from isee.tracking.growth.lms import Lms, rounded, z_score
from isee.tracking.growth.references import LoadedReference

Number = float | int | Decimal
MONTHS_TO_STAND = 9
"""Below this age a child cannot stand: a height said to be standing is read as length, as igrowup does."""


@dataclass(frozen=True)
class Growth:
    """Scores with two decimals; None where the reference has no table for the age, or a value is missing.

    `reference` names the table behind every score here (`who2006`, `who2007`, the name of a loaded one), and is empty
    where there is no score. `flags` are marks of `marks.py`: reasons to measure again, never to drop.
    """

    reference: str
    bmi: float | None
    height_z: float | None
    weight_z: float | None
    bmi_z: float | None
    wfh_z: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Child:
    """Who is measured, as the tables want it: exact days and months, and whether the child was lying."""

    sex: str
    days: int | None
    months: float | None
    lying: bool | None


@dataclass(frozen=True)
class Scores:
    """The four scores of a measurement, before marks."""

    reference: str = ""
    bmi: float | None = None
    height: float | None = None
    weight: float | None = None
    by_index: float | None = None
    by_height: float | None = None

    def known(self) -> bool:
        """Whether any score is there."""
        return any(z is not None for z in (self.height, self.weight, self.by_index, self.by_height))


def assess(
    sex: str,
    *,
    age_days: int | None = None,
    age_months: float | None = None,
    weight_kg: Number | None,
    height_cm: Number | None,
    lying: bool | None = None,
    reference: LoadedReference | None = None,
) -> Growth:
    """Score a weight and a height of a child of a known age and sex (`f`, `m`; any other has no score).

    Without `reference` the one of WHO for the age is used: 2006 to the end of the 60th month, then 2007 (see
    `who.py`). With one, that alone: a measure that it lacks has no score, rather than one of WHO. Without `lying` a
    child under 731 days was measured lying, an older one standing.
    """
    if age_days is None and age_months is not None:
        age_days = who.whole_days(age_months)
    if age_months is None and age_days is not None:
        age_months = who.months_of(age_days)
    child = Child(sex, age_days, age_months, lying)
    weight, height = _value(weight_kg), _value(height_cm)
    scores = _scores(child, weight, height, reference)
    return Growth(
        reference=scores.reference, bmi=scores.bmi, height_z=scores.height, weight_z=scores.weight,
        bmi_z=scores.by_index, wfh_z=scores.by_height, flags=_flags(child, weight, height, scores, reference),
    )  # fmt: skip


def _value(number: Number | None) -> float | None:
    return None if number is None or number <= 0 else float(number)


def _scores(child: Child, weight: float | None, height: float | None, reference: LoadedReference | None) -> Scores:
    if child.days is None or child.months is None or child.days < 0:
        return Scores(bmi=_index(weight, height))
    if reference is not None:
        scores = _loaded_scores(child, child.months, weight, height, reference)
    elif child.months < who.FIRST_MONTH_2007:
        scores = _scores_2006(child, min(child.days, who.LAST_DAY_2006), weight, height)
    else:
        scores = _scores_2007(child, child.months, weight, height)
    return scores if scores.known() else replace(scores, reference="")


def _scores_2006(child: Child, day: int, weight: float | None, height: float | None) -> Scores:
    height = _as_the_tables_mean(child, day, height)
    index = _index(weight, height)
    if child.sex not in who.SEXES:
        return Scores(bmi=index)
    position = "lying" if day < who.STANDING_DAYS else "standing"
    by_length = None if height is None else who.at_length_2006(position, child.sex, height)
    return Scores(
        who.WHO2006, index,
        _z(height, who.at_day_2006("height", child.sex, day), restricted=False),
        _z(weight, who.at_day_2006("weight", child.sex, day)),
        _z(index, who.at_day_2006("bmi", child.sex, day)),
        _z(weight, by_length),
    )  # fmt: skip


def _as_the_tables_mean(child: Child, day: int, height: float | None) -> float | None:
    """Length below 24 months, height from then on: the other way of measuring is turned into it by 0.7 cm."""
    if height is None or child.lying is None:
        return height
    if day < who.STANDING_DAYS and not child.lying and who.months_of(day) >= MONTHS_TO_STAND:
        return height + who.LYING_MINUS_STANDING
    if day >= who.STANDING_DAYS and child.lying:
        return height - who.LYING_MINUS_STANDING
    return height


def _scores_2007(child: Child, months: float, weight: float | None, height: float | None) -> Scores:
    index = _index(weight, height)
    if child.sex not in who.SEXES:
        return Scores(bmi=index)
    return Scores(
        who.WHO2007, index,
        _z(height, who.at_month_2007("height", child.sex, months), restricted=False),
        _z(weight, who.at_month_2007("weight", child.sex, months)),
        _z(index, who.at_month_2007("bmi", child.sex, months)),
    )  # fmt: skip


def _loaded_scores(
    child: Child, months: float, weight: float | None, height: float | None, reference: LoadedReference
) -> Scores:
    index = _index(weight, height)

    def score(measure: str, at: float | None, value: float | None) -> float | None:
        if at is None or value is None:
            return None
        z = reference.score(measure, sex=child.sex, at=at, value=value)
        return None if z is None else rounded(z)

    return Scores(
        reference.name, index, score("height", months, height), score("weight", months, weight),
        score("bmi", months, index), score("weight_for_height", height, weight),
    )  # fmt: skip


def _index(weight: float | None, height: float | None) -> float | None:
    return None if weight is None or height is None else weight / (height / 100) ** 2


def _z(value: float | None, lms: Lms | None, *, restricted: bool = True) -> float | None:
    return None if value is None or lms is None else rounded(z_score(value, lms, restricted=restricted))


def _flags(
    child: Child, weight: float | None, height: float | None, scores: Scores, reference: LoadedReference | None
) -> tuple[str, ...]:
    found = {
        marks.HEIGHT_IMPLAUSIBLE: marks.is_implausible("height", scores.height),
        marks.WEIGHT_IMPLAUSIBLE: marks.is_implausible("weight", scores.weight),
        marks.BMI_IMPLAUSIBLE: marks.is_implausible("bmi", scores.by_index),
        marks.WEIGHT_FOR_HEIGHT_IMPLAUSIBLE: marks.is_implausible("weight_for_height", scores.by_height),
        marks.WEIGHT_OUT_OF_RANGE: marks.is_outside(weight, marks.WEIGHT_KG),
        marks.HEIGHT_OUT_OF_RANGE: marks.is_outside(height, marks.HEIGHT_CM),
    }
    seen = tuple(mark for mark, there in found.items() if there)
    return (*seen, *_reasons(child, weight, height, set(seen), reference)) if seen else ()


def _reasons(
    child: Child, weight: float | None, height: float | None, seen: set[str], reference: LoadedReference | None
) -> list[str]:
    """What would explain the marks: numbers exchanged, or a decimal point one place off."""
    if weight is not None and height is not None and weight > height:
        turned = _scores(child, height, weight, reference)
        if _ordinary(turned.height) and _ordinary(turned.by_index):
            return [marks.EXCHANGED]
    if seen & {marks.HEIGHT_IMPLAUSIBLE, marks.HEIGHT_OUT_OF_RANGE} and height is not None:
        mended = (_scores(child, None, height * factor, reference).height for factor in marks.SLIPS)
        return [marks.HEIGHT_DECIMAL_SLIP] if any(_ordinary(z) for z in mended) else []
    if weight is not None:
        mended_too = (_scores(child, weight * factor, height, reference) for factor in marks.SLIPS)
        if any(_ordinary(one.by_index if height is not None else one.weight) for one in mended_too):
            return [marks.WEIGHT_DECIMAL_SLIP]
    return []


def _ordinary(z: float | None) -> bool:
    return z is not None and abs(z) <= marks.ORDINARY_Z
