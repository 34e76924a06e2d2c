"""One kind of work that is due."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Due:
    """One kind of work: how many, what, and where it is done. Urgent is what keeps others waiting."""

    count: int
    text: str
    note: str
    url: str
    action: str
    urgent: bool = False
