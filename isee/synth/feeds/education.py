"""The Education Ministry's files: the newest rosters of every affiliation, all in the roster layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Ints, stream
from isee.synth.feeds.kinds import feed_faults, quota
from isee.synth.feeds.made import Made, Member, truth_of
from isee.synth.feeds.people import ADDRESS, People
from isee.synth.feeds.spoil import spoil
from isee.synth.nation import Province
from isee.synth.plan import NEWEST, ProvincePlan
from isee.synth.rosters import Style, draw_style, newest_pupils, roster_table, title_lines

OBEC: Final = "education_obec"
FEED_OF: Final[Mapping[str, str]] = {
    "11": "education_private", "12": "education_nonformal", "13": "education_vocational", "30": "education_local",
    "31": "education_local",
}  # fmt: skip
"""The feed of each affiliation; all others (state schools, border police, temples) go with OBEC's."""
FEEDS: Final = (OBEC, *dict.fromkeys(FEED_OF.values()))
MEMBER_ROWS: Final = 60_000
"""Rows of one file, about an education area: a roster reader refuses more than 100,000."""


def make_rosters(people: People, province: Province, *, seed: int) -> list[Made]:
    """Make one archive for each affiliation that has pupils, with a file for each education area or district."""
    pupils = _pupils(people, province)
    return [
        _make_feed(feed, rows, pupils, people.plan, seed=seed)
        for feed in FEEDS
        if len(rows := pupils.filter(pl.col("feed") == feed))
    ]


def _pupils(people: People, province: Province) -> pl.DataFrame:
    facts = people.children.select("person", "died", "minority", "g_code_replaced")
    schools = province.schools.with_columns(
        feed=pl.col("affiliation").replace_strict(dict(FEED_OF), default=OBEC),
        office=pl.coalesce(
            pl.col("education_area").cast(pl.String), pl.col("affiliation") + pl.col("subdistrict").str.head(4)
        ),
    ).select("school", "feed", "office")
    pupils = newest_pupils(province).join(facts, on="person", how="left", maintain_order="left")
    pupils = pupils.join(schools, on="school", how="left", maintain_order="left").with_columns(
        number=pl.coalesce("citizen_id", "g_code"), duplicate_enrolment=pl.lit(False)
    )
    return _with_files(pupils)


def _with_files(pupils: pl.DataFrame) -> pl.DataFrame:
    """Add the file of each pupil's school: one for each office, more where an office has very many pupils."""
    schools = pupils.group_by("office", "school_code").len().sort("office", "school_code")
    part = ((pl.col("len").cum_sum() - 1) // MEMBER_ROWS + 1).over("office")
    term = f"{NEWEST % 10}-{NEWEST // 10}"
    name = (
        "DMC_"
        + pl.col("office")
        + "_"
        + term
        + pl.when(part > 1).then("_" + part.cast(pl.String)).otherwise(pl.lit(""))
    )
    files = schools.select("school_code", file=name + ".csv")
    return pupils.join(files, on="school_code", how="left", maintain_order="left")


def _make_feed(feed: str, rows: pl.DataFrame, pupils: pl.DataFrame, plan: ProvincePlan, *, seed: int) -> Made:
    second, possible = _second_rows(feed, rows, pupils, plan, seed=seed)
    everyone = pl.concat([rows, second]).sort("file", "school_code", "grade", "room", "number", maintain_order=True)
    address = (*ADDRESS, "subdistrict_th", "district_th")
    spoilt = spoil(everyone, feed=feed, plan=plan, seed=seed, address=address, second_rows_possible=possible)
    spoilt = replace(spoilt, rows=spoilt.rows.sort("file", maintain_order=True))
    members = tuple(
        _member(str(file), part, plan, seed=seed)
        for (file,), part in spoilt.rows.filter(~pl.col("row_gone"))
        .partition_by("file", as_dict=True, maintain_order=True).items()
    )  # fmt: skip
    archive = f"{feed}/DMC_{plan.code}_{NEWEST % 10}-{NEWEST // 10}.zip"
    return Made(feed, archive, members, truth_of(spoilt), spoilt.tallies)


def _second_rows(
    feed: str, rows: pl.DataFrame, pupils: pl.DataFrame, plan: ProvincePlan, *, seed: int
) -> tuple[pl.DataFrame, int]:
    """Rows of pupils of other schools whom a school of this feed lists too; and among how many rows they count."""
    taught = pupils.group_by("grade").agg(schools=pl.col("school").n_unique())
    possible = int(rows.join(taught.filter(pl.col("schools") > 1), on="grade", how="semi").height)
    share = feed_faults(feed)["duplicate_enrolment"].share
    wanted = quota(share * possible, province=plan.index, name=f"{feed} second rows")
    rng = stream(seed, plan.code, "fault", feed, "duplicate_enrolment")
    order = rng.permutation(len(rows))
    host, guest = _pairs(rng, rows, pupils, order, wanted)
    here = rows.select("school", "kind", "school_code", "school_name", "feed", "office", "file", "room")[host]
    second = pupils[guest].with_columns(**{name: here[name] for name in here.columns})
    codes = pl.Series(3_001 + np.arange(len(host))).cast(pl.String)
    return second.with_columns(duplicate_enrolment=pl.lit(True), student_code=codes), possible


def _pairs(
    rng: np.random.Generator, rows: pl.DataFrame, pupils: pl.DataFrame, order: Ints, wanted: int
) -> tuple[Ints, Ints]:
    """Row numbers of places in this feed, and of pupils of the same grade at other schools, each pupil once."""
    grade, school = pupils["grade"].to_numpy(), pupils["school"].to_numpy()
    by_grade = np.argsort(grade, kind="stable")
    ordered = grade[by_grade]
    place_grade, place_school = rows["grade"].to_numpy()[order], rows["school"].to_numpy()[order]
    low, high = np.searchsorted(ordered, place_grade), np.searchsorted(ordered, place_grade, side="right")
    guest = by_grade[low + (rng.random(len(order)) * (high - low)).astype(np.int64)]
    good = np.flatnonzero(school[guest] != place_school)
    _, first = np.unique(guest[good], return_index=True)
    good = good[np.sort(first)][:wanted]
    return order[good], guest[good]


def _member(file: str, rows: pl.DataFrame, plan: ProvincePlan, *, seed: int) -> Member:
    style = _style(file, plan, seed=seed)
    is_g = pl.col("number").str.starts_with("G")
    rows = rows.with_columns(citizen_id=pl.when(~is_g).then("number"), g_code=pl.when(is_g).then("number"))
    table = roster_table(rows, plan, style)
    encoding = "utf-8-sig" if style.encoding == "csv-utf8" else "cp874"
    return Member(file, table, encoding, titles=tuple(title_lines(style, plan.name_th)))


def _style(file: str, plan: ProvincePlan, *, seed: int) -> Style:
    """The manner of one office's export: always CSV, so that dates are never spreadsheet numbers."""
    style = draw_style(stream(seed, plan.code, "roster", file))
    encoding = "csv-utf8" if style.encoding == "xlsx" else style.encoding
    return replace(style, encoding=encoding, birth="be" if style.birth == "serial" else style.birth)
