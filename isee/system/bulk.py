"""Loads Arrow tables and many rows at once into PostgreSQL, where row-level security holds.

`COPY` is refused there, and `INSERT ... RETURNING` shows only rows already in scope: so rows are staged in a
temporary table, and their ids are reserved beforehand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import polars as pl
import psycopg
import pyarrow as pa
from django.db import connection, models, transaction
from psycopg import sql

Row = TypeVar("Row", bound=models.Model)


def copy_arrow(table: str, rows: pa.Table, *, columns: Sequence[str] | None = None) -> int:
    """Insert an Arrow table into a database table of the same column names; returns the rows written.

    Columns missing in `rows` take the table's defaults. Binary columns are bytea. One transaction. Where row security
    does not bind the present role (`set_aside`), rows go straight into the table.
    """
    names = list(columns or rows.column_names)
    with (_stage if _is_guarded(table) else _straight)(table, names, options=" (FORMAT csv, NULL '')") as copy:
        for batch in rows.select(names).to_batches(max_chunksize=50_000):
            copy.write(_csv(batch))
    return int(rows.num_rows)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ids from a table's sequence, for rows that will be inserted with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)",
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


def insert_values(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    same: Mapping[str, object] | None = None,
    on_conflict: LiteralString = "",
) -> None:
    """Insert plain values by column, ids included, without an instance for each row: five times as fast.

    `same` are columns with one value for all rows. Columns named in neither take the model's default; a default that
    is made anew for each row (a uuid) must be among the columns. `on_conflict` is an SQL clause such as
    ``ON CONFLICT DO NOTHING``.
    """
    if not rows:
        return
    fields = {field.column or field.name: field for field in model._meta.local_concrete_fields}
    constant = {name: fields[name].get_db_prep_save(value, connection) for name, value in (same or {}).items()}
    for name, field in fields.items():
        if name not in columns and name not in constant and not field.primary_key:
            constant[name] = field.get_db_prep_save(field.get_default(), connection)
    constant = {name: value for name, value in constant.items() if value is not None}
    values = {
        name: sql.SQL("{}::{}").format(sql.Literal(value), sql.SQL(str(fields[name].db_type(connection))))
        for name, value in constant.items()
    }
    with _stage(model._meta.db_table, columns, constants=values, on_conflict=on_conflict) as copy:
        for row in rows:
            copy.write_row(row)


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write some fields (attribute names) of many rows of one model in one statement, so that triggers run once."""
    if not rows:
        return
    known = {field.attname: field for field in rows[0]._meta.local_concrete_fields}
    columns = [known[name] for name in fields]
    names = [sql.Identifier(field.column or field.name) for field in columns]
    kinds = [sql.SQL("%s::{}[]").format(sql.SQL(str(field.db_type(connection)))) for field in columns]
    # Where the table is cut by year, the terms of the rows tell in which parts to look.
    cut = getattr(rows[0], "partitioned_by_year", False) and "term_key" not in fields
    terms = sorted({row.__dict__["term_key"] for row in rows}) if cut else []
    query = sql.SQL("UPDATE {} t SET {} FROM unnest(%s::bigint[], {}) AS v(id, {}) WHERE t.id = v.id{}").format(
        sql.Identifier(rows[0]._meta.db_table),
        sql.SQL(", ").join(sql.SQL("{} = v.{}").format(name, name) for name in names),
        sql.SQL(", ").join(kinds),
        sql.SQL(", ").join(names),
        sql.SQL(" AND t.term_key IN ({})").format(sql.SQL(", ").join(map(sql.Literal, terms))) if cut else sql.SQL(""),
    )
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in columns]
    with transaction.atomic(), connection.cursor() as wrapped, connection.wrap_database_errors:
        wrapped.cursor.execute(query, [[row.pk for row in rows], *values])


def store_rows(model: type[Row], rows: Iterable[Row], *, key: Sequence[str]) -> int:
    """Insert the rows that are missing and update those that differ, found by `key`; returns how many.

    Rows of other keys stay. For reference rows of which a data file says what they are.
    """
    fields = [f.attname for f in model._meta.concrete_fields if f.attname not in key and not f.primary_key]
    present = {row[: len(key)]: row for row in model._default_manager.values_list(*key, *fields)}
    changed = [row for row in rows if present.get(_values(row, key)) != (*_values(row, key), *_values(row, fields))]
    model._default_manager.bulk_create(
        changed, update_conflicts=True, unique_fields=list(key), update_fields=fields, batch_size=2000
    )
    return len(changed)


def _values(row: models.Model, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _is_guarded(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s)", [table])
        return bool(cursor.fetchone()[0])


@contextmanager
def _straight(table: str, names: Sequence[str], *, options: LiteralString) -> Iterator[psycopg.Copy]:
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    query = sql.SQL("COPY {} ({}) FROM STDIN" + options).format(sql.Identifier(table), listed)
    with (
        transaction.atomic(),
        connection.cursor() as wrapped,
        connection.wrap_database_errors,
        wrapped.cursor.copy(query) as copy,
    ):
        yield copy


@contextmanager
def _stage(
    table: str,
    names: Sequence[str],
    *,
    options: LiteralString = "",
    constants: Mapping[str, sql.Composable] | None = None,
    on_conflict: LiteralString = "",
) -> Iterator[psycopg.Copy]:
    """COPY into a temporary table, whose rows, with the constants, are inserted into the real one at the end."""
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
        wanted = sql.SQL(", ").join([listed, *map(sql.Identifier, constants or ())])
        given = sql.SQL(", ").join([listed, *(constants or {}).values()])
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} " + on_conflict).format(target, wanted, given, stage)
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))


def _csv(batch: pa.RecordBatch) -> bytes:
    """CSV bytes that PostgreSQL reads: bytea as \\x hex, lists of text as {"a","b"}, null as nothing, no text as ""."""
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame)
    kinds = frame.schema.items()
    frame = frame.with_columns(
        *(
            pl.concat_str(pl.lit("\\x"), pl.col(name).bin.encode("hex")).alias(name)
            for name, kind in kinds
            if kind == pl.Binary
        ),
        *(_array(name) for name, kind in kinds if isinstance(kind, pl.List)),
    )
    return frame.write_csv(include_header=False, null_value="", quote_style="necessary").encode()


def _array(name: str) -> pl.Expr:
    """A list of text as PostgreSQL writes an array."""
    escaped = pl.element().str.replace_all(r'(["\\\\])', r"\$1")
    quoted = pl.col(name).list.eval(pl.concat_str(pl.lit('"'), escaped, pl.lit('"')))
    return pl.concat_str(pl.lit("{"), quoted.list.join(","), pl.lit("}")).alias(name)
