"""Adds an extract up beforehand, so that a cross-table of many millions of children answers at once.

Two tables for each extract, with the sums of every indicator: `by_school` (school, sex, grade, poverty class) and
`by_district` (district, sex, age, grade, poverty class), a file for each province, and of `by_district` one for the
nation besides. They lie in `ISEE_HOME/cubes/<term>/<extract>/<version>/`; the version is a hash of what the indicators
are, so that a changed indicator never meets the sums of the old one. They hold no research key, and are
as confidential as the extract: small groups are in them.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from isee.reporting.extract.files import FrozenExtract
from isee.reporting.extract.schema import CHILD_TERM, SCHEMA_VERSION
from isee.reporting.folders import fresh_folder, publish, sole_writer
from isee.reporting.indicators import CHILD_INDICATORS, Indicator

FORMAT = 1
BY_SCHOOL = (
    "term_key", "region", "province", "district", "subdistrict", "school_code", "sex", "grade", "grade_band",
    "age_band", "poverty_class",
)  # fmt: skip
BY_DISTRICT = (
    "term_key", "region", "province", "district", "sex", "age", "age_band", "grade", "grade_band", "poverty_class",
)  # fmt: skip
CUBES = {"by_school": BY_SCHOOL, "by_district": BY_DISTRICT}
NATION_FILE = "nation.parquet"
KEPT = 2
"""Sums of so many extracts of a term are kept: of the newest, and of the one that a reader may still have open."""
PARTS = ("n", "d")
RESEARCH_KEY = "research_key"
"""The column that no sum and no reader needs."""


def indicators_version(indicators: Sequence[Indicator] = CHILD_INDICATORS) -> str:
    """A hash that changes with the expressions of any indicator, with the schema of extracts and with our columns."""
    said = [(one.name, *(repr(part) for part in (one.numerator, one.denominator, one.children))) for one in indicators]
    content = json.dumps([FORMAT, SCHEMA_VERSION, CUBES, said])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def cube_folder(home: Path, extract: FrozenExtract) -> Path:
    """Where the sums of an extract are, or would be."""
    return home / "cubes" / str(extract.term_key) / extract.id / indicators_version()


def has_cubes(home: Path, extract: FrozenExtract) -> bool:
    """Were the sums of this extract made for the present indicators?"""
    return cube_folder(home, extract).is_dir()


def make_cubes(home: Path, extract: FrozenExtract) -> Path:
    """Add an extract up, as a whole or not at all; what is there already stays. Returns the folder."""
    target = cube_folder(home, extract)
    if target.is_dir():
        return target
    with sole_writer(home / "cubes"), fresh_folder(home / "cubes") as folder:
        if not target.is_dir():
            queries = {name: _cube_query(columns) for name, columns in CUBES.items()}
            for name in queries:
                (folder / name).mkdir()
            with duckdb.connect() as connection:
                for path in extract.child_files():
                    _add_province(connection, path, folder, queries=queries)
                _join_districts(connection, folder)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            publish(folder, target)
        _forget_older(target)
    return target


def sums_query(columns: Sequence[str], indicators: Sequence[Indicator], *, where: Any = None) -> str:
    """SQL over a view `child_term`: the two sums of indicators by columns, as their Ibis expressions say."""
    told = pa.schema([field for field in CHILD_TERM if field.name != RESEARCH_KEY])
    table = ibis.table(ibis.Schema.from_pyarrow(told), name="child_term")
    if where is not None:
        table = table.filter(where(table))
    sums = {
        name: expression
        for indicator in indicators
        for name, expression in indicator.sums().items()
        if name.endswith(tuple(f"__{part}" for part in PARTS))
    }
    found = table.group_by(list(columns)).aggregate(**sums) if columns else table.aggregate(**sums)
    return str(ibis.to_sql(found, dialect="duckdb"))


def _cube_query(columns: Sequence[str]) -> str:
    """In the order of its columns, so that equal children give equal bytes and a school's rows stand together."""
    return f"SELECT * FROM ({sums_query(columns, CHILD_INDICATORS)}) ORDER BY {', '.join(columns)}"


def _add_province(
    connection: duckdb.DuckDBPyConnection, path: Path, folder: Path, *, queries: Mapping[str, str]
) -> None:
    connection.execute("DROP VIEW IF EXISTS child_term")
    connection.read_parquet(str(path), hive_partitioning=False).create_view("child_term")
    province = path.parent.name.removeprefix("province=")
    for name, query in queries.items():
        _copy(connection, query, folder / name / f"{province}.parquet")


def _join_districts(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    files = sorted((folder / "by_district").glob("*.parquet"))
    listed = ", ".join(f"'{path}'" for path in files)
    _copy(connection, f"SELECT * FROM read_parquet([{listed}])", folder / NATION_FILE)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


def _forget_older(target: Path) -> None:
    """Remove the sums of old extracts and of old indicators of this term."""
    of_term = sorted((path for path in target.parent.parent.iterdir() if path.is_dir()), key=lambda path: path.name)
    for old in of_term[:-KEPT]:
        if old != target.parent:
            shutil.rmtree(old)
    for old in target.parent.iterdir():
        if old != target:
            shutil.rmtree(old)
