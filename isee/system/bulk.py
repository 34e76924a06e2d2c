"""Loads Arrow tables and many rows at once into PostgreSQL, where row-level security holds.

`COPY` is refused there, and `INSERT ... RETURNING` shows only rows already in scope: so rows are staged in a
temporary table, and their ids are reserved beforehand.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import LiteralString

import polars as pl
import psycopg
import pyarrow as pa
from django.db import connection, models, transaction
from psycopg import sql


def copy_arrow(table: str, rows: pa.Table, *, columns: Sequence[str] | None = None) -> int:
    """Insert an Arrow table into a database table of the same column names; returns the rows written.

    Columns missing in `rows` take the table's defaults. Binary columns are bytea. One transaction.
    """
    names = list(columns or rows.column_names)
    with _stage(table, names, options=" (FORMAT csv, NULL '')") as copy:
        for batch in rows.select(names).to_batches(max_chunksize=50_000):
            copy.write(_csv(batch))
    return int(rows.num_rows)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ids from a table's sequence, for rows that will be inserted with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert instances of one model, whose ids were reserved, without reading anything back."""
    if not rows:
        return
    fields = rows[0]._meta.local_concrete_fields
    columns = [field.column or field.name for field in fields]
    with _stage(rows[0]._meta.db_table, columns) as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write some fields (attribute names) of many rows of one model in one statement, so that triggers run once."""
    if not rows:
        return
    known = {field.attname: field for field in rows[0]._meta.local_concrete_fields}
    columns = [known[name] for name in fields]
    names = [sql.Identifier(field.column or field.name) for field in columns]
    kinds = [sql.SQL("%s::{}[]").format(sql.SQL(str(field.db_type(connection)))) for field in columns]
    query = sql.SQL("UPDATE {} t SET {} FROM unnest(%s::bigint[], {}) AS v(id, {}) WHERE t.id = v.id").format(
        sql.Identifier(rows[0]._meta.db_table),
        sql.SQL(", ").join(sql.SQL("{} = v.{}").format(name, name) for name in names),
        sql.SQL(", ").join(kinds),
        sql.SQL(", ").join(names),
    )
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in columns]
    with transaction.atomic(), connection.cursor() as wrapped, connection.wrap_database_errors:
        wrapped.cursor.execute(query, [[row.pk for row in rows], *values])


@contextmanager
def _stage(table: str, names: Sequence[str], *, options: LiteralString = "") -> Iterator[psycopg.Copy]:
    """COPY into a temporary table, whose rows are inserted into the real one at the end."""
    stage, target = sql.Identifier(f"stage_{table}"), sql.Identifier(table)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    with transaction.atomic(), connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = wrapped.cursor  # psycopg's own: the wrappers around it know plain text alone
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                stage, listed, target
            )
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN" + options).format(stage, listed)) as copy:
            yield copy
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, listed, listed, stage))
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))


def _csv(batch: pa.RecordBatch) -> bytes:
    """CSV bytes that PostgreSQL reads: bytea as \\x hex, booleans as true/false, null as nothing, empty text as ""."""
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    frame = frame.with_columns(
        pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in binary
    )
    return frame.write_csv(include_header=False, null_value="", quote_style="necessary").encode()
