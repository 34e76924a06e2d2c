"""Numbers that no living person can have, made in bulk.

Thai 13-digit IDs carry the province of registration in digits 2 and 3; no province has code 98, so an ID
of this block has a valid check digit and yet cannot belong to anyone. `kernel.CitizenId.synthetic` makes
the same numbers one at a time.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from isee.synth.draws import Ints

SERIALS_PER_PROVINCE = 12_900_000
"""The serials of the nine free digits that each of the 77 provinces may use."""
KEY_SPAN = 100_000_000
"""Keys that each province may use for persons, and as many for households."""


def citizen_ids(serials: Ints, *, person_types: Ints) -> pl.Series:
    """Return the 13-digit IDs of `serials` (0 to 999,999,999) as text.

    `person_types` is the first digit of each (1 Thai, 6 and 7 aliens, 0 stateless register).
    Raises ValueError if a serial needs more than nine digits.
    """
    if len(serials) and (int(serials.min()) < 0 or int(serials.max()) > 999_999_999):
        raise ValueError("a synthetic ID serial has at most nine digits")
    first12 = person_types * 10**11 + 98 * 10**9 + serials
    total = np.zeros(len(serials), dtype=np.int64)
    rest = first12.copy()
    for weight in range(2, 14):
        total += (rest % 10) * weight
        rest //= 10
    check = (11 - total % 11) % 10
    return pl.Series("citizen_id", first12 * 10 + check).cast(pl.String).str.zfill(13)


def g_codes(serials: Ints, *, be_year: int, province: str) -> pl.Series:
    """Return G-codes: G, two digits of the Buddhist year, two of the province, eight of the sequence.

    The sequence starts at 9: no office has given out ninety million numbers in a year.
    """
    number = pl.Series("g_code", 90_000_000 + serials % 10_000_000).cast(pl.String)
    return (f"G{be_year % 100:02d}{province}" + number).rename("g_code")


def serial_base(province_index: int) -> int:
    """Return the first ID serial of a province."""
    return province_index * SERIALS_PER_PROVINCE


def key_base(province_index: int) -> int:
    """Return the first person key (and household key) of a province; no key is 0."""
    return (province_index + 1) * KEY_SPAN
