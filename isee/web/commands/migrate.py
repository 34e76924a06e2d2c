"""`isee migrate`: the database, its roles, tables, functions, policies and reference data."""

import os

import click

from isee.web.commands.output import Bar, fail, say
from isee.web.commands.start import set_up


@click.command()
def migrate() -> None:
    """Create or upgrade the database: roles, tables, functions, policies, reference data."""
    run_migrations()
    say("The database is up to date.")


def run_migrations() -> None:
    """Everything that `isee migrate` does; safe to run again."""
    set_up("owner")
    from django.core.management import call_command
    from django.db import DatabaseError

    from isee.access.api import SYSTEM, apply_database_code
    from isee.places.api import load_reference_data
    from isee.system.api import now

    os.environ["ISEE_DB_ROLE"] = "owner"
    try:
        with Bar("Preparing the database"):
            call_command("migrate", verbosity=0, interactive=False)
            apply_database_code()
            load_reference_data(by=SYSTEM, at=now())
    except DatabaseError as fault:
        fail(f"The migration failed and nothing of its last step was kept: {type(fault).__name__}: {fault}")
