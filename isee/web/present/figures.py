"""The words for a published figure in each of its states: shown, a band, too few to show, no data.

Every page, picture and paper asks here, so that a hidden figure reads the same wherever it stands and is never a zero.
Below the district a share is published as a band: its lower limit belongs to it, its upper one to the next band.
"""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from isee.reporting.api import Cell
from isee.web.present.formats import value_text, with_unit

WHOLE_ONLY = frozenset({"subdistrict", "school"})
"""Levels whose figures are for everyone together: groups and exact shares stop at the district."""

SHARES_FROM = 100
"""Of a school or a subdistrict with fewer pupils only their number is published."""


@dataclass(frozen=True)
class Band:
    """A range of shares in per cent; `place` counts the bands from the lowest."""

    code: str
    place: int
    low: int
    high: int

    @property
    def paint(self) -> str:
        """The shade of the band on maps and beside its name: `b1` pale to `b6` deep."""
        return self.shade()

    def shade(self, *, low_is_need: bool = False) -> str:
        """The shade, the deepest where the need is greatest."""
        return f"b{len(LIMITS) - 1 - self.place if low_is_need else self.place + 1}"

    @property
    def words(self) -> str:
        """The band as it stands alone: `under 10 %`, `25–50 %`, `90 % or more`."""
        if self.low == 0:
            return _("under %(limit)s %%") % {"limit": self.high}
        if self.high == 100:
            return _("%(limit)s %% or more") % {"limit": self.low}
        return _("%(low)s–%(high)s %%") % {"low": self.low, "high": self.high}


LIMITS = (0, 10, 25, 50, 75, 90, 100)
BANDS = tuple(Band(f"{low}-{high}", place, low, high) for place, (low, high) in enumerate(pairwise(LIMITS)))
BY_CODE = {band.code: band for band in BANDS}


def band_of(cell: Cell) -> Band | None:
    """The band of a figure that is published as one; None for a figure in any other state."""
    return BY_CODE[cell["band"]] if cell["s"] == "band" and "band" in cell else None


def is_known(cell: Cell) -> bool:
    """Whether a figure says something: a number or a band."""
    return cell["v"] is not None or cell["s"] == "band"


def state_text(state: str) -> str:
    """What stands in the place of a figure that is hidden or missing."""
    return _("too few to show") if state == "few" else _("no data")


def cell_text(cell: Cell, unit: str) -> str:
    """A figure for a column that names its unit: `14.2`, `10–25 %`, `too few to show`."""
    band = band_of(cell)
    if band:
        return band.words
    return state_text(cell["s"]) if cell["v"] is None else value_text(cell["v"], unit)


def cell_label(cell: Cell, unit: str) -> str:
    """A figure that stands alone, with its unit: `14.2 %`, `10–25 %`, `1,039 baht`, `no data`."""
    return cell_text(cell, unit) if cell["v"] is None else with_unit(cell["v"], unit)


def share_words(cell: Cell) -> str:
    """A share inside a sentence, in Thai with the word for per cent before it: `14.2 per cent`, `10–25 %`."""
    band = band_of(cell)
    if band or cell["v"] is None:
        return cell_text(cell, "share")
    return _("%(v)s per cent") % {"v": value_text(cell["v"], "share")}


def need_of(cell: Cell) -> float | None:
    """What orders figures by amount: the value, or the lower limit of a band; None where nothing is shown."""
    band = band_of(cell)
    return float(band.low) if band else cell["v"]
