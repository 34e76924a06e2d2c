"""The 13-digit number of the civil registration, hidden unless asked for by name."""

import re
from dataclasses import dataclass
from typing import Final, Self

from stdnum.th import pin

from isee.kernel.errors import KernelError
from isee.kernel.text import is_blank, plain_cell

LENGTH: Final = 13
SYNTHETIC_PROVINCE: Final = "98"
"""A province pair that the registration never issued: no living person can hold such a number."""

_SCIENTIFIC: Final = re.compile(r"\d+(?:[.,]\d*)?[eE][+-]?\d+")


class CitizenIdError(KernelError):
    """Codes: `id_missing`, `id_scientific`, `id_characters`, `id_length`, `id_checksum`."""


def check_digit(first12: str) -> int:
    """The 13th digit for the first twelve, by the rule of the civil registration.

    Only this is taken from python-stdnum: its `validate` refuses a first digit 0, which the register of
    stateless persons issues.
    """
    if not re.fullmatch(r"[0-9]{12}", first12):
        raise CitizenIdError("id_length", "A check digit needs exactly twelve digits.")
    return int(pin.calc_check_digit(first12))


@dataclass(frozen=True, slots=True, repr=False)
class CitizenId:
    """A 13-digit number whose check digit is right.

    The first digit (person type) says how a person came onto the register, not what nationality they have:
    aliens can hold 3 and 4, children born here to aliens 7. Nothing infers citizenship from it.
    `str` and `repr` are masked; `digits` is the only way to the number.
    """

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{13}", self.digits):
            raise CitizenIdError("id_length", "An ID has exactly 13 digits.")
        if int(self.digits[-1]) != check_digit(self.digits[:-1]):
            raise CitizenIdError("id_checksum", "The last digit does not fit the first twelve: mistyped?")

    @classmethod
    def parse(cls, text: str | int | float | None) -> Self:
        """Read an ID as typed: spaces, dashes, Thai digits and a leading apostrophe are forgiven.

        Spreadsheets hand over whole numbers as floats; 13 digits fit a float exactly, so those are read too.
        Scientific notation has lost digits and is refused. Raises `CitizenIdError`.
        """
        cell = plain_cell(_as_text(text))
        if is_blank(cell):
            raise CitizenIdError("id_missing", "There is no ID here.")
        if _SCIENTIFIC.fullmatch(cell):
            raise CitizenIdError(
                "id_scientific", "The spreadsheet has shortened this ID and lost digits: format it as text."
            )
        compact = re.sub(r"[ -]", "", cell)
        if not re.fullmatch(r"[0-9]+", compact):
            raise CitizenIdError("id_characters", "An ID holds digits only.")
        return cls(compact)

    @classmethod
    def synthetic(cls, serial: int, *, person_type: int = 1) -> Self:
        """The `serial`-th invented ID (0 to 999,999,999), from the block that nobody can have."""
        if not 0 <= serial < 10**9 or not 0 <= person_type <= 9:
            raise CitizenIdError("id_length", "A synthetic serial has at most nine digits, a type one.")
        first12 = f"{person_type}{SYNTHETIC_PROVINCE}{serial:09d}"
        return cls(f"{first12}{check_digit(first12)}")

    @property
    def masked(self) -> str:
        """For screens: `x-xxxx-xxxxx-12-3`, enough for the holder to recognise, too little to use."""
        return f"x-xxxx-xxxxx-{self.digits[10:12]}-{self.digits[12]}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"CitizenId({self.masked})"


def _as_text(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
