"""What other packages may use of `reporting`."""

from isee.reporting.answers import Answer, choices_of, columns_of, compute, figure_of
from isee.reporting.attack_release import ExtractGoneError, attack_release
from isee.reporting.catalogue import MEDIA_TYPES
from isee.reporting.codebook import columns
from isee.reporting.corrections import ReasonError
from isee.reporting.crosstab import (
    UNKNOWN,
    Choices,
    Dimension,
    Question,
    QuestionError,
    TooWideError,
    check,
    counts_where_children_live,
    question_of,
)
from isee.reporting.cubes import has_cubes, make_cubes
from isee.reporting.engines import EngineError
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
from isee.reporting.indicators import CHILD_INDICATORS, Family, Indicator, Unit
from isee.reporting.manifest_formats import Correction, Corrections, TermRule
from isee.reporting.models import ExtractRun, ReleaseRun, RunState
from isee.reporting.operations import build_release, extract_progress, freeze_extract
from isee.reporting.protection import OpenedError
from isee.reporting.reading import PublishedFile, Release, all_releases, latest_release, release_of
from isee.reporting.release import NothingToReleaseError
from isee.reporting.report_models import SavedReport
from isee.reporting.research import api as research
from isee.reporting.saved_reports import delete_report, find_report, own_reports, save_report, shared_reports
from isee.reporting.sheets import Sheet, as_csv, as_xlsx
from isee.reporting.staff import (
    EmptyScopeError,
    OutsideScopeError,
    StaffExtracts,
    StaffScope,
    StaffTables,
    reader_scope,
    staff_extracts,
    staff_tables,
)
from isee.reporting.staff_places import staff_place
from isee.reporting.verify import Fault, faults_of

__all__ = [
    "CHILD_INDICATORS",
    "MEDIA_TYPES",
    "UNKNOWN",
    "Answer",
    "AreaFigures",
    "AttackWords",
    "Cell",
    "Choices",
    "Codebook",
    "CodebookIndicator",
    "Correction",
    "Corrections",
    "Curve",
    "Dimension",
    "DiskFullError",
    "EmptyScopeError",
    "EngineError",
    "Estimate",
    "ExtractDamagedError",
    "ExtractGoneError",
    "ExtractRun",
    "ExtractSourceError",
    "Family",
    "Fault",
    "Figure",
    "Gap",
    "Indicator",
    "IndicatorWords",
    "Manifest",
    "Nation",
    "NothingToReleaseError",
    "OpenedError",
    "OutsideScopeError",
    "Part",
    "Place",
    "PlaceFigures",
    "PublishedFile",
    "Question",
    "QuestionError",
    "Rank",
    "ReasonError",
    "Release",
    "ReleaseRun",
    "RunState",
    "SavedReport",
    "Sheet",
    "Spread",
    "StaffExtracts",
    "StaffScope",
    "StaffTables",
    "TermRule",
    "TooWideError",
    "Unit",
    "all_releases",
    "as_csv",
    "as_xlsx",
    "attack_release",
    "build_release",
    "check",
    "choices_of",
    "codes_read",
    "columns",
    "columns_of",
    "compute",
    "counts_where_children_live",
    "curve",
    "delete_report",
    "extract_progress",
    "faults_of",
    "figure_of",
    "find_report",
    "freeze_extract",
    "gaps_of",
    "has_cubes",
    "latest_release",
    "make_cubes",
    "own_reports",
    "parts_of",
    "question_of",
    "reader_scope",
    "release_of",
    "research",
    "save_report",
    "shared_reports",
    "spread_of",
    "staff_extracts",
    "staff_place",
    "staff_tables",
]
