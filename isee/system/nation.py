"""Whether the persons in this installation are invented, and how large a part of the nation they are."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Nation:
    """`scale` is the synthetic nation's size as a share of the real one; None where the persons are real."""

    synthetic: bool
    scale: float | None


def record_synthetic_nation(home: Path, *, scale: float) -> None:
    """Mark an installation as one that holds invented persons; extracts and releases carry the mark on."""
    path = home / "nation.json"
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps({"synthetic": True, "scale": scale}))
    fresh.replace(path)


def nation(home: Path) -> Nation:
    """What was recorded; a nation of real persons when nothing was."""
    path = home / "nation.json"
    return Nation(**json.loads(path.read_text())) if path.exists() else Nation(synthetic=False, scale=None)
