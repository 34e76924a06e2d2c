"""Who lives in a household when it is surveyed, and what each member earns: the sums agree with the results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from isee.synth.draws import Flags, Floats, Ints
from isee.synth.histories.lives import POOR, Lives
from isee.synth.plan import NEWEST
from isee.synth.poverty import CLASSES, INCOME_GATE

Days = NDArray[np.datetime64]
_NEVER: Final = np.datetime64("2999-01-01")
_WAGE, _FARM, _BUSINESS, _NONE = range(4)
_WORK: Final = {
    "รับจ้างทั่วไป": _WAGE, "พนักงานบริษัท": _WAGE, "รับราชการ": _WAGE, "เกษตรกร": _FARM, "ประมง": _FARM,
    "ค้าขาย": _BUSINESS, "ธุรกิจส่วนตัว": _BUSINESS, "ไม่ได้ประกอบอาชีพ": _NONE,
}  # fmt: skip
OLD: Final = 60
_OLD_AGE: Final = ((60, 600), (70, 700), (80, 800), (90, 1000))
"""Old-age allowance, baht a month, from each age."""
_CARD: Final = 300
"""The state welfare card, baht a month."""
_LAST_WORK_AGE: Final = 68


@dataclass(frozen=True)
class Surveys:
    """The surveys of a province's households: one a household and year, and one more when its class has changed.

    Columns of equal length: `home` (row in `lives.households`), `term`, `day`, `level` (class number), `members`,
    `income` (baht a head, two decimals) and `total` (whole baht of the household): `income` is `total / members`.
    `scored` is false where the round is still open, and of institutions, which no rule scores. `key` is household *
    100,000 + term, ascending.
    """

    home: Ints
    term: Ints
    day: Days
    level: Ints
    members: Ints
    total: Ints
    income: Floats
    scored: Flags
    key: Ints

    def __len__(self) -> int:
        return len(self.home)

    def find(self, household: Ints, term: Ints) -> Ints:
        """The survey that holds for each household and term: the latest up to it; -1 where none is of its year."""
        wanted = household * 100_000 + term
        row = np.searchsorted(self.key, wanted, side="right") - 1
        found = self.key[np.clip(row, 0, None)] if len(self.key) else np.full(len(row), -1)
        good = (row >= 0) & (found // 10 == wanted // 10)
        return np.where(good, row, -1)


def survey_day(term: int) -> date:
    """The day of the surveys of a term: all its homes have been visited by then."""
    year, half = term // 10 - 543, term % 10
    if term == NEWEST:
        return date(year, 11, 5)
    return date(year, 7, 24) if half == 1 else date(year, 12, 15)


AGAIN: Final = 0.22
"""How many of the households that were surveyed in earlier years and not in this one apply in the open round."""


def survey_households(lives: Lives) -> Surveys:
    """Lay down which households are surveyed when, who lives there, and their income, from the results."""
    homes = lives.households["household"].to_numpy()
    results = lives.results.filter(pl.col("household").is_in(lives.households["household"].implode()))
    rows = results.sort("household", "term", "person").unique(["household", "term"], keep="first", maintain_order=True)
    number = pl.col("poverty_class").replace_strict(list(CLASSES), range(3), return_dtype=pl.Int64)
    rows = rows.select("household", "term", income="income_per_head", scored=pl.lit(True), level=number)
    rows = pl.concat([rows, _apply_again(lives, rows)]).sort("household", "term")
    changed = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in ("household", "level"))
    year = (pl.col("term") // 10 != pl.col("term").shift(1) // 10).fill_null(True)
    rows = rows.filter(changed.fill_null(True) | year)
    home = np.searchsorted(homes, rows["household"].to_numpy())
    term, level = rows["term"].to_numpy(), rows["level"].to_numpy()
    day = _days_of(term)
    members = count_members(lives, home, day)
    total = np.round(rows["income"].to_numpy() * members).astype(np.int64)
    total = np.where(level <= POOR, np.minimum(total, INCOME_GATE * members), total)
    income, key = np.round(total / members, 2), rows["household"].to_numpy() * 100_000 + term
    scored = rows["scored"].to_numpy() & ~institutions(lives)[home]
    return Surveys(home, term, day, level, members, total, income, scored, key)


def institutions(lives: Lives) -> Flags:
    """Which of the households are institutions."""
    return np.asarray(lives.households["kind"] == "institution")


def _apply_again(lives: Lives, rows: pl.DataFrame) -> pl.DataFrame:
    """Some households without a result this year, with about the income that they last had."""
    rng = lives.draw("applying again")
    last = rows.sort("household", "term").unique("household", keep="last", maintain_order=True)
    last = last.filter(pl.col("term") // 10 < NEWEST // 10)
    wanted, change = rng.random(len(last)) < AGAIN, rng.uniform(0.88, 1.08, len(last))
    again = last.with_columns(
        income=pl.col("income") * pl.Series(change), term=pl.lit(NEWEST, pl.Int64), scored=pl.lit(False)
    )
    return again.filter(pl.Series(wanted))


def _days_of(term: Ints) -> Days:
    terms, inverse = np.unique(term, return_inverse=True)
    days = np.array([np.datetime64(survey_day(int(t))) for t in terms], dtype="datetime64[D]")
    return days[inverse] if len(terms) else np.zeros(0, dtype="datetime64[D]")


def _births(frame: pl.DataFrame, homes: Ints) -> Days:
    """The birthdays in each household, one row a household, filled up with a day that never comes."""
    home = np.searchsorted(homes, frame["household"].to_numpy())
    order = np.argsort(home, kind="stable")
    home = home[order]
    place = np.arange(len(home)) - np.searchsorted(home, home)
    table = np.full((len(homes), int(place.max(initial=0)) + 1), _NEVER, dtype="datetime64[D]")
    table[home, place] = frame["born"].to_numpy().astype("datetime64[D]")[order]
    return table


def count_members(lives: Lives, home: Ints, day: Days) -> Ints:
    """How many live in each household on a day: its adults, and the children who are born by then."""
    homes = lives.households["household"].to_numpy()
    born = _births(lives.children, homes)[home]
    adults = np.bincount(np.searchsorted(homes, lives.adults["household"].to_numpy()), minlength=len(homes))
    return np.asarray((born <= day[:, None]).sum(axis=1) + adults[home], dtype=np.int64)


@dataclass(frozen=True)
class Dependency:
    """The five conditions of each survey, as flags."""

    disabled: Flags
    chronic: Flags
    elderly: Flags
    single_parent: Flags
    unemployed: Flags


def find_dependency(lives: Lives, surveys: Surveys) -> Dependency:
    """Who in each household depends on others on the day of the survey. Illness and disability are of the eldest."""
    homes, home = lives.households["household"].to_numpy(), surveys.home
    count = len(homes)
    need = -lives.households["wealth"].to_numpy()
    rng = lives.draw("dependency")
    disabled = rng.random(count) < 0.045 + 0.03 * np.clip(need, -1, 2.5)
    chronic = rng.random(count) < 0.07 + 0.03 * np.clip(need, -1, 2.5)
    eldest = _births(lives.adults, homes).min(axis=1)
    at = np.searchsorted(homes, lives.adults["household"].to_numpy())
    parents = np.bincount(at[lives.adults["relation"].is_in(["father", "mother"]).to_numpy()], minlength=count)
    idle = lives.adults.filter(pl.col("occupation") == "ไม่ได้ประกอบอาชีพ")
    youngest_idle = np.full(count, np.datetime64("1800-01-01"), dtype="datetime64[D]")
    np.maximum.at(
        youngest_idle,
        np.searchsorted(homes, idle["household"].to_numpy()),
        idle["born"].to_numpy().astype("datetime64[D]"),
    )
    return Dependency(
        disabled=disabled[home],
        chronic=chronic[home],
        elderly=_age(eldest[home], surveys.day) >= OLD,
        single_parent=(parents == 1)[home],
        unemployed=_age(youngest_idle[home], surveys.day) <= 65,
    )


def _age(born: Days, day: Days) -> Ints:
    """Whole years, to within a day or two."""
    return np.asarray(np.floor((day - born).astype(np.int64) / 365.25), dtype=np.int64)


def list_adults(lives: Lives, surveys: Surveys, wanted: Ints, ill: Dependency) -> pl.DataFrame:
    """The adults of the surveys in `wanted` (rows) with what each earns, baht a month, summing to the total.

    Columns: `survey`, `relation`, `education`, `age`, `disabled`, `chronic`, `wage`, `farm`, `business`, `welfare`,
    `other`, in order of survey.
    """
    homes = lives.households["household"].to_numpy()
    adults = lives.adults.sort("household", maintain_order=True)
    at = np.searchsorted(homes, adults["household"].to_numpy())
    first, size = np.searchsorted(at, surveys.home[wanted]), np.bincount(at, minlength=len(homes))[surveys.home[wanted]]
    group = np.repeat(np.arange(len(wanted)), size)
    row = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
    survey = wanted[group]
    people = _People(
        group=group,
        age=_age(adults["born"].to_numpy().astype("datetime64[D]")[row], surveys.day[survey]),
        work=adults["occupation"].replace_strict(_WORK, default=_NONE, return_dtype=pl.Int64).to_numpy()[row],
        guardian=adults["is_guardian"].to_numpy()[row],
        poor=surveys.level[survey] <= POOR,
        zest=lives.draw("earnings").random(len(adults))[row],
    )
    kin = (lives.households["lives_with"] == "02").to_numpy()[surveys.home[wanted]]
    money = _share_out(people, surveys.total[wanted], kin)
    eldest = _eldest(people)
    taken = adults.select("relation", "education")[pl.Series(row)]
    return taken.with_columns(
        survey=pl.Series(survey),
        age=pl.Series(people.age),
        disabled=pl.Series(eldest & ill.disabled[survey]),
        chronic=pl.Series(eldest & ill.chronic[survey]),
        **{name: pl.Series(values) for name, values in money.items()},
    )


@dataclass(frozen=True)
class _People:
    """The adults of the chosen surveys as columns; `group` counts the surveys from 0."""

    group: Ints
    age: Ints
    work: Ints
    guardian: Flags
    poor: Flags
    zest: Floats


def _eldest(people: _People) -> Flags:
    order = np.lexsort((-people.age, people.group))
    first = np.r_[True, np.diff(people.group[order]) != 0] if len(order) else np.zeros(0, dtype=np.bool_)
    out = np.zeros(len(order), dtype=np.bool_)
    out[order[first]] = True
    return out


def _one_each(people: _People, among: Flags, groups: int) -> Ints:
    """The row of the first person of each group among some, else of its first guardian, else of its first."""
    out = np.zeros(groups, dtype=np.int64)
    for flags in (np.ones(len(people.group), dtype=np.bool_), people.guardian, among):
        rows = np.flatnonzero(flags)[::-1]
        out[people.group[rows]] = rows
    return out


def _share_out(people: _People, total: Ints, kin: Flags) -> dict[str, Any]:
    """Split each household's income into the five kinds over its adults, to the last baht."""
    groups, group = len(total), people.group
    allowance = np.zeros(len(group), dtype=np.int64)
    for age, baht in _OLD_AGE:
        allowance = np.where(people.age >= age, baht, allowance)
    card = np.where(people.poor & (people.zest * 7 % 1 < 0.6), _CARD, 0)
    welfare = _within(group, allowance + card, total)
    left = total - np.bincount(group, weights=welfare, minlength=groups).astype(np.int64)
    works = (people.work != _NONE) & (people.age <= _LAST_WORK_AGE)
    sent = np.where(kin, (left * 0.5).astype(np.int64) // 100 * 100, 0)
    workers = np.bincount(group, weights=works, minlength=groups)
    sent = np.where(workers == 0, left, sent)
    earned = left - sent
    weight = np.where(works, 0.4 + people.zest, 0.0)
    whole = np.bincount(group, weights=weight, minlength=groups)
    share = (earned[group] * weight / np.where(whole > 0, whole, 1)[group]).astype(np.int64) // 10 * 10
    rest = earned - np.bincount(group, weights=share, minlength=groups).astype(np.int64)
    share[_one_each(people, works, groups)] += rest
    other = np.zeros(len(group), dtype=np.int64)
    other[_one_each(people, people.guardian, groups)] += sent
    work = np.where(works, people.work, _WAGE)
    return {
        "wage": np.where(work == _WAGE, share, 0), "farm": np.where(work == _FARM, share, 0),
        "business": np.where(work == _BUSINESS, share, 0), "welfare": welfare, "other": other,
    }  # fmt: skip


def _within(group: Ints, wanted: Ints, total: Ints) -> Ints:
    """What is wanted, as far as each group's total goes, first come first served."""
    so_far = np.cumsum(wanted)
    starts = np.flatnonzero(np.r_[True, np.diff(group) != 0]) if len(group) else np.zeros(0, dtype=np.int64)
    base = np.zeros(len(total), dtype=np.int64)
    base[group[starts]] = so_far[starts] - wanted[starts]
    before = so_far - wanted - base[group]
    return np.clip(total[group] - before, 0, wanted)


def class_of(level: Ints) -> pl.Series:
    """The class names of level numbers."""
    return pl.Series(["extremely_poor", "poor", "not_poor"]).gather(pl.Series(level))
