"""Sealed values: bound to their place, authenticated, and hashed with keys of their own."""

import pytest

from isee.system.api import MissingKeyError, SealError, key_version, lookup, lookup_many, seal, seal_many, unseal
from isee.system.keys import Keyring

PLACE = "registry_identifier:1:sealed"


@pytest.mark.parametrize("text", ["1981234567890", "", "ก" * 10_000, "\0"])
def test_what_is_sealed_opens_in_its_place(text: str) -> None:
    assert unseal("identifier", seal("identifier", text, bound_to=PLACE), bound_to=PLACE) == text


@pytest.mark.parametrize("place", ["registry_identifier:2:sealed", "registry_identifier:1:other", "", PLACE + " "])
def test_a_value_copied_to_another_row_or_column_does_not_open(place: str) -> None:
    sealed = seal("identifier", "1981234567890", bound_to=PLACE)
    with pytest.raises(SealError):
        unseal("identifier", sealed, bound_to=place)


def test_a_value_sealed_for_another_purpose_does_not_open() -> None:
    with pytest.raises(SealError):
        unseal("import-row", seal("identifier", "x", bound_to=PLACE), bound_to=PLACE)


@pytest.mark.parametrize("place", [2, 13, 14, -1])
def test_an_altered_value_does_not_open(place: int) -> None:
    sealed = bytearray(seal("identifier", "1981234567890", bound_to=PLACE))
    sealed[place] ^= 1
    with pytest.raises(SealError):
        unseal("identifier", bytes(sealed), bound_to=PLACE)


@pytest.mark.parametrize("length", [2, 14, 20])
def test_a_value_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealError):
        unseal("identifier", seal("identifier", "1981234567890", bound_to=PLACE)[:length], bound_to=PLACE)


def test_a_value_of_a_key_that_was_never_ours_says_what_to_restore() -> None:
    sealed = (999).to_bytes(2, "big") + seal("identifier", "x", bound_to=PLACE)[2:]
    assert key_version(sealed) == 999
    with pytest.raises(MissingKeyError, match="restore the key file"):
        unseal("identifier", sealed, bound_to=PLACE)


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    assert len(set(seal_many("identifier", ["x"] * 50, bound_to=[PLACE] * 50))) == 50


def test_the_error_of_a_broken_seal_does_not_tell_the_value() -> None:
    sealed = seal("identifier", "1981234567890", bound_to=PLACE)
    with pytest.raises(SealError) as refused:
        unseal("identifier", sealed, bound_to="elsewhere")
    assert "1981234567890" not in str(refused.value)


def test_hashes_are_equal_for_equal_texts_and_differ_by_purpose() -> None:
    assert lookup("identifier-lookup", "a") == lookup("identifier-lookup", "a")
    assert lookup("identifier-lookup", "a") != lookup("identifier-lookup", "b")
    assert lookup("identifier-lookup", "a") != lookup("research", "a")
    assert lookup_many("identifier-lookup", ["a", "b"]) == [lookup("identifier-lookup", text) for text in "ab"]


def test_a_keyring_never_prints_its_keys() -> None:
    ring = Keyring.generate()
    text = f"{ring} {ring!r}"
    assert all(repr(key) not in text for versions in ring.keys.values() for key in versions.values())
