"""`isee brief`: provinces on one page each, as PDF."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from isee.web.commands.output import FAILED, NOT_READY, USAGE, Bar, fail, print_json, say
from isee.web.commands.start import set_up

if TYPE_CHECKING:
    from isee.reporting.api import Release

PLACE = "briefs"


@click.command()
@click.option("--province", "province", help="Code of the province, such as 58.")
@click.option("--all", "everywhere", is_flag=True, help="Every province of the release.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(PLACE), show_default=True,
    help="Folder for the files; made if missing.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="Language.")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def brief(province: str | None, everywhere: bool, out: Path, lang: str, as_json: bool) -> None:
    """Write the one-page brief of a province, or of all, from the newest release."""
    if (province is None) != everywhere:
        fail("Name one province with --province 58, or all of them with --all.", code=USAGE)
    set_up("web")
    from isee.reporting.api import latest_release
    from isee.web.paper.brief_files import provinces_of
    from isee.web.paper.typesetting import TypesettingError

    release = latest_release()
    if release is None:
        fail("There is no release yet. Make one with `isee extract` and `isee release`.", code=NOT_READY)
    known = provinces_of(release)
    codes = known if province is None else [province]
    if province is not None and province not in known:
        fail(f"Release {release.id} has no province {province}. It has: {', '.join(known)}.", code=USAGE)
    try:
        written = _write(release, codes, out, lang)
    except (TypesettingError, OSError) as fault:
        fail(f"{fault} What was written before is in {out}.", code=FAILED)
    if as_json:
        print_json({"release": release.id, "language": lang, "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(path)
    say(f"Briefs of release {release.id} in {out}: {len(written)}.")


def _write(release: "Release", codes: list[str], out: Path, lang: str) -> list[Path]:
    """The files, under a bar."""
    from isee.web.paper.brief_files import brief_of

    out.mkdir(parents=True, exist_ok=True)
    written = []
    with Bar("Province briefs", total=len(codes)) as bar:
        for done, code in enumerate(codes, 1):
            page = brief_of(release, code, language=lang)
            if page is not None:
                target = out / page.name
                target.write_bytes(page.content())
                written.append(target)
            bar.to(done)
    return written
