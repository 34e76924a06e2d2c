"""What a section of a record is made of. The page and the PDF draw the same blocks, so that they say the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from isee.access.api import Part

NARROW_COLUMNS = 3


@dataclass(frozen=True)
class Cell:
    """One value in words. `tone` is its colour, never its only message; `note` is a smaller second line.

    `end` stands at the end of a list's line, such as the time of a look.
    """

    text: str
    tone: str = ""
    note: str = ""
    url: str = ""
    end: str = ""


Value = Cell | str


@dataclass(frozen=True)
class Table:
    """Rows under heads; the first cell of a row names it. `numeric` columns stand to the right."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    numeric: frozenset[int] = frozenset()
    narrow: bool = False
    kind: str = "table"

    @property
    def wide(self) -> bool:
        """Does it need the whole width of a section? `narrow` says no, for a table beside its drawing."""
        return len(self.heads) > NARROW_COLUMNS and not self.narrow


@dataclass(frozen=True)
class Facts:
    """Pairs of a word and its value."""

    pairs: Sequence[tuple[str, Value]]
    caption: str = ""
    kind: str = "facts"


@dataclass(frozen=True)
class Items:
    """A list: each with a line of its own and a smaller one below."""

    rows: Sequence[Cell]
    caption: str = ""
    kind: str = "items"


@dataclass(frozen=True)
class Note:
    """A sentence; `tone` is `mute`, `alert` or nothing."""

    text: str
    tone: str = "mute"
    kind: str = "note"
    wide: bool = True


@dataclass(frozen=True)
class Drawing:
    """A chart that the server has drawn; its table follows it."""

    svg: SafeString
    caption: str
    kind: str = "drawing"


@dataclass(frozen=True)
class Photo:
    """A photograph, by an address that works for a short time and writes each look down."""

    url: str
    text: str
    width: int = 0
    height: int = 0
    key: str = ""


@dataclass(frozen=True)
class Photos:
    """Photographs side by side."""

    rows: Sequence[Photo]
    kind: str = "photos"
    wide: bool = True


Block = Table | Facts | Items | Note | Drawing | Photos


@dataclass(frozen=True)
class Section:
    """One part of a record. `state` says in its closed form what is inside, in a few words.

    A section with a sensitive `part` is `closed` until it is asked for: then it has no blocks at all.
    """

    key: str
    title: str
    state: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    part: Part | None = None
    closed: bool = False
    open: bool = False


def closed(key: str, title: str, part: Part, *, state: str) -> Section:
    """A sensitive section before anybody has said what they need it for: nothing of it is here."""
    return Section(key, title, state, (), part=part, closed=True)


def nothing(text: str) -> tuple[Note, ...]:
    """An empty section says so in words."""
    return (Note(text),)
