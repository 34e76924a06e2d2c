"""A cluster of processes gives the figures that one machine gives."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from django.conf import settings as django_settings
from pyspark import SparkContext
from pytest_django.fixtures import Settings

from isee.reporting.engines import open_children, release_cluster
from isee.reporting.extract.files import FrozenExtract, newest_extracts
from isee.reporting.figures import Figures, Sums, add_up
from isee.reporting.indicators import INDICATORS
from isee.reporting.release import write_release
from isee.synth.api import TERMS
from tests.cluster.conftest import Nation

Place = tuple[int, str, str, str, str]
Told = dict[Place, Sums]


def told(term: int, figures: Figures) -> Told:
    """Every sum by term, indicator and position."""
    return {(term, name, *position): sums for name, at in figures.sums.items() for position, sums in at.items()}


def values(figures: Told) -> dict[Place, float | int]:
    """The published value, rounded, wherever there is one."""
    by_name = {indicator.name: indicator for indicator in INDICATORS}
    return {place: by_name[place[1]].value(n, d) for place, (n, d, _children) in figures.items() if d}


def keep_provinces(extract: FrozenExtract, home: Path, *, provinces: tuple[str, ...]) -> None:
    """An extract of some provinces alone, in a home of its own."""
    copy = home / "extracts" / str(extract.term_key) / extract.id
    shutil.copytree(extract.folder, copy)
    kept = {
        name: digest
        for name, digest in extract.manifest["files"].items()
        if not name.startswith("child_term/") or name.split("=")[1][:2] in provinces
    }
    (copy / "manifest.json").write_text(json.dumps({**extract.manifest, "files": kept}))


class Both(NamedTuple):
    """All figures of all terms by each engine, and on how many processes Spark worked."""

    duckdb: Told
    spark: Told
    executors: int


@pytest.fixture(scope="session")
def both(nation: Nation, master: str) -> Both:
    """The figures by DuckDB in this process, and by the cluster."""
    django_settings.ISEE_SPARK_MASTER = master
    found: dict[str, Told] = {"duckdb": {}, "spark": {}}
    for extract in newest_extracts(nation.home):
        for engine, figures in found.items():
            with open_children(extract.child_files(), engine=engine) as children:
                figures |= told(extract.term_key, add_up(children))
    processes = SparkContext.getOrCreate()._jsc.sc().getExecutorMemoryStatus().size()
    release_cluster()
    return Both(found["duckdb"], found["spark"], executors=processes - 1)


def test_both_workers_take_part(both: Both) -> None:
    assert both.executors == 2


def test_every_term_and_indicator_has_figures(both: Both) -> None:
    assert {place[0] for place in both.duckdb} == set(TERMS)
    assert {place[1] for place in both.duckdb} == {indicator.name for indicator in INDICATORS}


def test_counts_are_equal_at_every_indicator_position_and_term(both: Both) -> None:
    assert both.spark.keys() == both.duckdb.keys()
    assert [place for place, sums in both.duckdb.items() if both.spark[place] != sums] == []


def test_rates_are_equal_after_rounding(both: Both) -> None:
    assert values(both.spark) == values(both.duckdb)


def test_a_release_made_on_the_cluster_is_the_same_to_the_byte(
    nation: Nation, master: str, tmp_path: Path, settings: Settings
) -> None:
    """The id is a hash over all files; three provinces are enough to tell."""
    keep_provinces(newest_extracts(nation.home)[-1], tmp_path, provinces=("10", "58", "96"))
    ids = {}
    settings.ISEE_SPARK_MASTER = master
    for settings.ISEE_ENGINE in ("duckdb", "spark"):
        ids[settings.ISEE_ENGINE] = write_release(tmp_path, report=lambda _phase, _done, _total: None).manifest["id"]
    release_cluster()
    assert ids["spark"] == ids["duckdb"]


def test_nothing_is_lost_on_the_way_from_the_files(nation: Nation, both: Both) -> None:
    """Pupils of the nation, against the files read without an engine."""
    for extract in newest_extracts(nation.home):
        rows = pl.concat([pl.read_parquet(path, columns=["in_school"]) for path in extract.child_files()])
        pupils = both.spark.get((extract.term_key, "pupils", "TH", "all", "all"), Sums(0, 0, 0))
        assert pupils == (rows["in_school"].sum(),) * 3
