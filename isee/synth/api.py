"""The only door of the synthetic nation."""

from isee.synth.building import Built, Step, SynthError, build_nation, remake_province, rosters_folder
from isee.synth.calibration import calibration_report
from isee.synth.messy import MessyRoster, write_messy_roster
from isee.synth.plan import NEWEST, TERMS, TODAY

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
    "remake_province",
    "rosters_folder",
    "write_messy_roster",
]
