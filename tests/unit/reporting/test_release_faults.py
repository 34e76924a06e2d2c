"""What can happen to a release while it is made: nobody ever sees half of one, and the words say what to do next."""

import csv
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import override_settings
from python_calamine import CalamineWorkbook

from isee.reporting import folders, release
from isee.reporting.api import DiskFullError, all_releases, faults_of, latest_release
from isee.reporting.folders import fresh_folder
from isee.reporting.formats import Cell
from isee.reporting.indicators import INDICATORS
from isee.reporting.release import Built, write_release
from isee.reporting.tables import BANDS, TableRow, as_text, write_csv, write_parquet, write_xlsx
from isee.system.api import public_keys
from tests.unit.reporting.small_nation import MADE_AT, children, freeze, group, usual_children


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(ISEE_HOME=tmp_path):
        yield tmp_path


def silent(phase: str, done: int, total: int) -> None:
    """No progress is watched in these tests."""


def stands(home: Path, built: Built) -> bool:
    """Is exactly this release there and shown, whole, with nothing half-made beside it?"""
    shown = latest_release()
    return (
        shown is not None
        and shown.id == built.manifest["id"]
        and [one.id for one in all_releases()] == [built.manifest["id"]]
        and faults_of(built.folder, keys=public_keys()) == []
        and not list((home / "releases").glob(".making-*"))
    )


@pytest.mark.parametrize("step", ["write_json", "write_csv", "write_parquet", "write_xlsx", "write_twin", "publish"])
def test_a_full_disk_leaves_the_older_release_and_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    freeze(home, usual_children(25691))
    before = write_release(home, report=silent)
    freeze(home, usual_children(25692))

    def fills_up(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(release, step, fills_up)
    with pytest.raises(DiskFullError, match=r"Free at least .* MB and run the same command again"):
        write_release(home, report=silent)
    assert stands(home, before)
    monkeypatch.undo()
    assert write_release(home, report=silent).manifest["terms"] == [25691, 25692]


def test_a_full_disk_is_known_through_the_errors_of_libraries(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = RuntimeError("the file could not be closed")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(DiskFullError), fresh_folder(home):
        raise wrapped
    with pytest.raises(RuntimeError, match="something else"), fresh_folder(home):
        raise RuntimeError("something else")
    monkeypatch.setattr(folders, "LEAST_FREE_BYTES", 1 << 62)
    with pytest.raises(DiskFullError), fresh_folder(home):
        raise RuntimeError("told in words alone")
    assert not list(home.glob(".making-*"))


BUILD_AND_DIE = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from isee.reporting.release import write_release
def dies(at, done, _total):
    if at == sys.argv[2] and done:
        os.kill(os.getpid(), signal.SIGKILL)
write_release(Path(sys.argv[1]), report=dies)
"""


@pytest.mark.parametrize("phase", ["figures", "places"])
def test_one_that_was_killed_is_never_seen_and_the_next_takes_its_place(home: Path, phase: str) -> None:
    freeze(home, usual_children(25691))
    before = write_release(home, report=silent)
    freeze(home, usual_children(25692))
    line = [sys.executable, "-c", BUILD_AND_DIE, str(home), phase]
    assert subprocess.run(line, check=False, timeout=120).returncode == -signal.SIGKILL
    left = list((home / "releases").glob(".making-*"))
    assert len(left) == 1
    shown = latest_release()
    assert shown is not None
    assert shown.id == before.manifest["id"]
    assert [one.id for one in all_releases()] == [before.manifest["id"]]
    after = write_release(home, report=silent)
    assert faults_of(after.folder, keys=public_keys()) == []
    assert not left[0].exists()


def test_two_at_once_make_one_release(home: Path) -> None:
    freeze(home, usual_children())
    with ThreadPoolExecutor(2) as both:
        first, second = both.map(lambda _: write_release(home, report=silent), range(2))
    assert first.manifest == second.manifest
    assert stands(home, first)


HOSTILE = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", " =1+1", "\u00a0=1", '=HYPERLINK("x")']


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_a_formula_in_any_file(tmp_path: Path, name: str) -> None:
    indicator = INDICATORS[0]
    cell: Cell = {"n": 12, "d": None, "v": 12, "s": "ok"}
    place: Any = {"code": "1058000001", "level": "school", "name_th": name, "name_en": name}
    rows = [TableRow(25692, place, indicator, "all", "all", cell)]
    write_csv(tmp_path / "t.csv", rows)
    (line,) = csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines(keepends=True))
    assert line["name_th"] == line["name_en"] == f"'{name}"
    write_xlsx(tmp_path / "t.xlsx", rows, indicators=[indicator], made_at=MADE_AT)
    sheet = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(1).to_python()
    assert str(sheet[1][2]).startswith("'")
    write_parquet(tmp_path / "t.parquet", rows)
    assert pq.read_table(tmp_path / "t.parquet").column("name_th").to_pylist() == [name]
    assert as_text("บ้านแม่สะเรียง") == "บ้านแม่สะเรียง"


def test_a_band_is_a_name_for_programs_and_words_for_people(tmp_path: Path) -> None:
    poor = next(one for one in INDICATORS if one.name == "poor")
    place: Any = {"code": "580401", "level": "subdistrict", "name_th": "บ้านกาศ", "name_en": "Ban Kat"}
    cells: list[Cell] = [{"n": None, "d": None, "v": None, "s": "band", "band": band} for band in BANDS]
    rows = [TableRow(25692, place, poor, "all", "all", cell) for cell in cells]
    write_csv(tmp_path / "t.csv", rows)
    lines = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert [line["band"] for line in lines] == list(BANDS)
    assert {(line["n"], line["value"], line["state"]) for line in lines} == {("", "", "band")}
    write_parquet(tmp_path / "t.parquet", rows)
    assert pq.read_table(tmp_path / "t.parquet").column("band").to_pylist() == list(BANDS)
    write_xlsx(tmp_path / "t.xlsx", rows, indicators=[poor], made_at=MADE_AT)
    sheet = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(1).to_python()
    words = [row[6] for row in sheet[1:]]
    assert words[0] == "ต่ำกว่าร้อยละ 10 / under 10 %"
    assert words[-1] == "ร้อยละ 90 ขึ้นไป / 90 % or more"


def test_a_reason_is_not_needed_for_a_new_term(home: Path) -> None:
    freeze(home, children(group(50, term_key=25691)))
    write_release(home, report=silent)
    freeze(home, children(group(50, term_key=25692)))
    assert write_release(home, report=silent).manifest["corrections"]["changes"] == []
