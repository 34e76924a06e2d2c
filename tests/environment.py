"""Loaded before Django's settings: tests have a home, keys and a database of their own."""

import os
from pathlib import Path

HOME = Path(__file__).resolve().parents[1] / ".test-isee"
os.environ["ISEE_HOME"] = str(HOME)
os.environ["ISEE_KEY_FILE"] = str(HOME / "keys.json")
os.environ["ISEE_DB_ROLE"] = "owner"
for name in ("ISEE_DEMO", "ISEE_TODAY", "ISEE_KEYS"):
    os.environ.pop(name, None)
(HOME / "static").mkdir(parents=True, exist_ok=True)
