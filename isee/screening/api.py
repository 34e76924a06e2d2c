"""What other packages may use of `screening`."""

from isee.screening.models import PovertyClass, Reason, Result, ScoringModel, Snapshot
from isee.screening.operations import load_bulk
from isee.screening.queries import results_of, scoring_model_on, scoring_models, snapshots_by_id, snapshots_of

__all__ = [
    "PovertyClass",
    "Reason",
    "Result",
    "ScoringModel",
    "Snapshot",
    "load_bulk",
    "results_of",
    "scoring_model_on",
    "scoring_models",
    "snapshots_by_id",
    "snapshots_of",
]
