"""The ladder of basic education: kindergarten, primary, secondary, and the vocational certificate."""

import re
from enum import StrEnum
from typing import Final

from isee.kernel.errors import KernelError
from isee.kernel.text import plain_cell


class GradeError(KernelError):
    """Code: `grade_unknown`."""


class GradeBand(StrEnum):
    """The four bands in which figures are published; the vocational certificate is upper secondary."""

    PRE_PRIMARY = "pre_primary"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"


class Grade(StrEnum):
    """One rung: `K1`-`K3` (อ.), `P1`-`P6` (ป.), `M1`-`M6` (ม.), `V1`-`V3` (ปวช., beside `M4`-`M6`)."""

    K1 = "K1"
    K2 = "K2"
    K3 = "K3"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"
    P5 = "P5"
    P6 = "P6"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    M6 = "M6"
    V1 = "V1"
    V2 = "V2"
    V3 = "V3"

    @property
    def order(self) -> int:
        """Place in lists, 1 (`K1`) to 18 (`V3`)."""
        return _ORDER[self]

    @property
    def label_th(self) -> str:
        """`ป.1`, as schools write it."""
        return f"{_LABELS[self.value[0]][0]}{self.value[1]}"

    @property
    def label_en(self) -> str:
        """`Primary 1`."""
        return f"{_LABELS[self.value[0]][1]} {self.value[1]}"

    @property
    def band(self) -> GradeBand:
        """The band that this grade is counted in."""
        stage, year = self.value[0], int(self.value[1])
        if stage == "M":
            return GradeBand.LOWER_SECONDARY if year <= 3 else GradeBand.UPPER_SECONDARY
        return {"K": GradeBand.PRE_PRIMARY, "P": GradeBand.PRIMARY, "V": GradeBand.UPPER_SECONDARY}[stage]

    @property
    def compulsory(self) -> bool:
        """Whether the law obliges attendance: ป.1 to ม.3."""
        return self.band in (GradeBand.PRIMARY, GradeBand.LOWER_SECONDARY)

    def next(self) -> "Grade | None":
        """The grade after promotion, or `None` where basic education ends.

        `M3` goes on to `M4`; the other way out of it, `V1`, is a choice and not a promotion.
        """
        if self in (Grade.M6, Grade.V3):
            return None
        return list(Grade)[self.order]


_ORDER: Final = {grade: place for place, grade in enumerate(Grade, start=1)}
_LABELS: Final = {
    "K": ("อ.", "Kindergarten"),
    "P": ("ป.", "Primary"),
    "M": ("ม.", "Secondary"),
    "V": ("ปวช.", "Vocational certificate"),
}

_STAGE_WORDS: Final = {
    "K": ("อนุบาลศึกษา", "อนุบาล", "อ", "K"),
    "P": ("ประถมศึกษา", "ประถม", "ป", "P"),
    "M": ("มัธยมศึกษา", "มัธยม", "ม", "M"),
    "V": ("ประกาศนียบัตรวิชาชีพ", "ปวช", "V"),
}
_STAGE_OF: Final = {word: stage for stage, words in _STAGE_WORDS.items() for word in words}
_SHAPE: Final = re.compile(
    r"(?:ชั้น ?)?(?P<stage>" + "|".join(sorted(_STAGE_OF, key=len, reverse=True)) + r")\.? ?"
    r"(?:ชั้น)?(?:ปีที่)? ?(?P<year>[1-9])"
    r"(?: ?(?:/|ห้อง) ?(?P<room>[0-9]{1,3}|[ก-ฮA-Z]))?",
    re.IGNORECASE,
)


def parse_grade(text: str | None) -> tuple[Grade, str | None]:
    """Read a grade, and the room when the cell holds both (`ป.1/2`). Raises `GradeError`.

    Short and long Thai names, Thai digits and this ladder's own codes are read. A rung that the ladder lacks
    (`ป.7`, `เตรียมอนุบาล`) is unknown, never the nearest one.
    """
    found = _SHAPE.fullmatch(plain_cell(text or ""))
    code = f"{_STAGE_OF[found['stage'].upper()]}{found['year']}" if found else ""
    if found is None or code not in Grade.__members__:
        raise GradeError("grade_unknown", "This grade is not on the ladder from K1 to M6 and V3.")
    room = found["room"]
    return Grade(code), str(int(room)) if room and room.isdecimal() else room
