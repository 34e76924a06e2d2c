"""`isee import dmc`: a school roster file through the same door as the page."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isee.web.commands.output import FAILED, USAGE, WITH_REFUSALS, Bar, fail, print_json, say
from isee.web.commands.start import set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from isee.access.api import Assignment
    from isee.kernel import AcademicTerm
    from isee.linkage.api import ImportResult


@click.group("import")
def imports() -> None:
    """Import files of the ministries."""


@imports.command("dmc")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--term", "term_text", help="Term such as 2/2569; today's when left out (a DMC file names no term).")
@click.option("--as", "username", help="User in whose scope it is imported; the whole nation when left out.")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def dmc(file: Path, term_text: str | None, username: str | None, as_json: bool) -> None:
    """Import a school roster (DMC): CSV, XLSX, or a zip of them."""
    set_up("owner")
    from isee.kernel import AcademicTerm, KernelError
    from isee.linkage.api import FileRefusedError, NotAllowedError
    from isee.places.api import term_calendar
    from isee.system.api import today
    from isee.web.commands.actor import assignment_of, operator_assignment

    try:
        term = AcademicTerm.parse(term_text) if term_text else AcademicTerm.from_date(today(), calendar=term_calendar())
    except KernelError as fault:
        fail(f"'{term_text}' is no term ({fault}). Write it as 2/2569.", code=USAGE)
    assignment = assignment_of(username) if username else operator_assignment()
    try:
        with Bar("Importing the roster") as bar:
            result = import_roster(file, term=term, assignment=assignment, on_progress=bar.to)
    except FileRefusedError as fault:
        if as_json:
            print_json({"refused_file": fault.code})
        fail(str(fault), code=FAILED)
    except NotAllowedError:
        fail(f"'{username}' may not import rosters: the role does not allow it.", code=USAGE)
    _report(result, as_json=as_json)


def import_roster(
    path: Path,
    *,
    term: "AcademicTerm",
    assignment: "Assignment",
    on_progress: "Callable[[int, int], None] | None" = None,
) -> "ImportResult":
    """Receive and import one file in the scope of an assignment, as the worker; returns what became of its rows.

    Raises `FileRefusedError` and `NotAllowedError`; the process is connected as the owner again at the end.
    """
    from isee.access.api import issue_ticket_for, ticket_scope
    from isee.linkage.api import IMPORT_PURPOSE, import_result, receive_roster, run_import
    from isee.system.api import now, today
    from isee.system.boot import connect_as

    ticket = issue_ticket_for(assignment, IMPORT_PURPOSE)
    connect_as("worker")
    try:
        with ticket_scope(ticket, IMPORT_PURPOSE) as actor:
            delivery, ready = receive_roster(path, name=path.name, term=term, today=today(), by=actor, at=now())
        run_import(delivery.pk, ticket=ticket, at=now(), on_progress=on_progress, ready=ready)
        with ticket_scope(ticket, IMPORT_PURPOSE):
            delivery.refresh_from_db()
            return import_result(delivery)
    finally:
        connect_as("owner")


def _report(result: "ImportResult", *, as_json: bool) -> None:
    if as_json:
        print_json(result)
    else:
        say(
            f"{result['rows']} rows: {result['created']} created, {result['updated']} updated, "
            f"{result['unchanged']} unchanged, {result['transfers_asked']} transfers asked, "
            f"{result['refused']} refused, {len(result['kept_for_correction'])} kept for correction"
        )
        for word, entries in (("refused", result["refusals"]), ("kept", result["kept_for_correction"])):
            for entry in entries:
                say(f"  row {entry['row']} {word}: {entry['column']} {entry['code']} (docs/imports.md explains it)")
    if result["refused"] or result["kept_for_correction"]:
        raise SystemExit(WITH_REFUSALS)
