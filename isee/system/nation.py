"""Whether the persons in this installation are invented, and how large a part of the nation they are."""

import json
from dataclasses import dataclass

from isee.system.home import isee_home


@dataclass(frozen=True)
class Nation:
    """`scale` is the synthetic nation's size as a share of the real one; None where the persons are real."""

    synthetic: bool
    scale: float | None


REAL = Nation(synthetic=False, scale=None)


def record_synthetic_nation(scale: float) -> None:
    """Mark this installation as one that holds invented persons; extracts and releases carry the mark on."""
    path = isee_home() / "nation.json"
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps({"synthetic": True, "scale": scale}))
    fresh.replace(path)


def nation() -> Nation:
    """What was recorded; a real nation when nothing was."""
    path = isee_home() / "nation.json"
    return Nation(**json.loads(path.read_text())) if path.exists() else REAL
