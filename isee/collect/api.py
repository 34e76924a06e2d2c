"""What other packages may use of `collect`."""

from isee.collect.models import (
    Photo,
    PhotoKind,
    PictureSource,
    Round,
    RoundException,
    RoundKind,
    Visit,
    VisitSource,
    VisitState,
)
from isee.collect.operations import load_bulk
from isee.collect.queries import find_photo, photos_of, rounds_of_terms, visits_of
from isee.collect.reference import load_reference_data

__all__ = [
    "Photo",
    "PhotoKind",
    "PictureSource",
    "Round",
    "RoundException",
    "RoundKind",
    "Visit",
    "VisitSource",
    "VisitState",
    "find_photo",
    "load_bulk",
    "load_reference_data",
    "photos_of",
    "rounds_of_terms",
    "visits_of",
]
