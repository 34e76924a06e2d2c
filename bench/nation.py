"""Seconds, memory and disk for making the nation and loading it whole: persons, histories and the ministries' files.

It is built in ISEE_HOME, where it stays for the other benchmarks, when that names a home without a nation; its scale is
1, or ISEE_BENCH_SCALE. Otherwise a temporary one of 0.02 is built. With ISEE_GEO_DIR, boundaries are loaded first. A
gigabyte is 2**30 bytes. The ratio is to rows that are checked one by one as they come, against all indexes and guards.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._home import temporary_home

SEED = 2569
TEMPORARY_SCALE = 0.02
SAMPLE = 50_000
GIGA = 2**30


def run() -> dict[str, Any]:
    """Build the nation and say what it took."""
    os.environ.setdefault("ISEE_TODAY", "2026-11-10")
    from isee.system.boot import isee_home
    from isee.system.nation import nation

    if "ISEE_HOME" in os.environ and nation(isee_home()).scale is None:
        return _measure(isee_home(), float(os.environ.get("ISEE_BENCH_SCALE", "1")))
    with temporary_home() as home:
        return _measure(home, TEMPORARY_SCALE)


def _measure(home: Path, scale: float) -> dict[str, Any]:
    began = time.perf_counter()
    with _memory() as peaks:
        built = _build(home, scale)
        seconds = time.perf_counter() - began
    rows = sum(count for name, count in built.counts.items() if name not in ("children", "feed_files"))
    figures = {
        "seconds": round(seconds),
        **{f"{phase}_seconds": round(spent) for phase, spent in built.seconds.items()},
        "peak_gb": round(max([built.peak_bytes, *peaks.values()]) / GIGA, 2),
        **{f"peak_{name}_gb": round(held / GIGA, 2) for name, held in sorted(peaks.items())},
        "disk_gb": round(sum(_sizes(home).values()) / GIGA, 2),
        **{f"disk_{name}_gb": round(size / GIGA, 2) for name, size in _sizes(home).items()},
        "rows": rows,
        "persons": built.counts["persons"],
        "rows_per_s": round(rows / seconds),
    }
    checked = _checked_rows_per_second()
    figures["checked_rows_per_s"] = round(checked)
    return {"scale": scale, "figures": figures, "ratios": {"vs_checked_rows": round(rows / seconds / checked, 2)}}


def _build(home: Path, scale: float) -> Any:
    from isee.web.commands.migrate import run_migrations

    run_migrations()
    from isee.access.api import SYSTEM
    from isee.places.api import load_boundaries
    from isee.synth.api import build_nation
    from isee.system.api import now

    geography = os.environ.get("ISEE_GEO_DIR")
    if geography:
        for level in ("provinces", "districts", "subdistricts"):
            load_boundaries(Path(geography) / f"{level}.topojson", by=SYSTEM, at=now(), attribution="development")
    return build_nation(
        scale=scale, seed=SEED, home=home, by=SYSTEM, at=now(), progress=lambda step: None, bulk=True
    )  # fmt: skip


@contextmanager
def _memory() -> Iterator[dict[str, int]]:
    """The most bytes that a process of this run held, of the database's and of the others, looked at each second."""
    peaks = {"database": 0, "python": 0}
    over = threading.Event()

    def look() -> None:
        while not over.wait(1):
            for name, held in _held():
                peaks[name] = max(peaks[name], held)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def _held() -> Iterator[tuple[str, int]]:
    """The peak of each process that belongs to this one or is a PostgreSQL server process, in bytes."""
    parents: dict[int, int] = {}
    found: dict[int, tuple[str, int]] = {}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if "VmHWM" in lines:
            parents[int(path.parent.name)] = int(lines["PPid"])
            found[int(path.parent.name)] = (lines["Name"], int(lines["VmHWM"].split()[0]) * 1024)
    for process, (name, held) in found.items():
        if name.startswith("postgres"):
            yield "database", held
        elif _descends(process, parents):
            yield "python", held


def _descends(process: int, parents: dict[int, int]) -> bool:
    while process not in (0, os.getpid()):
        process = parents.get(process, 0)
    return process == os.getpid()


def _sizes(home: Path) -> dict[str, int]:
    """Bytes on disk of the database and of the files, as blocks that are taken."""
    from isee.web.commands.start import embedded_server

    server = embedded_server()
    database = _blocks(server.folder) if server is not None else _database_size()
    inside = database if server is not None and server.folder.is_relative_to(home) else 0
    return {"database": database, "files": _blocks(home) - inside}


def _blocks(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _database_size() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _checked_rows_per_second() -> float:
    """Terms of attendance, written as any import writes them, into the year to come; none of them stays."""
    import pyarrow as pa
    from django.db import connection, transaction

    from isee.tracking.api import load_bulk

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, school_id FROM tracking_termattendance WHERE term_key = 25691 LIMIT %s", [SAMPLE]
        )
        persons, schools = (list(column) for column in zip(*cursor.fetchall(), strict=True))
        size = len(persons)
        rows = pa.table(
            {
                "person_id": persons, "school_id": schools, "term_key": [25701] * size, "days_expected": [100] * size,
                "days_present": [95] * size,
            }
        )  # fmt: skip
        began = time.perf_counter()
        load_bulk("attendance", rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        spent = time.perf_counter() - began
        transaction.set_rollback(True)
    return size / spent
