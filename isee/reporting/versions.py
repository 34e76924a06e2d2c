"""The version of an indicator: hashes of how it is counted and of what is said of it, made from its definition."""

import hashlib
from dataclasses import fields

from isee.reporting.indicators import Indicator
from isee.reporting.manifest_formats import IndicatorVersion

EXPRESSIONS = ("numerator", "denominator", "children")
COUNTED = (*EXPRESSIONS, "unit", "kind", "scale", "band")
"""What decides a figure; all else that an indicator holds are words, places to show it at, and rules for hiding."""
DIGITS = 12


def version_of(indicator: Indicator) -> IndicatorVersion:
    """The version of an indicator as this program has it."""
    names = [field.name for field in fields(indicator)]
    return {
        "expression": _hash(indicator, [name for name in names if name in COUNTED]),
        "words": _hash(indicator, [name for name in names if name not in COUNTED]),
    }


def expressions_of(indicator: Indicator) -> dict[str, str]:
    """The expressions as text, over the columns of the extract's `child_term`; `_` is one child."""
    return {name: repr(held) for name in EXPRESSIONS if (held := getattr(indicator, name)) is not None}


def _hash(indicator: Indicator, names: list[str]) -> str:
    text = "\n".join(f"{name}: {getattr(indicator, name)!r}" for name in names)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
