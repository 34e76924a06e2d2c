"""Steps of the page on screening a household."""

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from isee.screening.api import InputsError, Weights, income_per_head, score_household, shipped_weights
from tests.spec.steps import step
from tests.spec.tables import Row

KINDS = ("wage", "farm", "business", "welfare", "other")
NOT_DEPRIVED: dict[str, Any] = {
    "income_per_head": "1039.00", "dependency": [], "tenure": "own", "floor": ["tile"], "wall": ["plastered"],
    "roof": ["tile"], "toilet": True, "farmland": "over_5", "water": "bottled", "electricity": "meter",
    "vehicles": ["car_new"],
    "appliances": ["air_conditioner", "computer", "flat_tv", "refrigerator", "washing_machine"],
}  # fmt: skip


@cache
def _weights() -> Weights:
    return shipped_weights("illustrative-synthetic-1")


def _household(words: str) -> dict[str, Any]:
    """The household that lacks nothing, with the answers that differ: `floor=earth+cement toilet=no`."""
    home = dict(NOT_DEPRIVED)
    for word in words.split():
        question, _, answer = word.partition("=")
        if question == "toilet":
            home[question] = answer == "yes"
        elif isinstance(home[question], list):
            home[question] = sorted(answer.split("+")) if answer else []
        else:
            home[question] = answer
    return home


@step("screening.income")
def check_income(row: Row) -> None:
    members = [
        {kind: amount for kind, amount in zip(KINDS, member.strip().split("+"), strict=True) if amount != "?"}
        for member in row["members"].split(";")
        if member.strip()
    ]
    known = row["baht a head"] != "not known"
    assert income_per_head(members) == (Decimal(row["baht a head"]) if known else None)


@step("screening.contribution")
def check_contribution(row: Row) -> None:
    found = score_household(_household(row["answer"]), weights=_weights()).contributions
    before = score_household(NOT_DEPRIVED, weights=_weights()).contributions
    assert found[row["domain"]] == Decimal(row["adds"])
    others = {name for name in found if name != row["domain"] and found[name] != before[name]}
    assert others == set()


@step("screening.class")
def check_class(row: Row) -> None:
    home = {**_household(row["answers"]), "income_per_head": row["income"] or None}
    found = score_household(home, weights=_weights())
    known = row["score"] != "not known"
    assert found.score == (Decimal(row["score"]) if known else None)
    assert found.gate_passed is {"passed": True, "not passed": False, "not known": None}[row["gate"]]
    assert (found.poverty_class, " ".join(found.reasons)) == (row["class"], row["reasons"])


@step("screening.refused")
def check_refused(row: Row) -> None:
    question, _, missing = row["answer"].partition(" ")
    home = dict(NOT_DEPRIVED, **{question: None}) if missing else _household(row["answer"])
    with pytest.raises(InputsError, match=row["refused"]):
        score_household(home, weights=_weights())
