"""The official Thai classes of a measurement, where an office has loaded the Thai reference; nothing without one."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from isee.tracking.api import growth
from isee.web.present.formats import in_thai
from isee.web.present.growth_chart import Measured, signed

TITLES = {
    "weight_for_height": mark("Weight for height"), "height": mark("Height for age"), "weight": mark("Weight for age"),
}  # fmt: skip


@dataclass(frozen=True)
class ThaiClass:
    """One class in full words, with its score; `side` as in `growth.GrowthClass`."""

    title: str
    label: str
    score: str
    side: int


@dataclass(frozen=True)
class ThaiGrowth:
    """What the Thai reference says of one measurement, and whose table it is.

    `grows_well` is สูงดีสมส่วน; None where height or weight for height has no class.
    """

    classes: list[ThaiClass]
    grows_well: bool | None
    source: str


def thai_growth(sex: str, *, born: date, measured: Measured, reference: growth.LoadedReference) -> ThaiGrowth | None:
    """The classes of one measurement under a loaded reference; None where it has a table for none of them."""
    found = growth.assess(
        sex, age_days=(measured.day - born).days, weight_kg=measured.weight_kg, height_cm=measured.height_cm,
        reference=reference,
    )  # fmt: skip
    scores = {"weight_for_height": found.wfh_z, "height": found.height_z, "weight": found.weight_z}
    named = {measure: growth.growth_class(measure, z, reference=reference.name) for measure, z in scores.items()}
    classes = [
        ThaiClass(_(TITLES[measure]), one.label_th if in_thai() else one.label_en, signed(z), one.side)
        for measure, z in scores.items()
        if (one := named[measure]) is not None and z is not None
    ]
    if not classes:
        return None
    well = growth.grows_well(height=named["height"], weight_for_height=named["weight_for_height"])
    source = _("Thai reference of 2564: %(source)s") % {"source": reference.source}
    illustrative = _("made up, to try the system") if reference.illustrative else ""
    return ThaiGrowth(classes, well, f"{source} ({illustrative})" if illustrative else source)
