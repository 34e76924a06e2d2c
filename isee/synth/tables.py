"""A made province as the tables that other packages load, in their own columns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from isee.registry.api import name_key
from isee.synth.draws import stream
from isee.synth.ids import key_base
from isee.synth.nation import Province
from isee.synth.people import RELATION, RELATION_TH, adult_prefix, child_prefix
from isee.synth.plan import NEWEST, TERMS, TODAY

MORNING: Final = pl.duration(hours=3)
"""Rows are recorded at 10 o'clock in Thailand, which is 3 o'clock UTC."""
_SOURCE: Final = pl.lit("synthetic").alias("source")


ROOM_COLUMNS: Final = {
    "school_id": pl.Int64, "year": pl.Int64, "grade_name": pl.String, "room_name": pl.String, "room_id": pl.Int64,
}  # fmt: skip
ROOM_SPAN: Final = 400_000
"""Room ids that each province may use, in bulk."""


@dataclass(frozen=True)
class Loaded:
    """What the database knows after the schools are in: school ids by row, and rooms as `ROOM_COLUMNS`."""

    schools: dict[int, int]
    rooms: pl.DataFrame


def _uuids(province: Province, name: str, size: int) -> pl.Series:
    """Random UUIDs of version 4, as text; the same again for the same table."""
    rng = stream(0, province.plan.code, "uuid", name, size)
    raw = np.frombuffer(rng.bytes(16 * size), dtype="V16")
    digits = pl.Series(raw.tolist(), dtype=pl.Binary).bin.encode("hex")
    variant = pl.Series(["8", "9", "a", "b"]).gather(rng.integers(0, 4, size))
    part = digits.str.slice
    return pl.select(
        pl.concat_str(
            part(0, 8), pl.lit("-"), part(8, 4), pl.lit("-4"), part(13, 3), pl.lit("-"), variant, part(17, 3),
            pl.lit("-"), part(20, 12),
        )
    ).to_series()  # fmt: skip


def _at(day: pl.Expr) -> pl.Expr:
    return (day.cast(pl.Datetime("us", "UTC")) + MORNING).alias("recorded_at")


def _ids(province: Province, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(id=key_base(province.plan.index) + pl.int_range(pl.len()))


def _keys(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the normalised names, each distinct name worked out once."""
    for part in ("given", "family"):
        words = frame[part].unique().to_list()
        keys = pl.DataFrame({part: words, f"{part}_key": [name_key(word) for word in words]})
        frame = frame.join(keys, on=part, how="left", maintain_order="left")
    return frame


def education_areas(province: Province) -> pl.DataFrame:
    """For `places`: `education_areas`."""
    return province.education_areas.rename({"province": "province_id"})


def schools(province: Province) -> pl.DataFrame:
    """For `places`: `schools`. A telephone number that begins with 000 is nobody's: no line in Thailand has it."""
    return province.schools.select(
        "code", "code8", "code6", "name_th", "name_en", pl.col("affiliation").alias("affiliation_id"),
        pl.col("education_area").alias("education_area_id"),
        pl.col("subdistrict").cast(pl.Int64).alias("subdistrict_id"),
        "lat", "lon", "grade_from", "grade_to", "electricity", "internet", "opened_on",
        pl.format("000-{}-{}", pl.col("code6").str.head(3), pl.col("code6").str.tail(3)).alias("phone"),
    )  # fmt: skip


def known_children(province: Province) -> pl.DataFrame:
    """The children who are loaded: in small nations all but those whom only the newest rosters bring."""
    last = province.enrolments.filter("loaded").sort("term").group_by("person", maintain_order=True).agg(
        pl.col("school").last().alias("last_school"), pl.col("student_code").last()
    )  # fmt: skip
    kinds = province.schools.select(last_school="school", school_kind="kind", last_code="code")
    return (
        province.children.filter("loaded")
        .join(last, on="person", how="left", maintain_order="left")
        .join(kinds, on="last_school", how="left", maintain_order="left")
    )


def persons(province: Province, children: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `persons`, the children and the adults of the households that were screened."""
    novice = (pl.col("school_kind") == "temple").fill_null(False)
    young = children.select(
        "person", "given", "family", "female", "born", "nationality", "recorded_on",
        child_prefix(novice=novice).alias("prefix"),
        pl.when("alive").then(pl.lit("alive")).otherwise(pl.lit("dead")).alias("life_status"),
    )  # fmt: skip
    seen = children.group_by("household").agg(pl.col("recorded_on").min())
    old = province.adults.join(seen, on="household", how="inner", maintain_order="left").select(
        "person", "given", "family", "female", "born", "nationality", "recorded_on",
        adult_prefix().alias("prefix"), pl.lit("alive").alias("life_status"),
    )  # fmt: skip
    everyone = _keys(pl.concat([young, old]))
    return everyone.select(
        pl.col("person").alias("id"),
        _uuids(province, "person", len(everyone)).alias("uuid"),
        "prefix", pl.col("given").alias("given_name"), pl.col("family").alias("family_name"), "given_key",
        "family_key", pl.when("female").then(pl.lit("f")).otherwise(pl.lit("m")).alias("sex"),
        pl.col("born").alias("birth_date"), pl.lit("day").alias("birth_precision"), "nationality", "life_status",
        _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def identifiers(province: Province, children: pl.DataFrame, loaded: Loaded) -> pl.DataFrame:
    """Numbers in plain, to be sealed: `id`, `uuid`, `person_id`, `kind`, `value`, `school_id`, `valid_from`.

    Numbers at school are left out in bulk.
    """
    official = children.select(
        "person", pl.col("recorded_on"),
        pl.when(pl.col("g_code").is_not_null()).then(pl.lit("g_code")).otherwise(pl.lit("citizen_id")).alias("kind"),
        pl.coalesce("g_code", "citizen_id").alias("value"), pl.lit(None, pl.Int64).alias("school_id"),
    )  # fmt: skip
    school = children.filter("with_family", pl.col("student_code").is_not_null()).select(
        "person", "recorded_on", pl.lit("student_number").alias("kind"), pl.col("student_code").alias("value"),
        pl.col("last_school").replace_strict(loaded.schools, return_dtype=pl.Int64).alias("school_id"),
    )  # fmt: skip
    seen = children.group_by("household").agg(pl.col("recorded_on").min())
    old = province.adults.filter(pl.col("citizen_id").is_not_null()).join(seen, on="household", how="inner").select(
        "person", "recorded_on", pl.lit("citizen_id").alias("kind"), pl.col("citizen_id").alias("value"),
        pl.lit(None, pl.Int64).alias("school_id"),
    )  # fmt: skip
    parts = [official, old.sort("person")] if province.plan.bulk else [official, school, old.sort("person")]
    rows = _ids(province, pl.concat(parts))
    return rows.select(
        "id", _uuids(province, "identifier", len(rows)).alias("uuid"), pl.col("person").alias("person_id"),
        "kind", "value", "school_id", pl.col("recorded_on").alias("valid_from"), _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def households(province: Province, children: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `households` of the children whose home is known."""
    seen = children.filter("with_home").group_by("household").agg(pl.col("recorded_on").min())
    rows = province.households.join(seen, on="household", how="inner", maintain_order="left")
    moo = pl.when(pl.col("moo") == 0).then(pl.lit("")).otherwise(pl.col("moo").cast(pl.String))
    return rows.select(
        pl.col("household").alias("id"), _uuids(province, "household", len(rows)).alias("uuid"), "kind",
        pl.col("house_no").alias("house_number"), moo.alias("moo"), "road",
        pl.col("subdistrict").cast(pl.Int64).alias("subdistrict_id"), "postcode", "lat", "lon",
        _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def members(province: Province, children: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `members`."""
    children = children.filter("with_home")
    young = children.select("household", "person", "recorded_on", pl.lit("child").alias("relation"))
    seen = children.group_by("household").agg(pl.col("recorded_on").min())
    old = province.adults.join(seen, on="household", how="inner", maintain_order="left").select(
        "household", "person", "recorded_on", pl.col("relation").replace_strict(RELATION)
    )
    rows = _ids(province, pl.concat([young, old]))
    return rows.select(
        "id", pl.col("household").alias("household_id"), pl.col("person").alias("person_id"), "relation",
        _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def guardianships(province: Province, children: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `guardianships`."""
    guardians = province.adults.filter("is_guardian").unique("household", keep="first", maintain_order=True)
    rows = children.filter("with_family").select("household", "person", "recorded_on").join(
        guardians.select("household", pl.col("person").alias("guardian"), "relation"), on="household", how="inner",
        maintain_order="left",
    )  # fmt: skip
    return _ids(province, rows).select(
        "id", pl.col("person").alias("child_id"), pl.col("guardian").alias("guardian_id"),
        pl.col("relation").replace_strict(RELATION), _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def named_relations(province: Province, children: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `named_relations`, as the school's roster of an earlier term gave them.

    In bulk only the parents who do not live with the child: the others are known as persons.
    """
    homes = province.households
    known = children.filter("with_family", pl.col("first_term") < NEWEST).select("person", "household", "recorded_on")
    parts = []
    for role in ("father", "mother", "guardian"):
        said = pl.col("guardian_relation").replace_strict(RELATION_TH) if role == "guardian" else pl.lit("")
        parts.append(
            homes.select(
                "household", pl.lit(role).alias("role"), pl.col(f"{role}_given").alias("given_name"),
                pl.col(f"{role}_family").alias("family_name"), said.alias("relation"),
                pl.col(f"{role}_work").alias("occupation"),
            ).filter(pl.col("given_name").is_not_null())
        )  # fmt: skip
    if province.plan.bulk:
        home = province.adults.select("household", pl.col("relation").alias("role"))
        parts = [part.join(home, on=["household", "role"], how="anti", maintain_order="left") for part in parts[:2]]
    rows = known.join(pl.concat(parts), on="household", how="inner", maintain_order="left")
    return _ids(province, rows).select(
        "id", pl.col("person").alias("child_id"), "role", pl.lit("").alias("prefix"), "given_name",
        pl.col("family_name").fill_null(""), "relation", pl.col("occupation").fill_null(""),
        _at(pl.col("recorded_on")), _SOURCE,
    )  # fmt: skip


def past_enrolments(province: Province) -> pl.DataFrame:
    """The enrolments that are loaded, with weight and height of their term (in bulk `tracking` alone has them)."""
    measured = province.measurements.select("person", "term", "weight_kg", "height_cm")
    measured = measured.clear() if province.plan.bulk else measured
    marks = province.children.select(
        "person", pl.concat_str(pl.lit('["'), pl.col("disadvantages").list.join('", "'), pl.lit('"]')).alias("marks")
    ).with_columns(marks=pl.when(pl.col("marks") == '[""]').then(pl.lit("[]")).otherwise("marks"))
    return (
        province.enrolments.filter("loaded")
        .join(
            measured.head(0) if province.plan.bulk else measured,
            on=["person", "term"],
            how="left",
            maintain_order="left",
        )
        .join(marks, on="person", how="left", maintain_order="left")
    )


def rooms_needed(province: Province, schools: dict[int, int]) -> pl.DataFrame:
    """Rooms of all loaded terms, as `ROOM_COLUMNS`; their ids are those for loading in bulk."""
    rows = province.enrolments.filter("loaded", pl.col("room").is_not_null()).select(
        pl.col("school").replace_strict(schools, return_dtype=pl.Int64).alias("school_id"),
        (pl.col("term") // 10).alias("year"), "grade_name", pl.col("room").cast(pl.String).alias("room_name"),
    )  # fmt: skip
    first = province.plan.index * ROOM_SPAN + 1
    return rows.unique().sort("school_id", "year", "grade_name", "room_name").with_columns(
        room_id=first + pl.int_range(pl.len())
    )  # fmt: skip


def rooms(rows: pl.DataFrame) -> pl.DataFrame:
    """For `registry`: `rooms`."""
    return rows.rename({"room_id": "id", "year": "academic_year", "grade_name": "grade", "room_name": "name"})


def enrolments(province: Province, loaded: Loaded) -> pl.DataFrame:
    """For `registry`: `enrolments`."""
    rows = _ids(province, past_enrolments(province)).with_columns(
        school_id=pl.col("school").replace_strict(loaded.schools, return_dtype=pl.Int64),
        year=pl.col("term") // 10,
        room_name=pl.col("room").cast(pl.String),
    )
    place = ["school_id", "year", "grade_name", "room_name"]
    rows = rows.join(loaded.rooms, on=place, how="left", maintain_order="left")
    return rows.select(
        "id", pl.col("person").alias("person_id"), "school_id", pl.col("term").alias("term_key"), "room_id",
        pl.col("grade_name").alias("grade"), "number", "began_on", "ended_on", pl.col("outcome").fill_null(""),
        pl.col("marks").alias("disadvantages"), "weight_kg", "height_cm",
        _at(pl.min_horizontal(pl.col("began_on") + pl.duration(days=25), pl.lit(TODAY))), _SOURCE,
    )  # fmt: skip


def consents(province: Province) -> pl.DataFrame:
    """For `registry`: `consents`."""
    giver = province.households.select(
        "household", given_by=pl.concat_str("guardian_given", "guardian_family", separator=" ").str.strip_chars()
    )
    loaded = province.children.filter("loaded").select("person")
    rows = province.consents.join(loaded, on="person", how="semi", maintain_order="left")
    if province.plan.bulk:
        rows = rows.filter(pl.col("purpose") == "screening")
    rows = rows.join(giver, on="household", how="left", maintain_order="left")
    return _ids(province, rows).select(
        "id", pl.col("person").alias("person_id"), "purpose", pl.col("given_by").fill_null(""), "capacity", "manner",
        "given_on", "withdrawn_on", _at(pl.col("given_on")), _SOURCE,
    )  # fmt: skip


def measurements(province: Province) -> pl.DataFrame:
    """For `tracking`: `measurements` of the children with a family; where the newest rosters follow, those of the
    newest term stand in them, and in bulk they are those of one term a year in which the child was screened. Sex and
    birth are for the scores, which are worked out as they are loaded.
    """
    sex = pl.when("female").then(pl.lit("f")).otherwise(pl.lit("m")).alias("sex")
    known = province.children.filter("loaded", "with_family").select("person", sex, "born")
    rows = province.measurements.filter(pl.col("term") < NEWEST)
    if province.plan.bulk:
        yearly = province.measurements.filter(pl.col("term").is_in([*TERMS[::2], NEWEST]))
        rows = yearly.join(province.results, on=["person", "term"], how="semi", maintain_order="left")
    return rows.join(known, on="person", maintain_order="left").select(
        pl.col("person").alias("person_id"), pl.col("term").alias("term_key"), "measured_on", "weight_kg", "height_cm",
        "sex", "born",
    )  # fmt: skip
