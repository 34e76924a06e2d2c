"""What the pages of open data show: tables with their files, corrections in words, releases and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.kernel import AcademicTerm
from isee.reporting.api import CodebookIndicator, Correction, IndicatorWords, Release, TermRule
from isee.web.data_files import LATEST, file_url
from isee.web.present.choice import label_of
from isee.web.present.formats import day, in_thai, number, term
from isee.web.present.pages import TABLES

KINDS = {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet", "txt": "TXT"}
DESCRIBING = ("codebook.json", "catalogue.jsonld", "manifest.json", "manifest.sig")
TWIN = "twin/"
NAMED_AT_MOST = 4


@dataclass(frozen=True)
class DataFile:
    """A file to download."""

    kind: str
    url: str
    size: str
    sha256: str = ""


@dataclass(frozen=True)
class TableFiles:
    """A table in all formats that the release has; `rows` in words, empty where that is not known."""

    label: str
    rows: str
    files: Sequence[DataFile]


@dataclass(frozen=True)
class ShownRelease:
    """A release in a list: its terms, when it was made, and whether it is the newest."""

    id: str
    made_at: datetime
    terms: str
    newest: bool


@dataclass(frozen=True)
class TermChanges:
    """What a release changes in one term."""

    term: str
    text: str
    causes: str


@dataclass(frozen=True)
class ShownCorrection:
    """What a release changes, for which reason, and which release it takes the place of."""

    release: str
    made_at: datetime
    replaces: str
    reason: str
    terms: Sequence[TermChanges]


def size_text(size: int) -> str:
    """`12 KB`, `3.4 MB`."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))} KB"
    return f"{number(size / 1_000_000, decimals=1)} MB"


def table_label(level: str) -> str:
    """A table by the places in it."""
    return {
        "nation": _("The whole country"), "region": _("Regions"), "province": _("Provinces"),
        "district": _("Districts"), "subdistrict": _("Subdistricts"), "school": _("Schools"),
    }[level]  # fmt: skip


def tables_of(release: Release, *, address: str = "") -> list[TableFiles]:
    """The tables, the nation first; at the release's own address, or at another such as `latest`."""
    rows = {table["name"]: table["rows"] for table in release.codebook["tables"]} if release.codebook else {}
    found = []
    for level, name in TABLES.items():
        files = files_of(release, [f"{name}.{extension}" for extension in KINDS], address=address)
        count = _("%(count)s figures") % {"count": number(rows[name])} if name in rows else ""
        found.append(TableFiles(table_label(level), count, files))
    return found


def files_of(release: Release, names: Iterable[str], *, address: str = "") -> list[DataFile]:
    """Those of these files that the release has."""
    return [
        DataFile(
            KINDS.get(name.rpartition(".")[2], name), file_url(address or release.id, name),
            size_text(found.path.stat().st_size), found.sha256,
        )
        for name in names
        if (found := release.published_file(name)) is not None
    ]  # fmt: skip


def twin_of(release: Release) -> list[tuple[str, list[DataFile]]]:
    """The files of the synthetic twin by their names without ending, the children first."""
    names = sorted(path.removeprefix(TWIN) for path in release.manifest["files"] if path.startswith(TWIN))
    stems = dict.fromkeys(name.partition(".")[0] for name in names)
    first = sorted(stems, key=lambda stem: (not stem.startswith("synthetic_child"), "extract" not in stem, stem))
    return [
        (stem, files_of(release, [name for name in names if name.partition(".")[0] == stem], address=LATEST))
        for stem in first
    ]


def span_of(terms: Sequence[int]) -> str:
    """`1/2567`, or from the first term to the last."""
    first, last = term(terms[0]), term(terms[-1])
    return first if first == last else f"{first} – {last}"


def shown_release(release: Release, newest: Release) -> ShownRelease:
    """A release for a list."""
    manifest = release.manifest
    made_at = datetime.fromisoformat(manifest["made_at"])
    return ShownRelease(release.id, made_at, span_of(manifest["terms"]), release is newest)


def corrections_of(
    releases: Iterable[Release], *, terms: Iterable[int] | None = None, indicator: str | None = None
) -> list[ShownCorrection]:
    """What these releases change, of all terms and indicators or of those asked about; ones that change nothing go."""
    wanted = None if terms is None else set(terms)
    found = []
    for release in releases:
        held = release.manifest.get("corrections")
        changes = [
            one
            for one in (held["changes"] if held else ())
            if (wanted is None or one["term"] in wanted) and indicator in (None, one["indicator"])
        ]
        if held and changes:
            labels = {words["name"]: label_of(words) for words in release.manifest["indicators"]}
            made_at = datetime.fromisoformat(release.manifest["made_at"])
            lines = list(_by_term(changes, labels))
            found.append(ShownCorrection(release.id, made_at, held["replaces"], held["reason"], lines))
    return found


def _by_term(changes: Sequence[Correction], labels: Mapping[str, str]) -> Iterable[TermChanges]:
    for key in sorted({one["term"] for one in changes}, reverse=True):
        own = sorted((one for one in changes if one["term"] == key), key=lambda one: -one["figures"])
        causes = sorted({cause for one in own for cause in one["causes"]})
        yield TermChanges(term(key), _changes_text(own, labels), " ".join(cause_text(cause) for cause in causes))


def _changes_text(changes: Sequence[Correction], labels: Mapping[str, str]) -> str:
    """How many figures, and of which indicators."""
    figures, shown = (sum(one[part] for one in changes) for part in ("figures", "shown"))
    parts = []
    if figures:
        parts.append(ngettext("%(count)s figure has changed.", "%(count)s figures have changed.", figures)
                     % {"count": number(figures)})  # fmt: skip
    if shown:
        parts.append(ngettext("%(count)s was shown and is hidden now, or the other way round.",
                              "%(count)s were shown and are hidden now, or the other way round.", shown)
                     % {"count": number(shown)})  # fmt: skip
    names = [labels.get(one["indicator"], one["indicator"]) for one in changes]
    more = len(names) - NAMED_AT_MOST
    listed = ", ".join(names[:NAMED_AT_MOST])
    if more > 0:
        listed += " " + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}
    return " ".join([*parts, f"({listed})"])


def cause_text(cause: str) -> str:
    """Why figures differ, as far as the two releases themselves tell."""
    return {
        "data": _("The term was frozen anew from corrected records."),
        "method": _("The indicator is counted in another way."),
        "hiding": _("Other rules hide small figures."),
        "program": _("The program that makes releases is another."),
    }[cause]


def day_text(text: str) -> str:
    """A day of a manifest in the reader's way; a term stays as it is."""
    return text if "/" in text else day(date.fromisoformat(text))


def rule_text(rule: TermRule) -> str:
    """A dated rule in words."""
    kind = {"screening": _("Poverty screening"), "attendance": _("Attendance for the grant")}[rule["rule"]]
    version = rule["version"].replace("at_least", "≥").replace("above", ">")
    held = _("from %(day)s") % {"day": day_text(rule["holds_from"])} if rule["holds_from"] else ""
    example = _("an example, not the official rule") if rule["illustrative"] else ""
    return f"{kind}: " + ", ".join(part for part in (version, held, example) if part)


def in_language(holder: Mapping[str, object], name: str) -> str:
    """`<name>_th` or `<name>_en` of a mapping; empty when it has none."""
    return str(holder.get(f"{name}_th" if in_thai() else f"{name}_en", ""))


def indicator_facts(words: CodebookIndicator | IndicatorWords) -> Mapping[str, str]:
    """What an indicator's page says in the reader's language."""
    return {
        name: in_language(words, name)
        for name in ("label", "method", "numerator", "denominator", "unit", "family")
    }  # fmt: skip


def told_terms(keys: Sequence[int]) -> str:
    """Terms in a row as a span, else one by one."""
    terms = [AcademicTerm.from_key(key) for key in keys]
    unbroken = all(later - earlier == 1 for earlier, later in pairwise(terms))
    return span_of(keys) if keys and unbroken else ", ".join(map(str, terms))


def sensitivity_text(name: str) -> str:
    """How sensitive the subject is."""
    return {
        "open": _("open to everybody"),
        "personal": _("about persons"),
        "sensitive": _("sensitive: about poverty, health or care"),
    }.get(name, name)
