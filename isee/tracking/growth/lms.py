"""The arithmetic of growth references: a z-score from L, M and S, and the value that stands at a z-score."""

import math
from typing import NamedTuple

SMALLEST_POWER = 1e-9
"""Below this the power L counts as zero, where the formula becomes a logarithm."""
LARGEST_Z = 99.99
"""Scores beyond are written as this one: they are marked as implausible in any case, and the column ends there."""


class Lms(NamedTuple):
    """One row of a reference: the power that makes the values normal, their median, their spread."""

    el: float
    em: float
    es: float


def value_at(z: float, lms: Lms) -> float:
    """The weight, height or index that stands `z` standard deviations from the median."""
    el, em, es = lms
    if abs(el) < SMALLEST_POWER:
        return em * math.exp(es * z)
    return float(em * (1 + el * es * z) ** (1 / el))


def z_score(value: float, lms: Lms, *, restricted: bool) -> float:
    """How many standard deviations a value lies from the median.

    `restricted` is WHO's rule for measures with weight in them: beyond three deviations the distance between the
    second and the third is kept, since a power fitted to well-fed children says nothing about the ends.
    """
    el, em, es = lms
    z = math.log(value / em) / es if abs(el) < SMALLEST_POWER else ((value / em) ** el - 1) / (el * es)
    if not restricted or abs(z) <= 3:
        return z
    if z > 3:
        third = value_at(3, lms)
        return 3 + (value - third) / (third - value_at(2, lms))
    third = value_at(-3, lms)
    return -3 + (value - third) / (value_at(-2, lms) - third)


def rounded(z: float) -> float:
    """A score with two decimals, as WHO's macros round it before they flag or classify, within what can be written."""
    return min(max(round(z * 100) / 100, -LARGEST_Z), LARGEST_Z)


def between(low: Lms, high: Lms, share: float) -> Lms:
    """The row that lies between two neighbours, as WHO's macros draw the line: each of L, M and S straight."""
    return Lms(*(a + share * (b - a) for a, b in zip(low, high, strict=True)))
