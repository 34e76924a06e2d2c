"""The synthetic twin has the schema of what it stands for, marks itself, and comes from published figures alone."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from isee.reporting.extract.schema import AREAS, CHILD_TERM, SCHOOLS
from isee.reporting.release import write_release
from isee.reporting.tables import PARQUET
from isee.reporting.twin import CHILDREN, MARK_EN
from isee.reporting.twin_children import MARK
from tests.unit.reporting.small_nation import SCHOOL_ROWS, freeze, usual_children


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twin of the small nation."""
    home = tmp_path_factory.mktemp("twin")
    freeze(home, usual_children())
    return write_release(home, report=lambda _phase, _done, _total: None).folder / "twin"


def test_it_has_the_columns_types_and_order_of_the_extract(twin: Path) -> None:
    children = pq.read_table(twin / "synthetic_child_term.parquet")
    assert children.num_rows == CHILDREN
    assert children.schema.remove_metadata() == CHILD_TERM
    assert pq.read_schema(twin / "synthetic_extract_areas.parquet").remove_metadata() == AREAS
    assert pq.read_schema(twin / "synthetic_extract_schools.parquet").remove_metadata() == SCHOOLS
    for name in ("provinces", "schools"):
        assert pq.read_schema(twin / f"synthetic_{name}.parquet").remove_metadata() == PARQUET


def test_every_file_says_that_it_is_synthetic(twin: Path) -> None:
    for path in twin.iterdir():
        assert path.name.startswith("synthetic_")
    for path in twin.glob("*.parquet"):
        metadata = pq.read_schema(path).metadata
        assert metadata[b"synthetic"] == b"true"
        assert "สังเคราะห์" in metadata[b"notice_th"].decode()
    for path in twin.glob("*.csv"):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        if path.name == "synthetic_child_term.csv":
            assert {row["research_key"][: 2 * len(MARK)] for row in rows} == {MARK.hex()}
        else:
            assert all(MARK_EN in row["name_en"] for row in rows)


def test_no_school_of_it_exists(twin: Path) -> None:
    codes = set(pq.read_table(twin / "synthetic_extract_schools.parquet").column("code").to_pylist())
    codes |= set(pq.read_table(twin / "synthetic_schools.parquet").column("code").to_pylist())
    assert {code[:2] for code in codes} == {"98"}
    assert not codes & {code for code, *_ in SCHOOL_ROWS}


def test_shares_are_about_those_that_are_published(twin: Path) -> None:
    rows = pq.read_table(twin / "synthetic_child_term.parquet", columns=["in_school", "poverty_class"]).to_pylist()
    pupils = [row for row in rows if row["in_school"]]
    poor = sum(row["poverty_class"] == "poor" for row in pupils) / len(pupils)
    assert 0.09 < poor < 0.14  # 11.5 per cent is published
