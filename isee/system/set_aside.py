"""Sets indexes, constraints, triggers and forced row security of tables aside while a fresh nation is loaded.

Checking each row against indexes and foreign keys costs far more than building and checking them once at the end,
and `COPY` is refused where row security is forced. What is set aside is written down in `system_setaside` in the
same transaction that drops it, and struck out in the one that puts it back: a load that was broken off can always
be taken up, and while a row is left there the service says that it is not ready.

Owners only. While things are set aside nothing else may write to these tables; no other role gains a right by it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Final

import psycopg
from django.db import connection, transaction

from isee.system.clock import today
from isee.system.models import SetAside
from isee.system.partitions import academic_year

Done = Callable[[int, int], None]

SIDE_BY_SIDE: Final = 2
SETTINGS: Final = (
    "SET maintenance_work_mem = '1GB'",
    "SET work_mem = '512MB'",
    "SET max_parallel_maintenance_workers = 0",
    "SET max_parallel_workers_per_gather = 0",
    "SET synchronous_commit = off",
)
INDEXES, KEYS, WHOLE_INDEXES, CHECKED, WHOLE_CHECKED, GUARDS = range(1, 7)
"""Steps in which things are put back: indexes of plain tables and partitions; keys upon them; the indexes and keys of
partitioned tables, which take up those of their partitions; foreign keys, the same; triggers and row security."""

# Tables named and their partitions, with the table that each belongs to.
_TABLES: Final = """
WITH whole AS (SELECT c.oid, c.relkind FROM pg_class c WHERE c.oid = ANY (%(tables)s::regclass[])),
tabs AS (
    SELECT oid, relkind, oid AS top FROM whole
    UNION ALL
    SELECT p.inhrelid, 'r', w.oid FROM whole w JOIN pg_inherits p ON p.inhparent = w.oid AND w.relkind = 'p'
)
"""
_INDEXES: Final = (
    _TABLES
    + """
SELECT t.oid::regclass::text, t.relkind, i.indexrelid::regclass::text, k.conname,
       pg_get_indexdef(i.indexrelid), pg_get_constraintdef(k.oid), k.contype, pg_relation_size(t.oid)
FROM tabs t JOIN pg_index i ON i.indrelid = t.oid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = t.oid AND k.contype IN ('p', 'u', 'x')
ORDER BY t.relkind, 1, 3
"""
)
_FOREIGN_KEYS: Final = (
    _TABLES
    + """
SELECT DISTINCT r.oid::regclass::text, r.relkind, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
WHERE k.contype = 'f' AND (k.conrelid IN (SELECT oid FROM tabs) OR k.confrelid IN (SELECT oid FROM whole))
  AND (k.conparentid = 0 OR r.oid IN (SELECT oid FROM tabs WHERE oid <> top)
       AND EXISTS (SELECT 1 FROM pg_constraint a WHERE a.oid = k.conparentid AND a.conrelid <> k.conrelid
                   AND a.confrelid = k.confrelid))
ORDER BY 2, 1, 3
"""
)


@dataclass(frozen=True)
class _Piece:
    """One thing: in which step it comes back, of which table, how it is taken away (if by itself) and put back."""

    step: int
    table: str
    take: str
    put: tuple[str, ...]


def set_aside(tables: Sequence[str]) -> None:
    """Take away what is in the way of a quick load of these tables, and write down how to put it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        pieces = [*_indexes(cursor, tables), *_foreign_keys(cursor, tables), *_guards(cursor, tables)]
        SetAside.objects.bulk_create(
            SetAside(step=piece.step, table=piece.table, statements=list(piece.put)) for piece in pieces
        )
        # Foreign keys first: they hold on to the keys that they point at.
        for piece in sorted(pieces, key=lambda piece: -piece.step):
            if piece.take:
                cursor.execute(piece.take)


def is_anything_set_aside() -> bool:
    """True from the beginning of a quick load to its end, and after one that was broken off."""
    return SetAside.objects.exists()


def put_back(*, connect: str, tables_last: Sequence[str] = (), between: Callable[[], None], done: Done) -> None:
    """Put back all that was set aside, two things at a time; `connect` is the owner's address.

    `between` runs when everything but `tables_last` is there again. Each table is vacuumed and analysed first.
    Can be run again after it was broken off.
    """
    total = SetAside.objects.count()

    def counted() -> None:
        done(total - SetAside.objects.count(), total)

    _put_back_but(connect, tables_last, counted)
    between()
    _put_back_but(connect, (), counted)


def _put_back_but(connect: str, later: Sequence[str], counted: Callable[[], None]) -> None:
    waiting = SetAside.objects.exclude(table__in=_with_partitions(later))
    run_side_by_side(
        [
            [f"VACUUM (FREEZE, ANALYZE) {table}"]
            for table in _largest_first(set(waiting.values_list("table", flat=True)))
        ],
        connect=connect,
        autocommit=True,
    )
    for step in sorted(set(waiting.values_list("step", flat=True))):
        pieces = sorted(waiting.filter(step=step), key=lambda piece: (_size(piece.table), piece.pk), reverse=True)
        run_side_by_side(
            [[*piece.statements, f"DELETE FROM system_setaside WHERE id = {piece.pk}"] for piece in pieces],
            connect=connect,
            each=counted,
        )


def run_side_by_side(
    work: Sequence[Sequence[str]], *, connect: str, each: Callable[[], None] | None = None, autocommit: bool = False
) -> None:
    """Run lists of statements, each list in a transaction of its own, two at a time on connections of their own.

    `each` is called after each list, in the calling thread. Raises the first error when the others have ended.
    """
    waiting: SimpleQueue[Sequence[str]] = SimpleQueue()
    for statements in work:
        waiting.put(statements)
    finished: SimpleQueue[BaseException | None] = SimpleQueue()
    workers = [
        Thread(target=_work, args=(waiting, finished, connect, autocommit), daemon=True)
        for _ in range(min(SIDE_BY_SIDE, len(work)))
    ]
    for worker in workers:
        worker.start()
    fault: BaseException | None = None
    for _ in work:
        said = finished.get()
        if said is not None:
            fault = fault or said
            break
        if each is not None:
            each()
    for worker in workers:
        worker.join()
    if fault is not None:
        raise fault


def _work(
    waiting: "SimpleQueue[Sequence[str]]",
    finished: "SimpleQueue[BaseException | None]",
    connect: str,
    autocommit: bool,
) -> None:
    try:
        with psycopg.connect(connect, autocommit=True) as own:
            for setting in SETTINGS:
                own.execute(setting)
            for statements in _each(waiting):
                with _transaction(own, autocommit):
                    for statement in statements:
                        own.execute(statement.encode())
                finished.put(None)
    except BaseException as fault:
        for _ in _each(waiting):
            pass
        finished.put(fault)


def _each(waiting: "SimpleQueue[Sequence[str]]") -> Iterator[Sequence[str]]:
    while True:
        try:
            yield waiting.get_nowait()
        except Empty:
            return


@contextmanager
def _transaction(own: "psycopg.Connection[Any]", autocommit: bool) -> Iterator[None]:
    if autocommit:
        yield
        return
    with own.transaction():
        yield


def _indexes(cursor: Any, tables: Sequence[str]) -> Iterator[_Piece]:
    tops = {_quoted(table) for table in tables}
    closed = {table for table in _partitions(cursor, tables) if _year_of(table) < academic_year(today())}
    cursor.execute(_INDEXES, {"tables": list(tables)})
    for table, kind, index, constraint, made, said, contype, _ in cursor.fetchall():
        top = table in tops
        gone = f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"' if constraint else f"DROP INDEX {index}"
        add = f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {said}'
        take = gone if top else ""  # those of partitions go with those of their table
        if kind == "p":
            yield _Piece(WHOLE_INDEXES, table, take, (add if constraint else made.replace(" ON ONLY ", " ON ", 1),))
        elif contype == "x":
            yield _Piece(KEYS, table, take, (add,))
        else:
            yield _Piece(INDEXES, table, take, (_packed(made) if table in closed else made,))
            if constraint:
                key = "PRIMARY KEY" if contype == "p" else "UNIQUE"
                using = f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {key} USING INDEX {index}'
                yield _Piece(KEYS, table, "", (using,))


def _year_of(partition: str) -> int:
    """The academic year of a partition by its name; that of all years before the first is the first."""
    return int(partition.rsplit("_", 1)[1])


def _packed(index: str) -> str:
    """An index without room for more: nothing is added to a year that is over."""
    before, where, condition = index.partition(" WHERE ")
    return f"{before} WITH (fillfactor = 100){where}{condition}"


def _foreign_keys(cursor: Any, tables: Sequence[str]) -> Iterator[_Piece]:
    """A foreign key is added unchecked and then checked by one join; a partitioned table takes up its partitions'."""
    cursor.execute(_FOREIGN_KEYS, {"tables": list(tables)})
    found = cursor.fetchall()
    partitions = _partitions(cursor, tables)
    for table, kind, name, said in found:
        take = "" if table in partitions else f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
        add = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {said}'
        if kind == "p":
            yield _Piece(WHOLE_CHECKED, table, take, (add,))
        else:
            check = f'ALTER TABLE {table} VALIDATE CONSTRAINT "{name}"'
            yield _Piece(CHECKED, table, take, (f"{add} NOT VALID", check))


def _guards(cursor: Any, tables: Sequence[str]) -> Iterator[_Piece]:
    """Triggers and forced row security; and the server's own cleaning, which would run after each province."""
    cursor.execute(
        "SELECT c.oid::regclass::text, c.relforcerowsecurity FROM pg_class c WHERE c.oid = ANY (%s::regclass[])",
        [list(tables)],
    )
    for table, forced in cursor.fetchall():
        yield _guard(table, "DISABLE TRIGGER USER", "ENABLE TRIGGER USER")
        if forced:
            yield _guard(table, "NO FORCE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY")
    cursor.execute(
        _TABLES + "SELECT oid::regclass::text FROM tabs WHERE relkind = 'r'",
        {"tables": list(tables)},
    )
    for (table,) in cursor.fetchall():
        yield _guard(table, "SET (autovacuum_enabled = off)", "RESET (autovacuum_enabled)")


def _guard(table: str, take: str, put: str) -> _Piece:
    return _Piece(GUARDS, table, f"ALTER TABLE {table} {take}", (f"ALTER TABLE {table} {put}",))


def _quoted(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::regclass::text", [table])
        return str(cursor.fetchone()[0])


def _partitions(cursor: Any, tables: Sequence[str]) -> set[str]:
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY (%s::regclass[])", [list(tables)]
    )
    return {row[0] for row in cursor.fetchall()}


def _with_partitions(tables: Sequence[str]) -> set[str]:
    with connection.cursor() as cursor:
        return {*tables, *_partitions(cursor, tables)}


def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s::regclass)", [table])
        return int(cursor.fetchone()[0])


def _largest_first(tables: set[str]) -> list[str]:
    """Partitioned tables last: their partitions are looked at one by one, and then they themselves."""
    return sorted(tables, key=_size, reverse=True)
