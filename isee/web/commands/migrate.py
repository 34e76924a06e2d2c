"""`isee migrate`: the database, its roles, tables, functions, policies and reference data."""

import os
from datetime import datetime

import click

from isee.web.commands.output import NOT_READY, Bar, fail, say
from isee.web.commands.start import set_up

LOCK_TIMEOUT = "5s"


@click.command()
@click.option("--while-serving", is_flag=True, help="Only what adds, and never wait long for a lock.")
def migrate(while_serving: bool) -> None:
    """Create or upgrade the database: roles, tables, functions, policies, reference data.

    With --while-serving the pages stay up: it refuses to remove, rename or rewrite anything, and gives up rather than
    make readers wait for a lock.
    """
    run_migrations(while_serving=while_serving)
    say("The database is up to date.")


def run_migrations(*, while_serving: bool = False) -> None:
    """Everything that `isee migrate` does; safe to run again."""
    set_up("owner")
    if while_serving:
        _let_others_work()
    from django.core.management import call_command
    from django.db import DatabaseError

    from isee.access.api import apply_database_code
    from isee.system.api import analyse_grown_tables, now

    os.environ["ISEE_DB_ROLE"] = "owner"
    try:
        with Bar("Preparing the database"):
            call_command("migrate", verbosity=0, interactive=False)
            apply_database_code()
            load_reference_rows(at=now())
            analyse_grown_tables()
    except DatabaseError as fault:
        fail(f"The migration failed and nothing of its last step was kept: {type(fault).__name__}: {fault}")


def load_reference_rows(*, at: datetime) -> None:
    """Areas and code lists, rounds, scoring models, programmes with their rates, holidays: lower packages first."""
    from isee.access.api import SYSTEM
    from isee.collect.api import load_reference_data as load_rounds
    from isee.places.api import load_reference_data as load_places
    from isee.screening.api import load_reference_data as load_scoring_models
    from isee.support.api import load_reference_data as load_programmes
    from isee.tracking.api import load_reference_data as load_holidays

    load_places(by=SYSTEM, at=at)
    load_rounds(by=SYSTEM, at=at)
    load_scoring_models(by=SYSTEM, at=at)
    load_programmes(by=SYSTEM, at=at)
    load_holidays(by=SYSTEM, at=at)


def _let_others_work() -> None:
    """Refuse what needs a pause, and wait for no lock so long that readers queue up behind it."""
    from django.db import connection

    from isee.system.api import operations_that_need_a_pause

    found = operations_that_need_a_pause()
    if found:
        fail(
            "These need a pause. Stop `isee serve` and `isee worker`, and run `isee migrate`:\n  " + "\n  ".join(found),
            code=NOT_READY,
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
