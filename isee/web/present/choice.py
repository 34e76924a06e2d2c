"""What the reader chose to look at: an indicator, a term and a group. The address holds the choice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from isee.kernel import AcademicTerm, KernelError
from isee.reporting.api import AreaFigures, Cell, IndicatorWords, Manifest
from isee.web.present.figures import WHOLE_ONLY
from isee.web.present.formats import in_thai

EVERYONE = "all"
GROUPS: dict[str, tuple[str, str]] = {
    "f": ("sex", gettext_noop("Girls")),
    "m": ("sex", gettext_noop("Boys")),
    "pre_primary": ("grade_band", gettext_noop("Pre-primary")),
    "primary": ("grade_band", gettext_noop("Primary")),
    "lower_secondary": ("grade_band", gettext_noop("Lower secondary")),
    "upper_secondary": ("grade_band", gettext_noop("Upper secondary")),
}
FIRST_CHOICE = "extremely_poor"
NO_DATA: Cell = {"n": None, "d": None, "v": None, "s": "none"}


class UnknownChoice(ValueError):
    """The address names an indicator, term or group that the published figures do not have."""


@dataclass(frozen=True)
class Choice:
    """An indicator's name, a term key and a group's name (`all` for everyone)."""

    indicator: str
    term: int
    group: str = EVERYONE

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, manifest: Manifest) -> "Choice":
        """Read the choice from an address. Raises `UnknownChoice` rather than show something else."""
        names = [indicator["name"] for indicator in manifest["indicators"]]
        first = FIRST_CHOICE if FIRST_CHOICE in names else names[0]
        indicator = query.get("show") or first
        group = query.get("group") or EVERYONE
        try:
            term = AcademicTerm.parse(query["term"]).key if query.get("term") else manifest["term"]
        except KernelError as error:
            raise UnknownChoice from error
        if indicator not in names or term not in manifest["terms"] or group not in (EVERYONE, *GROUPS):
            raise UnknownChoice
        return cls(indicator, term, group)

    def at(self, level: str) -> "Choice":
        """The choice as a level has it: below the district figures are for everyone together."""
        return Choice(self.indicator, self.term) if level in WHOLE_ONLY else self

    def query(self, manifest: Manifest, **changes: str) -> str:
        """The choice as the end of an address (`?show=poor`), empty when it is the first one."""
        first = Choice.from_query({}, manifest=manifest)
        term = str(AcademicTerm.from_key(self.term)) if self.term != first.term else ""
        show = self.indicator if self.indicator != first.indicator else ""
        group = self.group if self.group != EVERYONE else ""
        wanted = {"show": show, "term": term, "group": group, **changes}
        kept = {key: value for key, value in wanted.items() if value}
        return f"?{urlencode(kept, safe='/')}" if kept else ""


def cell_of(area: AreaFigures, choice: Choice) -> Cell:
    """The figure of an area's or a school's own file for the choice; "no data" where the file has none."""
    figure = area["figures"].get(str(choice.term), {}).get(choice.indicator)
    if figure is None:
        return NO_DATA
    if choice.group == EVERYONE:
        return figure["all"]
    groups = figure["sex"] if GROUPS[choice.group][0] == "sex" else figure["grade_band"]
    return groups.get(choice.group, NO_DATA)


def words_of(manifest: Manifest, indicator: str) -> IndicatorWords:
    """What the manifest says of an indicator."""
    return next(words for words in manifest["indicators"] if words["name"] == indicator)


def label_of(words: IndicatorWords) -> str:
    """The indicator's name in the reader's language."""
    return words["label_th"] if in_thai() else words["label_en"]


def by_family(indicators: Iterable[IndicatorWords]) -> list[tuple[str, list[IndicatorWords]]]:
    """The indicators under the names of their families in the reader's language, both in their given order.

    One nameless family in releases that know none.
    """
    families: dict[str, list[IndicatorWords]] = {}
    for words in indicators:
        name = words.get("family_th", "") if in_thai() else words.get("family_en", "")
        families.setdefault(name, []).append(words)
    return list(families.items())


def group_label(group: str) -> str:
    """The group in the reader's language."""
    return _("Everyone") if group == EVERYONE else _(GROUPS[group][1])
