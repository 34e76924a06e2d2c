"""`faults.toml`: the kinds of fault, and how often each occurs in each feed. Fixed; a test holds its hash."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

_GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault: what it is, and among what its share counts."""

    name: str
    en: str
    of: str


@dataclass(frozen=True, slots=True)
class Share:
    """How often something occurs (0 to 1), on what basis (`illustrative` or a source), and why."""

    share: float
    basis: str
    why: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("isee.synth").joinpath("faults.toml").read_text(encoding="utf-8"))


@cache
def fault_kinds() -> Mapping[str, FaultKind]:
    """Every kind of fault by name, in the order of the truth's columns."""
    return {name: FaultKind(name, **fields) for name, fields in _data()["kinds"].items()}


@cache
def feed_faults(feed: str) -> Mapping[str, Share]:
    """The faults of one feed by kind. A kind that is not named does not occur. Raises KeyError."""
    return {kind: Share(**fields) for kind, fields in _data()["feeds"][feed].items()}


@cache
def feed_names() -> tuple[str, ...]:
    """The feeds that are made."""
    return tuple(_data()["feeds"])


def person_share(name: str) -> float:
    """How often a fact of persons occurs (section `persons`)."""
    return float(_data()["persons"][name]["share"])


def coverage(name: str) -> float:
    """Which share of those who could be in a file is in it (section `coverage`)."""
    return float(_data()["coverage"][name]["share"])


def quota(wanted: float, *, province: int, name: str) -> int:
    """`wanted` as a whole number, rounded so that the provinces of a nation together come near the true sum.

    Rounding up or down goes by a sequence over the provinces' numbers that fills the unit interval evenly.
    """
    shift = (province * _GOLDEN + zlib.crc32(name.encode()) / 2**32) % 1.0
    return int(np.floor(wanted + shift))
