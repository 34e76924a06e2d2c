"""Steps of the page on equity measures."""

from isee.reporting.equity import Group, Part, coverage, gap, measures
from tests.spec.steps import step
from tests.spec.tables import Row

LEVELS = ("region", "province")


def parts(text: str) -> list[Part]:
    """`a 30/100 N 10 income=900`: 30 of 100 children in a, which lies in region N and province 10."""
    found = []
    for area in text.split(";"):
        code, numbers, *words = area.split()
        n, d = map(int, numbers.split("/"))
        ranks = {key: float(value) for key, _, value in (word.partition("=") for word in words) if value}
        groups = tuple(word for word in words if "=" not in word)
        found.append(Part(code, n, d, d, groups, ranks.get("income"), ranks.get("poor")))
    return found


def group(text: str) -> Group:
    """`9/10`, or `900/1000 of 10` where ten children were seen."""
    numbers, _, trials = text.partition(" of ")
    n, d = map(int, numbers.split("/"))
    return Group(n, d, int(trials or d))


@step("equity.areas")
def check_areas(row: Row) -> None:
    areas = parts(row["areas"])
    found = measures(areas, levels=LEVELS[: len(areas[0].groups)]).get(row["measure"])
    assert ("-" if found is None else str(found.value)) == row["value"]


@step("equity.gap")
def check_gap(row: Row) -> None:
    found = gap(group(row["first"]), group(row["second"]))
    assert (found.value, found.low, found.high) == (float(row["gap"]), float(row["low"]), float(row["high"]))


@step("equity.coverage")
def check_coverage(row: Row) -> None:
    found = coverage(int(row["known"]), None if row["whole"] == "-" else int(row["whole"]))
    assert ("-" if found is None else str(found)) == row["covered"]
