"""Money: exact, two places, never negative."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.kernel import Baht, BahtError

satangs = st.integers(0, 10**11)
amounts = satangs.map(lambda satang: Baht(Decimal(satang).scaleb(-2)))


def satang(money: Baht) -> int:
    return int(money.amount.scaleb(2))


@given(amounts, amounts)
def test_sums_are_exact_to_the_satang(one: Baht, other: Baht) -> None:
    assert satang(one + other) == satang(one) + satang(other)
    assert one + other == other + one
    assert (one + other) - other == one


@given(amounts, st.integers(0, 100))
def test_multiples_are_repeated_sums(money: Baht, times: int) -> None:
    assert money * times == sum([money] * times, start=Baht(0))
    assert times * money == money * times


@given(amounts, amounts)
def test_a_difference_below_nothing_is_refused(one: Baht, other: Baht) -> None:
    if one >= other:
        assert satang(one - other) == satang(one) - satang(other)
    else:
        with pytest.raises(BahtError) as caught:
            one - other
        assert caught.value.code == "baht_negative"


@given(amounts, amounts)
def test_amounts_are_ordered_like_their_satang(one: Baht, other: Baht) -> None:
    assert (one < other) == (satang(one) < satang(other))


@given(amounts)
def test_text_keeps_two_places_and_brings_the_amount_back(money: Baht) -> None:
    assert str(money).split(".")[1].__len__() == 2
    assert Baht(str(money)) == money
    assert Baht(money.format_th().removesuffix(" บาท").replace(",", "")) == money


def test_equal_amounts_are_one_value_however_they_are_written() -> None:
    assert len({Baht(1), Baht("1"), Baht("1.0"), Baht(Decimal("1.00"))}) == 1
    assert str(Baht("-0")) == "0.00"


@pytest.mark.parametrize("amount", ["", "บาท", "NaN", "Infinity", "sNaN", "1,000", True, 1.5, None])
def test_what_is_no_exact_number_is_refused(amount: Any) -> None:
    with pytest.raises(BahtError) as caught:
        Baht(amount)
    assert caught.value.code == "baht_invalid"


def test_a_fraction_of_an_amount_is_refused_and_not_rounded() -> None:
    third: Any = Decimal("0.333")
    with pytest.raises(BahtError) as caught:
        Baht(10) * third
    assert caught.value.code == "baht_places"


def test_an_amount_that_no_budget_holds_is_refused() -> None:
    for too_much in ("1e12", "1e400", 10**30):
        with pytest.raises(BahtError) as caught:
            Baht(too_much)
        assert caught.value.code == "baht_too_large"


def test_nothing_is_falsy_and_one_satang_is_not() -> None:
    assert not Baht(0)
    assert Baht("0.01")
