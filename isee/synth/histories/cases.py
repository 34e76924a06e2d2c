"""Cases with their steps, for a share of the children with early signs and of those in no school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Ints
from isee.synth.histories.lives import SEVERE, Lives, choose, drawn, hex_uuids
from isee.synth.plan import TERMS, TODAY

KINDS: Final = ("drop_out_risk", "out_of_school", "protection", "health", "grant")
STATES: Final = ("open", "visiting", "helping", "referred", "closed")
SHARES: Final = {"drop_out_risk": 0.30, "out_of_school": 0.48, "protection": 0.6, "health": 0.12, "grant": 0.10}
"""How often a child with such signs has a case; of those who left school about as many as were traced by 2567."""
_STEPS: Final = {
    "open": ("opened", "call"),
    "visiting": ("opened", "call", "visit"),
    "helping": ("opened", "visit", "help"),
    "referred": ("opened", "visit", "referral"),
    "closed": ("opened", "call", "visit", "help", "closed"),
}
_DAYS_BETWEEN: Final = {"opened": 0, "call": 4, "visit": 12, "help": 21, "referral": 10, "closed": 40}
_TEXTS: Final = {
    "opened": ("เปิดกรณีจากสัญญาณเตือนของระบบ", "เปิดกรณีตามที่ครูประจำชั้นแจ้ง"),
    "call": ("โทรศัพท์สอบถามผู้ปกครอง", "โทรศัพท์นัดหมายผู้ปกครองเพื่อเยี่ยมบ้าน"),
    "visit": ("เยี่ยมบ้านร่วมกับผู้นำชุมชน", "ครูประจำชั้นเยี่ยมบ้านและพูดคุยกับครอบครัว"),
    "help": ("สถานศึกษาช่วยเหลือตามความต้องการของครอบครัว", "จัดการเรียนที่ยืดหยุ่นให้เหมาะกับนักเรียน"),
    "referral": ("ส่งต่อหน่วยงานในพื้นที่เพื่อช่วยเหลือ", "ประสานนักสังคมสงเคราะห์ของพื้นที่"),
    "closed": ("ปิดกรณี ติดตามต่อโดยครูประจำชั้น", "ปิดกรณีตามมติที่ประชุมทีมช่วยเหลือ"),
}
"""Short neutral notes, the only words that cases hold."""
_OUTCOMES: Final[dict[str, dict[str, float]]] = {
    "drop_out_risk": {"stays_in_school": 0.86, "handed_over": 0.09, "unfounded": 0.05},
    "out_of_school": {"other_learning": 0.38, "moved_away": 0.22, "not_found": 0.28, "declined": 0.12},
    "protection": {"supported": 0.5, "handed_over": 0.5},
    "health": {"supported": 0.7, "handed_over": 0.3},
    "grant": {"settled": 1.0},
}
BACK: Final = "returned_to_school"
_WITHOUT_HELP: Final = ("moved_away", "not_found", "declined", "unfounded")


@dataclass(frozen=True)
class Cases:
    """`cases`: `row`, `uuid`, `person`, `kind`, `state`, `opened_on`, `closed_on`, `outcome`; and `events`: `case`,
    `person`, `happened_on`, `kind`, `text`.
    """

    cases: pl.DataFrame
    events: pl.DataFrame


def make_cases(lives: Lives, signs: pl.DataFrame) -> Cases:
    """Open cases; a child has at most one of each kind, from its latest sign."""
    rng = lives.draw("cases")
    wanted = pl.concat([_from_signs(lives, signs), _found_outside(lives), _protection(lives)])
    wanted = wanted.sort("person", "kind", "since").unique(["person", "kind"], keep="last", maintain_order=True)
    chance = wanted["kind"].replace_strict(SHARES, return_dtype=pl.Float64).to_numpy()
    rows = wanted.filter(pl.Series(rng.random(len(wanted)) < chance))
    opened = rows["since"].to_numpy().astype("datetime64[D]") + rng.integers(1, 9, len(rows)).astype("timedelta64[D]")
    opened = np.minimum(opened, np.datetime64(TODAY))
    state = _states(rows, opened, rng)
    outcome = _outcomes(rows, state, rng)
    steps = _steps(state, opened, rng)
    helped = ~outcome.is_in(list(_WITHOUT_HELP)).gather(steps["case"])
    steps = steps.with_columns(person=rows["person"].gather(steps["case"])).filter(helped | (pl.col("kind") != "help"))
    closed = _closed_on(steps, len(rows))
    cases = pl.DataFrame(
        {
            "row": pl.Series(np.arange(len(rows))),
            "uuid": hex_uuids(rng, len(rows)),
            "person": rows["person"],
            "kind": rows["kind"],
            "state": choose(STATES, state),
            "opened_on": pl.Series(opened),
            "closed_on": closed,
            "outcome": outcome,
        }
    )
    return Cases(cases, steps)


def _outcomes(rows: pl.DataFrame, state: Ints, rng: np.random.Generator) -> pl.Series:
    """How each closed case ended; whoever is seen at school again has come back."""
    words = sorted({word for shares in _OUTCOMES.values() for word in shares})
    ended = np.zeros(len(rows), dtype=np.int64)
    for kind, shares in _OUTCOMES.items():
        number = np.array([words.index(word) for word in shares])[drawn(rng, len(rows), list(shares.values()))]
        ended = np.where((rows["kind"] == kind).to_numpy(), number, ended)
    closed, back = pl.Series(state == len(STATES) - 1), rows["back"] & (rows["kind"] == "out_of_school")
    frame = pl.DataFrame({"word": choose(words, ended), "closed": closed, "back": back})
    word = pl.when("back").then(pl.lit(BACK)).otherwise("word")
    return frame.select(outcome=pl.when("closed").then(word).otherwise(pl.lit(""))).to_series()


def _from_signs(lives: Lives, signs: pl.DataFrame) -> pl.DataFrame:
    """What could be cases: `person`, `kind`, `since`, `back` (the sign is cleared)."""
    last = signs.filter(pl.col("term").is_in(TERMS[-3:]))
    gone = signs.filter(pl.col("kind").is_in(["transition", "not_returned"])).with_columns(kind=pl.lit("out_of_school"))
    latest = lives.terms.unique("person", keep="last", maintain_order=True).filter(pl.col("level") == SEVERE)["person"]
    risky = last.filter(
        pl.col("kind").is_in(["absence_share", "grade_drop"])
        | (pl.col("kind") == "absence_run") & pl.col("person").is_in(latest.implode())
    ).filter(~pl.col("person").is_in(gone.filter(pl.col("cleared_on").is_null())["person"].implode()))
    risky = risky.with_columns(kind=pl.lit("drop_out_risk"))
    thin = last.filter(pl.col("kind") == "growth_falter").with_columns(kind=pl.lit("health"))
    paid = last.filter(pl.col("kind") == "unreceipted").with_columns(kind=pl.lit("grant"))
    found = pl.concat([gone, risky, thin, paid])
    return found.select("person", "kind", since="raised_on", back=pl.col("cleared_on").is_not_null())


def _found_outside(lives: Lives) -> pl.DataFrame:
    """Children who were found in no school and never were in one, from the day on which they became known."""
    return lives.outside.select("person", kind=pl.lit("out_of_school"), since="recorded_on", back=pl.lit(False))


def _protection(lives: Lives) -> pl.DataFrame:
    """Children whom their school marked as in need of protection."""
    marked = lives.children.filter(pl.col("disadvantages").list.contains("04")).select("person")
    day = lives.draw("protection").integers(0, 900, len(marked)).astype("timedelta64[D]")
    since = np.datetime64("2024-05-20") + day
    return marked.with_columns(kind=pl.lit("protection"), since=pl.Series(since), back=pl.lit(False))


def _states(
    rows: pl.DataFrame, opened: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]], rng: np.random.Generator
) -> Ints:
    """How far each case is: the older, the likelier it is closed."""
    age = (np.datetime64(TODAY) - opened).astype(np.int64)
    young = drawn(rng, len(rows), (0.6, 0.4, 0.0, 0.0, 0.0))
    middle = drawn(rng, len(rows), (0.1, 0.35, 0.35, 0.2, 0.0))
    old = drawn(rng, len(rows), (0.03, 0.07, 0.14, 0.12, 0.64))
    state = np.where(age < 25, young, np.where(age < 110, middle, old))
    back = rows["back"].to_numpy() & (age >= 110)
    return np.where(age < 8, 0, np.where(back, len(STATES) - 1, state))


def _steps(
    state: Ints, opened: np.ndarray[tuple[int, ...], np.dtype[np.datetime64]], rng: np.random.Generator
) -> pl.DataFrame:
    """The steps of each case on rising days, none after today."""
    parts = []
    for number, name in enumerate(STATES):
        cases = np.flatnonzero(state == number)
        day = opened[cases]
        for kind in _STEPS[name]:
            usual = _DAYS_BETWEEN[kind]
            wait = rng.integers(usual // 2, usual + usual // 2 + 1, len(cases)).astype("timedelta64[D]")
            day = np.minimum(day + wait, np.datetime64(TODAY))
            text = choose(_TEXTS[kind], rng.integers(0, len(_TEXTS[kind]), len(cases)))
            parts.append(
                pl.DataFrame({"case": cases, "happened_on": day, "text": text}).with_columns(kind=pl.lit(kind))
            )
    return pl.concat(parts).sort("case", maintain_order=True)


def _closed_on(steps: pl.DataFrame, cases: int) -> pl.Series:
    last = steps.filter(pl.col("kind") == "closed")
    out = np.full(cases, np.datetime64("NaT"), dtype="datetime64[D]")
    out[last["case"].to_numpy()] = last["happened_on"].to_numpy().astype("datetime64[D]")
    return pl.Series(out)
