"""The number that schools obtain for a pupil who has no 13-digit ID."""

import re
from dataclasses import dataclass
from typing import Final, Self

from isee.kernel.errors import KernelError
from isee.kernel.text import plain_cell

_SHAPE: Final = re.compile(r"G[0-9]{12}")


class GCodeError(KernelError):
    """Code: `gcode_invalid`."""


@dataclass(frozen=True, slots=True, repr=False)
class GCode:
    """`G`, two digits of the Buddhist year, two of the province, eight of a running number; no check digit.

    Issued since 2561. A child who later receives a 13-digit ID keeps the G-code in the identifier history.
    `str` and `repr` are masked; `text` is the only way to the code.
    """

    text: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.text):
            raise GCodeError("gcode_invalid", "A G-code is the letter G and twelve digits.")

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read a G-code as typed: case, spaces, dashes and Thai digits are forgiven. Raises `GCodeError`."""
        return cls(re.sub(r"[ -]", "", plain_cell(text or "")).upper())

    @property
    def masked(self) -> str:
        """For screens: `Gxx-xx-xxxxx123`."""
        return f"Gxx-xx-xxxxx{self.text[-3:]}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"GCode({self.masked})"
