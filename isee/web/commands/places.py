"""`isee places`: boundaries, villages and local administrations."""

from dataclasses import asdict
from pathlib import Path

import click

from isee.web.commands.output import fail, print_json, say
from isee.web.commands.start import set_up


@click.group()
def places() -> None:
    """Places: load boundaries, villages and local administrations."""


@places.command("boundaries")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
@click.option("--attribution", default="", help="Words that stand beside each map; the file's name without it.")
def boundaries(file: Path, as_json: bool, attribution: str) -> None:
    """Load boundaries from TopoJSON, GeoJSON or a zipped shapefile with official codes or P-codes."""
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.places.api import PlacesError, load_boundaries
    from isee.system.api import now
    from isee.web.stored_pages import forget_pages

    try:
        report = load_boundaries(file, by=SYSTEM, at=now(), attribution=attribution)
    except PlacesError as fault:
        fail(str(fault))
    forget_pages()
    if as_json:
        print_json(asdict(report))
    else:
        say(str(report))


@places.command("close-school")
@click.argument("code")
@click.option("--on", "day", required=True, help="The school's last day, such as 31/3/2570 or 2027-03-31.")
@click.option("--into", "heir", help="Code of the school that takes it over: its staff are offered a role there.")
def close(code: str, day: str, heir: str | None) -> None:
    """Close a school: roles of its staff end with its last day. Pupils are moved by their new schools."""
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.kernel import ThaiDateError, parse_thai_date
    from isee.places.api import PlacesError, close_school, schools_by_code
    from isee.system.api import now, today

    codes = [code] if heir is None else [code, heir]
    found = schools_by_code(codes, on=today())
    missing = [wanted for wanted in codes if wanted not in found]
    if missing:
        fail(f"There is no school {missing[0]}.")
    try:
        close_school(
            found[code].pk, closed_on=parse_thai_date(day), merged_into=found[heir].pk if heir else None, by=SYSTEM,
            at=now(),
        )  # fmt: skip
    except (PlacesError, ThaiDateError) as fault:
        fail(str(fault))
    say(f"School {code} closes; the roles of its staff end with that day.")


@places.command("areas")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def areas(file: Path) -> None:
    """Load villages and local administrations from a CSV file (code, name_th, name_en, parent, valid_from)."""
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.places.api import PlacesError, load_local_areas
    from isee.system.api import now

    try:
        report = load_local_areas(file, by=SYSTEM, at=now())
    except PlacesError as fault:
        fail(str(fault))
    say(f"{report.added} areas added, {report.changed} changed.")
