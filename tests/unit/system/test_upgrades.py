"""Which migrations may run while older code serves."""

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

from isee.system.upgrades import only_adds, operations_that_need_a_pause
from isee.web.commands.migrate import LOCK_TIMEOUT, _let_others_work

SHORT = models.CharField(max_length=3, null=True)
CHECK = models.CheckConstraint(name="a_thing_is_short", condition=models.Q(short__isnull=False))
INDEX = models.Index(name="thing_by_short", fields=["short"])


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("thing", "short", SHORT),
        migrations.AddField("thing", "kind", models.CharField(max_length=3, db_default="")),
        AddIndexConcurrently("thing", INDEX),
        AddConstraintNotValid("thing", CHECK),
    ],
)
def test_what_only_adds_runs_while_serving(operation: Operation) -> None:
    assert only_adds(operation)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("thing", "short", models.CharField(max_length=3, default="")),
        migrations.RemoveField("thing", "short"),
        migrations.RenameField("thing", "short", "brief"),
        migrations.AlterField("thing", "short", SHORT),
        migrations.DeleteModel("Thing"),
        migrations.AddIndex("thing", INDEX),
        migrations.AddConstraint("thing", CHECK),
        migrations.RunSQL("SELECT 1"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("thing", "short")]),
    ],
)
def test_what_removes_rewrites_or_is_unknown_needs_a_pause(operation: Operation) -> None:
    assert not only_adds(operation)


def test_a_database_that_is_up_to_date_needs_no_pause(db: None) -> None:
    assert operations_that_need_a_pause() == []


def test_an_operation_that_needs_a_pause_is_named_with_its_migration(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting(migrations.Migration):
        operations = [migrations.AddField("person", "short", SHORT), migrations.RemoveField("person", "prefix")]

    waiting = Waiting("0002_short", "registry")
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [(waiting, False)])
    assert operations_that_need_a_pause() == ["registry.0002_short: Remove field prefix from person"]


def test_a_migration_beside_readers_gives_up_its_lock_in_time(db: None) -> None:
    _let_others_work()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (LOCK_TIMEOUT,)
        cursor.execute("SET lock_timeout = 0")
