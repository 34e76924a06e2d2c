"""Money in baht and satang, exact and never negative."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Self

from isee.kernel.errors import KernelError

_SATANG: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 12


class BahtError(KernelError):
    """Codes: `baht_invalid`, `baht_negative`, `baht_places`, `baht_too_large`."""


@dataclass(frozen=True, slots=True, order=True, init=False)
class Baht:
    """An amount with two decimal places, below 10^12 baht (more than the State's budget is a slip).

    Sums, differences and whole multiples are exact; what would need rounding is refused, so that a batch
    always adds up. A debt is a direction, not a negative amount. Floats are refused: they are not exact.
    """

    amount: Decimal

    def __init__(self, amount: Decimal | int | str) -> None:
        object.__setattr__(self, "amount", _two_places(amount))

    def __add__(self, other: "Baht") -> Self:
        return type(self)(self.amount + other.amount)

    def __sub__(self, other: "Baht") -> Self:
        return type(self)(self.amount - other.amount)

    def __mul__(self, times: int) -> Self:
        if not isinstance(times, int):
            raise BahtError("baht_places", "Only whole multiples of an amount are exact.")
        return type(self)(self.amount * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return bool(self.amount)

    def format_th(self) -> str:
        """`5,100 บาท`, with satang only where there are some: `1,039.50 บาท`."""
        whole = self.amount == self.amount.to_integral_value()
        return f"{self.amount:,.0f} บาท" if whole else f"{self.amount:,.2f} บาท"

    def __str__(self) -> str:
        return str(self.amount)


def _two_places(amount: Decimal | int | str) -> Decimal:
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int | str):
        raise BahtError("baht_invalid", "An amount is a decimal number of baht.")
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise BahtError("baht_invalid", "An amount is a decimal number of baht.") from None
    if not value.is_finite():
        raise BahtError("baht_invalid", "An amount is a decimal number of baht.")
    if value < 0:
        raise BahtError("baht_negative", "An amount of baht cannot be negative.")
    if value >= _LIMIT:
        raise BahtError("baht_too_large", "An amount of baht is below one million million.")
    places = value.quantize(_SATANG)
    if places != value:
        raise BahtError("baht_places", "An amount has at most two decimal places.")
    return abs(places)
