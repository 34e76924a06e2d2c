"""Early signs, worked out from the absences, grades, measurements, payments and enrolments that were made.

A sign is a fact and its evidence; nothing here is drawn at random. The limits are illustrative.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from isee.synth.bodies import median_bmi
from isee.synth.draws import Flags, Ints
from isee.synth.histories.absences import BY_DAY
from isee.synth.histories.calendar import Calendar
from isee.synth.histories.lives import Lives
from isee.synth.plan import TERMS, TODAY
from isee.synth.schools import M3, M6, P6, V3

WATCHED: Final = TERMS[-4:]
"""Terms from which attendance, grades and growth were watched; leaving school was always."""
RUN_DAYS: Final = 5
LOW_SHARE, GOOD_SHARE = 0.80, 0.85
GRADE_FALL: Final = 0.5
WEIGHT_LEFT: Final = 0.97
RECEIPT_DAYS: Final = 45
K3: Final = 2
_COLUMNS: Final = ("person", "term", "kind", "raised_on", "cleared_on", "evidence")


def make_signs(
    lives: Lives,
    *,
    absences: pl.DataFrame,
    learning: pl.DataFrame,
    payments: pl.DataFrame,
    calendar: Calendar,
) -> pl.DataFrame:
    """Return one row a sign: `person`, `term`, `kind`, `raised_on`, `cleared_on`, `evidence` (JSON text).

    A child has at most one sign of a kind in a term.
    """
    parts = [
        _absence_runs(absences, calendar),
        _absence_shares(lives),
        _grade_drops(learning),
        _growth_falters(lives),
        _departures(lives),
        _unreceipted(payments),
    ]
    rows = pl.concat([part.select(_COLUMNS) for part in parts])
    return rows.filter(pl.col("raised_on") <= TODAY).sort("person", "term", "kind", "raised_on")


def term_end(term: int) -> date:
    """The last day of a term."""
    year, half = term // 10 - 543, term % 10
    return date(year, 10, 11) if half == 1 else date(year + 1, 4, 1)


def _ends(column: str, *, after: int) -> pl.Expr:
    """Some days after the end of each row's term."""
    days = {term: term_end(term) + timedelta(days=after) for term in TERMS}
    return pl.col(column).replace_strict(days, return_dtype=pl.Date)


def _past(day: pl.Expr) -> pl.Expr:
    """The day, or nothing where it has not come yet."""
    return pl.when(day <= TODAY).then(day).otherwise(None)


def _absence_runs(absences: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """The longest run of school days away in a term, from five on; raised on the fifth day, cleared on return."""
    parts = []
    for term in BY_DAY:
        days = calendar.days(term)
        rows = absences.filter(pl.col("term") == term).sort("person", "place")
        place = rows["place"].to_numpy()
        first = np.flatnonzero(_starts(rows["person"].to_numpy(), place))
        length = np.diff(np.r_[first, len(rows)])
        first, length = first[length >= RUN_DAYS], length[length >= RUN_DAYS]
        school = rows["school"].to_numpy()[first]
        back = place[first] + length
        returned = days[school, np.minimum(back, days.shape[1] - 1)]
        parts.append(
            pl.DataFrame(
                {
                    "person": rows["person"].gather(pl.Series(first)),
                    "term": pl.Series(np.full(len(first), term)),
                    "raised_on": pl.Series(days[school, place[first] + RUN_DAYS - 1]),
                    "cleared_on": pl.Series(np.where(back < days.shape[1], returned, np.datetime64("NaT"))),
                    "since": pl.Series(days[school, place[first]]),
                    "days": pl.Series(length),
                }
            )
        )
    longest = pl.concat(parts).sort("person", "term", "days", descending=[False, False, True], maintain_order=True)
    return longest.unique(["person", "term"], keep="first", maintain_order=True).with_columns(
        kind=pl.lit("absence_run"),
        cleared_on=_past(pl.col("cleared_on")),
        evidence=_evidence(days="days", since="since"),
    )


def _starts(person: Ints, place: Ints) -> Flags:
    """Where a run of consecutive days begins, in rows sorted by person and day."""
    if not len(person):
        return np.zeros(0, dtype=np.bool_)
    return np.asarray(np.r_[True, (np.diff(person) != 0) | (np.diff(place) != 1)])


def _evidence(**columns: str) -> pl.Expr:
    """JSON text of some columns: numbers as they are, days in quotes."""
    parts: list[pl.Expr] = []
    for name, column in columns.items():
        quote = '"' if name in ("since", "on", "before", "paid_on") else ""
        parts += [pl.lit(f'{"," if parts else "{"}"{name}":{quote}'), pl.col(column).cast(pl.String), pl.lit(quote)]
    return pl.concat_str([*parts, pl.lit("}")])


def _beside(column: str, step: int) -> pl.Expr:
    """A column of the child's row before (1) or after (-1), in rows sorted by person and term; null without one."""
    person = pl.col("person")
    return pl.when(person.shift(step) == person).then(pl.col(column).shift(step))


def _absence_shares(lives: Lives) -> pl.DataFrame:
    """Terms with too few days present; cleared at the end of the next term that is good again."""
    share = pl.col("days_present") / pl.col("days_expected")
    good = _beside("days_present", -1) / _beside("days_expected", -1) >= GOOD_SHARE
    rows = lives.terms.with_columns(good=good, next_term=_beside("term", -1)).filter(
        pl.col("term").is_in(WATCHED[:-1]), pl.col("days_expected") >= 20, share < LOW_SHARE
    )
    settled = pl.col("good").fill_null(False) & (pl.col("next_term") < TERMS[-1])
    return rows.with_columns(
        kind=pl.lit("absence_share"),
        raised_on=_ends("term", after=4),
        cleared_on=pl.when(settled).then(_ends("next_term", after=4)).otherwise(None),
        evidence=_evidence(present="days_present", expected="days_expected"),
    )


def _grade_drops(learning: pl.DataFrame) -> pl.DataFrame:
    """Grade points that fell from one made term to the next; cleared when most of it is won back."""
    rows = learning.sort("person", "term").with_columns(
        before_gpa=_beside("gpa", 1), next_gpa=_beside("gpa", -1), next_term=_beside("term", -1)
    )
    rows = rows.filter(pl.col("term").is_in(WATCHED), pl.col("before_gpa") - pl.col("gpa") >= GRADE_FALL - 1e-9)
    won_back = (pl.col("next_gpa") >= pl.col("before_gpa") - 0.2).fill_null(False)
    return rows.with_columns(
        kind=pl.lit("grade_drop"),
        raised_on=_ends("term", after=9),
        cleared_on=pl.when(won_back).then(_ends("next_term", after=9)).otherwise(None),
        evidence=_evidence(gpa_before="before_gpa", gpa="gpa"),
    )


def _growth_falters(lives: Lives) -> pl.DataFrame:
    """Children who lost weight and are thin for their age (below one deviation of the median BMI)."""
    rows = lives.measurements.with_columns(
        before_kg=_beside("weight_kg", 1), before=_beside("measured_on", 1),
        next_kg=_beside("weight_kg", -1), next_on=_beside("measured_on", -1),
    ).filter(pl.col("term").is_in(WATCHED[:-1]), pl.col("weight_kg") <= WEIGHT_LEFT * pl.col("before_kg"))  # fmt: skip
    rows = rows.join(lives.children.select("person", "born", "female"), on="person", how="left", maintain_order="left")
    age = ((rows["measured_on"] - rows["born"]).dt.total_days() / 365.25).to_numpy()
    bmi = rows["weight_kg"].to_numpy() / (rows["height_cm"].to_numpy() / 100) ** 2
    thin = bmi < 0.9 * median_bmi(age, rows["female"].to_numpy())
    gained = (pl.col("next_kg") > pl.col("before_kg")).fill_null(False)
    return rows.filter(pl.Series(thin)).with_columns(
        kind=pl.lit("growth_falter"),
        raised_on=pl.col("measured_on") + pl.duration(days=3),
        cleared_on=_past(pl.when(gained).then("next_on").otherwise(None)),
        evidence=_evidence(kg_before="before_kg", before="before", kg="weight_kg", on="measured_on"),
    )


def _departures(lives: Lives) -> pl.DataFrame:
    """Pupils who did not come back in the next term: `transition` after K.3, P.6 and M.3, else `not_returned`.

    Raised 25 days into the term in which they are missing, or when today's nation is looked at; cleared when
    they are seen again.
    """
    here = ["child", "when"]
    rows = lives.terms.with_columns(next_when=_beside("when", -1))
    missing = (pl.col("next_when").is_null() | (pl.col("next_when") > pl.col("when") + 1)) & (
        pl.col("when") < len(TERMS) - 1
    )
    finished = pl.col("grade").is_in([M6, V3]) & (pl.col("outcome") == "graduated").fill_null(False)
    dead = (pl.col("outcome") == "dead").fill_null(False)
    rows = rows.filter(missing & ~finished & ~dead).sort(here)
    at_stage = pl.col("grade").is_in([K3, P6, M3]) & (pl.col("term") % 10 == 2)
    begins = {when: _first_weeks(TERMS[when + 1]) for when in range(len(TERMS) - 1)}
    seen = {when: _first_weeks(term) - timedelta(days=15) for when, term in enumerate(TERMS)}
    return rows.with_columns(
        last_term=pl.col("term"),
        term=pl.Series(np.array([*TERMS[1:], 0])[rows["when"].to_numpy()]),
        kind=pl.when(at_stage).then(pl.lit("transition")).otherwise(pl.lit("not_returned")),
        raised_on=pl.col("when").replace_strict(begins, return_dtype=pl.Date, default=None),
        cleared_on=pl.col("next_when").replace_strict(seen, return_dtype=pl.Date, default=None),
    ).with_columns(evidence=_evidence(last_term="last_term"))


def _first_weeks(term: int) -> date:
    """The day on which a school has noticed who is missing in a term."""
    year, half = term // 10 - 543, term % 10
    return min(date(year, 6, 10) if half == 1 else date(year, 11, 26), TODAY - timedelta(days=1))


def _unreceipted(payments: pl.DataFrame) -> pl.DataFrame:
    """Payments of the grant that were paid long ago and have no receipt yet."""
    rows = payments.filter(pl.col("state") == "paid").with_columns(
        raised_on=pl.col("paid_on") + pl.duration(days=RECEIPT_DAYS)
    )
    return rows.unique(["person", "term"], keep="first", maintain_order=True).with_columns(
        kind=pl.lit("unreceipted"),
        cleared_on=pl.lit(None, pl.Date),
        evidence=_evidence(baht="amount_baht", paid_on="paid_on"),
    )
