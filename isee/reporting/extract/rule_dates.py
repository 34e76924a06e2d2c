"""Which dated rules a term's results were made under, so that a release can say it without asking the database."""

from datetime import date
from typing import Any

from isee.screening.api import scoring_model_on


def rule_facts(day: date) -> dict[str, Any]:
    """What an extract's manifest adds about the rule that scores households on a day; nothing where none holds."""
    model = scoring_model_on(day)
    if model is None:
        return {}
    return {
        "screening_rule": {
            "rule": "screening",
            "version": model.version,
            "holds_from": model.valid_from.isoformat() if model.valid_from else "",
            "illustrative": model.illustrative,
        }
    }
