"""What goes wrong in a feed: faults drawn by quota, done to the rows, and remembered for the truth.

Rows come as a frame with what a feed's faults need of: `person` (null for a stranger), `household`, `number` (13
digits, a G-code, or null), `given`, `family`, `born`, `minority` (a name of another language, or of one word), `twin`,
`died`, `g_code_replaced`, `duplicate_enrolment`, and address columns. They go out with a flag for each kind of fault:
where `era_swapped` is set the writer sets the year 543 off, rows with `row_gone` belong to the truth alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Ints, stream, take_quota
from isee.synth.feeds.kinds import fault_kinds, feed_faults, quota
from isee.synth.feeds.spelling import draws, mistype, mistype_number, rewrite
from isee.synth.plan import ProvincePlan


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a fault occurs in one province's feed: wanted share, rows that could have it, rows that have it."""

    feed: str
    kind: str
    share: float
    candidates: int
    made: int


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The rows of a feed with their faults, in the file's order; those with `row_gone` stand among them."""

    rows: pl.DataFrame
    tallies: tuple[Tally, ...]


def put(series: pl.Series, where: Ints, values: pl.Series) -> pl.Series:
    """The series with `values` at the row numbers `where`."""
    index = np.arange(len(series))
    index[where] = len(series) + np.arange(len(where))
    return pl.concat([series, values.cast(series.dtype)]).gather(index).alias(series.name)


class _Spoiler:
    def __init__(self, rows: pl.DataFrame, *, feed: str, plan: ProvincePlan, seed: int) -> None:
        self.rows, self.feed, self.plan, self.seed = rows, feed, plan, seed
        self.wanted = feed_faults(feed)
        self.flags: dict[str, Flags] = {}
        self.tallies: list[Tally] = []

    def rng(self, kind: str) -> np.random.Generator:
        return stream(self.seed, self.plan.code, "fault", self.feed, kind)

    def count(self, kind: str, candidates: int) -> int:
        """How many of the candidates shall have the fault."""
        return quota(self.wanted[kind].share * candidates, province=self.plan.index, name=f"{self.feed} {kind}")

    def keep(self, kind: str, flags: Flags, candidates: int) -> Ints:
        """Remember a fault; returns the row numbers that have it."""
        self.flags[kind] = flags
        made = int(flags.sum())
        self.tallies.append(Tally(self.feed, kind, self.wanted[kind].share, candidates, made))
        return np.flatnonzero(flags)

    def choose(self, kind: str, candidates: Flags, *, free: Flags | None = None) -> Ints:
        """Draw the rows of a fault; `free` leaves out rows that have one of the same cell."""
        total = int(candidates.sum())
        among = candidates if free is None else candidates & free
        return self.keep(kind, take_quota(self.rng(kind), among, self.count(kind, total)), total)

    def flagged(self, *kinds: str) -> Flags:
        """Rows that have one of these faults."""
        out = np.zeros(len(self.rows), dtype=np.bool_)
        for kind in kinds:
            out |= self.flags.get(kind, False)
        return out

    def set(self, name: str, where: Ints, values: pl.Series) -> None:
        """Write cells of one column."""
        self.rows = self.rows.with_columns(put(self.rows[name], where, values))

    # persons

    def dead(self) -> None:
        """Leave those of the dead whom this office no longer lists out of the file, and mark the others."""
        died = self.rows["died"].to_numpy()
        listed = take_quota(self.rng("dead"), died, self.count("dead", int(died.sum())))
        stays = ~died | listed
        self.rows = self.rows.filter(pl.Series(stays))
        self.keep("dead", listed[stays], int(died.sum()))

    def replaced(self) -> None:
        """Mark the children who are known by a G-code here and by a new number elsewhere."""
        flags = self.rows["g_code_replaced"].to_numpy()
        self.keep("g_code_replaced", flags, int(flags.sum()))

    def doubled_enrolment(self, candidates: int) -> None:
        """Mark the second rows of pupils, which are in the frame already."""
        self.keep("duplicate_enrolment", self.rows["duplicate_enrolment"].to_numpy(), candidates)

    # numbers

    def twins(self) -> None:
        """Exchange the numbers within pairs of twins."""
        rows = np.flatnonzero((self.rows["twin"] & self.rows["number"].is_not_null()).to_numpy())
        home, born = self.rows["household"].to_numpy()[rows], self.rows["born"].to_numpy()[rows]
        person = self.rows["person"].to_numpy()[rows]
        order = np.lexsort((person, born, home))
        same = (np.diff(home[order]) == 0) & (np.diff(born[order]) == np.timedelta64(0, "D"))
        same &= np.diff(person[order]) != 0
        first = np.flatnonzero(same)
        first = first[np.r_[True, np.diff(first) > 1]] if len(first) else first
        kind = "twins_exchanged"
        chosen = first[take_quota(self.rng(kind), np.ones(len(first), bool), self.count(kind, len(first)))]
        one, other = rows[order[chosen]], rows[order[chosen + 1]]
        flags = np.zeros(len(self.rows), dtype=np.bool_)
        flags[one], flags[other] = True, True
        numbers = self.rows["number"]
        self.set("number", np.r_[one, other], numbers.gather(np.r_[other, one]))
        self.keep(kind, flags, 2 * len(first))

    def has_id(self) -> Flags:
        """Rows with a 13-digit number."""
        number = self.rows["number"]
        return (number.is_not_null() & ~number.str.starts_with("G").fill_null(True)).to_numpy()

    def another(self) -> None:
        """Give rows the number of another person of the file."""
        has = self.has_id()
        where = self.choose("id_of_another", has, free=~self.flagged("twins_exchanged"))
        pool, own = np.flatnonzero(has), self.rows["number"]
        donor = pool[self.rng("donor").integers(0, max(len(pool), 1), len(where))]
        same = (own.gather(donor) == own.gather(where)).to_numpy()
        donor[same] = pool[(np.searchsorted(pool, donor[same]) + 1) % max(len(pool), 1)]
        self.set("number", where, own.gather(donor))

    def wrong_digits(self) -> None:
        """Mistype numbers."""
        where = self.choose("id_typo", self.has_id(), free=~self.flagged("twins_exchanged", "id_of_another"))
        pairs = zip(self.rows["number"].gather(where), draws(self.rng("digits"), len(where)), strict=True)
        self.set("number", where, pl.Series([mistype_number(n, d) for n, d in pairs], dtype=pl.String))

    def no_number(self) -> None:
        """Leave numbers empty."""
        has = self.rows["number"].is_not_null().to_numpy()
        where = self.choose("id_missing", has, free=~self.flagged("twins_exchanged", "id_of_another", "id_typo"))
        self.set("number", where, pl.Series([None] * len(where), dtype=pl.String))

    # dates

    def day_for_month(self) -> None:
        """Exchange day and month of birth where that is a date."""
        born = self.rows["born"]
        day, month = born.dt.day(), born.dt.month()
        where = self.choose("day_month_swapped", ((day <= 12) & (day != month)).to_numpy())
        date = pl.col("born").dt
        some = born.gather(where).to_frame().select(pl.date(date.year(), date.day(), date.month()))
        self.set("born", where, some.to_series())

    def other_era(self) -> None:
        """Mark the rows whose year the writer sets 543 off."""
        self.choose("era_swapped", np.ones(len(self.rows), bool), free=~self.flagged("day_month_swapped"))

    # names

    def other_surname(self) -> None:
        """Give rows a family name of somebody else in the file."""
        named = (self.rows["family"] != "").to_numpy()
        where = self.choose("surname_changed", named)
        pool, family = np.flatnonzero(named), self.rows["family"]
        start = self.rng("new surname").integers(0, max(len(pool), 1), len(where))
        for _ in range(20):
            taken = family.gather(pool[start % max(len(pool), 1)])
            same = (taken == family.gather(where)).to_numpy()
            if not same.any():
                break
            start[same] += 1
        self.set("family", where, taken if len(where) else family.head(0))

    def other_spelling(self) -> None:
        """Write names of other languages in another way."""
        where = self.choose("name_variant", self.rows["minority"].to_numpy(), free=~self.flagged("surname_changed"))
        self._rename(where, rewrite, "spelling")

    def slips(self) -> None:
        """Mistype a given or a family name."""
        where = self.choose("name_typo", np.ones(len(self.rows), bool), free=~self.flagged("name_variant"))

        def slip(given: str, family: str, draw: int) -> tuple[str, str]:
            if family and draw % 5 < 2:
                return given, mistype(family, draw // 5)
            return mistype(given, draw // 5), family

        self._rename(where, slip, "slips")

    def _rename(self, where: Ints, how: Callable[[str, str, int], tuple[str, str]], name: str) -> None:
        given, family = self.rows["given"].gather(where), self.rows["family"].gather(where)
        new = [how(g, f, d) for g, f, d in zip(given, family, draws(self.rng(name), len(where)), strict=True)]
        self.set("given", where, pl.Series([g for g, _ in new], dtype=pl.String))
        self.set("family", where, pl.Series([f for _, f in new], dtype=pl.String))

    # addresses

    def moved(self, address: Sequence[str]) -> None:
        """Give whole families the address of another row."""
        size = len(self.rows)
        home = self.rows["household"].fill_null(-1).to_numpy().copy()
        lone = home < 0
        home[lone] = -1 - np.arange(int(lone.sum()))
        homes, inverse, sizes = np.unique(home, return_inverse=True, return_counts=True)
        chosen = _fill(self.rng("family_moved"), sizes, self.count("family_moved", size))
        where = self.keep("family_moved", chosen[inverse], size)
        host = self.rng("new home").integers(0, max(size, 1), len(homes))[inverse[where]]
        for name in address:
            self.set(name, where, self.rows[name].gather(host))

    # rows

    def gone_and_doubled(self) -> None:
        """Drop rows and double others; a doubled row stands somewhere else in the file."""
        size = len(self.rows)
        everyone = np.ones(size, bool)
        self.choose("row_gone", everyone)
        self.choose("row_doubled", everyone, free=~self.flags["row_gone"])
        none = np.zeros(size, bool)
        flags = {kind: pl.Series(self.flags.get(kind, none)) for kind in fault_kinds()}
        flags["row_doubled"] = pl.Series(none)
        rows = self.rows.with_columns(**flags, position=pl.int_range(pl.len()).cast(pl.Float64))
        twice = rows.filter(pl.Series(self.flags["row_doubled"])).with_columns(
            row_doubled=pl.lit(True),
            position=pl.Series(self.rng("place").random(int(self.flags["row_doubled"].sum()))) * size,
        )
        self.rows = pl.concat([rows, twice]).sort("position", maintain_order=True).drop("position")


def _fill(rng: np.random.Generator, sizes: Ints, wanted: int) -> Flags:
    """Choose groups at random so that their sizes together make `wanted`, or as near below as their sizes allow."""
    chosen = np.zeros(len(sizes), dtype=np.bool_)
    order = rng.permutation(len(sizes))
    total = np.cumsum(sizes[order])
    first = int(np.searchsorted(total, wanted, side="right"))
    chosen[order[:first]] = True
    left = wanted - (int(total[first - 1]) if first else 0)
    for group in order[first : first + 500]:
        if left <= 0:
            break
        if sizes[group] <= left:
            chosen[group] = True
            left -= int(sizes[group])
    return chosen


def spoil(
    rows: pl.DataFrame,
    *,
    feed: str,
    plan: ProvincePlan,
    seed: int,
    address: Sequence[str] = (),
    second_rows_possible: int = 0,
) -> Spoilt:
    """Do the faults of a feed to its rows. `address` names the columns that a move changes.

    `second_rows_possible` is among how many rows the share of second enrolments counts.
    """
    work = _Spoiler(rows, feed=feed, plan=plan, seed=seed)
    steps: dict[str, Callable[[], None]] = {
        "dead": work.dead,
        "g_code_replaced": work.replaced,
        "duplicate_enrolment": lambda: work.doubled_enrolment(second_rows_possible),
        "twins_exchanged": work.twins,
        "id_of_another": work.another,
        "id_typo": work.wrong_digits,
        "id_missing": work.no_number,
        "day_month_swapped": work.day_for_month,
        "era_swapped": work.other_era,
        "surname_changed": work.other_surname,
        "name_variant": work.other_spelling,
        "name_typo": work.slips,
        "family_moved": lambda: work.moved(address),
    }
    for kind, step in steps.items():
        if kind in work.wanted:
            step()
    work.gone_and_doubled()
    return Spoilt(work.rows, tuple(work.tallies))
