"""What other packages may use of `reporting`."""

from isee.reporting.extract.files import ExtractDamagedError
from isee.reporting.extract.source import ExtractSourceError
from isee.reporting.formats import AreaFigures, Cell, Figure, IndicatorWords, Manifest, Place, PlaceFigures
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.operations import build_release, extract_progress, freeze_extract
from isee.reporting.reading import Release, latest_release, published_releases
from isee.reporting.release import NothingToReleaseError

__all__ = [
    "AreaFigures",
    "Cell",
    "ExtractDamagedError",
    "ExtractRun",
    "ExtractSourceError",
    "Figure",
    "IndicatorWords",
    "Manifest",
    "NothingToReleaseError",
    "Place",
    "PlaceFigures",
    "Release",
    "ReleaseRun",
    "RunState",
    "build_release",
    "extract_progress",
    "freeze_extract",
    "latest_release",
    "published_releases",
]
