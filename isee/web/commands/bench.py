"""`isee bench NAME`: benchmarks of a checkout, each printing figures and ratios measured in one run."""

import importlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from isee.system.boot import isee_home
from isee.web.commands.output import USAGE, fail, print_json

FOLDER = Path(__file__).resolve().parents[3] / "bench"


def names() -> list[str]:
    """The benchmarks of this checkout."""
    return sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


@click.command(epilog="Benchmarks: " + ", ".join(names()))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
@click.option("--save", is_flag=True, help="Also write bench/results/NAME.json.")
def bench(name: str, as_json: bool, save: bool) -> None:
    """Run one benchmark; it measures a stated alternative in the same run."""
    if name not in names():
        fail(f"There is no benchmark '{name}'. This checkout has: {', '.join(names()) or 'none'}.", code=USAGE)
    sys.path.insert(0, str(FOLDER.parent))
    module = importlib.import_module(f"bench.{name.replace('-', '_')}")
    load = round(os.getloadavg()[0], 1)  # of other work: above the number of cores, times say little and ratios much
    measured = module.run()
    result = {
        "name": name,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "load_before": load,
        "command": f"isee bench {name} --json",
        **measured,
    }
    if save:
        (FOLDER / "results").mkdir(exist_ok=True)
        (FOLDER / "results" / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")
    if as_json:
        print_json(result)
        return
    click.echo(f"{name} ({isee_home()})")
    for key in ("figures", "ratios"):
        for label, value in result.get(key, {}).items():
            click.echo(f"  {label:<40} {value:,}")
