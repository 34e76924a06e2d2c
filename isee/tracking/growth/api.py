"""What others may use of growth, as `growth` of `isee.tracking.api`."""

from isee.tracking.growth.assessment import Growth, assess
from isee.tracking.growth.bulk import REFERENCES, GrowthColumns, assess_many
from isee.tracking.growth.classes import GrowthClass, grows_well, growth_class
from isee.tracking.growth.columns import with_scores
from isee.tracking.growth.curves import Curve, CurveSet, curves
from isee.tracking.growth.marks import LABELS as MARK_LABELS
from isee.tracking.growth.marks import MARKS, names_of
from isee.tracking.growth.references import THAI2564, LoadedReference
from isee.tracking.growth.who import WHO2006, WHO2007

__all__ = [
    "MARKS",
    "MARK_LABELS",
    "REFERENCES",
    "THAI2564",
    "WHO2006",
    "WHO2007",
    "Curve",
    "CurveSet",
    "Growth",
    "GrowthClass",
    "GrowthColumns",
    "LoadedReference",
    "assess",
    "assess_many",
    "curves",
    "grows_well",
    "growth_class",
    "names_of",
    "with_scores",
]
