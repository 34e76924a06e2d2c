"""The only door of the synthetic nation."""

from isee.synth.building import Built, Step, SynthError, build_nation, remake_province, rosters_folder
from isee.synth.calibration import calibration_report
from isee.synth.feeds.report import fault_report
from isee.synth.feeds.writing import write_feeds
from isee.synth.messy import MessyRoster, write_messy_roster
from isee.synth.photos import photograph_homes
from isee.synth.plan import NEWEST, TERMS, TODAY
from isee.synth.quick import feeds_folder

__all__ = [
    "NEWEST",
    "TERMS",
    "TODAY",
    "Built",
    "MessyRoster",
    "Step",
    "SynthError",
    "build_nation",
    "calibration_report",
    "fault_report",
    "feeds_folder",
    "photograph_homes",
    "remake_province",
    "rosters_folder",
    "write_feeds",
    "write_messy_roster",
]
