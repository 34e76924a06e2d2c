"""Turns the pages' typeface into files that the typesetter reads: `python tools/make_paper_fonts.py`.

Typst reads TTF, the web's package has WOFF2 cut by script. The Thai and the Latin cut of each weight become one font,
so that no line of text has to change fonts. The files are made, not kept.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "node_modules" / "@fontsource" / "sarabun" / "files"
TARGET = ROOT / "isee" / "web" / "paper" / "fonts"
SCRIPTS = ("thai", "latin")
WEIGHTS = (400, 700)
FOR_SCREENS = ("fpgm", "prep", "cvt ", "gasp")
"""Tables that only sharpen letters on old screens, and that two fonts cannot share."""


def make(source: Path = SOURCE, target: Path = TARGET) -> list[Path]:
    """Write a TTF for each weight; returns their paths."""
    target.mkdir(exist_ok=True)
    for old in target.glob("*.ttf"):
        old.unlink()
    return [_make_weight(weight, source, target) for weight in WEIGHTS]


def _make_weight(weight: int, source: Path, target: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        cuts = [Path(folder) / f"{script}.ttf" for script in SCRIPTS]
        for script, cut in zip(SCRIPTS, cuts, strict=True):
            font = TTFont(source / f"sarabun-{script}-{weight}-normal.woff2")
            font.flavor = None
            for table in FOR_SCREENS:
                if table in font:
                    del font[table]
            font.save(cut)
        made = target / f"sarabun-{weight}.ttf"
        Merger().merge([str(cut) for cut in cuts]).save(made)
    return made


if __name__ == "__main__":
    try:
        make()
    except FileNotFoundError as missing:
        sys.exit(f"{missing.filename} is missing. Run `npm ci` first; `make demo` does both.")
