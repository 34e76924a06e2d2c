"""Bands below the district: how roughly a share is told in a subdistrict or a school, so that nothing more follows.

Pure arithmetic. Areas and schools are a tree, and a district's number is known, so that the tightest interval of every
number follows in one pass up and one pass down (whole numbers too: the sums of a tree have no fractional corner). A
band is shown only where every number in the tree can still be anything within as many children as the threshold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from isee.reporting.disclosure import Thresholds
from isee.reporting.figures import Place

EDGES = (0, 10, 25, 50, 75, 90, 100)
"""Per cent. A band has its lower edge and not its upper one; the last has both."""
LEAST_CHILDREN = 100
"""Of fewer children no share is told: a tenth of them would be fewer than ten."""


class Below(NamedTuple):
    """How a share is told: `exact` where the children are all those of a district, else a band or not at all."""

    band: str
    exact: bool


class Finding(NamedTuple):
    """A number in a tree: its node, its tightest interval, and how wide that must be."""

    node: "Node"
    low: int
    high: int
    demand: float

    @property
    def is_open(self) -> bool:
        """Whether the number can be told too closely."""
        return self.high - self.low < self.demand


@dataclass
class Node:
    """`n` of `d`, from `children`, in an area or a school and in its parts. No place: what lies in no part.

    `most` is the greatest `n` that is taken for possible, where other figures of the same children leave room.
    """

    place: Place | None
    n: int
    d: int
    children: int
    most: int
    parts: list["Node"] = field(default_factory=list)
    band: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """What the band by itself says of `n`."""
        if not self.band:
            return 0, self.most
        low, high = (int(edge) for edge in self.band.split("-"))
        top = self.d if high == 100 else -(-high * self.d // 100) - 1
        return -(-low * self.d // 100), min(top, self.most)

    def walk(self) -> Iterator["Node"]:
        """The node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def band_of(n: int, d: int) -> str:
    """The band of a share, such as `10-25`."""
    edge = max(place for place, low in enumerate(EDGES[:-1]) if n * 100 >= low * d)
    return f"{EDGES[edge]}-{EDGES[edge + 1]}"


def bands_of(trees: Iterable[Node], *, thresholds: Thresholds) -> dict[Place, Below]:
    """How every number below the root of each tree is told; the roots are told exactly."""
    told: dict[Place, Below] = {}
    for tree in trees:
        for node in tree.walk():
            if node is not tree and node.children >= LEAST_CHILDREN and node.place is not None:
                node.band = band_of(node.n, node.d)
        _drop_inherited(tree, tree)
        while given_up := _to_give_up(tree, thresholds):
            for node in given_up:
                node.band = ""
        told |= dict(_told(tree, Below("", exact=True)))
    return told


def findings(tree: Node, thresholds: Thresholds) -> list[Finding]:
    """The tightest interval of every number below the root, as the bands leave it; none where no band is shown."""
    if not any(node.band for node in tree.walk()):
        return []
    least: dict[int, tuple[int, int]] = {}
    _add_up(tree, least)
    least[id(tree)] = (tree.n, tree.n)
    found: list[Finding] = []
    _narrow(tree, least, thresholds, found)
    return found


def _add_up(node: Node, least: dict[int, tuple[int, int]]) -> None:
    low, high = node.bounds
    if node.parts:
        for part in node.parts:
            _add_up(part, least)
        low = max(low, sum(least[id(part)][0] for part in node.parts))
        high = min(high, sum(least[id(part)][1] for part in node.parts))
    least[id(node)] = (low, high)


def _narrow(node: Node, least: dict[int, tuple[int, int]], thresholds: Thresholds, found: list[Finding]) -> None:
    low, high = least[id(node)]
    all_low = sum(least[id(part)][0] for part in node.parts)
    all_high = sum(least[id(part)][1] for part in node.parts)
    for part in node.parts:
        part_low, part_high = least[id(part)]
        part_low, part_high = max(part_low, low - (all_high - part_high)), min(part_high, high - (all_low - part_low))
        found.append(Finding(part, part_low, part_high, _demand(part, node, thresholds)))
    for finding, part in zip(found[-len(node.parts) :] if node.parts else (), node.parts, strict=True):
        least[id(part)] = (finding.low, finding.high)
    for part in node.parts:
        _narrow(part, least, thresholds, found)


def _demand(node: Node, parent: Node, thresholds: Thresholds) -> float:
    """As much as the threshold's children have, but no more than there is, nor than the parent leaves open.

    Where nobody, or everybody, is counted in the parent, its own figure says so of each part.
    """
    if not node.children or node.place is None or parent.n in (0, parent.d):
        return 0
    return min(thresholds.threshold * node.d / node.children, node.d, parent.d - node.d)


def _to_give_up(tree: Node, thresholds: Thresholds) -> list[Node]:
    """The bands to give up next: those of numbers that are told, else the one of the fewest children."""
    opened = [finding.node for finding in findings(tree, thresholds) if finding.is_open]
    if not opened:
        return []
    banded = [node for node in tree.walk() if node.band]
    return [node for node in opened if node.band] or [min(banded, key=lambda node: (node.children, str(node.place)))]


def _drop_inherited(node: Node, parent: Node) -> None:
    """A part that has all children of its whole says nothing of its own."""
    if node is not parent and node.d == parent.d:
        node.band = ""
    for part in node.parts:
        _drop_inherited(part, node)


def _told(node: Node, as_is: Below) -> Iterator[tuple[Place, Below]]:
    for part in node.parts:
        told = as_is if part.d == node.d else Below(part.band, exact=False)
        if part.place is not None:
            yield part.place, told
        yield from _told(part, told)
