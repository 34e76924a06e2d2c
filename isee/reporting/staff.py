"""The one place that opens extract files for staff.

Extract files know no row-level security. Here a scope of places becomes views of DuckDB that hold its rows and no
others: only the files of its provinces are opened, districts and schools outside it are filtered away, and the engine
itself is told to refuse every other file. A scope of nothing is refused. Nothing else may open extracts for staff
(`test_staff_scope.py` tries every role, and looks for other doors).
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from isee.access.api import Ability, Actor, scope_area, scope_schools
from isee.places.api import schools_by_id
from isee.reporting.cubes import BY_DISTRICT, BY_SCHOOL, NATION_FILE, RESEARCH_KEY, cube_folder, has_cubes
from isee.reporting.extract.files import FrozenExtract, newest_extracts
from isee.reporting.extract.schema import CHILD_TERM, SCHEMA_VERSION

FIRST_PLACE, LAST_PLACE = 0, 999_999
NATION = "TH"
THREADS, MEMORY = 2, "2GB"
"""What one question may use of the machine that serves the pages."""
Span = tuple[int, int]
"""First and last subdistrict code of an area."""


class EmptyScopeError(PermissionError):
    """The reader's role sees no place: single rooms, single persons, or nothing."""


class OutsideScopeError(LookupError):
    """The place that was asked for is not known, or not in the reader's scope: both are said alike."""


@dataclass(frozen=True)
class StaffScope:
    """The places of which a reader sees figures: spans of subdistricts, or schools by their ten digits."""

    spans: tuple[Span, ...] = ()
    schools: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a scope of nothing, which would otherwise be a view without a filter."""
        if (not self.spans and not self.schools) or any(first > last for first, last in self.spans):
            raise EmptyScopeError("This role sees no place of which there are figures.")

    @property
    def is_nation(self) -> bool:
        """Every place, and the children whose place is not known."""
        return any(first <= FIRST_PLACE and last >= LAST_PLACE for first, last in self.spans)

    @property
    def has_whole_districts(self) -> bool:
        """Does no span cut through a district?"""
        whole = all(first % 100 == 0 and last % 100 == 99 for first, last in self.spans)
        return not self.schools and (self.is_nation or whole)

    def condition(self) -> str:
        """The SQL condition on `subdistrict` and `school_code`; codes are digits, checked here once more."""
        if self.is_nation:
            return "true"
        parts = [f"subdistrict BETWEEN '{first:06d}' AND '{last:06d}'" for first, last in self.spans]
        if self.schools:
            if not all(code.isascii() and code.isdecimal() for code in self.schools):
                raise OutsideScopeError("A school's code is digits.")
            parts.append(f"school_code IN ({', '.join(repr(code) for code in self.schools)})")
        return "(" + " OR ".join(parts) + ")"


def reader_scope(actor: Actor) -> StaffScope:
    """The places of the scope that is open in this transaction. Raises `EmptyScopeError` for who sees none.

    What a role may see is what the database signed for this transaction, never what a page says.
    """
    if not actor.can(Ability.VIEW_FIGURES):
        raise EmptyScopeError("This role sees no figures of its own.")
    area = scope_area()
    if area is not None:
        return StaffScope(spans=(area,))
    schools = schools_by_id(scope_schools()).values()
    return StaffScope(schools=tuple(sorted(school.code for school in schools)))


@dataclass(frozen=True)
class Gazetteer:
    """The places of an extract: open reference tables, by code."""

    areas: dict[str, dict[str, Any]]
    schools: dict[str, dict[str, Any]]

    def span_of(self, code: str) -> tuple[Span, ...]:
        """The subdistricts of an area by its code; a region's are those of its provinces."""
        if code == NATION:
            return ((FIRST_PLACE, LAST_PLACE),)
        if code.startswith("R"):
            inside = (area["code"] for area in self.areas.values() if area["parent"] == code)
            return tuple(span for province in sorted(inside) for span in self.span_of(province))
        missing = 6 - len(code)
        return ((int(code + "0" * missing), int(code + "9" * missing)),)

    def schools_in(self, scope: StaffScope) -> list[str]:
        """The codes of the schools in a scope."""
        named = set(scope.schools)
        return [
            code for code, school in self.schools.items()
            if code in named or _within(int(school["subdistrict"]), scope.spans)
        ]  # fmt: skip

    def areas_in(self, scope: StaffScope, level: str) -> list[str]:
        """The codes of the areas of a level that a scope touches."""
        found = [area for area in self.areas.values() if area["level"] == level]
        if scope.is_nation:
            return [area["code"] for area in found]
        touched = {code for school in scope.schools for code in self._above(school)}
        return [
            area["code"] for area in found
            if area["code"] in touched
            or any(a <= last and first <= b for a, b in self.span_of(area["code"]) for first, last in scope.spans)
        ]  # fmt: skip

    def _above(self, school: str) -> set[str]:
        """The areas around a school."""
        place = str(self.schools[school]["subdistrict"]) if school in self.schools else ""
        areas = {place[:digits] for digits in (2, 4, 6) if place}
        return areas | {self.areas[code]["parent"] for code in areas if code in self.areas and len(code) == 2}

    def narrowed(self, scope: StaffScope, code: str) -> StaffScope:
        """The part of a scope in an area or a school. Raises `OutsideScopeError` where there is none."""
        if code in self.schools:
            if code in self.schools_in(scope):
                return StaffScope(schools=(code,))
            raise OutsideScopeError(code)
        if code not in self.areas:
            raise OutsideScopeError(code)
        inside = self.span_of(code)
        spans = tuple(
            (max(a, first), min(b, last))
            for a, b in inside for first, last in scope.spans
            if max(a, first) <= min(b, last)
        )  # fmt: skip
        schools = tuple(
            school for school in scope.schools
            if school in self.schools and _within(int(self.schools[school]["subdistrict"]), inside)
        )  # fmt: skip
        if not spans and not schools:
            raise OutsideScopeError(code)
        return StaffScope(spans, schools)

    def stands_for(self, scope: StaffScope) -> str:
        """The area or school that a scope is as a whole; empty where it is several, or a part."""
        if scope.is_nation:
            return NATION
        if scope.schools:
            return scope.schools[0] if len(scope.schools) == 1 and not scope.spans else ""
        return next((code for code in self.areas if code != NATION and self.span_of(code) == scope.spans), "")

    def covers(self, scope: StaffScope, code: str) -> bool:
        """Does a scope hold the whole of an area or a school?"""
        if code in self.schools:
            return code in self.schools_in(scope)
        if code not in self.areas:
            return False
        return all(any(first <= a and b <= last for first, last in scope.spans) for a, b in self.span_of(code))


def _within(place: int, spans: Sequence[Span]) -> bool:
    return any(first <= place <= last for first, last in spans)


@dataclass(frozen=True)
class StaffExtracts:
    """The newest extract of each term, of the schema that we read, oldest term first."""

    home: Path
    extracts: tuple[FrozenExtract, ...]

    @property
    def terms(self) -> list[int]:
        """The terms of which there are figures, oldest first."""
        return [extract.term_key for extract in self.extracts]

    @property
    def gazetteer(self) -> Gazetteer:
        """The places as the newest extract names them."""
        return _gazetteer(self.extracts[-1].folder)


@lru_cache(maxsize=4)
def _gazetteer(folder: Path) -> Gazetteer:
    """An extract never changes, so that its places are read once."""
    extract = FrozenExtract(folder, {})
    return Gazetteer(
        {row["code"]: row for row in extract.table("areas").to_pylist()},
        {row["code"]: row for row in extract.table("schools").to_pylist()},
    )


def staff_extracts(home: Path) -> StaffExtracts | None:
    """What staff can ask; None before the first extract. One of an older schema waits until it is frozen again."""
    found = tuple(one for one in newest_extracts(home) if one.manifest["schema"] == SCHEMA_VERSION)
    return StaffExtracts(home, found) if found else None


@dataclass(frozen=True)
class StaffTables:
    """Views of a scope: `child_term`, and `by_school` and `by_district` where the sums were made."""

    scope: StaffScope
    connection: duckdb.DuckDBPyConnection
    views: frozenset[str]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query over the views."""
        return self.connection.execute(query).fetchall()

    def source_for(self, columns: frozenset[str]) -> str:
        """The smallest view that has these columns."""
        return _source_for(columns, self.views)


def _source_for(columns: frozenset[str], views: Collection[str]) -> str:
    if "by_district" in views and columns <= set(BY_DISTRICT):
        return "by_district"
    if "by_school" in views and columns <= set(BY_SCHOOL):
        return "by_school"
    return "child_term"


@contextmanager
def staff_tables(
    extracts: StaffExtracts, scope: StaffScope, *, terms: Sequence[int], columns: frozenset[str] | None = None
) -> Iterator[StaffTables]:
    """Open the views of some terms inside a scope; no other file can be read through them.

    With `columns`, all that will be asked for, only the smallest view that has them is opened.
    """
    chosen = [extract for extract in extracts.extracts if extract.term_key in terms]
    files = _files(extracts, scope, chosen)
    if columns is not None:
        source = _source_for(columns, files)
        files = {source: files[source]}
    everything = [str(path) for paths in files.values() for path in paths]
    config: dict[str, str | bool | int | float | list[str]] = {"threads": THREADS, "memory_limit": MEMORY}
    with duckdb.connect(config=config) as connection:
        connection.execute("SET allowed_paths = $1", [everything])
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        for view, paths in files.items():
            _create(connection, view, paths, scope)
        yield StaffTables(scope, connection, frozenset(files))


def _files(extracts: StaffExtracts, scope: StaffScope, chosen: Sequence[FrozenExtract]) -> dict[str, list[Path]]:
    """The files of each view: those of the provinces in the scope and no others."""
    provinces = None if scope.is_nation else _provinces(extracts.gazetteer, scope)
    children = [
        path for extract in chosen for path in extract.child_files()
        if provinces is None or path.parent.name.removeprefix("province=") in provinces
    ]  # fmt: skip
    files = {"child_term": children}
    if chosen and all(has_cubes(extracts.home, extract) for extract in chosen):
        folders = [cube_folder(extracts.home, extract) for extract in chosen]
        files["by_school"] = _cube_files(folders, "by_school", provinces)
        if scope.is_nation:
            files["by_district"] = [folder / NATION_FILE for folder in folders]
        elif scope.has_whole_districts:
            files["by_district"] = _cube_files(folders, "by_district", provinces)
    return {view: paths for view, paths in files.items() if paths or view == "child_term"}


def _cube_files(folders: Sequence[Path], name: str, provinces: set[str] | None) -> list[Path]:
    found = sorted(path for folder in folders for path in (folder / name).glob("*.parquet"))
    return [path for path in found if provinces is None or path.stem in provinces]


def _provinces(gazetteer: Gazetteer, scope: StaffScope) -> set[str]:
    places = {int(gazetteer.schools[code]["subdistrict"]) for code in scope.schools if code in gazetteer.schools}
    spans = (*scope.spans, *((place, place) for place in places))
    return {f"{province:02d}" for first, last in spans for province in range(first // 10_000, last // 10_000 + 1)}


def _create(connection: duckdb.DuckDBPyConnection, view: str, paths: Sequence[Path], scope: StaffScope) -> None:
    """One view; `child_term` without rows where no file lies in the scope."""
    condition = scope.condition()
    if view == "by_district":  # it has no subdistricts: its districts are whole, and so are the spans
        condition = condition.replace("subdistrict BETWEEN", "district || '00' BETWEEN")
    if not paths:
        columns = ", ".join(f"NULL::{kind} AS {name}" for name, kind in _types().items())
        connection.execute(f"CREATE VIEW {view} AS SELECT {columns} WHERE false")
        return
    listed = ", ".join(f"'{path}'" for path in paths)
    left_out = f"EXCLUDE ({RESEARCH_KEY})" if view == "child_term" else ""
    source = f"read_parquet([{listed}], hive_partitioning = false)"
    connection.execute(f"CREATE VIEW {view} AS SELECT * {left_out} FROM {source} WHERE {condition}")


def _types() -> dict[str, str]:
    """The columns of `child_term` for staff, in DuckDB's words."""
    empty = duckdb.from_arrow(CHILD_TERM.empty_table())
    return {name: str(kind) for name, kind in zip(empty.columns, empty.types, strict=True) if name != RESEARCH_KEY}
