"""What others may use of growth, as `growth` of `isee.tracking.api`."""

from isee.tracking.growth.assessment import Growth, assess
from isee.tracking.growth.bulk import REFERENCES, GrowthColumns, assess_many
from isee.tracking.growth.classes import GrowthClass, grows_well, growth_class
from isee.tracking.growth.columns import with_scores
from isee.tracking.growth.curves import Curve, CurveSet, curves
from isee.tracking.growth.errors import GrowthTableError, TableFault
from isee.tracking.growth.loading import LoadedTable, load_growth_table
from isee.tracking.growth.marks import LABELS as MARK_LABELS
from isee.tracking.growth.marks import MARKS, names_of
from isee.tracking.growth.models import GrowthRow, GrowthTable
from isee.tracking.growth.queries import growth_tables, loaded_reference
from isee.tracking.growth.references import THAI2564, LoadedReference
from isee.tracking.growth.who import BUILT_IN, WHO2006, WHO2007

__all__ = [
    "BUILT_IN",
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
    "GrowthRow",
    "GrowthTable",
    "GrowthTableError",
    "LoadedReference",
    "LoadedTable",
    "TableFault",
    "assess",
    "assess_many",
    "curves",
    "grows_well",
    "growth_class",
    "growth_tables",
    "load_growth_table",
    "loaded_reference",
    "names_of",
    "with_scores",
]
