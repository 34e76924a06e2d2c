"""What other packages may use of `screening`."""

from isee.screening.models import PovertyClass, Result
from isee.screening.operations import load_bulk
from isee.screening.queries import results_of

__all__ = ["PovertyClass", "Result", "load_bulk", "results_of"]
