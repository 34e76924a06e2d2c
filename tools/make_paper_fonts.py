"""Turns the pages' typeface into files that the typesetter reads: `python tools/make_paper_fonts.py`.

Typst reads TTF, the web's package has WOFF2 cut by script. Each cut becomes a family of its own ("Sarabun Thai",
"Sarabun Latin"), so that one falls back on the other for the letters that it lacks. The files are made, not kept.
"""

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@fontsource" / "sarabun" / "files"
TARGET = ROOT / "isee" / "web" / "paper" / "fonts"
SCRIPTS = ("thai", "latin")
WEIGHTS = (400, 700)
FAMILY_NAMES = (1, 16)
"""Name records of a font that hold its family: the old one and the typographic one."""


def make(source: Path = SOURCE, target: Path = TARGET) -> list[Path]:
    """Write a TTF for each script and weight; returns their paths."""
    target.mkdir(exist_ok=True)
    made = []
    for script in SCRIPTS:
        for weight in WEIGHTS:
            font = TTFont(source / f"sarabun-{script}-{weight}-normal.woff2")
            font.flavor = None
            for record in font["name"].names:
                if record.nameID in FAMILY_NAMES:
                    record.string = f"Sarabun {script.title()}"
            made.append(target / f"sarabun-{script}-{weight}.ttf")
            font.save(made[-1])
    return made


if __name__ == "__main__":
    try:
        make()
    except FileNotFoundError as missing:
        sys.exit(f"{missing.filename} is missing. Run `npm ci` first; `make demo` does both.")
