"""Which places a list holds, and which of their figures: read from one release, in the order of their codes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, TypeVar

from isee.kernel import AcademicTerm, AcademicTermError
from isee.reporting.api import AreaFigures, PlaceFigures, Release
from isee.web.api import problems
from isee.web.api.problems import ApiProblem, unknown

NATION = "TH"
LEVELS = ("nation", "region", "province", "district", "subdistrict")
LEVEL_BY_LENGTH = {4: "district", 6: "subdistrict"}
SCHOOL_PREFIX = 4
F = TypeVar("F")


def area_of(release: Release, code: str) -> AreaFigures:
    """An area's figures. Raises `ApiProblem` with areas that lie near by their codes."""
    if (found := release.area(code)) is None:
        codes = area_codes(release)
        alike = [one for one in codes if len(one) == len(code)]
        within = [one for one in alike if one[:2] == code[:2]]
        raise unknown("area", problems.UNKNOWN_AREA, asked=code, choices=within or alike)
    return found


def school_of(release: Release, code: str) -> AreaFigures:
    """A school's figures. Raises `ApiProblem` with schools of like codes."""
    if (found := release.school(code)) is None:
        codes = _codes(release, "schools")
        near = [one for one in codes if one.startswith(code[:SCHOOL_PREFIX])]
        raise unknown("school", problems.UNKNOWN_SCHOOL, asked=code, choices=near)
    return found


def level_of(code: str) -> str:
    """The level of an area by the shape of its code."""
    if code == NATION:
        return "nation"
    return "region" if code.startswith("R") else LEVEL_BY_LENGTH.get(len(code), "province")


@lru_cache(maxsize=4)
def area_codes(release: Release) -> tuple[str, ...]:
    """All areas of a release, the nation first, each level by code."""
    return tuple(sorted(_codes(release, "areas"), key=lambda code: (LEVELS.index(level_of(code)), code)))


@lru_cache(maxsize=8)
def _codes(release: Release, kind: str) -> tuple[str, ...]:
    return tuple(PurePosixPath(name).stem for name in release.manifest["files"] if name.startswith(f"{kind}/"))


def areas_below(release: Release, *, parent: str, level: str) -> list[str]:
    """Codes of a level (any, when empty) within an area (anywhere, when empty).

    With a parent and no level, the level right below the parent.
    """
    if not parent:
        return [code for code in area_codes(release) if level in ("", level_of(code))]
    within = area_of(release, parent)
    if not level:
        level = LEVELS[min(LEVELS.index(within["level"]) + 1, len(LEVELS) - 1)]
    if LEVELS.index(level) <= LEVELS.index(within["level"]):
        return []
    starts = _prefixes(within)
    return [code for code in area_codes(release) if level_of(code) == level and code.startswith(starts)]


def _prefixes(area: AreaFigures) -> tuple[str, ...]:
    """How the codes of what lies in an area begin."""
    if area["level"] == "nation":
        return ("",)
    if area["level"] == "region":
        return tuple(child["code"] for child in area["children"])
    return (area["code"],)


def schools_within(release: Release, code: str) -> list[PlaceFigures]:
    """The schools of a province, district or subdistrict by code. Raises `ApiProblem` for more than a province."""
    area = area_of(release, code)
    if area["level"] in ("nation", "region"):
        raise ApiProblem(422, "area_too_large", problems.AREA_TOO_LARGE)
    listed = list(area["schools"])
    if area["level"] == "province":
        for child in area["children"]:
            district = release.area(child["code"])
            listed += district["schools"] if district else []
    return sorted(listed, key=lambda school: school["code"])


def term_key(release: Release, text: str) -> str:
    """`2/2569` or `25692` as the key of a term that the release has; empty for empty."""
    return known_term(text, [str(term) for term in release.manifest["terms"]])


def known_term(text: str, known: Sequence[str]) -> str:
    """`2/2569` or `25692` as one of some keys; empty for empty. Raises `ApiProblem` with those that there are."""
    if not text:
        return ""
    try:
        key = AcademicTerm.parse(text).key if "/" in text else AcademicTerm.from_key(int(text)).key
    except AcademicTermError as error:
        raise ApiProblem(422, "malformed", problems.MALFORMED) from error
    if str(key) not in known:
        raise unknown("term", problems.UNKNOWN_TERM, asked=str(key), choices=known)
    return str(key)


def indicator_name(release: Release, name: str) -> str:
    """The name of an indicator that the release has; empty for empty."""
    return known_indicator(name, [indicator["name"] for indicator in release.manifest["indicators"]])


def known_indicator(name: str, known: Sequence[str]) -> str:
    """One of some names; empty for empty. Raises `ApiProblem` with those like it."""
    if name and name not in known:
        raise unknown("indicator", problems.UNKNOWN_INDICATOR, asked=name, choices=known)
    return name


def chosen(figures: Mapping[str, Mapping[str, F]], *, term: str, indicator: str) -> dict[str, dict[str, F]]:
    """The figures of one term or of all, of one indicator or of all."""
    return {
        key: {name: figure for name, figure in by_name.items() if indicator in ("", name)}
        for key, by_name in figures.items()
        if term in ("", key)
    }


def page_of(items: Sequence[F], *, page: int, size: int) -> list[F]:
    """One page of a list; past its end, nothing."""
    return list(items[(page - 1) * size : page * size])


def listed_areas(release: Release, codes: Iterable[str], *, term: str, indicator: str) -> list[dict[str, Any]]:
    """Areas as a list tells them: what each is, what it lies in, and its figures for all children if asked for."""
    items = []
    for code in codes:
        area = area_of(release, code)
        whole = {
            key: {name: figure["all"] for name, figure in by_name.items()} for key, by_name in area["figures"].items()
        }
        item = _words(area) | {"parent": area["path"][-1]["code"] if area["path"] else None}
        items.append(_with_figures(item, whole, term=term, indicator=indicator))
    return items


def listed_schools(
    _release: Release, schools: Iterable[PlaceFigures], *, term: str, indicator: str
) -> list[dict[str, Any]]:
    """Schools as a list tells them; their figures came with them."""
    return [_with_figures(_words(one), one["figures"], term=term, indicator=indicator) for one in schools]


def _words(place: Mapping[str, Any]) -> dict[str, Any]:
    return {name: place[name] for name in ("code", "level", "name_th", "name_en")}


def _with_figures(
    item: dict[str, Any], figures: Mapping[str, Mapping[str, Any]], *, term: str, indicator: str
) -> dict[str, Any]:
    return item | {"figures": chosen(figures, term=term, indicator=indicator) if term or indicator else {}}
