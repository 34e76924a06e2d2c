"""What other packages may use of `reporting`."""

from isee.reporting.formats import AreaFigures, Cell, Figure, IndicatorWords, Manifest, Place, PlaceFigures
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.reading import Release, latest_release

__all__ = [
    "AreaFigures",
    "Cell",
    "ExtractRun",
    "Figure",
    "IndicatorWords",
    "Manifest",
    "Place",
    "PlaceFigures",
    "Release",
    "ReleaseRun",
    "RunState",
    "latest_release",
]
