"""The G-code: shape, forgiveness and masking."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.kernel import GCode, GCodeError
from tests.unit.kernel.refusals import refusal

numbers = st.text("0123456789", min_size=12, max_size=12)


@given(numbers)
def test_every_way_of_writing_it_is_the_same_code(number: str) -> None:
    code = GCode(f"G{number}")
    for written in (f"g{number}", f" G{number[:2]}-{number[2:4]} {number[4:]}", f"'G{number}"):
        assert GCode.parse(written) == code


@given(numbers)
def test_text_forms_show_three_digits_and_no_more(number: str) -> None:
    code = GCode.parse(f"G{number}")
    for shown in (str(code), repr(code), code.masked):
        assert re.sub(r"\D", "", shown) == number[-3:]


@given(st.one_of(st.text(), st.text("Gg0123456789- ")))
def test_any_text_is_read_or_refused_without_repeating_it(text: str) -> None:
    refused = refusal(lambda: GCode.parse(text))
    if refused is None:
        assert re.fullmatch(r"G[0-9]{12}", GCode.parse(text).text)
    else:
        assert refused.code == "gcode_invalid"
        assert not re.search(r"\d", str(refused))


def test_nothing_is_not_a_code() -> None:
    with pytest.raises(GCodeError):
        GCode.parse(None)
