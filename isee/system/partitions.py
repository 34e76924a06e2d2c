"""Large tables are cut by academic year: PostgreSQL's declarative partitions by `term_key`.

A model says `partitioned_by_year = True`; its migration makes the table with `CreateYearPartitioned`, and
`ensure_year_partitions` makes the partitions, after each migration and for every year that comes into sight.

What follows from it: the primary key of the table is (id, term_key), while Django's stays `id`; each unique
constraint holds `term_key`; no foreign key can point at the table, except a composite one in SQL. Nobody is granted
a right on a partition, since it would bypass the policies of the table: all reading and writing goes through the
table. Row-level security without any policy is switched on for each partition besides, so that even a right granted
by mistake shows nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, migrations, models

FIRST_YEAR = 2565
YEARS_AHEAD = 2
NAME_LIMIT = 63
INLINE_KEY = '"id" bigint NOT NULL PRIMARY KEY GENERATED'
TABLE_WITH_YEARS = "CREATE TABLE %(table)s (%(definition)s, PRIMARY KEY (id, term_key)) PARTITION BY RANGE (term_key)"


class CreateYearPartitioned(migrations.CreateModel):
    """Creates the table of a model cut by academic year; it takes no row before its partitions are made."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the partitioned table, its constraints and its indexes."""
        with _cutting_by_year(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def partitioned_models() -> list[type[models.Model]]:
    """The models whose tables are cut by academic year."""
    return [
        model
        for model in apps.get_models()
        if getattr(model, "partitioned_by_year", False) and not hasattr(model, "pgh_tracked_model")
    ]


def ensure_year_partitions(*, on: date) -> list[str]:
    """Make the partitions that are missing, up to two academic years after that of the day; returns their names."""
    missing = missing_year_partitions(on=on)
    with connection.cursor() as cursor:
        for name, table, lowest, beyond in missing:
            cursor.execute(f'CREATE TABLE "{name}" PARTITION OF "{table}" FOR VALUES FROM ({lowest}) TO ({beyond})')
            cursor.execute(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')
        for model in partitioned_models():
            _name_indexes_after_their_constraints(cursor, model._meta.db_table)
    return [name for name, *_ in missing]


def missing_year_partitions(*, on: date) -> list[tuple[str, str, str, int]]:
    """Name, table, lowest key and first key beyond of each partition that a day needs and the database lacks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")
        present = {row[0] for row in cursor.fetchall()}
    return [
        (name, model._meta.db_table, lowest, beyond)
        for model in partitioned_models()
        for name, lowest, beyond in year_partitions(model._meta.db_table, on=on)
        if name not in present
    ]


def analyse_grown_tables() -> list[str]:
    """Let the planner look at each table that grew by half since it last did; returns their names. Owner only.

    Autovacuum looks at every partition but never at a partitioned table as a whole, and a planner that knows nothing
    of the whole joins it by reading all of it. Cheap where nothing grew; `isee migrate` and `isee backup` call it.
    """
    grown: list[str] = []
    with connection.cursor() as cursor:
        for model in partitioned_models():
            table = model._meta.db_table
            cursor.execute(
                "SELECT greatest(c.reltuples, 0) * 1.5 < (SELECT sum(greatest(part.reltuples, 0)) FROM pg_inherits i "
                "JOIN pg_class part ON part.oid = i.inhrelid WHERE i.inhparent = c.oid) "
                "FROM pg_class c WHERE c.oid = %s::regclass",
                [table],
            )
            if cursor.fetchone() == (True,):
                cursor.execute(f'ANALYZE "{table}"')
                grown.append(table)
    return grown


def year_partitions(table: str, *, on: date) -> Iterator[tuple[str, str, int]]:
    """Name, lowest key and first key beyond, for each partition that a table has on a day."""
    yield f"{table}_before_{FIRST_YEAR}", "MINVALUE", FIRST_YEAR * 10
    for year in range(FIRST_YEAR, last_year(on) + 1):
        yield f"{table}_{year}", str(year * 10), (year + 1) * 10


def last_year(on: date) -> int:
    """The last academic year (Buddhist era) that has a partition on a day: two after the calendar year's own."""
    return on.year + 543 + YEARS_AHEAD


def academic_year(on: date) -> int:
    """The academic year (Buddhist era) of a day; years begin in the middle of May."""
    return on.year + 543 - (on < date(on.year, 5, 16))


@contextmanager
def _cutting_by_year(schema_editor: Any) -> Iterator[None]:
    """Let the next table be partitioned: its key moves behind the columns and takes the term."""
    plain = schema_editor.table_sql

    def cut(model: type[models.Model]) -> tuple[str, list[Any]]:
        text, values = plain(model)
        if text.count(INLINE_KEY) != 1:
            raise ValueError(f"{model._meta.label} needs a BigAutoField named id to be cut by year")
        return text.replace(INLINE_KEY, INLINE_KEY.replace(" PRIMARY KEY", "")), values

    schema_editor.sql_create_table, schema_editor.table_sql = TABLE_WITH_YEARS, cut
    try:
        yield
    finally:
        del schema_editor.sql_create_table, schema_editor.table_sql


def _name_indexes_after_their_constraints(cursor: Any, table: str) -> None:
    """PostgreSQL reports a doubled row by the partition's index: it is called `<constraint>_<year>`."""
    cursor.execute(
        "SELECT own.relname, above.relname, right(part.relname, -length(%s)) FROM pg_inherits t "
        "JOIN pg_class part ON part.oid = t.inhrelid JOIN pg_index x ON x.indrelid = part.oid "
        "JOIN pg_class own ON own.oid = x.indexrelid JOIN pg_inherits i ON i.inhrelid = own.oid "
        "JOIN pg_class above ON above.oid = i.inhparent WHERE t.inhparent = %s::regclass",
        [table, table],
    )
    for present, above, suffix in cursor.fetchall():
        wanted = above[: NAME_LIMIT - len(suffix)] + suffix
        if present != wanted:
            cursor.execute(f'ALTER INDEX "{present}" RENAME TO "{wanted}"')
