"""The demo's second process: imports the rosters of each province as soon as its past is in."""

import time
from multiprocessing.synchronize import Event
from pathlib import Path

from isee.system.boot import isee_home

DEMO_KEY = "demo"
FILES = "files"
LOOK_SECONDS = 0.5


def import_rosters(past_is_in: Event) -> None:
    """Import every roster whose school is in the database, until the past is in and no file is left.

    A file that was imported before the work broke off is not imported again. Django is set up here, since a
    fresh process begins without it.
    """
    from isee.web.commands.start import set_up

    set_up("owner")
    from isee.kernel import AcademicTerm
    from isee.places.api import schools_by_code
    from isee.synth.api import NEWEST
    from isee.system.api import progress_of, today
    from isee.web.commands.actor import operator_assignment
    from isee.web.commands.imports import import_roster

    assignment, term = operator_assignment(), AcademicTerm.from_key(NEWEST)
    while True:
        last_look = past_is_in.is_set()
        progress = progress_of(DEMO_KEY)
        imported = set(progress.parts.get(FILES, [])) if progress else set()
        waiting = {_school_code(path): path for path in roster_files() if path.name not in imported}
        ready = schools_by_code(list(waiting), on=today())
        for code in sorted(ready):
            result = import_roster(waiting[code], term=term, assignment=assignment)
            imported.add(waiting[code].name)
            _count(code[2:4], rows=result["rows"], imported=imported)
        if last_look and not ready:
            return
        time.sleep(LOOK_SECONDS)


def _count(province: str, *, rows: int, imported: set[str]) -> None:
    from isee.system.api import now, progress_of, report_progress

    progress = progress_of(DEMO_KEY)
    pair = progress.parts.get(province) if progress else None
    counts = {province: [min(pair[0] + rows, pair[1]), pair[1]]} if pair else {}
    report_progress(DEMO_KEY, at=now(), parts={**counts, FILES: sorted(imported)})


def roster_files() -> list[Path]:
    """The roster files that the synthetic nation has written so far, by school code."""
    folder = isee_home() / "rosters"
    return sorted(path for path in folder.glob("*/DMC_*") if path.suffix != ".part")


def _school_code(path: Path) -> str:
    return path.name.split("_")[1]
