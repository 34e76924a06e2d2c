"""The only door of the synthetic nation."""

from isee.synth.loading import Built, Step, SynthError, build_nation, rosters_folder
from isee.synth.plan import NEWEST, TERMS, TODAY

__all__ = ["NEWEST", "TERMS", "TODAY", "Built", "Step", "SynthError", "build_nation", "rosters_folder"]
