"""Which class a z-score falls in, under which reference, and what the class is called.

Sides of the limits, settled here because no source settles them for the Thai classes: **the class nearer to the
median takes the limit**. Exactly -2 is not thin, exactly +1 is not overweight, exactly -1.5 and +1.5 are สมส่วน,
exactly +2 is ท้วม, exactly +3 is เริ่มอ้วน. WHO says it so for its own classes ("below -2", "above +1"), and the Thai
table's outer columns read "< -2" and "> +3". Scores are compared as they are shown, with two decimals.

The names of WHO's classes are our own plain words. The official Thai words ผอม to อ้วน belong to a weight-for-height
table, which WHO's 2007 reference does not have: they are used only with a loaded Thai table, and in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from isee.tracking.growth.who import WHO2006, WHO2007


@dataclass(frozen=True)
class GrowthClass:
    """A class with its words. `side` is -2 to 2: how far, and to which side, it lies from what is expected."""

    code: str
    label_th: str
    label_en: str
    side: int


@dataclass(frozen=True)
class Ladder:
    """Classes from the lowest to the highest, and the limits between them, in standard deviations."""

    limits: Sequence[float]
    classes: Sequence[GrowthClass]

    def of(self, z: float) -> GrowthClass:
        """The class of a score; a limit belongs to the class nearer to the median."""
        below = sum(1 for limit in self.limits if z > limit or (z == limit and limit < 0))
        return self.classes[below]


VERY_LOW_BMI = GrowthClass("bmi_very_low", "ดัชนีมวลกายต่ำมาก", "very low body mass index", -2)
LOW_BMI = GrowthClass("bmi_low", "ดัชนีมวลกายต่ำ", "low body mass index", -1)
EXPECTED_BMI = GrowthClass("bmi_expected", "ดัชนีมวลกายอยู่ในเกณฑ์", "body mass index as expected", 0)
RISING_BMI = GrowthClass("bmi_rising", "ดัชนีมวลกายค่อนข้างสูง", "rather high body mass index", 0)
HIGH_BMI = GrowthClass("bmi_high", "ดัชนีมวลกายสูง", "high body mass index", 1)
VERY_HIGH_BMI = GrowthClass("bmi_very_high", "ดัชนีมวลกายสูงมาก", "very high body mass index", 2)

VERY_SHORT = GrowthClass("height_very_low", "ส่วนสูงต่ำกว่าเกณฑ์มาก", "height far below what is expected", -2)
SHORT = GrowthClass("height_low", "ส่วนสูงต่ำกว่าเกณฑ์", "height below what is expected", -1)
EXPECTED_HEIGHT = GrowthClass("height_expected", "ส่วนสูงอยู่ในเกณฑ์", "height as expected", 0)
TALL = GrowthClass("height_high", "ส่วนสูงมากกว่าเกณฑ์", "height above what is expected", 1)

VERY_LIGHT = GrowthClass("weight_very_low", "น้ำหนักต่ำกว่าเกณฑ์มาก", "weight far below what is expected", -2)
LIGHT = GrowthClass("weight_low", "น้ำหนักต่ำกว่าเกณฑ์", "weight below what is expected", -1)
NOT_LIGHT = GrowthClass("weight_not_low", "น้ำหนักไม่ต่ำกว่าเกณฑ์", "weight not below what is expected", 0)

HEIGHT_LADDER: Final = Ladder((-3, -2, 3), (VERY_SHORT, SHORT, EXPECTED_HEIGHT, TALL))
WEIGHT_LADDER: Final = Ladder((-3, -2), (VERY_LIGHT, LIGHT, NOT_LIGHT))
WHO_LADDERS: Final = {
    (WHO2007, "bmi"): Ladder((-3, -2, 1, 2), (VERY_LOW_BMI, LOW_BMI, EXPECTED_BMI, HIGH_BMI, VERY_HIGH_BMI)),
    (WHO2006, "bmi"): Ladder(
        (-3, -2, 1, 2, 3), (VERY_LOW_BMI, LOW_BMI, EXPECTED_BMI, RISING_BMI, HIGH_BMI, VERY_HIGH_BMI)
    ),
    (WHO2006, "height"): HEIGHT_LADDER,
    (WHO2007, "height"): HEIGHT_LADDER,
    (WHO2006, "weight"): WEIGHT_LADDER,
    (WHO2007, "weight"): WEIGHT_LADDER,
}
"""WHO's own limits. Weight for age says nothing about too much weight: WHO judges that by body mass index."""

THAI_LADDERS: Final = {
    "weight_for_height": Ladder(
        (-2, -1.5, 1.5, 2, 3),
        (
            GrowthClass("thin", "ผอม", "thin", -2),
            GrowthClass("rather_thin", "ค่อนข้างผอม", "rather thin", -1),
            GrowthClass("well_proportioned", "สมส่วน", "well proportioned", 0),
            GrowthClass("stout", "ท้วม", "stout", 1),
            GrowthClass("becoming_obese", "เริ่มอ้วน", "becoming obese", 2),
            GrowthClass("obese", "อ้วน", "obese", 2),
        ),
    ),
    "height": Ladder(
        (-2, -1.5, 1.5, 2),
        (
            GrowthClass("short", "เตี้ย", "short", -2),
            GrowthClass("rather_short", "ค่อนข้างเตี้ย", "rather short", -1),
            GrowthClass("height_by_standard", "สูงตามเกณฑ์", "height by the standard", 0),
            GrowthClass("rather_tall", "ค่อนข้างสูง", "rather tall", 1),
            GrowthClass("tall", "สูง", "tall", 1),
        ),
    ),
    "weight": Ladder(
        (-2, -1.5, 1.5, 2),
        (
            GrowthClass("light", "น้ำหนักน้อย", "low weight", -2),
            GrowthClass("rather_light", "น้ำหนักค่อนข้างน้อย", "rather low weight", -1),
            GrowthClass("weight_by_standard", "น้ำหนักตามเกณฑ์", "weight by the standard", 0),
            GrowthClass("rather_heavy", "น้ำหนักค่อนข้างมาก", "rather high weight", 1),
            GrowthClass("heavy", "น้ำหนักมาก", "high weight", 2),
        ),
    ),
}
"""The classes of the Department of Health. They need its own table: no reference of WHO stands behind them."""


def growth_class(measure: str, z: float | None, *, reference: str) -> GrowthClass | None:
    """The class of a score of `height`, `weight`, `bmi` or `weight_for_height`.

    None without a score, and where the reference has no classes for the measure: weight for height has official
    Thai classes under a loaded Thai table alone, and WHO's 2006 one has none here.
    """
    if z is None or not reference:
        return None
    ladder = WHO_LADDERS.get((reference, measure)) if reference in (WHO2006, WHO2007) else THAI_LADDERS.get(measure)
    return ladder.of(z) if ladder else None


def grows_well(*, height: GrowthClass | None, weight_for_height: GrowthClass | None) -> bool | None:
    """สูงดีสมส่วน: height not below -1.5 and weight for height สมส่วน, by a Thai table; None where either is unknown."""
    if height is None or weight_for_height is None:
        return None
    return height.code in ("height_by_standard", "rather_tall", "tall") and (
        weight_for_height.code == "well_proportioned"
    )
