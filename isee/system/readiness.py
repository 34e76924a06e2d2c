"""Can the system be used: does the database answer, are its migrations applied, does somebody do the jobs?"""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

PATIENCE_MINUTES = 5
WORKER_SILENT_SECONDS = 120


def database_answers() -> bool:
    """Raises Django's database errors when it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations_missing() -> int:
    """How many migrations of this code the database has not had yet."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return len(_migrations_of_the_code() - applied)


@lru_cache(maxsize=1)
def _migrations_of_the_code() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).graph.nodes)


def queue_is_served() -> bool:
    """False when jobs have waited for minutes and no worker has shown a sign of life."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_queue_is_served(make_interval(mins => %s), make_interval(secs => %s))",
            [PATIENCE_MINUTES, WORKER_SILENT_SECONDS],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class QueueState:
    """Jobs that are due and wait for a worker, and for how long the oldest of them has been due."""

    waiting: int
    oldest_seconds: float


def queue_state() -> QueueState:
    """The state of the job queue."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest_seconds FROM system_queue_state()")
        waiting, oldest = cursor.fetchone()
        return QueueState(waiting, float(oldest))
