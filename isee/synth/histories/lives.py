"""The children whose lives are filled, and what the other parts of the nation already say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Floats, Ints, stream
from isee.synth.plan import TERMS, ProvincePlan
from isee.synth.poverty import CLASSES

NOT_SCREENED: Final = len(CLASSES)
"""The class number of a term without a result."""
SEVERE, POOR, NOT_POOR = range(len(CLASSES))


@dataclass(frozen=True)
class Lives:
    """One province's children with families.

    `children`: one row a child, sorted by `person`, with `household`, `born`, `female`, `wealth` and whatever else
    the nation says. `terms`: one row a child and term of schooling, sorted by person and term, with `child` (row in
    `children`), `term`, `when` (index in TERMS), `school` (row), `grade` (number), `outcome`, `days_expected`,
    `days_present`, `level` (class number: 0 extremely poor, 1 poor, 2 not poor, 3 not screened). `outside`: `person`
    and `recorded_on` of those found in no school who never were in one.
    """

    plan: ProvincePlan
    seed: int
    children: pl.DataFrame
    households: pl.DataFrame
    adults: pl.DataFrame
    schools: pl.DataFrame
    terms: pl.DataFrame
    results: pl.DataFrame
    measurements: pl.DataFrame
    outside: pl.DataFrame

    def draw(self, *names: str | int) -> np.random.Generator:
        """The random stream of one part of these lives."""
        return stream(self.seed, self.plan.code, "histories", *names)

    @property
    def ability(self) -> Floats:
        """A child's own gift for school, mean 0 and deviation 1, by row of `children`; nothing to do with wealth."""
        return self.draw("ability").normal(0.0, 1.0, len(self.children))

    def of_children(self, column: str) -> Floats:
        """A numeric column of `children` for each row of `terms`."""
        return np.asarray(self.children[column].to_numpy()[self.terms["child"].to_numpy()], dtype=np.float64)


def collect_lives(plan: ProvincePlan, frames: Mapping[str, pl.DataFrame], *, seed: int) -> Lives:
    """Put together the children with families from the frames of a province (see `nation.Province`)."""
    children = frames["children"].filter("known_before", "with_family").sort("person")
    homes = frames["households"].join(children.select("household"), on="household", how="semi", maintain_order="left")
    persons = children["person"]
    return Lives(
        plan=plan,
        seed=seed,
        children=children,
        households=homes.sort("household"),
        adults=frames["adults"].join(homes.select("household"), on="household", how="semi", maintain_order="left"),
        schools=frames["schools"],
        terms=_terms(persons, frames),
        results=frames["results"].sort("person", "term"),
        measurements=frames["measurements"].join(_keys(persons), on="person", how="semi").sort("person", "term"),
        outside=frames["children"]
        .filter("known_before", "never", "out_of_school", "loaded", "alive")
        .select("person", "recorded_on"),
    )


def _keys(persons: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"person": persons})


def _terms(persons: pl.Series, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows = frames["enrolments"].filter(pl.col("term").is_in(TERMS)).join(_keys(persons), on="person", how="semi")
    rows = rows.sort("person", "term")
    days = frames["attendance"].select("person", "term", "school", "days_expected", "days_present")
    classes = frames["results"].select(
        "person", "term", level=pl.col("poverty_class").replace_strict(list(CLASSES), range(3), return_dtype=pl.Int64)
    )
    joined = rows.select("person", "term", "school", "grade", "outcome").join(
        days, on=["person", "term", "school"], how="left", maintain_order="left"
    ).join(classes, on=["person", "term"], how="left", maintain_order="left")  # fmt: skip
    child = np.searchsorted(persons.to_numpy(), joined["person"].to_numpy())
    when = np.searchsorted(np.array(TERMS), joined["term"].to_numpy())
    return joined.with_columns(
        child=pl.Series(child), when=pl.Series(when), level=pl.col("level").fill_null(NOT_SCREENED)
    )


def choose(labels: Sequence[str], index: Ints) -> pl.Series:
    """The label at each index, as text."""
    return pl.Series(list(labels), dtype=pl.String).gather(pl.Series(index))


def drawn(rng: np.random.Generator, size: int, shares: Sequence[float]) -> Ints:
    """Draw an index for each of `size` rows with the given shares (they need not sum to one)."""
    edges = np.cumsum(np.array(shares, dtype=np.float64))
    return np.minimum(np.searchsorted(edges / edges[-1], rng.random(size), side="right"), len(edges) - 1)


def hex_uuids(rng: np.random.Generator, size: int) -> pl.Series:
    """Random version 4 UUIDs as 32 hexadecimal digits, which PostgreSQL reads."""
    raw = rng.integers(0, 256, (size, 16), dtype=np.uint8)
    raw[:, 6] = (raw[:, 6] & 0x0F) | 0x40
    raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
    return hexed(raw)


def hexed(raw: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> pl.Series:
    """Rows of bytes as hexadecimal text."""
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    text = np.empty((raw.shape[0], raw.shape[1] * 2), dtype=np.uint8)
    text[:, 0::2], text[:, 1::2] = digits[raw >> 4], digits[raw & 15]
    return pl.Series(text.view(f"S{text.shape[1]}").ravel().astype(f"U{text.shape[1]}"))
