"""What a cross-table is: indicators by rows and columns, with filters; checked and measured before it is computed.

Pure: it knows names, values and limits, and neither files nor engines. `answers.py` computes one.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import prod

from isee.kernel import AcademicTerm, Grade, KernelError
from isee.reporting.figures import BANDS, SEXES
from isee.reporting.indicators import CHILD_INDICATORS, Indicator

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_INDICATORS, MOST_DIMENSIONS = 5_000, 200, 100_000, 12, 2
AGES = tuple(str(age) for age in range(2, 26))
POVERTY_CLASSES = ("not_poor", "poor", "extremely_poor")
UNKNOWN = "unknown"
"""The value of rows whose sex, grade, class or age is not known, and of children in no school."""
BY_NAME: Mapping[str, Indicator] = {indicator.name: indicator for indicator in CHILD_INDICATORS}


class Dimension(StrEnum):
    """What rows and columns can be."""

    REGION = "region"
    PROVINCE = "province"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    SCHOOL = "school"
    SEX = "sex"
    GRADE = "grade"
    GRADE_BAND = "grade_band"
    AGE = "age"
    POVERTY_CLASS = "poverty_class"
    TERM = "term"


D = Dimension
PLACES = (D.REGION, D.PROVINCE, D.DISTRICT, D.SUBDISTRICT, D.SCHOOL)
VALUES: Mapping[Dimension, tuple[str, ...]] = {
    D.SEX: SEXES, D.GRADE: tuple(grade.value for grade in Grade), D.GRADE_BAND: BANDS, D.AGE: AGES,
    D.POVERTY_CLASS: POVERTY_CLASSES,
}  # fmt: skip
FILTERS = (D.SEX, D.GRADE, D.GRADE_BAND, D.AGE, D.POVERTY_CLASS)
COLUMNS = {D.SCHOOL: "school_code", D.TERM: "term_key"}


class QuestionError(ValueError):
    """Something that was asked for does not exist, with the nearest that does."""

    def __init__(self, part: str, value: str, *, nearest: str = "") -> None:
        super().__init__(part)
        self.part, self.value, self.nearest = part, value, nearest


class TooWideError(ValueError):
    """The table would be larger than a limit. `limit` is the limit's name."""

    def __init__(self, limit: str, *, asked: int, most: int) -> None:
        super().__init__(f"{limit}: {asked} of at most {most}")
        self.limit, self.asked, self.most = limit, asked, most


@dataclass(frozen=True)
class Question:
    """One cross-table: what a saved report keeps, and what an address says."""

    indicators: tuple[str, ...]
    rows: tuple[Dimension, ...] = ()
    columns: tuple[Dimension, ...] = ()
    terms: tuple[int, ...] = ()
    place: str = ""
    filters: Mapping[Dimension, tuple[str, ...]] = field(default_factory=dict)
    numbers: bool = False

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Rows, then columns."""
        return (*self.rows, *self.columns)

    @property
    def chosen(self) -> list[Indicator]:
        """The indicators themselves."""
        return [BY_NAME[name] for name in self.indicators]

    def pairs(self) -> list[tuple[str, str]]:
        """The question as the pairs of an address; it holds no person."""
        return [
            *(("i", name) for name in self.indicators),
            *(("rows", one.value) for one in self.rows),
            *(("cols", one.value) for one in self.columns),
            *(("term", str(AcademicTerm.from_key(key))) for key in self.terms),
            *((("place", self.place),) if self.place else ()),
            *((one.value, value) for one in FILTERS for value in self.filters.get(one, ())),
            *((("numbers", "1"),) if self.numbers else ()),
        ]


@dataclass(frozen=True)
class Choices:
    """What a reader can choose: terms, the levels of places, and how many of each the scope touches."""

    terms: tuple[int, ...]
    places: Mapping[Dimension, int]
    by_school: bool = False
    """The scope is schools: what counts children where they live cannot be told."""

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What rows and columns can be."""
        return (*self.places, *FILTERS, D.TERM)

    @property
    def worth_telling_apart(self) -> list[Dimension]:
        """Of these, what a form offers: a level of which the scope has one place only tells nothing apart."""
        return [one for one in self.dimensions if self.places.get(one, 2) > 1]

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators that can be told of the scope."""
        return [one for one in CHILD_INDICATORS if not (self.by_school and counts_where_children_live(one))]


def counts_where_children_live(indicator: Indicator) -> bool:
    """Does it count children in no school too? Then a school, or a list of schools, has no such figure."""
    return indicator.band == "age_band"


def column_of(dimension: Dimension, indicator: Indicator) -> str:
    """The column of the extract behind a dimension; the grade band of children in no school is that of their age."""
    return indicator.band if dimension is D.GRADE_BAND else COLUMNS.get(dimension, dimension.value)


def question_of(pairs: Iterable[tuple[str, str]], *, choices: Choices) -> Question:
    """Read a question from the pairs of an address. Raises `QuestionError` rather than answer another one.

    Without a term it is about the newest; where rows or columns are terms, about all.
    """
    said: dict[str, list[str]] = {}
    for name, value in pairs:
        if value and value not in said.setdefault(name, []):
            said[name].append(value)
    names = [indicator.name for indicator in choices.indicators]
    dimensions = [one.value for one in choices.dimensions]
    indicators = tuple(_known("i", value, names) for value in said.get("i", ()))
    rows = tuple(D(_known("rows", value, dimensions)) for value in said.get("rows", ()))
    columns = tuple(D(_known("cols", value, dimensions)) for value in said.get("cols", ()))
    for one in columns:
        if one in rows:
            raise QuestionError("twice", one.value)
    terms = tuple(sorted({_term(value, choices.terms) for value in said.get("term", ())}))
    if not terms:
        terms = choices.terms if D.TERM in (*rows, *columns) else choices.terms[-1:]
    filters = {
        one: tuple(_known(one.value, value, [*VALUES[one], UNKNOWN]) for value in said[one.value])
        for one in FILTERS if said.get(one.value)
    }  # fmt: skip
    place = said.get("place", [""])[0]
    return Question(indicators, rows, columns, terms, place, filters, bool(said.get("numbers")))


def _known(part: str, value: str, choices: Sequence[str]) -> str:
    if value in choices:
        return value
    near = difflib.get_close_matches(value[:60], choices, n=1, cutoff=0.0)
    raise QuestionError(part, value[:60], nearest=near[0] if near else "")


def _term(value: str, terms: Sequence[int]) -> int:
    try:
        key = AcademicTerm.parse(value).key
    except KernelError:
        raise QuestionError("term", value[:60], nearest=str(AcademicTerm.from_key(terms[-1]))) from None
    if key not in terms:
        nearest = min(terms, key=lambda one: (abs(one - key), -one))
        raise QuestionError("term", value[:60], nearest=str(AcademicTerm.from_key(nearest)))
    return key


def check(question: Question, *, choices: Choices) -> Question:
    """The question as it can be computed. Raises `QuestionError` or `TooWideError`; nothing is read for it.

    Sizes are those that the table could have at most, by the places and values that there are.
    """
    if not question.indicators:
        raise QuestionError("i", "", nearest=choices.indicators[0].name)
    for limit, asked in (("rows", question.rows), ("cols", question.columns)):
        if len(asked) > MOST_DIMENSIONS:
            raise TooWideError(f"dimensions_{limit}", asked=len(asked), most=MOST_DIMENSIONS)
    if len(question.indicators) > MOST_INDICATORS:
        raise TooWideError("indicators", asked=len(question.indicators), most=MOST_INDICATORS)
    if D.TERM not in question.dimensions and len(question.terms) > 1:
        question = replace(question, terms=question.terms[-1:])
    high = prod(_size(one, question, choices) for one in question.rows)
    across = prod(_size(one, question, choices) for one in question.columns)
    wide = across * sum(width(indicator, question) for indicator in question.chosen)
    for limit, size, most in (
        ("rows", high, MOST_ROWS), ("columns", wide, MOST_COLUMNS), ("cells", high * wide, MOST_CELLS),
    ):  # fmt: skip
        if size > most:
            raise TooWideError(limit, asked=size, most=most)
    return question


def width(indicator: Indicator, question: Question) -> int:
    """How many columns an indicator takes: its value, and with numbers its numerator and denominator."""
    return 1 if indicator.denominator is None or not question.numbers else 3


def _size(dimension: Dimension, question: Question, choices: Choices) -> int:
    if dimension in PLACES:
        return max(1, choices.places.get(dimension, 0))
    if dimension is D.TERM:
        return len(question.terms)
    return len(question.filters.get(dimension, VALUES.get(dimension, ()))) or 1
