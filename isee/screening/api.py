"""What other packages may use of `screening`."""

from isee.screening.models import PovertyClass, Reason, Result, ScoringModel, Snapshot
from isee.screening.operations import load_bulk
from isee.screening.queries import (
    results_by_class,
    results_of,
    sample_results,
    scoring_model_on,
    scoring_models,
    snapshots_by_id,
    snapshots_of,
)
from isee.screening.reference import load_reference_data, shipped_weights, weights_of
from isee.screening.rules import InputsError, Score, Weights, hash_inputs, income_per_head, inputs_of, score_household
from isee.screening.scoring import score_households

__all__ = [
    "InputsError",
    "PovertyClass",
    "Reason",
    "Result",
    "Score",
    "ScoringModel",
    "Snapshot",
    "Weights",
    "hash_inputs",
    "income_per_head",
    "inputs_of",
    "load_bulk",
    "load_reference_data",
    "results_by_class",
    "results_of",
    "sample_results",
    "score_household",
    "score_households",
    "scoring_model_on",
    "scoring_models",
    "shipped_weights",
    "snapshots_by_id",
    "snapshots_of",
    "weights_of",
]
