"""Child-term rows a second of freezing a term: read, joined, pseudonymised, sorted and written as Parquet.

The alternative is the same query fetched row by row into Python and turned into a table there. The term is frozen
twice: as the disk finds it, and with its tables in the machine's memory, as they are where the database serves.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench._home import nation_home


def run() -> dict[str, Any]:
    """Freeze the newest term into a folder that is thrown away, then a part of it the usual way."""
    with nation_home() as (_home, scale), tempfile.TemporaryDirectory() as folder:
        _fetched(Path(folder) / "warm")  # libraries load what they need at their first use
        fetched, slow = _fetched(Path(folder) / "fetched")
        began = time.perf_counter()
        rows, _read = _freeze(Path(folder) / "first")
        first = rows / (time.perf_counter() - began)
        began = time.perf_counter()
        rows, read = _freeze(Path(folder) / "streamed")
        taken = time.perf_counter() - began
        rate = rows / taken
        return {
            "scale": scale,
            "figures": {
                "rows": rows,
                "seconds": round(taken, 1),
                "read_seconds": round(read, 1),
                "rows_per_s": round(rate),
                "first_rows_per_s": round(first),
                "fetched_rows_per_s": round(fetched / slow),
            },
            "ratios": {"vs_fetched_rows": round(rate / (fetched / slow), 1)},
        }


def _term() -> Any:
    from isee.places.api import term_calendar
    from isee.synth.api import NEWEST

    return next(dates for dates in term_calendar() if dates.term.key == NEWEST)


def _year_begins(dates: Any) -> Any:
    from isee.places.api import term_calendar

    return next(one for one in term_calendar() if one.term.year == dates.term.year and one.term.term == 1).starts_on


def _freeze(home: Path) -> tuple[int, float]:
    from isee.reporting.extract.source import (
        extract_cursors,
        read_areas,
        read_children,
        read_school_terms,
        read_schools,
    )
    from isee.system.api import today

    dates = _term()
    began = time.perf_counter()
    with extract_cursors() as cursors:
        areas, schools = read_areas(cursors[0]), read_schools(cursors[0])
        children = read_children(cursors, dates=dates, aged_on=_year_begins(dates), purpose="benchmark")
        school_terms = read_school_terms(cursors[0], dates=dates, as_of=today())
    read = time.perf_counter() - began
    _write(home, children, areas, schools, school_terms)
    return int(children.num_rows), read


def _write(home: Path, *tables: pa.Table) -> None:
    from isee.reporting.extract.files import write_extract
    from isee.system.api import now

    parts = dict(zip(("children", "areas", "schools", "school_terms"), tables, strict=True))
    write_extract(home, **parts, term_key=_term().term.key, made_at=now(), facts={})


def _fetched(home: Path) -> tuple[int, float]:
    """One span of persons, fetched as rows; how many, and the seconds."""
    from psycopg import sql

    from isee.reporting.extract.children import CHILD_COLUMNS, CHILDREN, KNOWN
    from isee.reporting.extract.source import (
        extract_cursors,
        person_spans,
        read_areas,
        read_places,
        read_school_terms,
        read_schools,
        shaped_rows,
        with_known,
    )
    from isee.system.api import today

    dates = _term()
    with extract_cursors(at_once=1) as (cursor,):
        areas, schools, places = read_areas(cursor), read_schools(cursor), read_places(cursor)
        spans = person_spans(cursor)
        first, last = spans[len(spans) // 2]
        values = {
            "term": dates.term.key, "ends_on": dates.ends_on, "aged_on": _year_begins(dates), "first": first,
            "last": last,
        }  # fmt: skip
        began = time.perf_counter()
        tables = []
        for query, types in ((CHILDREN, CHILD_COLUMNS), *KNOWN):
            cursor.execute(sql.SQL(query).format(**{name: sql.Literal(value) for name, value in values.items()}))
            columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(types)
            found = zip(types, columns, strict=True)
            tables.append(pa.table({name: pa.array(column, types[name]) for name, column in found}))
        table = with_known(tables[0], tables[1:])
        school_terms = read_school_terms(cursor, dates=dates, as_of=today())
        shaped = shaped_rows(table, places, term_key=dates.term.key, purpose="benchmark")
        _write(home, shaped, areas, schools, school_terms)
        return table.num_rows, time.perf_counter() - began
