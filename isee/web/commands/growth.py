"""`isee growth`: growth references of an office's own, such as the Thai one of 2564."""

from datetime import date
from pathlib import Path

import click

from isee.web.commands.output import fail, print_json, say
from isee.web.commands.start import set_up

ISSUED = "2021-02-01"
"""The Department of Health issued its reference in February 2564; the day is not known."""


@click.group()
def growth() -> None:
    """Growth: load a reference of your own, and see which are loaded."""


@growth.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Who published the table and who made it readable for machines.")
@click.option("--reference", default="thai2564", show_default=True, help="Short name of the reference.")
@click.option("--from", "valid_from", default=ISSUED, show_default=True, help="Day from which it holds.")
@click.option("--illustrative", is_flag=True, help="The table is made up: pages say so.")
def load(file: Path, source: str, reference: str, valid_from: str, illustrative: bool) -> None:
    """Load a growth table from CSV or XLSX: sex, age or height, and L, M, S or lines. All of it or nothing."""
    try:
        first = date.fromisoformat(valid_from)
    except ValueError:
        fail(f"--from {valid_from} is no day: write it as 2021-02-01.", code=2)
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.system.api import now
    from isee.tracking.api import growth as tracking_growth

    try:
        loaded = tracking_growth.load_growth_table(
            file, source=source, valid_from=first, reference=reference, illustrative=illustrative, by=SYSTEM, at=now()
        )
    except tracking_growth.GrowthTableError as fault:
        fail(str(fault))
    for table in loaded:
        withdrawn = ", and withdrew the table of the same day" if table.replaced else ""
        say(f"{reference} {table.measure}: loaded {table.rows} rows{withdrawn}.")


@growth.command("tables")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def tables(as_json: bool) -> None:
    """List the growth references: WHO's own, and every table that was loaded."""
    set_up("owner")
    from isee.tracking.api import growth as tracking_growth

    rows = [
        {"reference": name, "measure": measure, "from": None, "to": None, "rows": None, "source": source,
         "illustrative": False, "withdrawn": False}
        for name, measure, source in tracking_growth.BUILT_IN
    ] + [
        {"reference": table.reference, "measure": table.measure, "from": table.valid_from, "to": table.valid_to,
         "rows": table.rows, "source": table.source, "illustrative": table.illustrative,
         "withdrawn": table.withdrawn_at is not None}
        for table in tracking_growth.growth_tables()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for row in rows:
        period = "" if row["from"] is None else f"from {row['from']}" + (f" to {row['to']}" if row["to"] else "")
        notes = [note for note in ("illustrative", "withdrawn") if row[note]]
        say(f"{row['reference']:<10} {row['measure']:<20} {period:<32} {row['source']} {' '.join(notes)}".rstrip())
    if not any(row["from"] for row in rows):
        say("No reference of an office's own is loaded: isee growth load FILE --source TEXT.")
