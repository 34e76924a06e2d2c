"""Which waiting migrations may run while the system serves: those that only add.

The older code keeps working beside a table, a column or an index that it does not know. Whatever removes, renames or
rewrites needs a pause.
"""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger

ADDS = (
    migrations.CreateModel, AddIndexConcurrently, AddConstraintNotValid, ValidateConstraint, AddTrigger,
)  # fmt: skip


def operations_that_need_a_pause() -> list[str]:
    """The operations of the waiting migrations that do more than add, each as `label.migration: what it does`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [
        f"{migration.app_label}.{migration.name}: {operation.describe()}"
        for migration, _ in plan
        for operation in migration.operations
        if not only_adds(operation)
    ]


def only_adds(operation: Operation) -> bool:
    """Whether code that does not know of this operation keeps working while and after it runs.

    A column must be null or have a default of the database's own: the older code writes rows without it.
    """
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return all(only_adds(inner) for inner in operation.database_operations)
    if isinstance(operation, migrations.AddField):
        return bool(operation.field.null or operation.field.has_db_default())
    return isinstance(operation, ADDS)
