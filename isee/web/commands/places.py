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

    try:
        report = load_boundaries(file, by=SYSTEM, at=now(), attribution=attribution)
    except PlacesError as fault:
        fail(str(fault))
    if as_json:
        print_json(asdict(report))
    else:
        say(str(report))


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
