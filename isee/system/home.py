"""Where this installation keeps its data: `ISEE_HOME`."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def isee_home() -> Path:
    """The data folder: `ISEE_HOME`, or `.isee/` in the checkout."""
    return Path(os.environ.get("ISEE_HOME") or CHECKOUT / ".isee").resolve()
