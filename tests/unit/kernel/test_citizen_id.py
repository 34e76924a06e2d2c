"""The 13-digit ID: what is forgiven, what is refused, and that it hides itself."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from isee.kernel import CitizenId, CitizenIdError, check_digit
from tests.unit.kernel.refusals import refusal

serials = st.integers(0, 10**9 - 1)
person_types = st.integers(0, 9)
citizen_ids = st.builds(lambda serial, kind: CitizenId.synthetic(serial, person_type=kind), serials, person_types)
twelve_digits = st.text("0123456789", min_size=12, max_size=12)
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@given(twelve_digits)
def test_check_digit_follows_the_published_weights(first12: str) -> None:
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(first12))
    assert check_digit(first12) == (11 - weighted % 11) % 10


@given(twelve_digits.filter(lambda digits: digits[0] not in "09"))
def test_an_accepted_number_is_valid_for_the_library_too(first12: str) -> None:
    assert pin.is_valid(CitizenId(f"{first12}{check_digit(first12)}").digits)


@given(twelve_digits, st.integers(1, 9))
def test_only_one_last_digit_is_accepted(first12: str, shift: int) -> None:
    wrong = (check_digit(first12) + shift) % 10
    with pytest.raises(CitizenIdError) as caught:
        CitizenId.parse(f"{first12}{wrong}")
    assert caught.value.code == "id_checksum"


@given(citizen_ids)
def test_every_way_of_writing_it_is_the_same_id(citizen_id: CitizenId) -> None:
    digits = citizen_id.digits
    grouped = "-".join((digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12]))
    for written in (
        digits,
        f"'{digits}",
        grouped,
        grouped.replace("-", " "),
        grouped.replace("-", "\u2013"),
        digits.translate(TO_THAI),
        f"\ufeff\u00a0{digits}\u200b ",
    ):
        assert CitizenId.parse(written) == citizen_id


@given(citizen_ids)
def test_a_number_cell_keeps_all_digits(citizen_id: CitizenId) -> None:
    if citizen_id.digits[0] != "0":
        assert CitizenId.parse(float(citizen_id.digits)) == citizen_id
        assert CitizenId.parse(int(citizen_id.digits)) == citizen_id


@given(citizen_ids)
def test_text_forms_show_three_digits_and_no_more(citizen_id: CitizenId) -> None:
    for shown in (str(citizen_id), repr(citizen_id), f"{citizen_id}", citizen_id.masked):
        assert re.sub(r"\D", "", shown) == citizen_id.digits[-3:]


@given(st.one_of(st.text(), st.text("0123456789 -.eE'๑"), twelve_digits))
def test_any_text_is_read_or_refused_with_a_known_code(text: str) -> None:
    refused = refusal(lambda: CitizenId.parse(text))
    if refused is None:
        assert len(CitizenId.parse(text).digits) == 13
    else:
        assert refused.code in {"id_missing", "id_scientific", "id_length", "id_characters", "id_checksum"}


@given(twelve_digits)
def test_a_refusal_does_not_repeat_the_number(first12: str) -> None:
    wrong = f"{first12}{(check_digit(first12) + 1) % 10}"
    with pytest.raises(CitizenIdError) as caught:
        CitizenId.parse(wrong)
    assert first12[:6] not in f"{caught.value!r} {caught.value}"


def test_other_writing_systems_digits_are_not_taken_for_an_id() -> None:
    for digits in ("１９８１２３４５６７８９０", "១៩៨១២៣៤៥៦៧៨៩០", "198123456789⁰"):
        with pytest.raises(CitizenIdError) as caught:
            CitizenId.parse(digits)
        assert caught.value.code == "id_characters"


@given(serials, person_types)
def test_synthetic_ids_are_in_the_block_that_nobody_has(serial: int, person_type: int) -> None:
    made = CitizenId.synthetic(serial, person_type=person_type)
    assert made.digits[1:3] == "98"
    assert made == CitizenId.parse(made.digits)


@given(st.sets(serials, min_size=2, max_size=20))
def test_two_serials_make_two_ids(some: set[int]) -> None:
    assert len({CitizenId.synthetic(serial) for serial in some}) == len(some)


@pytest.mark.parametrize(("serial", "person_type"), [(-1, 1), (10**9, 1), (1, 10), (1, -1)])
def test_a_serial_outside_the_block_is_refused(serial: int, person_type: int) -> None:
    with pytest.raises(CitizenIdError):
        CitizenId.synthetic(serial, person_type=person_type)


def test_a_check_digit_of_anything_but_twelve_digits_is_refused() -> None:
    for first12 in ("", "19812345678", "1981234567890", "19812345678๙"):
        with pytest.raises(CitizenIdError):
            check_digit(first12)


@given(citizen_ids)
def test_it_survives_a_job_queue(citizen_id: CitizenId) -> None:
    assert pickle.loads(pickle.dumps(citizen_id)) == citizen_id
