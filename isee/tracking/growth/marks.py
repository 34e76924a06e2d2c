"""Marks on a measurement that is hard to believe. A mark has a reason and never drops the measurement."""

from collections.abc import Sequence
from typing import Final

HEIGHT_IMPLAUSIBLE: Final = "height_implausible"
WEIGHT_IMPLAUSIBLE: Final = "weight_implausible"
BMI_IMPLAUSIBLE: Final = "bmi_implausible"
WEIGHT_FOR_HEIGHT_IMPLAUSIBLE: Final = "weight_for_height_implausible"
WEIGHT_OUT_OF_RANGE: Final = "weight_out_of_range"
HEIGHT_OUT_OF_RANGE: Final = "height_out_of_range"
HEIGHT_DECIMAL_SLIP: Final = "height_decimal_slip"
WEIGHT_DECIMAL_SLIP: Final = "weight_decimal_slip"
EXCHANGED: Final = "weight_and_height_exchanged"

MARKS: Final[tuple[str, ...]] = (
    HEIGHT_IMPLAUSIBLE, WEIGHT_IMPLAUSIBLE, BMI_IMPLAUSIBLE, WEIGHT_FOR_HEIGHT_IMPLAUSIBLE, WEIGHT_OUT_OF_RANGE,
    HEIGHT_OUT_OF_RANGE, HEIGHT_DECIMAL_SLIP, WEIGHT_DECIMAL_SLIP, EXCHANGED,
)  # fmt: skip
"""In this order the marks are the bits of the number in which `assess_many` gives them."""

BELIEVABLE_Z: Final[dict[str, tuple[float, float]]] = {
    "height": (-6, 6), "weight": (-6, 5), "bmi": (-5, 5), "weight_for_height": (-5, 5),
}  # fmt: skip
"""WHO's limits, as its macros igrowup and WHO 2007 flag: a score beyond is implausible, one on the limit is not."""
WEIGHT_KG: Final = (0.1, 300.0)
HEIGHT_CM: Final = (40.0, 250.0)
"""What the Ministry of Public Health's indicator takes as valid, both ends included."""
ORDINARY_Z: Final = 3.0
"""A slip is named when the mended value would lie within this many deviations of the median."""
SLIPS: Final = (0.1, 10.0)

LABELS: Final[dict[str, tuple[str, str]]] = {
    HEIGHT_IMPLAUSIBLE: ("ส่วนสูงไม่น่าเป็นไปได้ตามอายุ", "height hardly possible at this age"),
    WEIGHT_IMPLAUSIBLE: ("น้ำหนักไม่น่าเป็นไปได้ตามอายุ", "weight hardly possible at this age"),
    BMI_IMPLAUSIBLE: ("น้ำหนักกับส่วนสูงไม่เข้ากัน", "weight and height hardly fit together"),
    WEIGHT_FOR_HEIGHT_IMPLAUSIBLE: ("น้ำหนักไม่น่าเป็นไปได้ตามส่วนสูง", "weight hardly possible at this height"),
    WEIGHT_OUT_OF_RANGE: ("น้ำหนักอยู่นอกช่วง 0.1–300 กก.", "weight outside 0.1 to 300 kg"),
    HEIGHT_OUT_OF_RANGE: ("ส่วนสูงอยู่นอกช่วง 40–250 ซม.", "height outside 40 to 250 cm"),
    HEIGHT_DECIMAL_SLIP: ("จุดทศนิยมของส่วนสูงอาจเลื่อน", "the decimal point of the height may have slipped"),
    WEIGHT_DECIMAL_SLIP: ("จุดทศนิยมของน้ำหนักอาจเลื่อน", "the decimal point of the weight may have slipped"),
    EXCHANGED: ("อาจบันทึกน้ำหนักกับส่วนสูงสลับกัน", "weight and height may have been exchanged"),
}
"""Each mark in words, Thai and English."""


def names_of(bits: int) -> tuple[str, ...]:
    """The marks that a number of `assess_many` holds."""
    return tuple(mark for place, mark in enumerate(MARKS) if bits >> place & 1)


def bits_of(marks: Sequence[str]) -> int:
    """The number that holds these marks."""
    return sum(1 << MARKS.index(mark) for mark in marks)


def is_implausible(measure: str, z: float | None) -> bool:
    """Whether a score lies beyond WHO's limit for its measure; an unknown score does not."""
    low, high = BELIEVABLE_Z[measure]
    return z is not None and not low <= z <= high


def is_outside(value: float | None, limits: tuple[float, float]) -> bool:
    """Whether a value lies outside what can be true; an unknown one does not."""
    return value is not None and not limits[0] <= value <= limits[1]
