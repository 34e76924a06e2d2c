"""Puts a cross-table into words: what it is of, its headings, its lines, and the same as a sheet of a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from isee.kernel import Grade
from isee.reporting.api import (
    UNKNOWN,
    Answer,
    Cell,
    Choices,
    Dimension,
    Family,
    Indicator,
    Question,
    Sheet,
    StaffExtracts,
    Unit,
)
from isee.web.present.choice import GROUPS
from isee.web.present.figures import state_text
from isee.web.present.formats import in_thai, name, number, term, value_text
from isee.web.present.places import title
from isee.web.present.words import word

ROWS_SHOWN = 300
"""Rows on the screen; a file has all."""
D = Dimension
PLACES = (D.REGION, D.PROVINCE, D.DISTRICT, D.SUBDISTRICT, D.SCHOOL)


def label_of(indicator: Indicator) -> str:
    """An indicator's name in the reader's language."""
    return indicator.label_th if in_thai() else indicator.label_en


def family_label(family: Family) -> str:
    """A family's name in the reader's language."""
    return family.label_th if in_thai() else family.label_en


def unit_words(indicator: Indicator) -> str:
    """What the number is: per cent, baht, or nothing that needs saying."""
    return {Unit.SHARE: _("per cent"), Unit.BAHT: _("baht"), Unit.COUNT: _("persons")}[indicator.unit]


def dimension_label(dimension: Dimension) -> str:
    """What rows or columns are, as a heading."""
    return {
        D.REGION: _("Region"), D.PROVINCE: _("Province"), D.DISTRICT: _("District"), D.SUBDISTRICT: _("Subdistrict"),
        D.SCHOOL: _("School"), D.SEX: _("Sex"), D.GRADE: _("Grade"), D.GRADE_BAND: _("Level of school"),
        D.AGE: _("Age"), D.POVERTY_CLASS: _("Screening class"), D.TERM: _("Term"),
    }[dimension]  # fmt: skip


def unknown_label(dimension: Dimension) -> str:
    """What it means that a child has none."""
    if dimension is D.POVERTY_CLASS:
        return _("Not screened")
    if dimension in (D.SCHOOL, D.GRADE, D.GRADE_BAND):
        return _("In no school")
    return _("Not known")


@dataclass(frozen=True)
class Names:
    """Words for the values of dimensions; places by the names that the newest extract gives them."""

    extracts: StaffExtracts

    def place(self, code: str) -> str:
        """An area with its kind, or a school by its name."""
        gazetteer = self.extracts.gazetteer
        if code in gazetteer.schools:
            return name(gazetteer.schools[code])
        return title(gazetteer.areas[code]) if code in gazetteer.areas else code

    def value(self, dimension: Dimension, value: str) -> str:
        """A value as a heading of its row or column."""
        if value == UNKNOWN:
            return unknown_label(dimension)
        if dimension in PLACES:
            known = self.extracts.gazetteer
            row: Mapping[str, Any] | None = known.schools.get(value) or known.areas.get(value)
            return name(row) if row else value
        if dimension in (D.SEX, D.GRADE_BAND):
            return _(GROUPS[value][1])
        if dimension is D.GRADE:
            grade = Grade(value)
            return grade.label_th if in_thai() else grade.label_en
        if dimension is D.AGE:
            return _("%(age)s years") % {"age": value}
        return word(value, "class") if dimension is D.POVERTY_CLASS else term(int(value))


def what_of(question: Question) -> str:
    """The indicators and what they are by, as a heading: `Poor pupils by district and sex`."""
    labels = [label_of(one) for one in question.chosen]
    what = ", ".join(labels[:3])
    if len(labels) > 3:
        more = _("and %(count)s more") % {"count": len(labels) - 3}
        what = f"{what} {more}"
    by = [dimension_label(one).lower() for one in question.dimensions]
    if not by:
        return what
    listed = by[0] if len(by) == 1 else _("%(first)s and %(last)s") % {"first": ", ".join(by[:-1]), "last": by[-1]}
    return _("%(what)s by %(how)s") % {"what": what, "how": listed}


def about_of(question: Question, names: Names) -> str:
    """The term, the place and the filters."""
    terms = [term(key) for key in question.terms]
    said = [_("Term %(term)s") % {"term": terms[0] if len(terms) == 1 else f"{terms[0]} – {terms[-1]}"}]
    if question.place:
        said.append(names.place(question.place))
    for dimension, values in question.filters.items():
        said.append(f"{dimension_label(dimension)}: {', '.join(names.value(dimension, value) for value in values)}")
    return " · ".join(said)


@dataclass(frozen=True)
class Line:
    """One row of the table on the screen."""

    heads: Sequence[str]
    cells: Sequence[tuple[str, str]]
    """Text, and the look of a cell: `none` where there is no data."""
    url: str = ""
    total: bool = False


@dataclass(frozen=True)
class Head:
    """A heading that stands over some columns."""

    label: str
    span: int = 1


@dataclass(frozen=True)
class ReportTable:
    """A cross-table as the page shows it; `sheet` makes the file."""

    answer: Answer
    names: Names
    title: str
    about: str
    over: Sequence[Head]
    heads: Sequence[str]
    lines: Sequence[Line]
    more: int

    @property
    def row_heads(self) -> list[str]:
        """What names a row."""
        return [dimension_label(one) for one in self.answer.question.rows] or [""]

    @property
    def query(self) -> str:
        """The question as the end of an address."""
        return urlencode(self.answer.question.pairs(), safe="/")


def table_of(answer: Answer, names: Names) -> ReportTable:
    """The table of an answer in the reader's language."""
    question = answer.question
    columns = [*answer.column_keys, *([None] if answer.totals_columns else [])]
    wide = sum(len(_part_labels(one, question)) for one in question.chosen)
    over = [Head(_column_label(key, question, names), wide) for key in columns] if question.columns else []
    heads = [label for _key in columns for one in question.chosen for label in _part_labels(one, question)]
    lines = list(_lines(answer, names, columns))
    shown = [line for line in lines[:ROWS_SHOWN] if not line.total]
    shown += [line for line in lines[-1:] if line.total]
    left = len(answer.row_keys) - sum(not line.total for line in shown)
    return ReportTable(answer, names, what_of(question), about_of(question, names), over, heads, shown, left)


def _column_label(key: tuple[str, ...] | None, question: Question, names: Names) -> str:
    if key is None:
        return _("Total")
    return " · ".join(names.value(*pair) for pair in zip(question.columns, key, strict=True))


def _part_labels(indicator: Indicator, question: Question) -> list[str]:
    """An indicator's column headings: its value, and with numbers its numerator and denominator."""
    label = f"{label_of(indicator)} ({unit_words(indicator)})"
    if not question.numbers or indicator.denominator is None:
        return [label]
    many, of = _("how many"), _("out of how many")
    return [label, f"{label_of(indicator)}: {many}", f"{label_of(indicator)}: {of}"]


def _parts(cell: Cell, indicator: Indicator, question: Question) -> list[float | int | None]:
    if not question.numbers or indicator.denominator is None:
        return [cell["v"]]
    return [cell["v"], cell["n"], cell["d"]]


def _cells(answer: Answer, row: tuple[str, ...] | None, columns: Sequence[Any]) -> Iterator[tuple[Indicator, Cell]]:
    """The figures of a row, or of the line of totals, from left to right."""
    for column in columns:
        for indicator in answer.question.chosen:
            if row is not None:
                total = column is None
                yield indicator, answer.row_total(indicator, row) if total else answer.cell(indicator, row, column)
            elif column is None:
                yield indicator, answer.grand_total(indicator)
            else:
                yield indicator, answer.column_total(indicator, column)


def _lines(answer: Answer, names: Names, columns: Sequence[Any]) -> Iterator[Line]:
    question = answer.question
    for row in [*answer.row_keys[:ROWS_SHOWN], *([None] if answer.totals_rows else [])]:
        cells = [
            (_text(value, indicator, part=part, cell=cell), "none" if cell["s"] == "none" else "")
            for indicator, cell in _cells(answer, row, columns)
            for part, value in enumerate(_parts(cell, indicator, question))
        ]
        if row is None:
            yield Line([_("Total"), *[""] * (len(question.rows) - 1)], cells, total=True)
        else:
            heads = [names.value(*pair) for pair in zip(question.rows, row, strict=True)] or [_("All children")]
            yield Line(heads, cells, _place_url(question, row))


def _text(value: float | int | None, indicator: Indicator, *, part: int, cell: Cell) -> str:
    if value is None:
        return state_text("none") if part == 0 or cell["s"] == "none" else "–"
    return value_text(value, indicator.unit.value) if part == 0 else number(value)


def _place_url(question: Question, row: tuple[str, ...]) -> str:
    """A place in the first column leads to its figures."""
    if not row or question.rows[0] not in PLACES or row[0] == UNKNOWN:
        return ""
    return reverse("staff_place", args=[row[0]])


def sheet_of(table: ReportTable, *, mark: str, by: str, made_at: datetime) -> Sheet:
    """Every row of the table for a file."""
    answer, names, question = table.answer, table.names, table.answer.question
    columns = [*answer.column_keys, *([None] if answer.totals_columns else [])]
    over = [head.label for head in table.over for _part in range(head.span)]
    fixed = max(len(question.rows), 1)
    codes = [one for one in question.rows[:1] if one in PLACES]
    headings = [
        *([[""] * (fixed + len(codes)) + over] if over else []),
        [*([_("Code")] if codes else []), *table.row_heads, *table.heads],
    ]
    rows: list[list[str | int | float | None]] = []
    for row in [*answer.row_keys, *([None] if answer.totals_rows else [])]:
        values = [
            (state_text("none") if part == 0 and cell["v"] is None else value)
            for indicator, cell in _cells(answer, row, columns)
            for part, value in enumerate(_parts(cell, indicator, question))
        ]
        heads = [_("Total"), *[""] * (fixed - 1)]
        if row is not None:
            heads = [names.value(*pair) for pair in zip(question.rows, row, strict=True)] or [_("All children")]
        code = ["" if row is None or row[0] == UNKNOWN else row[0]] if codes else []
        rows.append([*code, *heads, *values])
    decimals = [
        1 if one.unit is Unit.SHARE and part == 0 else 0
        for _key in columns for one in question.chosen for part in range(len(_part_labels(one, question)))
    ]  # fmt: skip
    return Sheet(
        title=table.title, mark=mark, notes=[table.about, by], headings=headings, rows=rows,
        fixed=fixed + len(codes), decimals=[0] * (fixed + len(codes)) + decimals, made_at=made_at.replace(tzinfo=None),
    )  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FilterBox:
    """The values of one filter."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True)
class ReportForm:
    """What the form of a cross-table offers, with what is chosen."""

    families: Sequence[tuple[str, Sequence[Option], int]]
    rows: Sequence[Sequence[Option]]
    columns: Sequence[Sequence[Option]]
    terms: Sequence[Option]
    places: Sequence[Option]
    filters: Sequence[FilterBox]
    numbers: bool
    filtered: bool
    all_terms: bool


def form_of(choices: Choices, question: Question | None, names: Names, *, places: Sequence[str]) -> ReportForm:
    """The form for a reader's choices; a first form suggests the commonest table."""
    asked = question or _first_question(choices)
    families: dict[Family, list[Option]] = {}
    for one in choices.indicators:
        families.setdefault(one.family, []).append(Option(one.name, label_of(one), one.name in asked.indicators))
    listed = [*places, *([asked.place] if asked.place and asked.place not in places else [])]
    return ReportForm(
        families=[
            (family_label(family), options, sum(one.chosen for one in options)) for family, options in families.items()
        ],
        rows=[_dimensions(choices, asked.rows, place) for place in range(2)],
        columns=[_dimensions(choices, asked.columns, place) for place in range(2)],
        terms=[Option(term(key), term(key), key in asked.terms) for key in reversed(choices.terms)],
        places=[Option(code, names.place(code), code == asked.place) for code in listed],
        filters=[
            FilterBox(
                one.value, dimension_label(one),
                [Option(value, names.value(one, value), value in asked.filters.get(one, ())) for value in values],
            )
            for one, values in FILTER_VALUES.items()
        ],
        numbers=asked.numbers,
        filtered=bool(asked.filters),
        all_terms=len(asked.terms) != 1 or asked.terms == choices.terms[-1:],
    )  # fmt: skip


FILTER_VALUES: Mapping[Dimension, tuple[str, ...]] = {
    D.SEX: ("f", "m"),
    D.GRADE_BAND: ("pre_primary", "primary", "lower_secondary", "upper_secondary"),
    D.GRADE: tuple(grade.value for grade in Grade),
    D.POVERTY_CLASS: ("not_poor", "poor", "extremely_poor", UNKNOWN),
    D.AGE: tuple(str(age) for age in range(3, 19)),
}


def _first_question(choices: Choices) -> Question:
    names = [one.name for one in choices.indicators[:3]]
    first = next((one for one in choices.worth_telling_apart if one in PLACES), D.GRADE)
    return Question(tuple(names), (first,), (D.SEX,), choices.terms[-1:])


def _dimensions(choices: Choices, chosen: Sequence[Dimension], place: int) -> list[Option]:
    present = chosen[place] if place < len(chosen) else None
    offered = [one for one in choices.dimensions if one in choices.worth_telling_apart or one is present]
    return [
        Option("", "–", present is None),
        *(Option(one.value, dimension_label(one), one is present) for one in offered),
    ]
