"""Which engine reads the children, and the words where it cannot."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from isee.reporting import engines
from isee.reporting.engines import EngineError, open_children, release_cluster, require_java
from isee.reporting.protection import figures_of
from tests.unit.reporting.small_nation import freeze, usual_children


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return freeze(tmp_path, usual_children()).child_files()


def a_java(folder: Path, version: str) -> None:
    """A program that gives itself out as a Java of this version."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2026-01-01' >&2\n")
    program.chmod(0o755)


def test_duckdb_reads_all_files_of_an_extract(files: list[Path]) -> None:
    with open_children(files) as children:
        assert children.count().to_pyarrow().as_py() == usual_children().num_rows


def test_an_unknown_engine_is_refused_with_the_valid_ones(tmp_path: Path, settings: Settings) -> None:
    settings.ISEE_ENGINE = "sparc"
    with pytest.raises(EngineError, match=r"ISEE_ENGINE is 'sparc'\. It can be duckdb or spark\."):
        figures_of(freeze(tmp_path, usual_children()))


def test_without_pyspark_the_words_say_what_to_install(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda _name: None)
    with (
        pytest.raises(EngineError, match=r"pip install 'isee\[spark\]'"),
        open_children(files, engine="spark"),
    ):
        pass
    release_cluster()


def test_without_java_the_words_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"There is no Java on this machine.*apt-get install openjdk-17-jre-headless"):
        require_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="There is no Java in JAVA_HOME"):
        require_java()


def test_a_java_that_spark_does_not_run_on_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    a_java(tmp_path, "1.8.0_452")
    with pytest.raises(EngineError, match=r"is 1\. Spark needs Java 17 or 21"):
        require_java()


@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_a_java_that_spark_runs_on_is_taken(version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    a_java(tmp_path, version)
    require_java()
