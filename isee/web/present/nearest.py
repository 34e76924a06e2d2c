"""What a reader may have meant by an address that names something which is not published."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from isee.kernel import AcademicTerm, KernelError
from isee.reporting.api import AreaFigures, Manifest, Release
from isee.web.present.choice import EVERYONE, GROUPS, Choice
from isee.web.present.places import NATION


def term_key(text: str) -> int | None:
    """A term as addresses hold it, `25692` or `2/2569`; None for anything else."""
    try:
        return AcademicTerm.from_key(int(text)).key if text.isdecimal() else AcademicTerm.parse(text).key
    except (KernelError, ValueError):
        return None


def nearest_term(text: str, manifest: Manifest) -> int:
    """The published term that is nearest to a wanted one; the newest when nothing like a term was written."""
    wanted = term_key(text)
    if wanted is None:
        return manifest["term"]
    asked = AcademicTerm.from_key(wanted)
    return min(manifest["terms"], key=lambda key: (abs(AcademicTerm.from_key(key) - asked), -key))


def nearest_name(text: str, names: Sequence[str], *, otherwise: str) -> str:
    """The name that is written most like the wanted one."""
    return next(iter(get_close_matches(text, names, n=1, cutoff=0.5)), otherwise)


def nearest_choice(query: Mapping[str, str], manifest: Manifest) -> Choice:
    """The published choice that is nearest to what an address asks for."""
    first = Choice.from_query({}, manifest=manifest)
    names = [words["name"] for words in manifest["indicators"]]
    show = nearest_name(query.get("show", ""), names, otherwise=first.indicator)
    group = query.get("group") or EVERYONE
    return Choice(
        show,
        nearest_term(query.get("term", ""), manifest),
        nearest_name(group, (EVERYONE, *GROUPS), otherwise=EVERYONE),
    )


def nearest_area(code: str, release: Release) -> AreaFigures | None:
    """The smallest published area whose code begins an unknown one: `580499` is within `5804`.

    A school's ten digits do not tell where it lies, so for it there is only the nation.
    """
    shorter = (code[:length] for length in (6, 4, 2) if length < len(code) < 10)
    return next((found for part in shorter if (found := release.area(part)) is not None), release.area(NATION))
