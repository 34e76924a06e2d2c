"""`isee backup` and `isee restore`: an installation's database and files, to a folder and back."""

from pathlib import Path

import click

from isee.system.boot import isee_home, role_urls
from isee.web.commands.output import Bar, fail, print_json, say
from isee.web.commands.start import set_up, start_database

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("target", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def backup(target: Path, as_json: bool) -> None:
    """Write the database and the files into a new folder below TARGET, while the system runs.

    The keys are not in it: back up the key file apart from the data.
    """
    set_up("owner")
    from isee.access.api import SYSTEM, record_event
    from isee.system.api import BackupError, analyse_grown_tables, back_up, now, read_manifest

    at = now()
    try:
        with Bar("Writing the backup"):
            folder = back_up(target.resolve(), home=isee_home(), owner_url=role_urls(isee_home())["owner"], at=at)
    except BackupError as fault:
        fail(str(fault))
    analyse_grown_tables()  # made every night, a backup is where the planner's figures are kept fresh
    manifest = read_manifest(folder)
    record_event(action="backup_made", by=SYSTEM, at=at, detail={"rows": manifest.total_rows})
    if as_json:
        print_json({"folder": str(folder), "tables": len(manifest.rows), "rows": manifest.total_rows})
    else:
        say(f"{manifest.total_rows:,} rows of {len(manifest.rows)} tables and all files are in {folder}")
        say("The keys are not in it: keep a copy of the key file elsewhere.")


@click.command()
@click.argument("folder", type=FOLDER)
def restore(folder: Path) -> None:
    """Bring a backup into a new, empty installation, and check that it is whole.

    The key file of the backup must be in place first.
    """
    start_database()
    from isee.system.api import BackupError, restore_backup

    home = isee_home()
    try:
        with Bar("Restoring the backup"):
            manifest = restore_backup(folder.resolve(), home=home, owner_url=role_urls(home)["owner"])
    except BackupError as fault:
        fail(str(fault))
    from isee.web.commands.migrate import run_migrations

    run_migrations()
    from isee.access.api import SYSTEM, record_event
    from isee.system.api import now

    record_event(action="backup_restored", by=SYSTEM, at=now(), detail={"rows": manifest.total_rows})
    say(f"Restored {manifest.total_rows:,} rows of the backup of {manifest.made_at}. Run `isee doctor --production`.")
