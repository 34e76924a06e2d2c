"""The ministries' files: each parses under its layout, and the truth says of every row whose it is."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from isee.kernel import CitizenId, GCode
from isee.linkage.api import feed_layout
from isee.linkage.feeds.education.roster import read_roster
from isee.linkage.feeds.education.values import read_given_name
from isee.linkage.feeds.layout import FeedLayout
from isee.synth.feeds.education import FEEDS as ROSTERS
from isee.synth.feeds.kinds import fault_kinds, feed_faults, feed_names
from isee.synth.feeds.writing import write_feeds
from isee.synth.nation import Province
from isee.synth.plan import TODAY
from tests.unit.synth.conftest import SEED

OTHERS = [name for name in feed_names() if name not in ROSTERS]
NUMBER = re.compile(r"(?<!\d)\d[ -]?\d{4}[ -]?\d{5}[ -]?\d\d[ -]?\d(?!\d)")
NUMBER_FAULTS = ("id_typo", "id_missing", "id_of_another", "twins_exchanged")
DATE_FAULTS = ("day_month_swapped", "era_swapped")
NAME_FAULTS = ("surname_changed", "name_variant", "name_typo")


@dataclass(frozen=True)
class Written:
    """The files of one province and where they lie."""

    province: Province
    folder: Path
    paths: list[Path]

    @property
    def code(self) -> str:
        return self.province.plan.code

    def truth(self, feed: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "truth" / feed / f"{self.code}.parquet")

    def archives(self, feed: str) -> list[Path]:
        return [path for path in self.paths if path.parent.name == feed]

    def members(self, feed: str) -> Iterator[tuple[str, bytes]]:
        for path in self.archives(feed):
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())

    def table(self, feed: str) -> pl.DataFrame:
        """A feed of one file, with the truth of each row beside it (prefixed `is_`)."""
        ((name, data),) = self.members(feed)
        rows = as_table(data, feed_layout(feed)).with_row_index("row")
        truth = self.truth(feed).filter(pl.col("row").is_not_null())
        assert truth["file"].unique().to_list() == [name]
        marks = truth.rename({column: f"is_{column}" for column in truth.columns if column != "row"})
        return rows.join(marks, on="row", how="full", coalesce=True)


def decoded(data: bytes, layout: FeedLayout) -> str:
    """The text under the one encoding of the layout that reads all of it and Thai in it."""
    for encoding in layout.encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or data[:3] != b"\xef\xbb\xbf":
            return text
    raise AssertionError(f"{layout.name} is in none of its encodings")


def as_table(data: bytes, layout: FeedLayout) -> pl.DataFrame:
    text = decoded(data, layout)
    assert text.count("\n") == text.count("\r\n")
    assert text.endswith("\r\n")
    has_header = text.startswith(layout.separator.join(layout.names) + "\r\n")
    assert has_header or layout.header == "optional"
    return pl.read_csv(
        text.encode(),
        has_header=has_header,
        new_columns=list(layout.names),
        separator=layout.separator,
        infer_schema=False,
        quote_char='"' if layout.separator == "," else None,
    ).fill_null("")


@pytest.fixture(scope="module")
def made(provinces: list[Province], tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    folder = tmp_path_factory.mktemp("feeds")
    return [Written(p, folder, write_feeds(p, folder, seed=SEED)) for p in provinces]


@pytest.mark.parametrize("feed", OTHERS)
def test_a_file_parses_under_its_layout(made: list[Written], feed: str) -> None:
    layout = feed_layout(feed)
    for written in made:
        table = written.table(feed)
        assert table.select(layout.names).null_count().sum_horizontal()[0] == 0
        for column in layout.columns:
            values = table[column.name]
            if column.codes:
                assert set(values.unique()) <= {*column.codes, ""}, column.name
            if column.type in ("date", "datetime"):
                assert all(_is_date(text, column.format) for text in values if text), column.name
                right = values.filter((values != "") & ~(table["is_era_swapped"] & (column.role == "birth_date")))
                assert all((_year(text, column.format) > 2400) == (column.era == "BE") for text in right), column.name
            if column.required and column.type != "citizen_id":
                assert (values == "").sum() == 0, column.name


FORMS = {
    "YYYYMMDD": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    "YYYYMMDDHHMMSS": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)\d{6}",
    "DD/MM/YYYY": r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
    "YYYY-MM-DD": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
}


def _year(text: str, form: str) -> int:
    found = re.fullmatch(FORMS[form], text)
    assert found, form
    return int(found["y"])


def _is_date(text: str, form: str) -> bool:
    found = re.fullmatch(FORMS[form], text)
    if not found:
        return False
    year = int(found["y"])
    date(year - 543 if year > 2400 else year, int(found["m"]), int(found["d"]))
    return True


def _born(table: pl.DataFrame, layout: FeedLayout) -> pl.Series:
    column = layout.column("birth_date")
    found = [re.fullmatch(FORMS[column.format], text) for text in table[column.name]]
    years = [int(m["y"]) - (543 if int(m["y"]) > 2400 else 0) for m in found if m]
    return pl.Series([date(y, int(m["m"]), int(m["d"])) for y, m in zip(years, found, strict=True) if m])


@pytest.mark.parametrize("feed", [name for name in OTHERS if name not in ("health_nutrition", "health_disability")])
def test_the_truth_explains_every_difference_between_a_row_and_its_person(made: list[Written], feed: str) -> None:
    layout = feed_layout(feed)
    for written in made:
        people = written.truth("people").select("person", "born", "register_number")
        names = pl.concat([
            written.province.children.select("person", "given", "family"),
            written.province.adults.select("person", "given", "family"),
        ])  # fmt: skip
        rows = written.table(feed).filter(pl.col("is_person").is_not_null())
        rows = rows.join(people.join(names, on="person"), left_on="is_person", right_on="person", how="left")
        assert rows["born"].null_count() == 0, "a row of nobody"

        number = rows[layout.column("citizen_id").name]
        differs = number != rows["register_number"].fill_null("")
        flagged = rows.select(pl.any_horizontal(f"is_{k}" for k in NUMBER_FAULTS)).to_series()
        assert differs.to_list() == flagged.to_list()

        era_right = rows.filter(~pl.col("is_era_swapped"))
        differs = _born(era_right, layout) != era_right["born"]
        assert differs.to_list() == era_right["is_day_month_swapped"].to_list()

        same = (rows[layout.column("given_name").name] == rows["given"]) & (
            rows[layout.column("family_name").name] == rows["family"]
        )
        flagged = rows.select(pl.any_horizontal(f"is_{k}" for k in NAME_FAULTS)).to_series()
        assert (~same).to_list() == flagged.to_list()


def test_a_wrong_era_is_543_years_off(made: list[Written]) -> None:
    seen = 0
    for feed in ("interior_civil", "health_person", "social_newborn", "labour_insured"):
        column = feed_layout(feed).column("birth_date")
        for written in made:
            for text, wrong in zip(*written.table(feed).select(column.name, "is_era_swapped"), strict=True):
                assert (_year(text, column.format) > 2400) == ((column.era == "BE") != wrong)
                seen += wrong
    assert seen


@pytest.mark.parametrize("feed", ROSTERS)
def test_the_rosters_reader_reads_every_row_and_finds_only_faults_of_the_truth(made: list[Written], feed: str) -> None:
    explained = {"citizen_id": NUMBER_FAULTS, "birth_date": DATE_FAULTS, "given_name": NAME_FAULTS,
                 "family_name": NAME_FAULTS}  # fmt: skip
    for written in made:
        truth = written.truth(feed) if written.archives(feed) else None
        for path in written.archives(feed):
            assert truth is not None
            for table in read_roster(path, today=TODAY).tables:
                expected = truth.filter(pl.col("file") == table.name, pl.col("row").is_not_null()).sort("row")
                rows = list(table.rows())
                assert [row.row for row in rows] == expected["row"].to_list()
                for row, marks in zip(rows, expected.iter_rows(named=True), strict=True):
                    for fault in row.faults:
                        assert any(marks[kind] for kind in explained[fault.column]), fault.code


@pytest.mark.parametrize("feed", ROSTERS)
def test_rows_without_a_fault_are_the_pupils_as_they_are(made: list[Written], feed: str) -> None:
    for written in made:
        children = {row["person"]: row for row in written.province.children.iter_rows(named=True)}
        for path in written.archives(feed):
            truth = written.truth(feed)
            for table in read_roster(path, today=TODAY).tables:
                expected = truth.filter(pl.col("file") == table.name, pl.col("row").is_not_null()).sort("row")
                for row, marks in zip(table.rows(), expected.iter_rows(named=True), strict=True):
                    if any(marks[kind] for kind in (*NUMBER_FAULTS, *DATE_FAULTS, *NAME_FAULTS)):
                        continue
                    child = children[marks["person"]]
                    number = row.identifier.digits if isinstance(row.identifier, CitizenId) else row.identifier
                    g_code = child["g_code"] and GCode.parse(child["g_code"])
                    assert (row.given_name, row.birth_date) == (read_given_name(child["given"]), child["born"])
                    assert number == (child["citizen_id"] or g_code)


def test_no_number_in_any_file_can_be_a_living_persons(made: list[Written]) -> None:
    seen = 0
    for written in made:
        for feed in feed_names():
            layout = feed_layout("education_roster" if feed in ROSTERS else feed)
            for _, data in written.members(feed):
                for found in NUMBER.finditer(decoded(data, layout)):
                    digits = re.sub(r"\D", "", found[0])
                    assert digits[1:3] == "98", feed
                    seen += 1
    assert seen > 10_000


def test_houses_employers_and_units_are_invented(made: list[Written]) -> None:
    for written in made:
        assert written.table("interior_civil")["HOUSE_ID"].str.head(2).unique().to_list() == ["98"]
        assert set(written.table("labour_insured")["EMPLOYER_NO"].str.head(2).unique()) <= {"98", ""}
        assert written.table("health_person")["HOSPCODE"].str.head(1).unique().to_list() == ["9"]


def test_every_row_has_one_truth_and_every_gone_row_too(made: list[Written]) -> None:
    for written in made:
        for feed in feed_names():
            if not written.archives(feed):
                continue
            truth = written.truth(feed)
            assert set(fault_kinds()) < set(truth.columns)
            assert (truth["row"].is_null() == truth["row_gone"]).all()
            in_files = truth.filter(pl.col("row").is_not_null())
            assert in_files.select("file", "row").n_unique() == len(in_files)


def test_a_visit_without_a_number_belongs_to_the_person_of_its_unit_and_pid(made: list[Written]) -> None:
    joined = 0
    for written in made:
        persons = written.table("health_person").select("HOSPCODE", "PID", owner="is_person")
        assert persons.select("HOSPCODE", "PID").n_unique() == len(persons)
        for feed in ("health_nutrition", "health_disability"):
            visits = written.table(feed).filter(pl.col("CID") == "").join(persons, on=["HOSPCODE", "PID"])
            assert visits["owner"].to_list() == visits["is_person"].to_list()
            joined += len(visits)
    assert joined > 50


def test_children_whom_nobody_met_are_in_the_register_alone(made: list[Written]) -> None:
    for written in made:
        hidden = written.truth("people").filter("register_only")["person"].implode()
        assert written.truth("interior_civil")["person"].is_in(hidden).any() or not hidden.explode().drop_nulls().len()
        for feed in feed_names():
            if feed != "interior_civil" and written.archives(feed):
                assert not written.truth(feed)["person"].is_in(hidden).any(), feed


def test_the_register_knows_who_is_dead_and_the_list_out_of_school_leaves_them_out(made: list[Written]) -> None:
    dead = 0
    for written in made:
        table = written.table("interior_civil")
        assert ((table["LIFE_STATUS"] == "1") == table["is_dead"]).all()
        assert ((table["DEATH_DATE"] != "") == table["is_dead"]).all()
        people = written.truth("people")
        assert not people.filter(pl.col("absent") & (pl.col("died") | (pl.col("residence") == 3))).height
        assert people.filter("absent")["out_of_school"].all()
        dead += int(table["is_dead"].sum())
    assert dead


def test_a_replaced_g_code_stays_in_the_rosters_and_is_a_number_in_the_register(made: list[Written]) -> None:
    seen = 0
    for written in made:
        table = written.table("interior_civil")
        replaced = table.filter("is_g_code_replaced")
        assert replaced["CID"].str.len_chars().eq(13).all()
        people = written.truth("people").filter("g_code_replaced")
        assert people["number"].str.starts_with("G").all()
        seen += len(replaced)
    assert seen > 3


def test_only_the_owner_reads_the_truth_and_it_is_not_delivered(made: list[Written]) -> None:
    folder = made[0].folder / "truth"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert not any("truth" in path.parts for written in made for path in written.paths)
    assert not list(made[0].folder.rglob("*.part"))


def test_a_second_row_of_a_pupil_is_at_another_school_of_the_same_grade(made: list[Written]) -> None:
    seen = 0
    for written in made:
        present = written.province.enrolments.filter(pl.col("term") == 25692)
        homes = dict(present.join(written.province.schools, on="school").select("person", "code").iter_rows())
        for feed in ROSTERS:
            for path in written.archives(feed):
                truth = written.truth(feed)
                for table in read_roster(path, today=TODAY).tables:
                    marks = truth.filter(pl.col("file") == table.name, pl.col("row").is_not_null()).sort("row")
                    for row, person, second in zip(
                        table.rows(), marks["person"], marks["duplicate_enrolment"], strict=True
                    ):
                        assert (row.school_code != homes[person]) == second
                        seen += second
    assert seen > 5


def test_the_same_seed_writes_the_same_bytes(provinces: list[Province], tmp_path: Path) -> None:
    province = min(provinces, key=lambda p: len(p.children))
    for name in ("a", "b"):
        write_feeds(province, tmp_path / name, seed=SEED)
    first, second = (sorted(p for p in (tmp_path / n).rglob("*") if p.is_file()) for n in ("a", "b"))
    assert [p.relative_to(tmp_path / "a") for p in first] == [p.relative_to(tmp_path / "b") for p in second]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_feeds_that_are_made_are_those_that_have_faults(made: list[Written]) -> None:
    assert {path.parent.name for written in made for path in written.paths} == set(feed_names())
    for feed in feed_names():
        assert set(feed_faults(feed)) <= set(fault_kinds())
