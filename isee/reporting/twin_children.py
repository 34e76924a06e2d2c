"""Draws the children of the synthetic twin: each column by itself, from the nation's published shares and means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa

from isee.kernel import Grade
from isee.reporting.extract.schema import AGE_BANDS, CHILD_TERM
from isee.reporting.figures import BANDS, SEXES

MARK = b"SYNTHETIC"
"""How the pseudonyms of invented children begin: in hex `53594e544845544943`. A real one is an HMAC."""
PLACE_LEVELS = ("subdistrict", "district", "province", "region")
USUAL_SHARES = {
    "out_of_school": 5.0, "poor": 8.0, "extremely_poor": 15.0, "screened": 90.0, "attendance": 93.0, "drop_out": 1.0,
    "promotion": 97.0, "repetition": 1.0, "measured": 80.0, "low_grades": 15.0, "stunting": 8.0, "thinness": 5.0,
    "grant_received": 80.0, "unreceipted": 20.0,
}  # fmt: skip
"""Per cent, where the release publishes no figure for the nation: invented."""
USUAL_INCOME = 2500
MISSING = 0.1
"""How many of the values of a column that may be empty are, where no published figure says it."""


@dataclass(frozen=True)
class Places:
    """Invented schools, each in a subdistrict, and the area above each area."""

    schools: Sequence[Mapping[str, Any]]
    parents: Mapping[str, str | None]

    def around(self, subdistrict: str | None) -> dict[str, str | None]:
        """A subdistrict and the areas that it lies in."""
        found: dict[str, str | None] = {}
        for level in PLACE_LEVELS:
            found[level] = subdistrict
            subdistrict = self.parents.get(subdistrict) if subdistrict else None
        return found


@dataclass(frozen=True)
class Marginals:
    """The published values of the nation in one term, by indicator and group; hidden ones are not in it."""

    values: Mapping[tuple[str, str], float]

    @classmethod
    def of(cls, published: pl.DataFrame) -> "Marginals":
        """From the rows of the nation's own table."""
        shown = published.drop_nulls("value").select("indicator", "group", "value")
        return cls({(indicator, group): value for indicator, group, value in shown.iter_rows()})

    def share(self, indicator: str) -> float:
        """A share as a chance from 0 to 1."""
        return self.values.get((indicator, "all"), USUAL_SHARES[indicator]) / 100

    def income(self) -> float:
        """Mean baht per head and month."""
        return self.values.get(("income", "all"), USUAL_INCOME)

    def weights(self, groups: Sequence[str]) -> list[float]:
        """How many pupils each group has; 1 where that is not shown."""
        return [self.values.get(("pupils", group), 1) for group in groups]


def draw_children(
    number: int, *, term: int, published: pl.DataFrame, places: Places, draw: Random
) -> list[dict[str, Any]]:
    """Rows of the form `child_term` that stand for nobody."""
    marginals = Marginals.of(published)
    grades = {band: [grade for grade in Grade if grade.band.value == band] for band in BANDS}
    bands, sexes = marginals.weights(BANDS), marginals.weights(SEXES)
    rows = []
    for serial in range(number):
        in_school = draw.random() >= marginals.share("out_of_school")
        band = draw.choices(BANDS, bands)[0]
        school = draw.choice(places.schools) if places.schools else None
        rows.append({
            "term_key": term,
            "research_key": MARK + serial.to_bytes(16 - len(MARK), "big"),
            "sex": draw.choices(SEXES, sexes)[0],
            "age": draw.randint(*AGE_BANDS[band]),
            "age_band": band,
            "in_school": in_school,
            "grade": draw.choice(grades[band]).value if in_school else None,
            "grade_band": band if in_school else None,
            "school_code": school["code"] if school and in_school else None,
            **places.around(school["subdistrict"] if school else None),
            **{name: _drawn(name, marginals, draw) if in_school or _always(name) else None for name in FURTHER},
        })  # fmt: skip
    return rows


def _always(name: str) -> bool:
    """Whether a child out of school has a value too."""
    return not CHILD_TERM.field(name).nullable


def _drawn(name: str, marginals: Marginals, draw: Random) -> Any:
    if name in COLUMNS:
        return COLUMNS[name](marginals, draw)
    field = CHILD_TERM.field(name)
    if pa.types.is_boolean(field.type) and (name, "all") in marginals.values:
        found = draw.random() < marginals.values[name, "all"] / 100
        return found or (None if name in TRUE_OR_EMPTY else False)
    return None if field.nullable and draw.random() < MISSING else _of_type(field.type, draw)


def _of_type(kind: pa.DataType, draw: Random) -> Any:
    """Some value of a type, for a column of which nothing is published; texts with values of their own stay empty."""
    if pa.types.is_boolean(kind):
        return draw.random() < 0.5
    if pa.types.is_integer(kind):
        return draw.randint(0, 5)
    if pa.types.is_decimal(kind):
        return Decimal(draw.randint(0, 400)).scaleb(-kind.scale)
    return draw.random() if pa.types.is_floating(kind) else None


def _chosen(chances: Mapping[str | None, float], draw: Random) -> str | None:
    """One of the values by its chance; what is left of the whole goes to the last."""
    left = draw.random()
    for value, chance in chances.items():
        if left < chance:
            return value
        left -= chance
    return list(chances)[-1]


def _poverty(marginals: Marginals, draw: Random) -> str | None:
    shares: dict[str | None, float] = {name: marginals.share(name) for name in ("poor", "extremely_poor")}
    return _chosen({**shares, None: 1 - marginals.share("screened"), "not_poor": 1}, draw)


def _income(marginals: Marginals, draw: Random) -> Decimal | None:
    if draw.random() >= marginals.share("screened"):
        return None
    return Decimal(round(100 * marginals.income() * draw.lognormvariate(-0.18, 0.6))).scaleb(-2)


def _z_score(indicator: str) -> Callable[[Marginals, Random], Decimal | None]:
    """A score whose share below −2 is about the published one of `indicator`."""

    def draws(marginals: Marginals, draw: Random) -> Decimal | None:
        if draw.random() >= marginals.share("measured"):
            return None
        low = draw.random() < marginals.share(indicator)
        return Decimal(draw.randint(-350, -201) if low else draw.randint(-200, 250)).scaleb(-2)

    return draws


def _promotion(marginals: Marginals, draw: Random) -> str | None:
    if draw.random() < MISSING:
        return None
    return _chosen({"repeats": marginals.share("repetition"), "graduated": 0.1, "promoted": 1}, draw)


DAYS = 100
COLUMNS: Mapping[str, Callable[[Marginals, Random], Any]] = {
    "left_as": lambda marginals, draw: _chosen(
        {"dropped_out": marginals.share("drop_out"), "transferred": 0.02, None: 1}, draw
    ),
    "poverty_class": _poverty,
    "income_per_head": _income,
    "days_expected": lambda _, draw: DAYS,
    "days_present": lambda marginals, draw: min(DAYS, round(draw.gauss(DAYS * marginals.share("attendance"), 5))),
    "gpa": lambda marginals, draw: Decimal(
        draw.randint(0, 199) if draw.random() < marginals.share("low_grades") else draw.randint(200, 400)
    ).scaleb(-2),
    "promotion": _promotion,
    "height_z": _z_score("stunting"),
    "bmi_z": _z_score("thinness"),
    "growth_reference": lambda _, draw: "who2007",
    "finished": lambda _, draw: draw.choice((*[None] * 12, "K3", "P6", "M3")),
    "baht_paid": lambda _, draw: draw.choice((None, Decimal("1500.00"), Decimal("2000.00"))),
    "grants": lambda _, draw: draw.choice((None, None, 1)),
    "grants_paid": lambda marginals, draw: int(draw.random() < marginals.share("grant_received")),
    "grants_receipted": lambda marginals, draw: int(draw.random() >= marginals.share("unreceipted")),
}
TRUE_OR_EMPTY = ("helped", "problem", "searched", "abandoned", "endangered")
"""Columns that tell what somebody noted, and never that nobody did."""
ALWAYS = ("term_key", "research_key", "sex", "age", "age_band", "in_school", "grade", "grade_band", "school_code")
FURTHER = tuple(name for name in CHILD_TERM.names if name not in (*ALWAYS, *PLACE_LEVELS))
