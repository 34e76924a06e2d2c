"""Scores a household by its income and its eight domains of living conditions: pure arithmetic, in whole numbers.

The form's domains and the income gate are published; weights, levels and cut-offs are not. Whoever calls this
hands them in as a `Weights`, read from a scoring model's row: the one that ships is illustrative.

Each domain has a level from 0 (not deprived) to 1, and adds at most its own weight to the score. The weights
together exceed 1, and the sum is capped there: a household need not be deprived of everything to count as
extremely poor. All is counted in ten-thousandths, so that the same inputs give the same answer on any machine.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

WHOLE: Final = 10_000
INCOME: Final = "income"
DOMAINS: Final = ("dependency", "tenure", "dwelling", "land", "water", "electricity", "vehicles", "appliances")
"""The eight domains of the form, sections 3.1 to 3.8."""
DWELLING_PARTS: Final = ("floor", "wall", "roof")
QUESTIONS: Final = (
    "dependency", "tenure", "floor", "wall", "roof", "farmland", "water", "electricity", "vehicles", "appliances",
)  # fmt: skip
"""The questions whose answers are codes; `toilet` is yes or no besides."""
COUNTS_FROM: Final = WHOLE // 2
"""A domain is named as a reason from half of its level on."""
REASONS: Final = {
    "dependency": "dependency", "tenure": "tenure", "dwelling": "dwelling", "land": "no_land", "water": "water",
    "electricity": "electricity", "vehicles": "no_vehicle", "appliances": "few_appliances",
}  # fmt: skip


class InputsError(ValueError):
    """A household that cannot be scored: `code` is `answer_missing` or `answer_unknown`, `question` says which."""

    def __init__(self, code: str, question: str) -> None:
        super().__init__(f"{code}: {question}")
        self.code, self.question = code, question


@dataclass(frozen=True)
class Weights:
    """What a scoring model holds, in ten-thousandths.

    `most` is what each domain (and `income`) adds at most, `levels` the level of each answer, and `dwelling` the
    shares of `floor`, `wall`, `roof` and `toilet` in the level of the dwelling. The gate is baht a head and month.
    """

    version: str
    income_gate: Decimal
    most: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]]
    dwelling: Mapping[str, int]
    poor_from: int
    extremely_poor_from: int


@dataclass(frozen=True)
class Score:
    """The outcome: score and contributions from 0 to 1 with four places, the gate, the class and its reasons.

    Score and contributions are there even where the income exceeds the gate; they are `None` and empty where the
    income is not known, and then the gate is `None` too and no class of poverty can be given.
    """

    score: Decimal | None
    contributions: Mapping[str, Decimal]
    gate_passed: bool | None
    poverty_class: str
    reasons: tuple[str, ...]
    model_version: str
    inputs_hash: bytes


def read_weights(
    *, version: str, income_gate: Decimal, weights: Mapping[str, Any], cutoffs: Mapping[str, float]
) -> Weights:
    """A scoring model's row as `Weights`. Raises `ValueError` for one that leaves a domain or a question open."""
    found = Weights(
        version=version,
        income_gate=income_gate,
        most=_parts(weights["most"]),
        levels={question: _parts(levels) for question, levels in weights["levels"].items()},
        dwelling=_parts(weights["dwelling"]),
        poor_from=_part(cutoffs["poor"]),
        extremely_poor_from=_part(cutoffs["extremely_poor"]),
    )
    if set(found.most) != {INCOME, *DOMAINS} or set(found.levels) != set(QUESTIONS):
        raise ValueError(f"model {version} does not weigh income and the eight domains")
    if set(found.dwelling) != {*DWELLING_PARTS, "toilet"} or sum(found.dwelling.values()) != WHOLE:
        raise ValueError(f"model {version} does not share out the dwelling")
    return found


def _parts(numbers: Mapping[str, float]) -> dict[str, int]:
    return {name: _part(number) for name, number in numbers.items()}


def _part(number: float) -> int:
    part = int((Decimal(str(number)) * WHOLE).to_integral_value(ROUND_HALF_UP))
    if not 0 <= part <= WHOLE:
        raise ValueError(f"{number} does not lie between 0 and 1")
    return part


def income_per_head(members: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """Baht a head and month of a household whose members, the pupil too, each have their five kinds of income.

    `None` where there is no member, or where nobody said a single amount: that is not known, not zero.
    """
    kinds = ("wage", "farm", "business", "welfare", "other")
    said = [Decimal(str(member[kind])) for member in members for kind in kinds if member.get(kind) is not None]
    if not members or not said:
        return None
    return (sum(said, Decimal()) / len(members)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def inputs_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of a questionnaire's answers the score needs, to be frozen in a snapshot; lists in order of their codes."""
    income = income_per_head(answers.get("members", ()))
    chosen = {name: answers[name] for name in (*QUESTIONS, "toilet") if name in answers}
    inputs = {name: sorted(value) if isinstance(value, list) else value for name, value in chosen.items()}
    return {**inputs, "income_per_head": None if income is None else str(income)}


def hash_inputs(inputs: Mapping[str, Any]) -> bytes:
    """SHA-256 over the inputs as JSON with sorted keys and without spaces."""
    text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def score_household(inputs: Mapping[str, Any], *, weights: Weights) -> Score:
    """Score an ordinary household by its frozen inputs (`inputs_of`). Raises `InputsError`.

    A question without an answer is refused and not taken for "no". An institution is not scored.
    """
    digest = hash_inputs(inputs)
    income = inputs.get("income_per_head")
    if income is None:
        return Score(None, {}, None, "not_poor", ("income_unknown",), weights.version, digest)
    levels = {INCOME: income_level(Decimal(income), gate=weights.income_gate)}
    levels |= {domain: LEVEL_OF[domain](inputs, weights) for domain in DOMAINS}
    added = {domain: weights.most[domain] * level // WHOLE for domain, level in levels.items()}
    points = min(WHOLE, sum(added.values()))
    passed = Decimal(income) <= weights.income_gate
    found = _class(points, weights) if passed else "not_poor"
    return Score(
        score=Decimal(points).scaleb(-4),
        contributions={domain: Decimal(part).scaleb(-4) for domain, part in added.items()},
        gate_passed=passed,
        poverty_class=found,
        reasons=_reasons(levels, passed=passed, found=found),
        model_version=weights.version,
        inputs_hash=digest,
    )


def income_level(income: Decimal, *, gate: Decimal) -> int:
    """1 without any income, 0 from the gate on."""
    return max(0, int((gate - income) * WHOLE / gate))


def _class(points: int, weights: Weights) -> str:
    if points >= weights.extremely_poor_from:
        return "extremely_poor"
    return "poor" if points >= weights.poor_from else "not_poor"


def _reasons(levels: Mapping[str, int], *, passed: bool, found: str) -> tuple[str, ...]:
    if not passed:
        return ("income_above_gate",)
    if found == "not_poor":
        return ("income_below_gate", "score_below_cut")
    return ("income_below_gate", *(REASONS[domain] for domain in DOMAINS if levels[domain] >= COUNTS_FROM))


def _chosen(inputs: Mapping[str, Any], weights: Weights, question: str) -> list[int]:
    """The levels of the answers to a question: one, or one for each entry of a list."""
    if inputs.get(question) is None:
        raise InputsError("answer_missing", question)
    answer = inputs[question]
    known = weights.levels[question]
    codes = answer if isinstance(answer, list) else [answer]
    if any(code not in known for code in codes):
        raise InputsError("answer_unknown", question)
    return [known[code] for code in codes]


def _one(question: str) -> Callable[[Mapping[str, Any], Weights], int]:
    def level(inputs: Mapping[str, Any], weights: Weights) -> int:
        return _chosen(inputs, weights, question)[0]

    return level


def _dependency(inputs: Mapping[str, Any], weights: Weights) -> int:
    """The burdens add up."""
    return min(WHOLE, sum(_chosen(inputs, weights, "dependency")))


def _dwelling(inputs: Mapping[str, Any], weights: Weights) -> int:
    """Of each part of the house the worst material counts; a missing toilet has its own share."""
    if inputs.get("toilet") is None:
        raise InputsError("answer_missing", "toilet")
    total = 0 if inputs["toilet"] else weights.dwelling["toilet"] * WHOLE
    for part in DWELLING_PARTS:
        levels = _chosen(inputs, weights, part)
        if not levels:
            raise InputsError("answer_missing", part)
        total += weights.dwelling[part] * max(levels)
    return total // WHOLE


def _vehicles(inputs: Mapping[str, Any], weights: Weights) -> int:
    """The best vehicle counts; without one the level is whole."""
    return min(_chosen(inputs, weights, "vehicles"), default=WHOLE)


def _appliances(inputs: Mapping[str, Any], weights: Weights) -> int:
    """Each appliance takes its part from the whole."""
    return max(0, WHOLE - sum(_chosen(inputs, weights, "appliances")))


LEVEL_OF: Final[Mapping[str, Callable[[Mapping[str, Any], Weights], int]]] = {
    "dependency": _dependency, "tenure": _one("tenure"), "dwelling": _dwelling, "land": _one("farmland"),
    "water": _one("water"), "electricity": _one("electricity"), "vehicles": _vehicles, "appliances": _appliances,
}  # fmt: skip
