"""What other packages may use of `reporting`."""

from isee.reporting.attack_release import ExtractGoneError, attack_release
from isee.reporting.catalogue import MEDIA_TYPES
from isee.reporting.codebook import columns
from isee.reporting.extract.files import ExtractDamagedError
from isee.reporting.extract.source import ExtractSourceError
from isee.reporting.formats import (
    AreaFigures,
    AttackWords,
    Cell,
    Codebook,
    CodebookIndicator,
    Figure,
    IndicatorWords,
    Manifest,
    Place,
    PlaceFigures,
)
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.operations import build_release, extract_progress, freeze_extract
from isee.reporting.reading import PublishedFile, Release, all_releases, latest_release, release_of
from isee.reporting.release import NothingToReleaseError

__all__ = [
    "MEDIA_TYPES",
    "AreaFigures",
    "AttackWords",
    "Cell",
    "Codebook",
    "CodebookIndicator",
    "ExtractDamagedError",
    "ExtractGoneError",
    "ExtractRun",
    "ExtractSourceError",
    "Figure",
    "IndicatorWords",
    "Manifest",
    "NothingToReleaseError",
    "Place",
    "PlaceFigures",
    "PublishedFile",
    "Release",
    "ReleaseRun",
    "RunState",
    "all_releases",
    "attack_release",
    "build_release",
    "columns",
    "extract_progress",
    "freeze_extract",
    "latest_release",
    "release_of",
]
