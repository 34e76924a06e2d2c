"""Which measurements are hard to believe."""

from decimal import Decimal

BELIEVABLE_BMI = (Decimal(9), Decimal(45))
"""Body mass index of a living child, kg per square metre, widely drawn. Illustrative: a mark for a second
look, never a judgement on growth, which needs a reference table and an age."""


def is_doubtful(*, weight_kg: Decimal | None, height_cm: Decimal | None) -> bool:
    """Whether a weight and a height do not fit together; one alone is never doubtful.

    The usual cause is a slip of the decimal point or the two numbers exchanged.
    """
    if weight_kg is None or height_cm is None or not height_cm:
        return False
    bmi = weight_kg / (height_cm / 100) ** 2
    lowest, highest = BELIEVABLE_BMI
    return not lowest <= bmi <= highest
