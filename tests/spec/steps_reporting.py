"""Steps of the pages on indicators and disclosure."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from isee.reporting.disclosure import Cell, Equation, Kind, Ledger, Thresholds, hidden_cells, is_small
from isee.reporting.extract.schema import CHILD_TERM
from isee.reporting.figures import NATION, Position, add_up
from isee.reporting.indicators import INDICATORS, Indicator
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
}


def children(text: str) -> pa.Table:
    """`2 out age=7; 3 class=poor`: two children and three pupils, as `child_term` rows."""
    rows: list[dict[str, Any]] = []
    for group in text.split(";"):
        number, *words = group.split()
        row: dict[str, Any] = {"term_key": 25692, "research_key": bytes(16), "in_school": "out" not in words}
        for word in words:
            if word != "out":
                name, _, value = word.partition("=")
                column, read = WORDS[name]
                row[column] = read(value)
        rows += [row] * int(number)
    return pa.Table.from_pylist(rows, schema=CHILD_TERM)


def _check_of(indicator: Indicator) -> Callable[[Row], None]:
    def check(row: Row) -> None:
        with duckdb.connect() as connection:
            connection.register("child_term", children(row["children"]))
            table = ibis.duckdb.from_connection(connection).table("child_term")
            found = add_up(table, indicators=[indicator]).at(indicator.name, Position(NATION, "all", "all"))
        assert (found.n, found.d) == (int(row["n"]), int(row["d"]))
        value = "-" if found.d == 0 and indicator.denominator is not None else str(indicator.value(found.n, found.d))
        assert value == row["value"]

    return check


for one in INDICATORS:
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
