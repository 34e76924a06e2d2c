"""Thailand filling in: how far the making of the first figures is, province by province."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from isee.places.api import Area, ShapeMap
from isee.web.present.choropleth import Choropleth, LegendItem, Shape
from isee.web.present.formats import name, number

DEMO = "demo"
"""The key under which the making of the demo nation reports its progress."""


def phase_words(phase: str) -> str:
    """What is being done, in the reader's language."""
    return {
        "past": _("Inventing families and schools, and three years of their history"),
        "rosters": _("Reading the schools' newest rosters"),
        "extracts": _("Freezing the terms"),
        "release": _("Counting and publishing"),
        "rows": _("Taking rows in"),
        "read": _("Reading"),
        "write": _("Writing"),
        "sums": _("Adding up"),
        "places": _("Writing the figures of each place"),
    }.get(phase, phase)


@dataclass(frozen=True)
class Filling:
    """The map of what is in, how many provinces are whole, and how many records are in.

    `share` is of all provinces, 0 to 1; what a province will hold is known only once its turn has come.
    """

    map: Choropleth | None
    whole: int
    provinces: int
    records: int
    share: float


def filling_in(parts: Mapping[str, object], *, areas: Iterable[Area], shapes: ShapeMap | None) -> Filling:
    """The map from a job's counts by province, `{"58": [320, 1204]}`: done and total."""
    counts = {code: pair for code, pair in parts.items() if code.isdecimal() and isinstance(pair, list)}
    provinces = list(areas)
    whole = sum(1 for done, total in counts.values() if total and done >= total)
    shares = [min(done / total, 1.0) if total else 0.0 for done, total in counts.values()]
    so_far = (
        whole, len(provinces), sum(done for done, _total in counts.values()), sum(shares) / max(len(provinces), 1),
    )  # fmt: skip
    if shapes is None:
        return Filling(None, *so_far)
    drawn = []
    for area in provinces:
        path = shapes.paths.get(area.text)
        if path is None:
            continue
        done, total = counts.get(area.text, (0, 0))
        share = done / total if total else 0
        said = _("%(done)s of %(total)s") % {"done": number(done), "total": number(total)} if total else _("waiting")
        drawn.append(Shape(area.text, path, _look(share), f"{name(area)}: {said}"))
    legend = [LegendItem("wait", _("waiting")), LegendItem("q2", _("coming in")), LegendItem("q5", _("complete"))]
    return Filling(Choropleth(shapes.view_box, drawn, legend, shapes.attribution), *so_far)


def _look(share: float) -> str:
    """Grey while nothing is in, then deeper and deeper."""
    if share <= 0:
        return "wait"
    return "q5" if share >= 1 else f"q{1 + int(share * 4)}"
