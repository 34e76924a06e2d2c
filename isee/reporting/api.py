"""What other packages may use of `reporting`."""

from isee.reporting.attack_release import ExtractGoneError, attack_release
from isee.reporting.catalogue import MEDIA_TYPES
from isee.reporting.codebook import columns
from isee.reporting.corrections import ReasonError
from isee.reporting.equity import Curve, Estimate, Part, Rank, curve
from isee.reporting.equity_figures import Gap, Nation, Spread, codes_read, gaps_of, parts_of, spread_of
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
    "Curve",
    "Estimate",
    "ExtractDamagedError",
    "ExtractGoneError",
    "ExtractRun",
    "ExtractSourceError",
    "Fault",
    "Figure",
    "Gap",
    "IndicatorWords",
    "Manifest",
    "Nation",
    "NothingToReleaseError",
    "Part",
    "Place",
    "PlaceFigures",
    "PublishedFile",
    "ReasonError",
    "Release",
    "ReleaseRun",
    "RunState",
    "TermRule",
    "Rank",
    "Spread",
    "all_releases",
    "attack_release",
    "build_release",
    "codes_read",
    "columns",
    "curve",
    "extract_progress",
    "faults_of",
    "freeze_extract",
    "gaps_of",
    "latest_release",
    "parts_of",
    "release_of",
    "spread_of",
]
