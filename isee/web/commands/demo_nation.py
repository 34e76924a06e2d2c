"""What the demo builds: the nation's past in bulk, its newest rosters through the importer, extracts, a release.

A second process imports the rosters of each province as soon as its past is in, so that both cores work. Each
step can be broken off and run again: provinces, deliveries, extracts and releases are there whole or not at all,
and the work's own counts, province by province, are what the first page shows meanwhile.
"""

import multiprocessing
import time
from pathlib import Path

from isee.access.api import SYSTEM
from isee.kernel import AcademicTerm
from isee.reporting.api import build_release, freeze_extract, latest_release
from isee.synth.api import TERMS, Step, build_nation, remake_province, write_messy_roster
from isee.system.api import (
    Progress,
    finish_progress,
    isee_home,
    now,
    progress_of,
    report_progress,
    start_progress,
)
from isee.web.commands.demo_accounts import find_centre, make_accounts
from isee.web.commands.demo_photos import FIRST_HOMES, photograph
from isee.web.commands.demo_rosters import DEMO_KEY, import_rosters, rosters_waiting
from isee.web.commands.output import Bar, fail

MESSY_NAME = "ทดลองนำเข้า.xlsx"
LOOK_SECONDS = 0.5


def messy_roster() -> Path:
    """Where the demo leaves its messy roster."""
    return isee_home() / "demo" / MESSY_NAME


def build_demo(*, scale: float, seed: int) -> None:
    """Build what is missing; a demo that is whole is left as it is."""
    progress = progress_of(DEMO_KEY)
    if progress is not None and progress.state == Progress.State.DONE and latest_release() is not None:
        return
    if progress is None:
        start_progress(DEMO_KEY, at=now(), phase="past")
    context = multiprocessing.get_context("spawn")
    past_is_in = context.Event()
    importer = context.Process(target=import_rosters, args=(past_is_in,), daemon=True)
    importer.start()
    try:
        _load_past(scale=scale, seed=seed)
        past_is_in.set()
        with Bar("Drawing photos of homes") as bar:
            photograph(FIRST_HOMES, seed=seed, progress=bar.to)
        _wait_for(importer)
    finally:
        importer.terminate()
    _publish()
    make_accounts()
    leave_messy_roster(scale=scale, seed=seed)
    finish_progress(DEMO_KEY, at=now())


def _load_past(*, scale: float, seed: int) -> None:
    with Bar("Loading the nation's past") as bar:

        def show(step: Step) -> None:
            bar.to(step.done, step.total)
            parts = {
                code: [brought["children"], brought["children"] + brought["roster_rows"]]
                for code, brought in step.parts.items()
            }
            report_progress(DEMO_KEY, at=now(), phase="past", parts=parts)

        build_nation(scale=scale, seed=seed, home=isee_home(), by=SYSTEM, at=now(), progress=show)


def _wait_for(importer: "multiprocessing.context.SpawnProcess") -> None:
    """Show the importer's own counts until it has ended."""
    left = len(rosters_waiting())
    with Bar("Importing the newest rosters", total=left) as bar:
        while importer.is_alive():
            bar.to(left - len(rosters_waiting()))
            time.sleep(LOOK_SECONDS)
    if importer.exitcode:
        fail("The import of the rosters broke off; what is in stays. Run the same command again to go on.")


def _publish() -> None:
    with Bar("Freezing extracts", total=len(TERMS)) as bar:
        for number, key in enumerate(TERMS, start=1):
            report_progress(DEMO_KEY, at=now(), phase="extracts")
            freeze_extract(AcademicTerm.from_key(key), by=SYSTEM, at=now())
            bar.to(number)
    with Bar("Building the release"):
        report_progress(DEMO_KEY, at=now(), phase="release")
        build_release(by=SYSTEM, at=now())


def leave_messy_roster(*, scale: float, seed: int) -> None:
    """Write the messy roster for the school of the demo's accounts."""
    path = messy_roster()
    path.parent.mkdir(parents=True, exist_ok=True)
    code = find_centre().school.code
    write_messy_roster(path, province=remake_province(code[2:4], scale=scale, seed=seed), school_code=code)
