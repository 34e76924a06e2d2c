"""`isee release verify`: is a release as it was published, and by whom?"""

import os
import re
from pathlib import Path

import click

from isee.web.commands.output import NOT_READY, USAGE, fail, print_json, say

PUBLIC_KEY = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----\n?", re.DOTALL)
"""A file of keys holds the present one and those of older releases."""


@click.command()
@click.argument("release", required=False)
@click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The publisher's /data/signing-key.pem, for a release of another installation.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def verify(release: str | None, key: Path | None, as_json: bool) -> None:
    """Check the signature and every file of RELEASE: an id, a folder, or nothing for the one that is shown.

    Needs no database. Says which file is wrong, and ends with 1 when one is.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
    django.setup()
    from isee.reporting.api import faults_of
    from isee.system.api import public_keys

    folder = _folder(release)
    keys = PUBLIC_KEY.findall(key.read_text(encoding="utf-8")) if key else public_keys()
    faults = faults_of(folder, keys=keys)
    if as_json:
        print_json({"release": folder.resolve().name, "faults": [fault._asdict() for fault in faults]})
    for fault in () if as_json else faults:
        say(f"{fault.path} {fault.problem}")
    if faults:
        fail(f"{folder.name}: {len(faults)} {'fault' if len(faults) == 1 else 'faults'}. Do not use or publish it.")
    if not as_json:
        say(f"{folder.name}: the signature and every file are as they were published.")


def _folder(release: str | None) -> Path:
    from isee.reporting.api import all_releases, latest_release, release_of

    if release is None:
        shown = latest_release()
        if shown is None:
            fail("No release is shown yet: run `isee release` first.", code=NOT_READY)
        return shown.folder
    if Path(release).is_dir():
        return Path(release)
    known = release_of(release)
    if known is None:
        names = ", ".join(one.id for one in all_releases()) or "none"
        fail(f"There is no release or folder '{release}'. Releases here: {names}.", code=USAGE)
    return known.folder
