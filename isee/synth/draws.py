"""Seeded random streams and the few draws that every part of the nation needs."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the random stream of one part of the nation.

    Streams are independent of one another, so that a change in one part (a new column, loaded
    boundaries) leaves all others as they were.
    """
    keys = [zlib.crc32(str(name).encode()) for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *keys])))


def spread(total: int, weights: Floats) -> Ints:
    """Split `total` into whole numbers in proportion to `weights` (largest remainders)."""
    if total <= 0 or len(weights) == 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / weights.sum()
    whole: Ints = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[:short]] += 1
    return whole


def round_fairly(rng: np.random.Generator, values: Floats) -> Ints:
    """Round each value up or down at random so that the mean is kept."""
    low = np.floor(values)
    up = rng.random(len(values)) < values - low
    rounded: Ints = low.astype(np.int64) + up
    return rounded


def choose_weighted(rng: np.random.Generator, size: int, shares: dict[str, float]) -> Texts:
    """Draw `size` labels with the given shares (they need not sum to one)."""
    labels = np.array(list(shares), dtype=object)
    weights = np.array(list(shares.values()))
    edges = np.cumsum(weights / weights.sum())
    index = np.minimum(np.searchsorted(edges, rng.random(size)), len(labels) - 1)
    chosen: Texts = labels[index]
    return chosen


def take_quota(rng: np.random.Generator, candidates: Flags, count: int) -> Flags:
    """Return flags with `count` of the candidates chosen at random (all, when there are fewer)."""
    where = np.flatnonzero(candidates)
    chosen = np.zeros(len(candidates), dtype=np.bool_)
    if len(where) and count > 0:
        chosen[rng.choice(where, size=min(count, len(where)), replace=False)] = True
    return chosen


def order_within(groups: NDArray[Any]) -> Ints:
    """Number the members of each group 0, 1, 2... in the order in which they stand."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(groups) else np.array([], int)
    sizes = np.diff(np.r_[starts, len(groups)])
    numbers = np.empty(len(groups), dtype=np.int64)
    numbers[order] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return numbers
