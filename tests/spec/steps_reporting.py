"""Steps of the pages on indicators and disclosure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from isee.reporting.disclosure import Cell, Equation, Kind, Ledger, Thresholds, hidden_cells, is_small
from isee.reporting.extract.schema import CHILD_TERM, SCHOOL_TERM
from isee.reporting.figures import NATION, Position, add_up_term
from isee.reporting.indicators import ALL_INDICATORS, Indicator
from tests.spec.steps import step
from tests.spec.tables import Row

RULE = Thresholds(date(2017, 5, 16), threshold=10, small_group=30)
WORDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "age": ("age", int),
    "class": ("poverty_class", str),
    "income": ("income_per_head", Decimal),
    "expected": ("days_expected", int),
    "present": ("days_present", int),
    "grade": ("grade_band", str),
    "left": ("left_as", str),
    "gpa": ("gpa", Decimal),
    "decided": ("promotion", str),
    "height_z": ("height_z", Decimal),
    "bmi_z": ("bmi_z", Decimal),
    "by": ("growth_reference", str),
    "grants": ("grants", int),
    "paid": ("grants_paid", int),
    "receipted": ("grants_receipted", int),
    "baht": ("baht_paid", Decimal),
    "sex": ("sex", str),
    "finished": ("finished", str),
}
YES_OR_NO = {field.name for table in (CHILD_TERM, SCHOOL_TERM) for field in table if pa.types.is_boolean(field.type)}


def children(text: str) -> pa.Table:
    """`2 out age=7; 3 class=poor`: two children and three pupils, as `child_term` rows."""
    rows: list[dict[str, Any]] = []
    for group in text.split(";"):
        number, *words = group.split()
        row: dict[str, Any] = {"term_key": 25692, "research_key": bytes(16), "in_school": "out" not in words}
        for word in words:
            if word != "out":
                name, _, value = word.partition("=")
                column, read = (name, {"yes": True, "no": False}.get) if name in YES_OR_NO else WORDS[name]
                row[column] = read(value)
        rows += [row] * int(number)
    return pa.Table.from_pylist(rows, schema=CHILD_TERM)


def schools(text: str) -> pa.Table:
    """`2 sent=no; 3 overdue=yes`: two schools that sent nothing and three others, as `school_term` rows."""
    rows: list[dict[str, Any]] = []
    for group in text.split(";"):
        number, *words = group.split()
        said = {name: value == "yes" for name, _, value in (word.partition("=") for word in words)}
        row = {"term_key": 25692, "school_code": "1058000001", "sent": True, "attendance": True, **said}
        rows += [row] * int(number)
    return pa.Table.from_pylist(rows, schema=SCHOOL_TERM)


def _check_of(indicator: Indicator) -> Callable[[Row], None]:
    def check(row: Row) -> None:
        of_schools = indicator.table == "school_term"
        with duckdb.connect() as connection:
            connection.register("child_term", children("1 out" if of_schools else row["children"]))
            connection.register("school_term", schools(row["schools"] if of_schools else "1"))
            tables = ibis.duckdb.from_connection(connection)
            figures = add_up_term(tables.table("child_term"), tables.table("school_term"), indicators=[indicator])
        found = figures.at(indicator.name, Position(NATION, "all", "all"))
        assert (found.n, found.d) == (int(row["n"]), int(row["d"]))
        value = "-" if found.d == 0 and indicator.denominator is not None else str(indicator.value(found.n, found.d))
        assert value == row["value"]

    return check


for one in ALL_INDICATORS:
    step(f"indicators.{one.name}")(_check_of(one))


@step("disclosure.one")
def check_one(row: Row) -> None:
    cell = Cell(Kind(row["kind"]), int(row["n"]), int(row["d"]), int(row["children"]))
    assert is_small(cell, RULE) is (row["shown"] == "no")


@step("disclosure.parts")
def check_parts(row: Row) -> None:
    numbers = [int(row["total"]), *map(int, row["parts"].split())]
    cells = [Cell(Kind.COUNT, number, number, number) for number in numbers]
    equation = Equation(0, tuple(range(1, len(cells))))
    hidden = hidden_cells(Ledger(cells, [equation], RULE))
    shown = [f"({number})" if place in hidden else str(number) for place, number in enumerate(numbers)]
    assert shown == [row["published total"], *row["published parts"].split()]
