"""Computes a cross-table over the views of a scope: from the sums made beforehand where they suffice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from isee.reporting.crosstab import (
    FILTERS,
    PLACES,
    UNKNOWN,
    VALUES,
    Choices,
    Dimension,
    Question,
    column_of,
    counts_where_children_live,
)
from isee.reporting.cubes import PARTS, sums_query
from isee.reporting.formats import Cell
from isee.reporting.indicators import Indicator, Unit
from isee.reporting.staff import Gazetteer, StaffExtracts, StaffScope, StaffTables

Key = tuple[str, ...]
"""A value for each dimension of the rows, or of the columns."""
NO_DATA: Cell = {"n": None, "d": None, "v": None, "s": "none"}
D = Dimension


def choices_of(extracts: StaffExtracts, scope: StaffScope) -> Choices:
    """What can be asked within a scope, and how many places of each level it touches."""
    gazetteer = extracts.gazetteer
    counts = {level: len(gazetteer.areas_in(scope, level.value)) for level in PLACES[:-1]}
    counts[D.SCHOOL] = len(gazetteer.schools_in(scope))
    places = {level: count for level, count in counts.items() if count}
    return Choices(tuple(extracts.terms), places, by_school=bool(scope.schools))


@dataclass(frozen=True)
class Answer:
    """A computed cross-table. Keys are codes; words for them are the page's matter."""

    question: Question
    row_keys: Sequence[Key]
    column_keys: Sequence[Key]
    sums: Mapping[tuple[str, Key, Key], tuple[int, int]]
    source: str
    by_school: bool

    def cell(self, indicator: Indicator, row: Key, column: Key) -> Cell:
        """One figure; "no data" where nothing was counted, which is not the same as zero."""
        if self._is_untold(indicator, row, column):
            return NO_DATA
        known = self._has_any(indicator) and row in self._counted
        return figure_of(indicator, self.sums.get((indicator.name, row, column)), known=known)

    def row_total(self, indicator: Indicator, row: Key) -> Cell:
        """The figure over all columns."""
        return self._total(indicator, [row], self.column_keys)

    def column_total(self, indicator: Indicator, column: Key) -> Cell:
        """The figure over all rows."""
        return self._total(indicator, self.row_keys, [column])

    def grand_total(self, indicator: Indicator) -> Cell:
        """The figure over everything."""
        return self._total(indicator, self.row_keys, self.column_keys)

    @property
    def totals_rows(self) -> bool:
        """Is there a line of totals? Not over terms, in each of which a child counts once."""
        return bool(self.question.rows) and D.TERM not in self.question.rows

    @property
    def totals_columns(self) -> bool:
        """Is there a column of totals?"""
        return bool(self.question.columns) and D.TERM not in self.question.columns

    def _total(self, indicator: Indicator, rows: Sequence[Key], columns: Sequence[Key]) -> Cell:
        if self._is_untold(indicator, (), ()):
            return NO_DATA
        found = [self.sums.get((indicator.name, row, column)) for row in rows for column in columns]
        known = [one for one in found if one is not None]
        together = (sum(n for n, _ in known), sum(d for _, d in known)) if known else None
        known_rows = any(row in self._counted for row in rows)
        return figure_of(indicator, together, known=self._has_any(indicator) and known_rows)

    def _has_any(self, indicator: Indicator) -> bool:
        return indicator.name in self._told

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(name for (name, _, _), (n, d) in self.sums.items() if n or d)

    @cached_property
    def _counted(self) -> frozenset[Key]:
        """Rows of which there is any child: of a place without one nothing was recorded, which is not zero."""
        return frozenset(row for _, row, _ in self.sums)

    def _is_untold(self, indicator: Indicator, row: Key, column: Key) -> bool:
        """A school has no figure of children who are counted where they live."""
        if not counts_where_children_live(indicator):
            return False
        at = dict(zip(self.question.dimensions, (*row, *column), strict=False))
        return self.by_school or at.get(D.SCHOOL, UNKNOWN) != UNKNOWN


def figure_of(indicator: Indicator, sums: tuple[int, int] | None, *, known: bool = True) -> Cell:
    """Sums as a figure, not suppressed. A count of nobody is zero only where such a figure exists at all."""
    n, d = sums or (0, 0)
    if indicator.unit is Unit.COUNT:
        return {"n": n, "d": None, "v": n, "s": "ok"} if known else NO_DATA
    if d == 0:
        return NO_DATA
    return {"n": n if indicator.scale == 1 else None, "d": d, "v": indicator.value(n, d), "s": "ok"}


def compute(question: Question, *, tables: StaffTables, gazetteer: Gazetteer) -> Answer:
    """Compute a checked question inside the views of a scope, which is already narrowed to the question's place."""
    sums: dict[tuple[str, Key, Key], tuple[int, int]] = {}
    sources = []
    for together in _by_columns(question):
        columns = [column_of(one, together[0]) for one in question.dimensions]
        needed = {*columns, *(column_of(one, together[0]) for one in question.filters), "term_key"}
        source = tables.source_for(frozenset(needed))
        sources.append(source)
        where = {column_of(one, together[0]): values for one, values in question.filters.items()}
        for row in tables.rows(_query(source, columns, together, where=where, terms=question.terms)):
            key = tuple(_value(part) for part in row[: len(columns)])
            parts = key[: len(question.rows)], key[len(question.rows) :]
            for place, indicator in enumerate(together):
                n, d = row[len(columns) + 2 * place : len(columns) + 2 * place + 2]
                sums[indicator.name, *parts] = (int(n or 0), int(d or 0))
    rows = _ordered({row for _, row, _ in sums} | _all_places(question, tables.scope, gazetteer), question.rows)
    across = _ordered({column for _, _, column in sums}, question.columns)
    return Answer(question, rows or [()], across or [()], sums, max(sources), bool(tables.scope.schools))


def columns_of(question: Question) -> frozenset[str]:
    """Every column that a question needs besides those of its indicators."""
    named = {
        column_of(one, indicator)
        for one in (*question.dimensions, *question.filters) for indicator in question.chosen
    }  # fmt: skip
    return frozenset({*named, "term_key"})


def _by_columns(question: Question) -> list[list[Indicator]]:
    """Indicators that share their columns, and so a query: the grade band is the only dimension that can differ."""
    together: dict[str, list[Indicator]] = {}
    banded = D.GRADE_BAND in (*question.dimensions, *question.filters)
    for indicator in question.chosen:
        together.setdefault(indicator.band if banded else "", []).append(indicator)
    return list(together.values())


def _query(
    source: str, columns: Sequence[str], indicators: Sequence[Indicator], *, where: Mapping[str, Sequence[str]],
    terms: Sequence[int],
) -> str:  # fmt: skip
    """SQL over one view. Names and values are from our own lists: `question_of` lets nothing else in."""
    names = [f"{indicator.name}__{part}" for indicator in indicators for part in PARTS]
    conditions = [f"term_key IN ({', '.join(str(int(term)) for term in terms)})"]
    conditions += [_condition(column, values) for column, values in where.items()]
    condition = " AND ".join(conditions)
    if source == "child_term":
        inner = f"(SELECT * FROM child_term WHERE {condition})"
        added = sums_query(columns, indicators)
        found = ", ".join([*columns, *(f'"{name}"' for name in names)])
        return f"WITH child_term AS {inner} SELECT {found} FROM ({added})"
    sums = ", ".join([*columns, *(f'sum("{name}")::BIGINT' for name in names)])
    grouped = f" GROUP BY {', '.join(columns)}" if columns else ""
    return f"SELECT {sums} FROM {source} WHERE {condition}{grouped}"


def _condition(column: str, values: Sequence[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values if value != UNKNOWN)
    parts = [f"{column} IN ({listed})"] if listed else []
    if UNKNOWN in values:
        parts.append(f"{column} IS NULL")
    return f"({' OR '.join(parts)})"


def _value(found: Any) -> str:
    return UNKNOWN if found is None else str(found)


def _all_places(question: Question, scope: StaffScope, gazetteer: Gazetteer) -> set[Key]:
    """Every place of the scope, where a row is one place: a place without children is said, not left out."""
    if len(question.rows) != 1 or question.rows[0] not in PLACES:
        return set()
    level = question.rows[0]
    codes = gazetteer.schools_in(scope) if level is D.SCHOOL else gazetteer.areas_in(scope, level.value)
    return {(code,) for code in codes}


def _ordered(keys: set[Key], dimensions: Sequence[Dimension]) -> list[Key]:
    """Codes in their own order, grades and classes in ours, what is not known last."""

    def place(dimension: Dimension, value: str) -> tuple[bool, int, str]:
        known = VALUES.get(dimension, ()) if dimension in FILTERS else ()
        return value == UNKNOWN, known.index(value) if value in known else len(known), value

    return sorted(keys, key=lambda key: [place(*pair) for pair in zip(dimensions, key, strict=True)])
