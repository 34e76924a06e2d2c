"""Numbers of the synthetic nation: right in form, and nobody's."""

import numpy as np
import pytest

from isee.kernel import CitizenId, GCode
from isee.synth.ids import KEY_SPAN, SERIALS_PER_PROVINCE, citizen_ids, g_codes, serial_base
from isee.synth.plan import province_targets


def test_ids_made_in_bulk_are_those_that_the_kernel_makes_one_by_one() -> None:
    rng = np.random.default_rng(3)
    serials = np.r_[rng.integers(0, 10**9, 4_000), 0, 999_999_999]
    types = rng.integers(0, 9, len(serials))

    bulk = citizen_ids(serials, person_types=types).to_list()

    one_by_one = [CitizenId.synthetic(int(s), person_type=int(t)).digits for s, t in zip(serials, types, strict=True)]
    assert bulk == one_by_one


def test_every_id_lies_in_the_block_that_no_office_has_given_out() -> None:
    numbers = citizen_ids(np.arange(1_000), person_types=np.ones(1_000, dtype=np.int64))

    assert numbers.str.slice(1, 2).unique().to_list() == ["98"]
    assert numbers.n_unique() == 1_000


def test_a_serial_of_ten_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="nine digits"):
        citizen_ids(np.array([10**9]), person_types=np.array([1]))


def test_g_codes_are_ones_that_the_kernel_reads() -> None:
    for code in g_codes(np.array([0, 5, 9_999_999]), be_year=2567, province="63"):
        assert GCode.parse(code).text == code
        assert code.startswith("G6763")


def test_serials_of_all_provinces_fit_side_by_side() -> None:
    last = serial_base(len(province_targets()) - 1) + SERIALS_PER_PROVINCE

    assert last < 995_000_000
    assert SERIALS_PER_PROVINCE < KEY_SPAN
