"""The score of a household: the same for one and for many, whole numbers, no guess where an answer is missing."""

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from isee.screening.api import (
    InputsError,
    Reason,
    Weights,
    hash_inputs,
    income_per_head,
    inputs_of,
    score_household,
    score_households,
    shipped_weights,
)
from isee.screening.reference import shipped_models
from isee.screening.rules import COUNTS_FROM, DOMAINS, INCOME, QUESTIONS, REASONS, read_weights

VERSION = "illustrative-synthetic-1"
HOME: dict[str, Any] = {
    "income_per_head": "1039.00", "dependency": ["elderly"], "tenure": "own", "floor": ["cement"], "wall": ["zinc"],
    "roof": ["metal"], "toilet": True, "farmland": "none", "water": "well", "electricity": "meter",
    "vehicles": ["motorcycle"], "appliances": ["flat_tv"],
}  # fmt: skip


@pytest.fixture(scope="module")
def weights() -> Weights:
    return shipped_weights(VERSION)


def drawn(rng: random.Random, weights: Weights) -> dict[str, Any]:
    """Answers drawn at random, each list in the order of its codes."""

    def some(question: str, low: int, high: int) -> list[str]:
        return sorted(rng.sample(list(weights.levels[question]), rng.randint(low, high)))

    income = None if rng.random() < 0.05 else str(Decimal(rng.randint(0, 500_000)) / 100)
    lists = {
        "dependency": (0, 5),
        "floor": (1, 3),
        "wall": (1, 3),
        "roof": (1, 2),
        "vehicles": (0, 2),
        "appliances": (0, 5),
    }
    singles = ("tenure", "farmland", "water", "electricity")
    return {
        "income_per_head": income,
        "toilet": rng.random() < 0.9,
        **{question: some(question, *ends) for question, ends in lists.items()},
        **{question: rng.choice(list(weights.levels[question])) for question in singles},
    }


def test_many_households_are_scored_as_each_one_is(weights: Weights) -> None:
    rng = random.Random(2569)
    homes = [drawn(rng, weights) for _ in range(3000)]
    each = [score_household(home, weights=weights) for home in homes]
    frame = pl.DataFrame(homes).with_columns(pl.col("income_per_head").cast(pl.Float64))
    for one, row in zip(each, score_households(frame, weights=weights).iter_rows(named=True), strict=True):
        assert row["score"] == (None if one.score is None else float(one.score))
        assert (row["gate_passed"], row["poverty_class"], tuple(row["reasons"])) == (
            one.gate_passed, one.poverty_class, one.reasons,
        )  # fmt: skip
        assert all(row[f"from_{name}"] == float(part) for name, part in one.contributions.items())
    assert {one.poverty_class for one in each} == {"not_poor", "poor", "extremely_poor"}


def test_the_same_inputs_give_the_same_answer_whatever_their_order(weights: Weights) -> None:
    turned = dict(reversed(HOME.items()))
    first, again = score_household(HOME, weights=weights), score_household(turned, weights=weights)
    assert first == again
    assert first.inputs_hash.hex() == "5e9a8900fd17babed9380cb86607a6f2a8295bb39093f985108a3f39427f6c49"


def test_another_answer_gives_another_hash() -> None:
    assert hash_inputs(HOME) != hash_inputs({**HOME, "water": "rain"})


def test_contributions_add_up_to_the_score_below_the_cap(weights: Weights) -> None:
    score = score_household(HOME, weights=weights)
    assert score.score == sum(score.contributions.values())
    assert list(score.contributions) == [INCOME, *DOMAINS]


def test_a_household_deprived_of_everything_scores_one_and_no_more(weights: Weights) -> None:
    worst = {
        **HOME, "income_per_head": "0", "dependency": ["chronic", "disabled", "elderly"], "tenure": "rent",
        "floor": ["earth"], "wall": ["bamboo"], "roof": ["leaf"], "toilet": False, "farmland": "below_1",
        "water": "rain", "electricity": "none", "vehicles": [], "appliances": [],
    }  # fmt: skip
    score = score_household(worst, weights=weights)
    assert score.score == Decimal(1)
    assert score.reasons == ("income_below_gate", *(REASONS[domain] for domain in DOMAINS))


@pytest.mark.parametrize("question", [*QUESTIONS, "toilet"])
def test_a_missing_answer_is_refused_by_its_name(weights: Weights, question: str) -> None:
    for home in ({**HOME, question: None}, {key: value for key, value in HOME.items() if key != question}):
        with pytest.raises(InputsError) as refused:
            score_household(home, weights=weights)
        assert (refused.value.code, refused.value.question) == ("answer_missing", question)
    frame = pl.DataFrame([{**HOME, "income_per_head": 1039.0}, {**HOME, "income_per_head": 1039.0, question: None}])
    with pytest.raises(InputsError) as of_many:
        score_households(frame, weights=weights)
    assert (of_many.value.code, of_many.value.question) == ("answer_missing", question)


@pytest.mark.parametrize("part", ["floor", "wall", "roof"])
def test_a_house_without_a_material_is_refused(weights: Weights, part: str) -> None:
    with pytest.raises(InputsError, match=f"answer_missing: {part}"):
        score_household({**HOME, part: []}, weights=weights)
    frame = pl.DataFrame([{**HOME, "income_per_head": 1.0}]).with_columns(pl.lit([], pl.List(pl.String)).alias(part))
    with pytest.raises(InputsError, match=f"answer_missing: {part}"):
        score_households(frame, weights=weights)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_that_no_list_has_is_refused(weights: Weights, question: str) -> None:
    answer: Any = ["gold"] if isinstance(HOME[question], list) else "gold"
    with pytest.raises(InputsError, match=f"answer_unknown: {question}"):
        score_household({**HOME, question: answer}, weights=weights)
    with pytest.raises(InputsError, match=f"answer_unknown: {question}"):
        score_households(pl.DataFrame([{**HOME, "income_per_head": 1.0, question: answer}]), weights=weights)


def test_the_pupil_counts_among_the_heads() -> None:
    members: list[Mapping[str, Any]] = [
        {"relation": "self"},
        {"wage": 3000, "welfare": 100},
        {"farm": "50.50"},
        {"other": None},
    ]
    assert income_per_head(members) == Decimal("787.63")


@pytest.mark.parametrize("members", [[], [{"relation": "self"}], [{"wage": None}, {}]])
def test_an_income_that_nobody_told_is_not_known(members: list[Mapping[str, Any]]) -> None:
    assert income_per_head(members) is None


def test_inputs_are_the_answers_that_count_and_no_person() -> None:
    answers = {
        **{key: value for key, value in HOME.items() if key != "income_per_head"},
        "members": [{"relation": "self"}, {"wage": 4000, "education": "primary"}],
        "family_status": "01", "rent": 0, "vehicles": ["tractor_old", "motorcycle"],
    }  # fmt: skip
    inputs = inputs_of(answers)
    assert inputs["income_per_head"] == "2000.00"
    assert inputs["vehicles"] == ["motorcycle", "tractor_old"]
    assert set(inputs) == set(HOME)


def test_every_reason_that_the_rule_gives_is_a_word(weights: Weights) -> None:
    rng = random.Random(7)
    given = {reason for _ in range(2000) for reason in score_household(drawn(rng, weights), weights=weights).reasons}
    assert given <= set(Reason.values)
    assert set(Reason.values) - given == {"institution"}


def test_a_domain_is_a_reason_from_half_of_its_level_on(weights: Weights) -> None:
    assert weights.levels["floor"]["vinyl"] == COUNTS_FROM
    poor = {**HOME, "farmland": "1_to_5", "income_per_head": "500"}
    assert "no_land" in score_household(poor, weights=weights).reasons
    assert "no_land" not in score_household({**poor, "farmland": "over_5"}, weights=weights).reasons


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"most": {"income": 1}}, "does not weigh"),
        ({"levels": {}}, "does not weigh"),
        ({"dwelling": {"floor": 0.5, "wall": 0.5, "roof": 0.5, "toilet": 0}}, "does not share out"),
        ({"dwelling": {"floor": 1}}, "does not share out"),
        ({"dwelling": {"floor": 1.5}}, "does not lie between"),
    ],
)
def test_a_model_that_leaves_something_open_is_refused(change: dict[str, Any], words: str) -> None:
    model = next(iter(shipped_models()))
    with pytest.raises(ValueError, match=words):
        read_weights(
            version="x", income_gate=model.income_gate, weights={**model.weights, **change}, cutoffs=model.cutoffs
        )
