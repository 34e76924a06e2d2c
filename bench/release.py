"""A full release from the frozen extract of the newest term, and again after one province changed.

Figures, hiding, the attack on what is hidden, pages, tables and manifest, in a process of its own, whose largest
memory is told. The alternative is what a release spares its readers: the figures of every province by SQL on the live
tables.
"""

import json
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench._home import nation_home
from bench.area import areas_by_level, live_seconds, newest_release

PROVINCES = 77


def run() -> dict[str, Any]:
    """Release the newest extract in a folder that is thrown away; change a province; release again."""
    with nation_home() as (home, scale), tempfile.TemporaryDirectory() as folder:
        release = newest_release()
        term = str(release.manifest["term"])
        extract = home / "extracts" / term / release.manifest["extracts"][term]
        copy = Path(folder) / "extracts" / extract.parent.name / extract.name
        shutil.copytree(extract, copy)
        seconds, peak = _released(folder)
        _change_a_province(copy)
        again, _peak = _released(folder)
        live = statistics.median(live_seconds([code]) for code in areas_by_level(release)["province"][:5])
        rows = json.loads((copy / "manifest.json").read_text())["rows"]
    return {
        "scale": scale,
        "figures": {
            "children": rows,
            "indicators": len(release.manifest["indicators"]),
            "seconds": round(seconds),
            "peak_gb": round(peak, 2),
            "incremental_seconds": round(again),
        },
        "ratios": {"vs_live_sql_of_all_provinces": round(live * PROVINCES / seconds, 2)},
    }


def _released(folder: str) -> tuple[float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_release_here, (folder,))


def _release_here(folder: str) -> tuple[float, float]:
    """Seconds and the largest memory in gigabytes."""
    from isee.web.commands.start import set_up

    set_up("owner")
    from isee.reporting.release import write_release

    began = time.perf_counter()
    write_release(Path(folder), report=lambda _phase, _done, _total: None)
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _change_a_province(extract: Path) -> None:
    """Take the last ten children out of the first province, and seal the extract anew."""
    from isee.reporting.folders import hash_of

    manifest = json.loads((extract / "manifest.json").read_text())
    name = min(path for path in manifest["files"] if path.startswith("child_term/"))
    rows = pq.read_table(extract / name)
    pq.write_table(rows.slice(0, rows.num_rows - 10), extract / name, compression="zstd")
    manifest["files"][name] = hash_of(extract / name)
    manifest["rows"] -= 10
    (extract / "manifest.json").write_text(json.dumps(manifest))
