"""The figures of the newest extract on a Spark cluster of this machine, against DuckDB in the same run.

One master and two workers of one core each, on loopback: what a cluster costs on data that one machine can hold. Equal
is what both give alike at an indicator and position: the sums, and the value after rounding.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench._cluster import local_cluster
from bench._home import nation_home
from bench.area import newest_release

WORKERS = 2


@contextmanager
def frozen() -> Iterator[Any]:
    """The newest extract of ISEE_HOME, which needs no database; of a temporary nation where there is none."""
    from isee.reporting.extract.files import newest_extracts
    from isee.system.boot import isee_home

    if found := newest_extracts(isee_home()):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
        yield found[-1]
        return
    with nation_home() as (home, _scale):
        newest_release()
        yield newest_extracts(home)[-1]


def run() -> dict[str, Any]:
    """Add the extract up by DuckDB, then twice by the cluster: as it begins, and when it is warm."""
    with frozen() as extract:
        from django.test import override_settings

        here, duckdb_seconds = _added_up(extract, "duckdb")
        with local_cluster(workers=WORKERS) as master, override_settings(ISEE_SPARK_MASTER=master):
            there, first_seconds = _added_up(extract, "spark")
            _again, seconds = _added_up(extract, "spark")
    positions = here.keys() | there.keys()
    equal = sum(here.get(place) == there.get(place) for place in positions)
    return {
        "scale": extract.manifest["scale"],
        "figures": {
            "children": int(extract.manifest["rows"]),
            "positions": len(positions),
            "seconds": round(seconds, 1),
            "first_seconds": round(first_seconds, 1),
            "duckdb_seconds": round(duckdb_seconds, 1),
            "equal_share": equal / len(positions),
        },
        "ratios": {"vs_duckdb": round(duckdb_seconds / seconds, 2)},
    }


def _added_up(extract: Any, engine: str) -> tuple[Mapping[Any, Any], float]:
    """Sums and value of every indicator and position, and the seconds that they took."""
    from isee.reporting.engines import open_children
    from isee.reporting.figures import add_up

    began = time.perf_counter()
    with open_children(extract.child_files(), engine=engine) as children:
        figures = add_up(children)
    return dict(_told(figures)), time.perf_counter() - began


def _told(figures: Any) -> Iterator[tuple[Any, Any]]:
    from isee.reporting.indicators import CHILD_INDICATORS

    for indicator in CHILD_INDICATORS:
        for position, sums in figures.sums[indicator.name].items():
            value = indicator.value(sums.n, sums.d) if sums.d else None
            yield (indicator.name, position), (sums, value)
