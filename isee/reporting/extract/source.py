"""Reads one term out of PostgreSQL as the role `isee_extract`, through the views `extract_<name>` alone.

That role sees only the columns that the models opened for extracts: no name, no number, no point. A query puts a span
of persons together inside the database, two spans at a time, so that dates of birth never reach a file. Ids become
research keys before anything is written.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from django.conf import settings
from psycopg import sql

from isee.kernel import Grade, TermDates
from isee.reporting.extract.children import CHILD_COLUMNS, CHILDREN, KNOWN
from isee.reporting.extract.schema import AGE_BANDS, AREAS, CHILD_TERM, SCHOOL_TERM, SCHOOLS
from isee.reporting.extract.terms import rule_met, values_of
from isee.system.api import keyed_hash, keyring, role_urls


class ExtractSourceError(RuntimeError):
    """A term cannot be read; the message says what to do first."""


KEY_BYTES = 16

# A whole span as one text of lines, of codes and numbers without commas: the driver hands over `COPY` row by row,
# which costs more than making the rows.
LINES = """
SELECT string_agg(concat({parts}), chr(10)) FROM ({children}) c
"""
SPAN_PERSONS = 150_000
"""Persons read at once: what a span joins stays in memory."""
READERS = 4
"""More than the cores of a small machine: while one's text is read here, another's is being made there."""
NEWEST_SCHOOLS = """
SELECT DISTINCT ON (code) code, school_id, name_th, coalesce(name_en, name_th) AS name_en, subdistrict_code
FROM extract_schools ORDER BY code, valid_from DESC NULLS LAST, school_id DESC
"""
SCHOOLS_QUERY = "SELECT code, name_th, name_en, subdistrict_code AS subdistrict FROM ({newest_schools}) n"
AREAS_QUERY = """
SELECT 'TH' AS code, 'nation' AS level, 'ประเทศไทย' AS name_th, 'Thailand' AS name_en, NULL AS parent
UNION ALL
SELECT text_code, level, name_th, coalesce(name_en, name_th),
       CASE level WHEN 'region' THEN 'TH' WHEN 'province' THEN 'R' || parent_code ELSE parent_code::text END
FROM extract_areas WHERE level IN ('region', 'province', 'district', 'subdistrict')
"""
PLACES_QUERY = """
SELECT s.school_id, n.code, n.subdistrict_code AS subdistrict
FROM extract_schools s JOIN ({newest_schools}) n USING (code)
UNION ALL
SELECT NULL, NULL, code FROM extract_areas WHERE level = 'subdistrict'
ORDER BY subdistrict, code NULLS LAST
"""
# Schools that are open on a day of the term. What is asked of each is found by index, so that nothing large is read.
SCHOOL_TERM_QUERY = """
SELECT s.code AS school_code, bool_or(s.sent) AS sent, bool_or(s.attendance) AS attendance, bool_or(s.waits) AS overdue
FROM (
    SELECT o.code,
           coalesce((SELECT true FROM extract_enrolments e
                     WHERE e.school_id = o.school_id AND e.term_key = {term} LIMIT 1), false) AS sent,
           coalesce((SELECT true FROM extract_attendance a WHERE a.school_id = o.school_id AND a.term_key = {term}
                     AND a.days_present IS NOT NULL LIMIT 1), false) AS attendance,
           (SELECT bool_or(f.waiting) FROM extract_school_forms f
            WHERE f.school_id = o.school_id AND f.term_key = {term} AND f.round_id IN (
                SELECT r.round_id FROM extract_rounds r WHERE r.closed_on < {as_of})) AS waits
    FROM extract_schools o
    WHERE o.code IN (
        SELECT n.code FROM ({newest_schools}) n JOIN extract_schools x ON x.school_id = n.school_id
        WHERE coalesce(x.opened_on <= {ends_on}, true) AND coalesce(x.closed_on >= {starts_on}, true))
) s
GROUP BY s.code
"""
GRADES = pa.array([grade.value for grade in Grade])
GRADE_BANDS = pa.array([grade.band.value for grade in Grade])
AGES = pa.array([age for first, last in AGE_BANDS.values() for age in range(first, last + 1)], pa.int16())
BANDS_OF_AGES = pa.array([band for band, (first, last) in AGE_BANDS.items() for _ in range(first, last + 1)])


class Places(NamedTuple):
    """Where children can stand, in the order in which an extract is written: each school, and each subdistrict."""

    table: pa.Table
    """`school_code`, null for a subdistrict by itself, and the areas around."""
    schools: pa.Array
    """The internal id of each row that is a school."""
    homes: pa.Array
    """The code of each row that is a subdistrict by itself."""

    def of(self, rows: pa.Table) -> Any:
        """The row of each child of `CHILDREN`, null where no place is known."""
        return pc.coalesce(
            pc.index_in(rows.column("school_id"), self.schools, skip_nulls=True),
            pc.index_in(rows.column("home"), self.homes, skip_nulls=True),
        )


@contextmanager
def extract_cursors(*, at_once: int = READERS) -> Iterator[list[Any]]:
    """One consistent, read-only view of the database as `isee_extract`, whatever role this process has.

    Several cursors of as many connections, which all see the same moment.
    """
    url = role_urls(Path(settings.ISEE_HOME)).get("extract")
    if url is None:
        raise ExtractSourceError("The database is not prepared yet: run `isee migrate`.")
    with ExitStack() as opened:
        cursors: list[Any] = []
        for _ in range(at_once):
            connection = opened.enter_context(psycopg.connect(url))
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            cursors.append(opened.enter_context(connection.cursor()))
        moment = cursors[0].execute("SELECT pg_export_snapshot()").fetchone()[0]
        for cursor in cursors[1:]:
            cursor.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(moment)))
        yield cursors


# The readers share the cores, so that none asks for help; and see `CHILDREN` for why it never loops.
SETTINGS = (
    "SET LOCAL work_mem = '256MB'",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL jit = off",
    "SET LOCAL enable_nestloop = off",
)


def read_children(
    cursors: Sequence[Any],
    *,
    dates: TermDates,
    aged_on: date,
    purpose: str,
    each: Callable[[int, int], None] | None = None,
) -> pa.Table:
    """The `child_term` rows of a term, under the research keys of a purpose.

    Ages are those on `aged_on`, the first day of the academic year, so that both terms of a year speak of the same
    children. `each` is told how many spans of how many are read, by whichever reader is done.
    """
    for cursor in cursors:
        for setting in SETTINGS:
            cursor.execute(setting)
    spans, places = person_spans(cursors[0]), read_places(cursors[0])
    waiting, found = iter(spans), {}
    values = values_of(dates, aged_on=aged_on)

    def read(cursor: Any) -> None:
        while (span := next(waiting, None)) is not None:
            rows = _child_rows(cursor, {**values, "first": span[0], "last": span[1]})
            found[span] = shaped_rows(rows, places, term_key=dates.term.key, purpose=purpose)
            if each:
                each(len(found), len(spans))

    if len(spans) == 1 or len(cursors) == 1:
        read(cursors[0])
    else:
        with ThreadPoolExecutor(len(cursors)) as readers:
            list(readers.map(read, cursors))
    return pa.concat_tables([found[span] for span in spans])


def person_spans(cursor: Any) -> list[tuple[int, int]]:
    """First and last internal id of spans of `SPAN_PERSONS` persons; ids may have wide gaps."""
    ids = [cursor.execute("SELECT coalesce(min(person_id), 0) FROM extract_persons").fetchone()[0]]
    step = "SELECT person_id FROM extract_persons WHERE person_id >= %s ORDER BY person_id OFFSET %s LIMIT 1"
    while (found := cursor.execute(step, [ids[-1], SPAN_PERSONS]).fetchone()) is not None:
        ids.append(found[0])
    return [(first, beyond - 1) for first, beyond in zip(ids, [*ids[1:], 2**62], strict=True)]


def shaped_rows(rows: pa.Table, places: Places, *, term_key: int, purpose: str) -> pa.Table:
    """Rows of `with_known` as rows of `child_term`, ordered by place: keys for ids, bands, and the areas around."""
    where = places.of(rows)
    order = pc.sort_indices(where)
    rows, here = rows.take(order), places.table.take(where.take(order))
    columns = {
        **{name: rows.column(name) for name in rows.column_names},
        **{name: here.column(name) for name in here.column_names},
        "research_key": research_key_column(rows.column("person_id").to_numpy(), purpose=purpose),
        "term_key": pa.array(np.full(rows.num_rows, term_key, np.int32)),
        "grade_band": GRADE_BANDS.take(pc.index_in(rows.column("grade"), GRADES)),
        "rule_met": rule_met(term_key, present=rows.column("days_present"), expected=rows.column("days_expected")),
        "age_band": BANDS_OF_AGES.take(pc.index_in(rows.column("age"), AGES)),
    }
    return pa.table([columns[name] for name in CHILD_TERM.names], schema=CHILD_TERM)


def read_places(cursor: Any) -> Places:
    """Every school, with the place of its newest row, and every subdistrict."""
    types = {"school_id": pa.int32(), "code": pa.string(), "subdistrict": pa.string()}
    found = _copy(cursor, PLACES_QUERY, types=types)
    regions = {area["code"]: area["parent"] for area in read_areas(cursor).to_pylist() if area["level"] == "province"}
    subdistricts = found.column("subdistrict")
    provinces = pc.utf8_slice_codeunits(subdistricts, 0, 2)
    table = pa.table(
        {
            "school_code": found.column("code"),
            "subdistrict": subdistricts,
            "district": pc.utf8_slice_codeunits(subdistricts, 0, 4),
            "province": provinces,
            "region": pa.array([regions.get(province) for province in provinces.to_pylist()], pa.string()),
        }
    ).combine_chunks()
    schools = found.column("school_id").combine_chunks()
    homes = pc.if_else(pc.is_null(schools), subdistricts.combine_chunks().cast(pa.int32()), pa.scalar(None, pa.int32()))
    return Places(table, schools, homes)


def read_schools(cursor: Any) -> pa.Table:
    """Every school, by its newest row."""
    return _copy(cursor, SCHOOLS_QUERY, types={field.name: field.type for field in SCHOOLS}).cast(SCHOOLS)


def read_school_terms(cursor: Any, *, dates: TermDates, as_of: date) -> pa.Table:
    """Every school that is open on a day of the term, and what it had sent by a day."""
    types = {"school_code": pa.string(), "sent": pa.bool_(), "attendance": pa.bool_(), "overdue": pa.bool_()}
    asked = {"term": dates.term.key, "starts_on": dates.starts_on, "ends_on": dates.ends_on, "as_of": as_of}
    found = _copy(cursor, SCHOOL_TERM_QUERY, types=types, values=asked)
    places = read_places(cursor).table
    here = places.take(pc.index_in(found.column("school_code"), places.column("school_code").combine_chunks()))
    term = pa.array(np.full(found.num_rows, dates.term.key, np.int32))
    columns = {**{name: here.column(name) for name in here.column_names}, "term_key": term}
    columns |= {name: found.column(name) for name in found.column_names}
    return pa.table([columns[name] for name in SCHOOL_TERM.names], schema=SCHOOL_TERM)


def read_areas(cursor: Any) -> pa.Table:
    """The tree of areas from the nation to the subdistrict."""
    return _copy(cursor, AREAS_QUERY, types={field.name: field.type for field in AREAS}).cast(AREAS)


def research_keys(person_ids: list[int], *, purpose: str) -> list[bytes]:
    """The keys of some persons: the same child has one key within a purpose, and another in any other."""
    keys: list[bytes] = research_key_column(np.array(person_ids, np.int64), purpose=purpose).to_pylist()
    return keys


def research_key_column(person_ids: Any, *, purpose: str) -> pa.Array:
    """Research keys of a numpy array of internal ids: each id is one block of AES under a key of the purpose.

    Every block is another one, so that blocks by themselves (ECB) give nothing away; no two persons can share a key,
    and it costs a tenth of a keyed hash for each.
    """
    key = keyed_hash("research", purpose.encode())
    blocks = np.zeros((len(person_ids), 2), dtype=">u8")
    blocks[:, 1] = person_ids
    sealed = Cipher(AES(key), ECB()).encryptor().update(blocks.tobytes())
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(KEY_BYTES), len(person_ids), [None, pa.py_buffer(sealed)])


def research_key_version() -> int:
    """The version of the key behind `research_keys`."""
    return keyring().current("research")[0]


def with_known(children: pa.Table, sources: Iterable[pa.Table]) -> pa.Table:
    """Rows of `CHILDREN` with what each source of `KNOWN` has of them beside; null where it has nothing."""
    for source in sources:
        places = pc.index_in(children.column("person_id"), source.column("child").combine_chunks())
        for name in source.column_names[1:]:
            children = children.append_column(name, source.column(name).take(places))
    return children


def _child_rows(cursor: Any, values: Mapping[str, Any]) -> pa.Table:
    """One span: the rows of `CHILDREN` with those of `KNOWN`."""
    children = _as_table(cursor, CHILDREN, values, CHILD_COLUMNS)
    return with_known(children, (_as_table(cursor, query, values, types) for query, types in KNOWN))


def _as_table(cursor: Any, query: str, values: Mapping[str, Any], types: Mapping[str, pa.DataType]) -> pa.Table:
    filled = sql.SQL(query).format(**{name: sql.Literal(value) for name, value in values.items()})
    parts = sql.SQL(", ',', ").join(sql.SQL("c.{}").format(sql.Identifier(name)) for name in types)
    cursor.execute(sql.SQL(LINES).format(parts=parts, children=filled))
    lines = cursor.fetchone()[0]
    if lines is None:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pacsv.read_csv(
        pa.BufferReader(lines.encode()),
        read_options=pacsv.ReadOptions(column_names=list(types)),
        convert_options=_convert_options(types),
    )


def _convert_options(types: Mapping[str, pa.DataType]) -> Any:
    return pacsv.ConvertOptions(
        column_types=types,
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )


def _copy(
    cursor: Any, query: str, *, types: Mapping[str, pa.DataType], values: Mapping[str, Any] | None = None
) -> pa.Table:
    asked = {name: sql.Literal(value) for name, value in (values or {}).items()}
    filled = sql.SQL(query).format(newest_schools=sql.SQL(NEWEST_SCHOOLS), **asked)
    text = io.BytesIO()
    with cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, HEADER)").format(filled)) as copy:
        for block in copy:
            text.write(block)
    text.seek(0)
    return pacsv.read_csv(text, convert_options=_convert_options(types))
