"""Home visits: when a child applies, again after three years, and those of the round that is open today."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Ints
from isee.synth.histories.answers import Sheets, answers_json
from isee.synth.histories.homes import Homes
from isee.synth.histories.households import Surveys
from isee.synth.histories.lives import NOT_SCREENED, Lives, choose, drawn, hex_uuids
from isee.synth.histories.screenings import screened_anew
from isee.synth.plan import NEWEST, TERMS
from isee.synth.schools import M3

STATES: Final = ("draft", "sent", "returned", "certified")
CERTIFIERS: Final = (
    "ผู้ใหญ่บ้าน", "กำนัน", "ปลัดองค์การบริหารส่วนตำบล", "นักพัฒนาชุมชน", "ผู้อำนวยการโรงพยาบาลส่งเสริมสุขภาพตำบล",
)  # fmt: skip
RETURN_REASONS: Final = (
    "ภาพถ่ายภายในบ้านไม่ชัดเจน", "ยังไม่มีลายมือชื่อผู้รับรอง", "กรอกรายได้ของสมาชิกไม่ครบ", "พิกัดบ้านไม่ตรงกับที่อยู่",
)  # fmt: skip
EXCEPTIONS: Final = ("", "other_district", "other_province", "other_country", "permission_refused")
_METRES: Final = 1 / 111_000
VERSION: Final = "2569"
"""The year of the questionnaire's wording that all made answers follow."""


def make_visits(lives: Lives, surveys: Surveys, homes: Homes, sheets: Sheets) -> pl.DataFrame:
    """Return one row a visit, all of rounds for new applicants.

    Columns: `row`, `uuid`, `person`, `household`, `school`, `term`, `visited_on`, `picture_source`, `state`,
    `answers`, `lat`, `lon`, `accuracy_m`, `photo_exception`, `return_reason`, `certified_on`, `certifier_position`,
    `survey` (row). The answers are those of the survey on which the result rests. Visits of the open round have no
    result yet.
    """
    rows = pl.concat([_applications(lives, surveys), _open_round(lives, surveys)])
    rng = lives.draw("visits")
    size = len(rows)
    state, day, certified = _progress(rows, rng)
    supplied = rng.random(size) < 0.16
    exception = np.where(rng.random(size) < 0.018, 1 + drawn(rng, size, (0.35, 0.3, 0.05, 0.3)), 0)
    home = surveys.home[rows["survey"].to_numpy()]
    pinned = ~(supplied & (rng.random(size) < 0.5)) & ~np.isin(exception, [1, 2, 3])
    made = rows.select(
        "person", "school", "term", "survey", "child",
        household=lives.households["household"].gather(pl.Series(home)),
        uuid=hex_uuids(rng, size),
        visited_on=pl.Series(day),
        picture_source=choose(("teacher_visited", "pupil_supplied"), supplied.astype(np.int64)),
        state=choose(STATES, state),
        answers=answers_json(lives, surveys, homes, sheets, rows),
        **_pin(lives, home, pinned, rng),
        photo_exception=choose(EXCEPTIONS, exception),
        return_reason=choose((*RETURN_REASONS, ""), np.where(state == 2, rng.integers(0, 4, size), 4)),
        certified_on=pl.Series(certified),
        certifier_position=choose((*CERTIFIERS, ""), np.where(state == 3, drawn(rng, size, (5, 2, 2, 1, 1)), 5)),
    )  # fmt: skip
    return made.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))


def _applications(lives: Lives, surveys: Surveys) -> pl.DataFrame:
    """The visits behind the results of new applications."""
    rows = lives.results.join(lives.children.select("person"), on="person", how="semi", maintain_order="left")
    rows = rows.filter(pl.Series(screened_anew(rows)))
    survey = surveys.find(rows["household"].to_numpy(), rows["term"].to_numpy())
    return _with_grades(lives, rows.with_columns(survey=pl.Series(survey), open=pl.lit(False)))


def _with_grades(lives: Lives, rows: pl.DataFrame) -> pl.DataFrame:
    grades = lives.terms.select("person", "term", "grade", "child")
    return rows.join(grades, on=["person", "term"], how="inner", maintain_order="left").select(
        "person", "school", "term", "survey", "child", "grade", "open"
    )


def _open_round(lives: Lives, surveys: Surveys) -> pl.DataFrame:
    """The pupils of the homes that are surveyed for the open round; they have no result yet."""
    rows = lives.terms.filter(pl.col("term") == NEWEST, pl.col("level") == NOT_SCREENED, pl.col("grade") <= M3)
    home = lives.children["household"].to_numpy()[rows["child"].to_numpy()]
    survey = surveys.find(home, rows["term"].to_numpy())
    rows = rows.with_columns(survey=pl.Series(survey), open=pl.lit(True)).filter(pl.Series(survey >= 0))
    return rows.select("person", "school", "term", "survey", "child", "grade", "open")


_Days = np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]


def _progress(rows: pl.DataFrame, rng: np.random.Generator) -> tuple[Ints, _Days, _Days]:
    """State, day of the visit and day of the certificate of each visit."""
    size = len(rows)
    first = np.array([_first_day(term) for term in TERMS], dtype="datetime64[D]")
    span = np.array([_span(term) for term in TERMS])
    when = np.searchsorted(np.array(TERMS), rows["term"].to_numpy())
    late = rng.beta(2.2, 1.3, size)
    day = first[when] + np.floor(late * span[when]).astype("timedelta64[D]")
    waiting = rows["open"].to_numpy()
    state = np.where(waiting, drawn(rng, size, (0.16, 0.44, 0.12, 0.28)), 3)
    wait = np.where(rows["term"].to_numpy() == NEWEST, 1, rng.integers(1, 12, size))
    certified = np.where(state == 3, day + wait.astype("timedelta64[D]"), np.datetime64("NaT"))
    return state, day, certified


def _first_day(term: int) -> str:
    year = term // 10 - 543
    return f"{year}-05-25" if term % 10 == 1 else f"{year}-11-02"


def _span(term: int) -> int:
    """Days in which homes are visited: to the close of the round, or to the day before its results."""
    if term == NEWEST:
        return 3
    return 57 if term % 10 == 1 else 43


def _pin(lives: Lives, home: Ints, pinned: Flags, rng: np.random.Generator) -> dict[str, pl.Series]:
    """Where the phone stood: near the home, to within what it says of itself; nothing where nobody went."""
    size = len(home)
    accuracy = np.round(3.0 + rng.gamma(2.0, 4.0, size), 1)
    metres = rng.normal(0.0, 1.0, (2, size)) * accuracy * 0.6
    lat = np.round(lives.households["lat"].to_numpy()[home] + metres[0] * _METRES, 5)
    lon = np.round(lives.households["lon"].to_numpy()[home] + metres[1] * _METRES, 5)
    columns = {"lat": lat, "lon": lon, "accuracy_m": accuracy}
    return {name: pl.Series(np.where(pinned, values, np.nan)).fill_nan(None) for name, values in columns.items()}
