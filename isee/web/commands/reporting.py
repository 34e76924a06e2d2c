"""`isee extract` and `isee release`: from the database to files that a page can show."""

import click

from isee.web.commands.output import USAGE, fail, print_json, say
from isee.web.commands.start import set_up
from isee.web.commands.verify import verify


@click.command()
@click.option("--term", "term_text", help="Term such as 2/2569; today's when left out.")
@click.option("--sums", is_flag=True, help="Freeze nothing: add the frozen terms up anew, after indicators changed.")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def extract(term_text: str | None, sums: bool, as_json: bool) -> None:
    """Freeze the pseudonymous extract of a term."""
    set_up("owner")
    if sums:
        _add_up(as_json=as_json)
        return
    from isee.access.api import SYSTEM
    from isee.kernel import AcademicTerm
    from isee.places.api import term_calendar
    from isee.reporting.api import DiskFullError, ExtractSourceError, freeze_extract
    from isee.system.api import now, today

    try:
        term = AcademicTerm.parse(term_text) if term_text else AcademicTerm.from_date(today(), calendar=term_calendar())
    except ValueError as fault:
        fail(f"'{term_text}' is no term: {fault}. Write it as 2/2569.", code=USAGE)
    try:
        frozen = freeze_extract(term, by=SYSTEM, at=now())
    except (DiskFullError, ExtractSourceError) as fault:
        fail(str(fault))
    if as_json:
        print_json({"term": str(term), "folder": frozen.folder.name})
    else:
        say(f"Extract of {term} frozen in {frozen.folder}.")


def _add_up(*, as_json: bool) -> None:
    from isee.reporting.api import make_cubes, staff_extracts
    from isee.system.boot import isee_home

    found = staff_extracts(isee_home())
    if found is None:
        fail("No term has been frozen in the present schema yet: run `isee extract` first.")
    for extract in found.extracts:
        make_cubes(found.home, extract)
    if as_json:
        print_json({"terms": found.terms})
    else:
        say(f"The sums of {len(found.terms)} terms are there.")


@click.group(invoke_without_command=True)
@click.option("--correction", default="", help="Why figures of terms released before change; it is published.")
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
@click.pass_context
def release(context: click.Context, correction: str, as_json: bool) -> None:
    """Build the release of the newest extract of each term and show it.

    A release never changes an older one: what is another figure in it is listed on /data, with the reason.
    """
    if context.invoked_subcommand is not None:
        return
    set_up("owner")
    from isee.access.api import SYSTEM
    from isee.kernel import AcademicTerm
    from isee.reporting.api import (
        DiskFullError,
        EngineError,
        ExtractDamagedError,
        NothingToReleaseError,
        OpenedError,
        ReasonError,
        build_release,
    )
    from isee.system.api import MissingKeyError, now

    try:
        built = build_release(by=SYSTEM, at=now(), reason=correction)
    except ReasonError as fault:
        fail(str(fault), code=USAGE)
    except (
        DiskFullError,
        EngineError,
        ExtractDamagedError,
        MissingKeyError,
        NothingToReleaseError,
        OpenedError,
    ) as fault:
        fail(str(fault))
    changes = built.manifest.get("corrections", {}).get("changes", [])
    if changes and not as_json:
        terms = sorted({str(AcademicTerm.from_key(one["term"])) for one in changes})
        say(f"Figures of {', '.join(terms)} are not as they were released before; /data lists what has changed.")
        if not correction:
            say("No reason was given: name it by --correction when you build the next one.")
    if as_json:
        print_json({"release": built.manifest["id"], "terms": built.manifest["terms"]})
    else:
        say(f"Release {built.manifest['id']} is shown now.")


@release.command()
@click.option("--json", "as_json", is_flag=True, help="For machines, on stdout.")
def attack(as_json: bool) -> None:
    """Attack the release that is shown: how closely can its hidden figures be told?"""
    set_up("owner")
    from isee.kernel import AcademicTerm
    from isee.reporting.api import EngineError, ExtractGoneError, attack_release, latest_release
    from isee.system.boot import isee_home

    shown = latest_release()
    if shown is None:
        fail("No release is shown yet: run `isee release` first.")
    try:
        found = dict(attack_release(isee_home(), shown.id))
    except (ExtractGoneError, EngineError) as fault:
        fail(str(fault))
    if as_json:
        print_json({"release": shown.id, "terms": {str(term): words for term, words in found.items()}})
    for term, words in () if as_json else found.items():
        least = (
            "nothing is hidden" if words["narrowest"] is None else f"narrowest interval {words['narrowest']:g} children"
        )
        say(f"{AcademicTerm.from_key(term)}: {words['hidden']:,} hidden, {words['opened']:,} opened, {least}.")
    if any(words["opened"] for words in found.values()):
        fail("Hidden figures can be told too closely.")


release.add_command(verify)
