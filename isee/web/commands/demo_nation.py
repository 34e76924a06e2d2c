"""What the demo builds: the nation's past in bulk, its newest rosters through the importer, extracts, a release.

Each step can be broken off and run again: provinces, deliveries, extracts and releases are there whole or not at
all, and the job's own counts, province by province, are what the first page shows meanwhile.
"""

from pathlib import Path

from isee.access.api import SYSTEM
from isee.kernel import AcademicTerm
from isee.reporting.api import build_release, freeze_extract, latest_release
from isee.synth.api import NEWEST, TERMS, Step, build_nation, write_messy_roster
from isee.system.api import Progress, finish_progress, isee_home, now, progress_of, report_progress, start_progress
from isee.system.boot import connect_as
from isee.web.commands.demo_accounts import find_centre, make_accounts
from isee.web.commands.imports import import_roster
from isee.web.commands.output import Bar

KEY = "demo"
MESSY_NAME = "ทดลองนำเข้า.xlsx"


def messy_roster() -> Path:
    """Where the demo leaves its messy roster."""
    return isee_home() / "demo" / MESSY_NAME


def build_demo(*, scale: float, seed: int) -> None:
    """Build what is missing; a demo that is whole is left as it is."""
    progress = progress_of(KEY)
    if progress is not None and progress.state == Progress.State.DONE and latest_release() is not None:
        return
    if progress is None:
        start_progress(KEY, at=now(), phase="past")
    rosters = _load_past(scale=scale, seed=seed)
    _import_rosters(rosters)
    _publish()
    make_accounts()
    _leave_messy_roster()
    finish_progress(KEY, at=now())


def _load_past(*, scale: float, seed: int) -> Path:
    with Bar("Loading the nation's past") as bar:

        def show(step: Step) -> None:
            bar.to(step.done, step.total)
            parts = {
                code: [brought["children"], brought["children"] + brought["roster_rows"]]
                for code, brought in step.parts.items()
            }
            report_progress(KEY, at=now(), phase="past", parts=parts)

        return build_nation(scale=scale, seed=seed, home=isee_home(), by=SYSTEM, at=now(), progress=show).rosters


def _import_rosters(folder: Path) -> None:
    """Import every roster file that is not in yet; files of a province lie in school-code order."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx"))
    progress = progress_of(KEY)
    imported: set[str] = set(progress.parts.get("files", [])) if progress else set()
    parts: dict[str, list[int]] = (
        {code: list(pair) for code, pair in progress.parts.items() if code != "files"} if progress else {}
    )
    with Bar("Importing the newest rosters", total=len(files)) as bar:
        for number, path in enumerate(files, start=1):
            if path.name not in imported:
                result = import_roster(path, term=AcademicTerm.from_key(NEWEST))
                imported.add(path.name)
                province = path.name.split("_")[1][2:4]
                if province in parts:
                    parts[province][0] = min(parts[province][0] + result["rows"], parts[province][1])
                report_progress(KEY, at=now(), phase="rosters", parts={**parts, "files": sorted(imported)})
            bar.to(number)


def _publish() -> None:
    connect_as("owner")
    with Bar("Freezing extracts", total=len(TERMS)) as bar:
        for number, key in enumerate(TERMS, start=1):
            report_progress(KEY, at=now(), phase="extracts")
            freeze_extract(AcademicTerm.from_key(key), by=SYSTEM, at=now())
            bar.to(number)
    with Bar("Building the release"):
        report_progress(KEY, at=now(), phase="release")
        build_release(by=SYSTEM, at=now())


def _leave_messy_roster() -> None:
    path = messy_roster()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_messy_roster(path, school=find_centre().school)
