"""`isee synth`: a synthetic nation in an empty installation."""

import os
from contextlib import ExitStack

import click

from isee.web.commands.output import Bar, fail, print_json, say
from isee.web.commands.start import set_up

SEED = 2569
PHASES = {
    "provinces": "Making and loading provinces",
    "indexes": "Putting indexes and checks back",
    "scope": "Working out who belongs where",
}


@click.command()
@click.option("--scale", type=float, default=0.01, show_default=True, help="Share of the real nation.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="The same seed gives the same nation.")
@click.option("--targets", is_flag=True, help="Load nothing: print what it is drawn towards beside what comes out.")
@click.option(
    "--faults", is_flag=True, help="Load nothing: print the faults of the ministries' files, wanted and made."
)
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def synth(scale: float, seed: int, targets: bool, faults: bool, as_json: bool) -> None:
    """Build a synthetic nation. A small one is loaded up to the term before the newest, whose rosters are written as
    DMC files; a large one (above 0.015) is loaded whole. The files of the six ministries are written beside it.
    """
    os.environ.setdefault("ISEE_TODAY", "2026-11-10")
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.synth.api import Step, SynthError, build_nation, calibration_report, fault_report, feeds_folder
    from isee.system.api import isee_home, now

    if targets:
        click.echo(calibration_report(scale=scale, seed=seed))
    if faults:
        click.echo(fault_report(scale=scale, seed=seed))
    if targets or faults:
        return
    with ExitStack() as shown:
        bars: dict[str, Bar] = {}

        def show(step: Step) -> None:
            if step.phase not in bars:
                shown.close()
                bars[step.phase] = shown.enter_context(Bar(PHASES[step.phase]))
            bars[step.phase].to(step.done, step.total)

        try:
            built = build_nation(scale=scale, seed=seed, home=isee_home(), by=SYSTEM, at=now(), progress=show)
        except SynthError as fault:
            fail(str(fault))
    if as_json:
        print_json({"scale": built.scale, "seed": built.seed, "provinces": built.provinces, "counts": built.counts})
    if built.rosters.exists():
        say(f"Rosters of the newest term are in {built.rosters}")
    say(f"The files of the six ministries are in {feeds_folder(isee_home())}")
