"""A school in the list of the nearest: what it teaches, how far it is, and what its pupils need, as published."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.places.api import NearSchool, School
from isee.reporting.api import AreaFigures, Release
from isee.web.present.choice import FIRST_CHOICE, Choice, cell_of, label_of, words_of
from isee.web.present.figures import cell_label, state_text
from isee.web.present.formats import number

PUPILS = "pupils"


@dataclass(frozen=True)
class Listed:
    """One school of the list; `pupils` and `need` are empty before a release has figures of it."""

    school: School
    distance_km: float
    url: str
    pupils: str
    need: str


def listed(found: Iterable[NearSchool], release: Release | None) -> list[Listed]:
    """The schools with their newest published figures, in the order given."""
    return [_listed(near, release) for near in found]


def _listed(near: NearSchool, release: Release | None) -> Listed:
    figures = release.school(near.school.code) if release else None
    pupils, need = _words(release, figures) if release and figures else ("", "")
    return Listed(near.school, near.distance_km, reverse("school", args=[near.school.code]), pupils, need)


def _words(release: Release, figures: AreaFigures) -> tuple[str, str]:
    term_key, name = release.manifest["term"], need_shown(release)
    pupils = cell_of(figures, Choice(PUPILS, term_key))
    words = _("%(count)s pupils") % {"count": number(pupils["n"])} if pupils["n"] is not None else ""
    if not words and pupils["s"] == "few":
        words = _("number of pupils: %(state)s") % {"state": state_text("few")}
    return words, cell_label(cell_of(figures, Choice(name, term_key)), "share") if name else ""


def need_shown(release: Release) -> str:
    """The indicator that the list shows; empty in a release that has none for schools."""
    schools = [words["name"] for words in release.manifest["indicators"] if "school" in words["levels"]]
    return FIRST_CHOICE if FIRST_CHOICE in schools else ""


def need_label(release: Release | None) -> str:
    """The name of that indicator."""
    name = need_shown(release) if release else ""
    return label_of(words_of(release.manifest, name)) if release and name else ""
