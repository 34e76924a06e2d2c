"""Loads Arrow tables into PostgreSQL tables, for the synthetic nation and for large deliveries."""

from collections.abc import Sequence

import polars as pl
import pyarrow as pa
from django.db import connection, transaction
from psycopg import sql


def copy_arrow(table: str, rows: pa.Table, *, columns: Sequence[str] | None = None) -> int:
    """Insert an Arrow table into a database table of the same column names; returns the rows written.

    `COPY` is refused where row-level security holds, so rows are staged in a temporary table and inserted from
    it, in one transaction. Columns missing in `rows` take the table's defaults. Binary columns are bytea.
    """
    names = list(columns or rows.column_names)
    stage, target = sql.Identifier(f"stage_{table}"), sql.Identifier(table)
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA")
                       .format(stage, listed, target))  # fmt: skip
        copy_command = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL '\\N')").format(stage, listed)
        with cursor.cursor.copy(copy_command) as copy:
            for batch in rows.select(names).to_batches(max_chunksize=50_000):
                copy.write(_csv(batch))
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, listed, listed, stage))
        written: int = cursor.rowcount
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))
    return written


def _csv(batch: pa.RecordBatch) -> bytes:
    """CSV bytes that PostgreSQL reads: bytea as \\x hex, booleans as true/false, null as \\N, text quoted."""
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    frame = frame.with_columns(
        pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name) for name in binary
    )
    return frame.write_csv(include_header=False, null_value="\\N", quote_style="necessary").encode()
