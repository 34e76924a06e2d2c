"""Five years of school: who enters, moves up, repeats, changes school, leaves; term by term."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from isee.synth import names
from isee.synth.draws import Flags, Floats, Ints, order_within, stream
from isee.synth.families import BASE_YEAR, Families
from isee.synth.plan import FIRST_YEAR, NEWEST, TERMS, ProvincePlan
from isee.synth.schools import GRADES, K1, K2, M1, M3, M4, M6, P1, P6, V1, V3, choose_schools

WAITING, ENROLLED, LEFT, FINISHED, DEAD = range(5)
OUTCOMES: Final = ("promoted", "repeats", "graduated", "transferred", "dropped_out", "dead", "not_struck_off")
PROMOTED, REPEATS, GRADUATED, TRANSFERRED, DROPPED_OUT, DIED, NOT_STRUCK_OFF = range(7)
UNKNOWN: Final = -1
"""The outcome of a term that is not over."""
ROOM_SIZE: Final = 38
_LEAVE_AT_END: Final = np.array(
    [.001, .001, .001, *[.0012] * 5, .013, .008, .009, .05, .02, .02, 0.0, .045, .04, 0.0]
)  # fmt: skip
"""Chance of not coming back after the year's end, by grade, at middling wealth."""
_LEAVE_IN_YEAR: Final = np.array(
    [.0005] * 3 + [.0004] * 6 + [.003, .004, .004, .006, .006, .004, .012, .01, .008]
)  # fmt: skip
_REPEAT: Final = np.array(
    [0.0, .002, .003, .012, .006, .004, .003, .003, .002, .004, .004, .002, .004, .003, .001, .01, .008, .004]
)  # fmt: skip
_TRANSFER: Final = 0.009
_DEATH: Final = 0.0001
_TO_COLLEGE, _TO_CENTRE = 0.288, 0.172
"""Shares of those who go on after M.3 that choose a vocational college, and a learning centre."""
_BACK_TO_CENTRE: Final = 0.7
"""Of those who come back to upper secondary level, the share that does so at a learning centre."""
_COMES_BACK: Final = {1: 0.06, 2: 0.04}


@dataclass
class _Pupils:
    """State of each child that is meant for school, as columns."""

    place: Ints
    cohort: Ints
    zeal: Floats
    household: Ints
    male_buddhist: Flags
    grade: Ints
    school: Ints
    state: Ints
    entry: Ints
    room: Ints = field(default_factory=lambda: np.array([], dtype=np.int64))
    number: Ints = field(default_factory=lambda: np.array([], dtype=np.int64))
    arrives_last: Flags = field(default_factory=lambda: np.array([], dtype=np.bool_))


class _School:
    """The schools of a province as columns, with the households' choices."""

    def __init__(self, schools: pl.DataFrame, families: Families, plan: ProvincePlan, seed: int) -> None:
        self.low, self.high = schools["low"].to_numpy(), schools["high"].to_numpy()
        self.kind, self.place = schools["kind"].to_numpy(), schools["place"].to_numpy()
        self.apart = np.isin(self.kind, ["temple", "centre"])
        homes = families.households
        wealth = homes["wealth"].to_numpy()
        self.choice = choose_schools(
            schools, place=homes["place"].to_numpy(), rich=wealth > 0.6, seed=seed, province=plan.code
        )

    def offers(self, school: Ints, grade: Ints) -> Flags:
        """Whether each school teaches the grade beside it (-1 is no school)."""
        known = school >= 0
        return known & (self.low[school] <= grade) & (self.high[school] >= grade)

    def chosen(self, household: Ints, grade: Ints, now: Ints) -> Ints:
        """The school for a grade: the present one if it goes on, else the household's choice; -1 for none."""
        out = np.where(self.offers(now, grade), now, -1)
        for options in (self.choice.primary, self.choice.lower, self.choice.upper):
            candidate = options[household]
            out = np.where((out < 0) & self.offers(candidate, grade), candidate, out)
        college = self.choice.college[household]
        return np.where((out < 0) & self.offers(college, grade), college, out)

    def other(self, rng: np.random.Generator, school: Ints, grade: Ints) -> Ints:
        """Another school of the province with the grade, or the same one where there is no other."""
        out = school.copy()
        for level in np.unique(grade):
            rows = np.flatnonzero(grade == level)
            options = np.flatnonzero((self.low <= level) & (self.high >= level) & ~self.apart)
            out[rows] = options[rng.integers(0, len(options), len(rows))] if len(options) else school[rows]
        return out


def _start(families: Families, schools: _School, plan: ProvincePlan, rng: np.random.Generator) -> _Pupils:
    children = families.children.filter(~pl.col("outside"))
    size = len(children)
    household = children["household"].to_numpy() - families.households["household"][0]
    chance = rng.random(size)
    first = schools.choice.primary[household]
    early = (chance < 0.62) & (schools.low[first] == K1)
    entry = np.where(early, K1, np.where(chance < 0.90, K2, np.where(chance < 0.965, K2 + 1, P1)))
    arrives = rng.random(len(families.households)) < 0.011
    custom = families.households["custom"].to_numpy()[household]
    return _Pupils(
        place=children["place"].to_numpy(),
        cohort=children["cohort"].to_numpy(),
        zeal=np.exp(np.clip(-0.6 * children["wealth"].to_numpy() - 0.15, -1.5, 1.6)),
        household=household,
        male_buddhist=~children["female"].to_numpy() & (custom == names.THAI),
        grade=np.full(size, -1, dtype=np.int64),
        school=np.full(size, -1, dtype=np.int64),
        state=np.full(size, WAITING, dtype=np.int64),
        entry=entry,
        room=np.zeros(size, dtype=np.int64),
        number=np.zeros(size, dtype=np.int64),
        arrives_last=arrives[household],
    )


def _seat_older(pupils: _Pupils, schools: _School, rng: np.random.Generator) -> _TermRows:
    """Seat the children who are in school when the first term begins; those who left before are out of school.

    Returns the last term at school of the latter.
    """
    size = len(pupils.place)
    grade = pupils.cohort - (BASE_YEAR - FIRST_YEAR)
    due = (grade >= pupils.entry) & (grade <= M6) & ~pupils.arrives_last
    leaving = _LEAVE_AT_END[: M6 + 1] + 2 * _LEAVE_IN_YEAR[: M6 + 1]
    chance = np.r_[0.0, np.cumsum(leaving)[:-1]]
    by_grade = 0.8 * chance[np.clip(grade, 0, M6)]
    left = due & (rng.random(size) < np.minimum(by_grade * pupils.zeal, 0.7))
    way = rng.random(size)
    upper = grade >= M4
    grade = np.where(upper & (way < _TO_COLLEGE), grade + (V1 - M4), grade)
    school = schools.chosen(pupils.household, grade, np.full(size, -1))
    to_centre = upper & (way >= _TO_COLLEGE) & (way < _TO_COLLEGE + _TO_CENTRE)
    school = np.where(to_centre, schools.choice.centre[pupils.household], school)
    seated = due & ~left & (school >= 0)
    pupils.state[:] = np.where(seated, ENROLLED, WAITING)
    pupils.grade[:] = np.where(seated, grade, -1)
    pupils.school[:] = np.where(seated, school, -1)
    _to_temple(pupils, schools, (pupils.grade >= M1) & (pupils.grade <= M6), 0.12, rng)
    return _left_before(pupils, schools, np.flatnonzero(left), chance, rng)


def _left_before(pupils: _Pupils, schools: _School, child: Ints, chance: Floats, rng: np.random.Generator) -> _TermRows:
    """Where and when those who left before the first term were at school last: more often at the end of a stage."""
    nominal = np.clip(pupils.cohort[child] - (BASE_YEAR - FIRST_YEAR), 1, M6)
    last = np.searchsorted(chance, rng.random(len(child)) * chance[nominal], side="right") - 1
    last = np.clip(np.maximum(last, pupils.entry[child]), 0, nominal - 1)
    school = schools.chosen(pupils.household[child], last, np.full(len(child), -1))
    there = school >= 0
    child, nominal, last, school = child[there], nominal[there], last[there], school[there]
    pupils.state[child], pupils.grade[child], pupils.school[child] = LEFT, last, school
    outcome = np.where(np.isin(last, [P6, M3]), GRADUATED, DROPPED_OUT)
    ones = np.ones(len(child), dtype=np.int64)
    return _TermRows((FIRST_YEAR - (nominal - last)) * 10 + 2, child, last, school, ones, ones, outcome)


def _to_temple(pupils: _Pupils, schools: _School, rows: Flags, share: float, rng: np.random.Generator) -> None:
    """Send a few boys to the scripture school of their place, where there is one."""
    temples = {int(schools.place[i]): int(i) for i in np.flatnonzero(schools.kind == "temple")}
    picked = rows & pupils.male_buddhist & (rng.random(len(rows)) < share * pupils.zeal)
    for place, school in temples.items():
        pupils.school[picked & (pupils.place == place)] = school


def _enter(pupils: _Pupils, schools: _School, year: int, *, last: bool) -> None:
    """Seat the children whose time has come; `last` admits those who only arrive in the newest term."""
    nominal = pupils.cohort + (year - BASE_YEAR)
    due = (pupils.state == WAITING) & (nominal >= pupils.entry) & (nominal <= M6) & (pupils.arrives_last == last)
    school = schools.chosen(pupils.household, nominal, np.full(len(due), -1))
    due &= school >= 0
    pupils.state[due], pupils.grade[due], pupils.school[due] = ENROLLED, nominal[due], school[due]


def _rooms(pupils: _Pupils, rng: np.random.Generator, *, fresh: bool) -> None:
    """Give rooms and numbers: to all at the start of a year, in mid-year to those who have just come."""
    enrolled = pupils.state == ENROLLED
    rows = np.flatnonzero(enrolled if fresh else enrolled & (pupils.room == 0))
    if not len(rows):
        return
    rows = rng.permutation(rows)
    cell = pupils.school * 32 + pupils.grade
    everyone = cell[enrolled]
    cells, counts = np.unique(everyone, return_counts=True)
    rooms = np.ceil(counts / ROOM_SIZE).astype(np.int64)[np.searchsorted(cells, cell[rows])]
    pupils.room[rows] = order_within(cell[rows]) % rooms + 1
    seat = cell * 64 + pupils.room
    taken = np.zeros(len(rows), dtype=np.int64)
    if not fresh:
        others = np.setdiff1d(np.flatnonzero(enrolled), rows)
        seats, highest = _highest(seat[others], pupils.number[others])
        place = np.searchsorted(seats, seat[rows]).clip(max=max(len(seats) - 1, 0))
        taken = np.where(len(seats) and seats[place] == seat[rows], highest[place], 0)
    pupils.number[rows] = taken + order_within(seat[rows]) + 1


def _highest(groups: Ints, values: Ints) -> tuple[Ints, Ints]:
    if not len(groups):
        return np.array([-1]), np.array([0])
    order = np.lexsort((values, groups))
    ends = np.flatnonzero(np.r_[groups[order][1:] != groups[order][:-1], True])
    return groups[order][ends], values[order][ends]


@dataclass
class _TermRows:
    """The pupils of one term (or of each their own) and what became of them."""

    term: Ints
    child: Ints
    grade: Ints
    school: Ints
    room: Ints
    number: Ints
    outcome: Ints


def _record(pupils: _Pupils, term: int) -> _TermRows:
    child = np.flatnonzero(pupils.state == ENROLLED)
    outcome = np.full(len(child), UNKNOWN, dtype=np.int64)
    columns = (pupils.grade[child], pupils.school[child], pupils.room[child], pupils.number[child])
    return _TermRows(np.full(len(child), term), child, *columns, outcome)


def _in_year(pupils: _Pupils, schools: _School, rows: _TermRows, rng: np.random.Generator) -> None:
    """What happens between the two terms of a year: leaving, dying, changing school."""
    child, chance = rows.child, rng.random(len(rows.child))
    leave = _LEAVE_IN_YEAR[rows.grade] * pupils.zeal[child]
    gone, died = chance < leave, (chance >= leave) & (chance < leave + _DEATH)
    moved = (chance >= leave + _DEATH) & (chance < leave + _DEATH + _TRANSFER * 0.6)
    pupils.state[child[gone]], pupils.state[child[died]] = LEFT, DEAD
    rows.outcome[gone] = np.where(rng.random(int(gone.sum())) < 0.2, NOT_STRUCK_OFF, DROPPED_OUT)
    rows.outcome[died] = DIED
    _move(pupils, schools, rows, moved, rng)


def _move(pupils: _Pupils, schools: _School, rows: _TermRows, moved: Flags, rng: np.random.Generator) -> None:
    child = rows.child[moved]
    target = schools.other(rng, pupils.school[child], pupils.grade[child])
    really = target != pupils.school[child]
    pupils.school[child[really]] = target[really]
    pupils.room[child[really]] = 0
    rows.outcome[np.flatnonzero(moved)[really]] = TRANSFERRED


def _end_of_year(pupils: _Pupils, schools: _School, rows: _TermRows, rng: np.random.Generator) -> None:
    """Promote, keep back, graduate, lose and move the pupils at the end of an academic year."""
    child, grade, size = rows.child, rows.grade, len(rows.child)
    zeal = pupils.zeal[child]
    leaves_stage = np.isin(grade, [P6, M3, M6, V3])
    finished = np.isin(grade, [M6, V3])
    gone = ~finished & (rng.random(size) < np.minimum(_LEAVE_AT_END[grade] * zeal, 0.6))
    repeats = ~gone & ~leaves_stage & (rng.random(size) < _REPEAT[grade] * np.sqrt(zeal))
    way = rng.random(size)
    following = np.where(repeats, grade, np.where((grade == M3) & (way < _TO_COLLEGE), V1, grade + 1))
    school = schools.chosen(pupils.household[child], np.where(finished, grade, following), rows.school)
    to_centre = (grade == M3) & (way >= _TO_COLLEGE) & (way < _TO_COLLEGE + _TO_CENTRE)
    school = np.where(to_centre, schools.choice.centre[pupils.household[child]], school)
    gone |= ~finished & (school < 0)
    rows.outcome[:] = np.where(
        leaves_stage, GRADUATED, np.where(repeats, REPEATS, np.where(gone, DROPPED_OUT, PROMOTED))
    )
    pupils.state[child] = np.where(finished, FINISHED, np.where(gone, LEFT, ENROLLED))
    on = pupils.state[child] == ENROLLED
    pupils.grade[child[on]], pupils.school[child[on]] = following[on], school[on]
    entering = np.zeros(len(pupils.state), dtype=np.bool_)
    entering[child[on & (following == M1) & (grade == P6)]] = True
    _to_temple(pupils, schools, entering, 0.12, rng)
    moved = on & (rows.outcome == PROMOTED) & (rng.random(size) < _TRANSFER)
    _move(pupils, schools, rows, moved, rng)
    died = on & (rng.random(size) < _DEATH)
    pupils.state[child[died]], rows.outcome[died] = DEAD, DIED


def _come_back(pupils: _Pupils, schools: _School, share: float, rng: np.random.Generator) -> None:
    """Some of those who left sit down again in the grade that they left, or the next one after a stage."""
    back = (pupils.state == LEFT) & (pupils.grade >= P1) & (rng.random(len(pupils.state)) < share)
    rows = np.flatnonzero(back)
    grade = np.where(np.isin(pupils.grade[rows], [P6, M3]), pupils.grade[rows] + 1, pupils.grade[rows])
    school = schools.chosen(pupils.household[rows], grade, pupils.school[rows])
    to_centre = (grade >= M4) & (grade <= M6) & (rng.random(len(rows)) < _BACK_TO_CENTRE)
    school = np.where(to_centre, schools.choice.centre[pupils.household[rows]], school)
    rows, grade, school = rows[school >= 0], grade[school >= 0], school[school >= 0]
    pupils.state[rows], pupils.grade[rows], pupils.school[rows], pupils.room[rows] = ENROLLED, grade, school, 0


@dataclass(frozen=True)
class Schooling:
    """`enrolments`: one row a child and term with `person`, `term`, `school` (row), `grade` (number), `room`,
    `number`, `outcome` (null while it is not known), `student_code`. `earlier`: the same, the last term at school of
    those who left before the first term. `states`: the last state of each child.
    """

    enrolments: pl.DataFrame
    earlier: pl.DataFrame
    states: pl.DataFrame


def follow_children(plan: ProvincePlan, schools: pl.DataFrame, families: Families, *, seed: int) -> Schooling:
    """Follow the children of a province through the terms that the nation covers."""
    rng = stream(seed, plan.code, "schooling")
    frame = _School(schools, families, plan, seed)
    pupils = _start(families, frame, plan, rng)
    earlier = _seat_older(pupils, frame, rng)
    terms: list[_TermRows] = []
    for term in TERMS:
        year, half = divmod(term, 10)
        if half == 1:
            if terms:
                _end_of_year(pupils, frame, terms[-1], rng)
                _come_back(pupils, frame, _COMES_BACK[half], rng)
            _enter(pupils, frame, year, last=False)
            pupils.room[:] = 0
            _rooms(pupils, rng, fresh=True)
        else:
            _in_year(pupils, frame, terms[-1], rng)
            if term == NEWEST:
                terms[-1].outcome[:] = UNKNOWN
                _enter(pupils, frame, year, last=True)
                _come_back(pupils, frame, _COMES_BACK[half], rng)
            _rooms(pupils, rng, fresh=False)
        terms.append(_record(pupils, term))
    persons = families.children.filter(~pl.col("outside"))["person"].to_numpy()
    before = _with_codes(_as_frame(persons, [earlier]), first=1001).with_columns(
        room=pl.lit(None, pl.Int64), number=pl.lit(None, pl.Int64)
    )
    return Schooling(_with_codes(_as_frame(persons, terms), first=4001), before, _states(families, pupils))


def _as_frame(persons: Ints, terms: list[_TermRows]) -> pl.DataFrame:
    outcome = np.concatenate([t.outcome for t in terms])
    named = pl.Series([*OUTCOMES, None], dtype=pl.String)
    return pl.DataFrame(
        {
            "person": np.concatenate([persons[t.child] for t in terms]),
            "term": np.concatenate([t.term for t in terms]),
            "school": np.concatenate([t.school for t in terms]),
            "grade": np.concatenate([t.grade for t in terms]),
            "room": np.concatenate([t.room for t in terms]),
            "number": np.concatenate([t.number for t in terms]),
            "outcome": named.gather(np.where(outcome < 0, len(OUTCOMES), outcome)),
        }
    )


def _with_codes(frame: pl.DataFrame, *, first: int) -> pl.DataFrame:
    """Add `student_code`: the number of a pupil at one school, in the order of coming."""
    pairs = frame.group_by("person", "school", maintain_order=True).agg(pl.col("term").min())
    codes = pairs.select(
        "person", "school", student_code=(first + pl.Series(order_within(pairs["school"].to_numpy()))).cast(pl.String)
    )
    return frame.join(codes, on=["person", "school"], how="left", maintain_order="left")


def _states(families: Families, pupils: _Pupils) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": families.children.filter(~pl.col("outside"))["person"],
            "state": pupils.state,
            "last_grade": pl.Series([*GRADES, None], dtype=pl.String).gather(
                np.where(pupils.grade < 0, len(GRADES), pupils.grade)
            ),
            "arrives_last": pupils.arrives_last,
        }
    )
