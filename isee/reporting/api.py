"""What other packages may use of `reporting`."""

from isee.reporting.attack_release import ExtractGoneError, attack_release
from isee.reporting.catalogue import MEDIA_TYPES
from isee.reporting.codebook import columns
from isee.reporting.corrections import ReasonError
from isee.reporting.extract.files import ExtractDamagedError
from isee.reporting.extract.source import ExtractSourceError
from isee.reporting.folders import DiskFullError
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
from isee.reporting.manifest_formats import Correction, Corrections, TermRule
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.operations import build_release, extract_progress, freeze_extract
from isee.reporting.reading import PublishedFile, Release, all_releases, latest_release, release_of
from isee.reporting.release import NothingToReleaseError
from isee.reporting.verify import Fault, faults_of

__all__ = [
    "MEDIA_TYPES",
    "AreaFigures",
    "AttackWords",
    "Cell",
    "Codebook",
    "CodebookIndicator",
    "Correction",
    "Corrections",
    "DiskFullError",
    "ExtractDamagedError",
    "ExtractGoneError",
    "ExtractRun",
    "ExtractSourceError",
    "Fault",
    "Figure",
    "IndicatorWords",
    "Manifest",
    "NothingToReleaseError",
    "Place",
    "PlaceFigures",
    "PublishedFile",
    "ReasonError",
    "Release",
    "ReleaseRun",
    "RunState",
    "TermRule",
    "all_releases",
    "attack_release",
    "build_release",
    "columns",
    "extract_progress",
    "faults_of",
    "freeze_extract",
    "latest_release",
    "release_of",
]
