"""The demo's second process: imports the rosters of each province as soon as its past is in."""

import time
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from isee.system.boot import isee_home

DEMO_KEY = "demo"
IMPORTED = "imported"
LOOK_SECONDS = 0.5


def import_rosters(past_is_in: Event) -> None:
    """Import the rosters of each province whose schools are in the database, until none is left.

    A province that was imported before the work broke off is not imported again. Django is set up here, since a
    fresh process begins without it.
    """
    from isee.web.commands.start import set_up

    set_up("owner")
    from isee.kernel import AcademicTerm
    from isee.places.api import schools_by_code
    from isee.synth.api import NEWEST
    from isee.system.api import today
    from isee.web.commands.actor import operator_assignment
    from isee.web.commands.imports import import_roster

    assignment, term = operator_assignment(), AcademicTerm.from_key(NEWEST)
    while True:
        last_look = past_is_in.is_set()
        waiting = rosters_waiting()
        known = schools_by_code([code for files in waiting.values() for code in files], on=today())
        ready = [province for province, files in waiting.items() if known.keys() >= files.keys()]
        for province in ready:
            with TemporaryDirectory() as folder:
                parcel = _parcel(Path(folder), province, list(waiting[province].values()))
                result = import_roster(parcel, term=term, assignment=assignment)
            _count(province, rows=result["rows"])
        if last_look and not ready:
            return
        time.sleep(LOOK_SECONDS)


def rosters_waiting() -> dict[str, dict[str, Path]]:
    """The roster files that are not imported yet: by province, then by school code."""
    from isee.system.api import progress_of

    progress = progress_of(DEMO_KEY)
    imported = set(progress.parts.get(IMPORTED, [])) if progress else set()
    waiting: dict[str, dict[str, Path]] = {}
    for path in sorted((isee_home() / "rosters").glob("*/DMC_*")):
        code = path.name.split("_")[1]
        if path.suffix != ".part" and code[2:4] not in imported:
            waiting.setdefault(code[2:4], {})[code] = path
    return waiting


def _parcel(folder: Path, province: str, files: list[Path]) -> Path:
    """The province's files in one zip, as an office would send them."""
    path = folder / f"DMC_{province}.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as parcel:
        for file in files:
            parcel.write(file, file.name)
    return path


def _count(province: str, *, rows: int) -> None:
    from isee.system.api import now, progress_of, report_progress

    progress = progress_of(DEMO_KEY)
    parts = progress.parts if progress else {}
    pair = parts.get(province)
    counts = {province: [min(pair[0] + rows, pair[1]), pair[1]]} if pair else {}
    report_progress(DEMO_KEY, at=now(), parts={**counts, IMPORTED: sorted({*parts.get(IMPORTED, []), province})})
