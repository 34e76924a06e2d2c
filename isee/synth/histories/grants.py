"""Grants of each term with their payments and receipts: the conditional grant and the basic-needs money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Ints
from isee.synth.histories.lives import POOR, SEVERE, Lives, choose, drawn
from isee.synth.plan import NEWEST, TERMS
from isee.synth.schools import M3, P1, P6

GRANT, BASIC = "conditional_grant", "basic_needs"
TERMS_OF_A_GRANT: Final = 6
"""A grant is given for up to three academic years."""
ATTENDANCE_RULE: Final = 0.80
"""Days present below this share of the days expected hold a grant back while the school looks into it (illustrative:
sources name 80 and 85 per cent)."""
BATCHES: Final = 3
"""Batches of one province, programme and term: two for bank accounts, one for cash through schools."""
STATES: Final = (
    "allocated", "batched", "sent", "paid", "bounced", "held", "receipted", "reconciled", "recalled", "returned",
)  # fmt: skip
_S: Final = {name: number for number, name in enumerate(STATES)}
_PAST: Final = {"reconciled": 0.987, "returned": 0.013}
_LAST: Final = {
    "reconciled": 0.55, "receipted": 0.26, "paid": 0.125, "bounced": 0.022, "held": 0.018, "sent": 0.015,
    "returned": 0.01,
}  # fmt: skip
_NOW: Final = {"allocated": 0.64, "batched": 0.345, "held": 0.015}
_BANDS: Final = ("pre_primary", "primary", "lower_secondary", "upper_secondary")
_ON_ACCOUNT: Final = ("account_closed", "account_unknown", "name_mismatch")


@dataclass(frozen=True)
class Rate:
    """What a programme grants in a run of terms to a grade band and class, baht a term; `key` names the row."""

    key: int
    programme: str
    from_term: int
    to_term: int | None
    grade_band: str
    poverty_class: str
    affiliation: str | None
    amount_baht: Decimal


@dataclass(frozen=True)
class Grants:
    """`entitlements` (`row`, `person`, `school`, `programme`, `term`, `rate`, `amount_baht`, `state`, `reason`,
    `granted_on`, `until_term`), `batches` (`row`, `programme`, `term`, `made_on`, `sent_on`, `state`), `payments`
    (`row`, `entitlement`, `person`, `term`, `batch`, `amount_baht`, `channel`, `state`, `state_on`, `sent_on`,
    `paid_on`, `trouble`) and `receipts` (`payment`, `person`, `term`, `kind`, `received_on`, `amount_baht`,
    `received_by`). Rows point at each other by `row`; amounts are whole baht.
    """

    entitlements: pl.DataFrame
    batches: pl.DataFrame
    payments: pl.DataFrame
    receipts: pl.DataFrame


def make_grants(lives: Lives, rates: Sequence[Rate]) -> Grants:
    """Grant, pay and receipt every term of the children of a province."""
    rng = lives.draw("grants")
    entitlements = _entitle(lives, rates, rng)
    batches = _batches()
    payments = _pay(lives, entitlements, rng)
    return Grants(entitlements, batches, payments, _receipts(payments, rng))


def granted_on(term: int) -> date:
    """The day on which the grants of a term are given: soon after its results."""
    year, half = term // 10 - 543, term % 10
    if term == NEWEST:
        return date(year, 11, 6)
    return date(year, 8, 25) if half == 1 else date(year + 1, 1, 26)


def _entitle(lives: Lives, rates: Sequence[Rate], rng: np.random.Generator) -> pl.DataFrame:
    rows = lives.terms
    grade, level = rows["grade"].to_numpy(), rows["level"].to_numpy()
    started = _grant_starts(lives)
    granted = (started >= 0) & (grade <= M3)
    basic = ~granted & (level == POOR) & (grade >= P1) & (grade <= M3)
    chosen = rows.with_columns(
        programme=pl.when(pl.Series(granted)).then(pl.lit(GRANT)).otherwise(pl.lit(BASIC)),
        until_term=pl.Series(np.array(_terms_after(TERMS_OF_A_GRANT))[np.clip(started, 0, None)]),
        band=choose(_BANDS, np.digitize(grade, [P1, P6 + 1, M3 + 1])),
    ).filter(pl.Series(granted | basic))  # fmt: skip
    known = _with_rate(lives, chosen, rates)
    state, reason = _states(known, rng)
    granted_days = {term: granted_on(term) for term in TERMS}
    return known.with_row_index("row").select(
        pl.col("row").cast(pl.Int64), "person", "school", "child", "when", "programme", "term", "rate", "amount_baht",
        "grade", state=state, reason=reason,
        granted_on=pl.col("term").replace_strict(granted_days, return_dtype=pl.Date),
        until_term=pl.when(pl.col("programme") == GRANT).then("until_term").otherwise(None),
    )  # fmt: skip


def _terms_after(count: int) -> list[int]:
    """For each made term, the last of `count` terms that begin with it."""
    out = []
    for term in TERMS:
        half = (term % 10 - 1) + count - 1
        out.append((term // 10 + half // 2) * 10 + half % 2 + 1)
    return out


def _grant_starts(lives: Lives) -> Ints:
    """For each child and term the index of the term in which its run of the grant began; -1 without a grant.

    A run begins when a child is found extremely poor and goes on for three years, whatever later results say;
    after it, the child has to be found extremely poor anew.
    """
    rows = lives.terms
    child, when = rows["child"].to_numpy(), rows["when"].to_numpy()
    severe = (rows["level"].to_numpy() == SEVERE) & (rows["grade"].to_numpy() <= M3)
    table = np.full((len(lives.children), len(TERMS)), -1, dtype=np.int64)
    poor = np.zeros(table.shape, dtype=np.bool_)
    poor[child[severe], when[severe]] = True
    start = np.full(len(table), -TERMS_OF_A_GRANT, dtype=np.int64)
    for term in range(len(TERMS)):
        running = term - start < TERMS_OF_A_GRANT
        start = np.where(~running & poor[:, term], term, start)
        table[:, term] = np.where(term - start < TERMS_OF_A_GRANT, start, -1)
    return np.where(rows["level"].to_numpy() <= 2, table[child, when], -1)


def _with_rate(lives: Lives, rows: pl.DataFrame, rates: Sequence[Rate]) -> pl.DataFrame:
    """Keep the rows for which a rate holds, with `rate` (key) and `amount_baht`; an affiliation's own rate first."""
    affiliations = sorted({rate.affiliation for rate in rates if rate.affiliation is not None})
    spread = [
        (rate.programme, term, rate.grade_band, affiliation, rate.key, float(rate.amount_baht))
        for rate in sorted(rates, key=lambda rate: rate.affiliation is None)
        for term in TERMS
        if rate.from_term <= term <= (rate.to_term or term)
        and rate.poverty_class == ("extremely_poor" if rate.programme == GRANT else "poor")
        for affiliation in ((rate.affiliation,) if rate.affiliation is not None else (*affiliations, ""))
    ]
    names = ("programme", "term", "band", "of", "rate", "amount_baht")
    kinds = (pl.String, pl.Int64, pl.String, pl.String, pl.Int64, pl.Float64)
    table = pl.DataFrame(spread, schema=dict(zip(names, kinds, strict=True)), orient="row").unique(
        ["programme", "term", "band", "of"], keep="first", maintain_order=True
    )
    schools = lives.schools.select(
        "school", of=pl.when(pl.col("affiliation").is_in(affiliations)).then("affiliation").otherwise(pl.lit(""))
    )
    return rows.join(schools, on="school", how="left", maintain_order="left").join(
        table, on=["programme", "term", "band", "of"], how="inner", maintain_order="left"
    )


def _states(rows: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.Expr, pl.Expr]:
    """State and reason of each entitlement: low attendance is looked into, leaving and dying end it."""
    share = pl.col("days_present") / pl.col("days_expected")
    last = pl.col("term") == TERMS[-2]
    low = (share < ATTENDANCE_RULE).fill_null(False) & last & pl.Series(rng.random(len(rows)) < 0.7)
    left = pl.col("outcome").is_in(["dropped_out", "not_struck_off"]).fill_null(False)
    dead = (pl.col("outcome") == "dead").fill_null(False)
    gone = pl.when(dead).then(pl.lit("died")).when(left).then(pl.lit("left_school"))
    reason = gone.when(low).then(pl.lit("attendance")).otherwise(pl.lit(""))
    ended = dead | left
    state = pl.when(ended).then(pl.lit("ended")).when(low).then(pl.lit("held")).otherwise(pl.lit("granted"))
    return state, reason


def _batches() -> pl.DataFrame:
    """One row for each programme, term and number of `BATCHES`; `row` counts them in that order."""
    rows = []
    for place, programme in enumerate((GRANT, BASIC)):
        for when, term in enumerate(TERMS):
            for number in range(BATCHES):
                made = granted_on(term) + timedelta(days=1 + 2 * number)
                sent = made + timedelta(days=4) if term != NEWEST else None
                state = "made" if sent is None else "sent" if term == TERMS[-2] else "settled"
                row = (place * len(TERMS) + when) * BATCHES + number
                rows.append((row, programme, term, min(made, date(2026, 11, 9)), sent, state))
    names = ("row", "programme", "term", "made_on", "sent_on", "state")
    kinds = (pl.Int64, pl.String, pl.Int64, pl.Date, pl.Date, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _payment_states(entitlements: pl.DataFrame, rng: np.random.Generator) -> Ints:
    """How far each payment is: older terms are settled, the last one nearly, the newest has only begun."""
    size, when = len(entitlements), entitlements["when"].to_numpy()
    drawn_of = [
        np.array([_S[name] for name in shares])[drawn(rng, size, list(shares.values()))]
        for shares in (_PAST, _LAST, _NOW)
    ]
    newest, last = when == len(TERMS) - 1, when == len(TERMS) - 2
    state = np.where(newest, drawn_of[2], np.where(last, drawn_of[1], drawn_of[0]))
    reason = entitlements["reason"].to_numpy()
    state = np.where(reason == "attendance", _S["held"], state)
    gone = np.isin(reason, ["left_school", "died"]) & (rng.random(size) < 0.35) & ~newest
    return np.where(gone, np.where(last, _S["recalled"], _S["returned"]), state)


def _pay(lives: Lives, entitlements: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One payment for each entitlement, of its whole amount."""
    size = len(entitlements)
    state = _payment_states(entitlements, rng)
    cash = _pays_cash(lives, entitlements, rng)
    number = np.where(cash, BATCHES - 1, rng.integers(0, BATCHES - 1, size))
    basic = (entitlements["programme"] == BASIC).to_numpy()
    batch = (np.where(basic, len(TERMS), 0) + entitlements["when"].to_numpy()) * BATCHES + number
    in_batch = ~np.isin(state, [_S["allocated"], _S["held"]])
    sent = ~np.isin(state, [_S["allocated"], _S["held"], _S["batched"]])
    paid = np.isin(state, [_S["paid"], _S["receipted"], _S["reconciled"]])
    days = _batches()["sent_on"].to_numpy().astype("datetime64[D]")[batch]
    arrives = days + rng.integers(1, 9, size).astype("timedelta64[D]")
    reached = _reached(state, days, arrives, entitlements, rng)
    return pl.DataFrame(
        {
            "row": entitlements["row"],
            "entitlement": entitlements["row"],
            "person": entitlements["person"],
            "term": entitlements["term"],
            "batch": pl.Series(np.where(in_batch, batch, -1)).replace(-1, None),
            "amount_baht": entitlements["amount_baht"],
            "channel": choose(("bank", "school_cash"), cash.astype(np.int64)),
            "state": choose(STATES, state),
            "state_on": pl.Series(reached),
            "sent_on": pl.Series(np.where(sent, days, np.datetime64("NaT"))),
            "paid_on": pl.Series(np.where(paid, arrives, np.datetime64("NaT"))),
            "trouble": _troubles(state, entitlements["reason"], rng),
            "grade": entitlements["grade"],
            "when": entitlements["when"],
        }
    )


def _pays_cash(lives: Lives, entitlements: pl.DataFrame, rng: np.random.Generator) -> Flags:
    """Basic-needs money goes through the school; one school in eight pays the grant in cash too."""
    by_school = lives.draw("cash schools").random(len(lives.schools)) < 0.125
    alone = rng.random(len(entitlements)) < 0.04
    basic = (entitlements["programme"] == BASIC).to_numpy()
    return np.asarray(basic | alone | by_school[entitlements["school"].to_numpy()])


def _reached(
    state: Ints,
    sent: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]],
    paid: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]],
    entitlements: pl.DataFrame,
    rng: np.random.Generator,
) -> np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]:
    """The day on which each payment came into its present state, never after today."""
    granted = entitlements["granted_on"].to_numpy().astype("datetime64[D]")
    wait = rng.integers(5, 22, len(state)).astype("timedelta64[D]")
    day = np.where(np.isin(state, [_S["allocated"], _S["held"], _S["batched"]]), granted + np.timedelta64(1, "D"), paid)
    day = np.where(state == _S["sent"], sent, day)
    day = np.where(state == _S["receipted"], paid + wait, day)
    late = np.isin(state, [_S["reconciled"], _S["recalled"], _S["returned"]])
    day = np.where(late, paid + wait + np.timedelta64(14, "D"), day)
    return np.asarray(np.minimum(day, np.datetime64("2026-11-09")))


def _troubles(state: Ints, reason: pl.Series, rng: np.random.Generator) -> pl.Series:
    size = len(state)
    account = choose(_ON_ACCOUNT, drawn(rng, size, (0.45, 0.3, 0.25)))
    stuck = np.isin(state, [_S["bounced"], _S["recalled"], _S["returned"]])
    frame = pl.DataFrame({"reason": reason, "account": account, "stuck": stuck, "held": state == _S["held"]})
    known = pl.col("reason") != ""
    because = pl.when(known).then("reason")
    trouble = because.when(pl.col("held")).then(pl.lit("papers_missing")).otherwise("account")
    return frame.select(
        trouble=pl.when(pl.col("stuck") | pl.col("held")).then(trouble).otherwise(pl.lit(""))
    ).to_series()


def _receipts(payments: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The paper of each payment that has one: the grant's form 06 signed at home, or what the school bought."""
    rows = payments.filter(pl.col("state").is_in(["receipted", "reconciled"]))
    size = len(rows)
    basic = (rows["batch"] >= len(TERMS) * BATCHES).to_numpy()
    bought = basic | (rows["channel"] == "school_cash").to_numpy() & (rng.random(size) < 0.35)
    kind = np.where(bought, np.where(rng.random(size) < np.where(basic, 0.4, 0.15), 2, 1), 0)
    pupil = (rows["grade"].to_numpy() > P6) & (rng.random(size) < 0.6)
    wait = pl.lit(pl.Series(rng.integers(1, 6, size)))
    return rows.select(
        pl.col("row").alias("payment"), "person", "term", "amount_baht",
        kind=choose(("nr06", "invoice", "substitute"), kind),
        received_on=pl.min_horizontal(pl.col("paid_on") + pl.duration(days=wait), pl.col("state_on")),
        received_by=choose(("guardian", "pupil", "school"), np.where(kind > 0, 2, pupil.astype(np.int64))),
    )  # fmt: skip
