"""Makes a twentieth of the synthetic nation in memory and puts target beside made: tables and pictures of the docs.

Run by hand after the nation has changed: `.venv/bin/python tools/draw_nation.py`. It writes the tables between the
marks of calibration in `docs/synthetic-nation.md`, and `docs/pictures/nation-*.svg`.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "synthetic-nation.md"
PLACE = re.compile(r"(<!-- calibration -->\n).*?(<!-- end of calibration -->)", re.DOTALL)
TERM = re.compile(r"_(\d{4})([12])$")
SCALE, SEED = 0.05, 2569
WIDTH, ROW, LEFT = 760, 12, 170
STYLE = "font-family:sans-serif;font-size:10px;fill:#222"
TARGET, MADE = "#b3541e", "#1f5fa8"

Bar = tuple[str, float, float]


def picture(title: str, bars: Sequence[Bar], *, unit: str) -> str:
    """A picture of bars: made as a bar, the target as a mark on it."""
    largest = max(max(target, made) for _, target, made in bars)
    height = 46 + ROW * len(bars)
    across = (WIDTH - LEFT - 90) / largest
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="16" style="{STYLE};font-size:13px;font-weight:bold">{title}</text>',
        f'<text x="8" y="32" style="{STYLE}">bar: made; mark: target ({unit})</text>',
    ]
    for place, (name, target, made) in enumerate(bars):
        top = 40 + ROW * place
        parts += [
            f'<text x="{LEFT - 6}" y="{top + 9}" text-anchor="end" style="{STYLE}">{said(name)}</text>',
            f'<rect x="{LEFT}" y="{top + 2}" width="{made * across:.1f}" height="{ROW - 4}" fill="{MADE}"/>',
            f'<rect x="{LEFT + target * across - 1:.1f}" y="{top}" width="2" height="{ROW - 1}" fill="{TARGET}"/>',
            f'<text x="{WIDTH - 84}" y="{top + 9}" style="{STYLE}">{made:,.2f} / {target:,.2f}</text>',
        ]
    return "\n".join([*parts, "</svg>\n"])


def said(name: str) -> str:
    """`extremely_poor_25651` as people read it: `extremely poor, 1/2565`."""
    return TERM.sub(r", \2/\1", name).replace("_", " ")


def main() -> None:
    """Make the nation, write the tables and the pictures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isee.config.settings")
    django.setup()
    from isee.places.shapes import bundled_provinces
    from isee.synth.calibration import as_table, calibrate_nation, school_line

    national, provinces = calibrate_nation(scale=SCALE, seed=SEED, shapes=bundled_provinces())
    lines = [*national, school_line(seed=SEED)]
    tables = (
        as_table(lines, title="Nation"),
        as_table(provinces, title="Province: extremely poor, % of pupils up to M.3"),
    )
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PLACE.sub(lambda found: found[1] + "\n\n".join(tables) + "\n" + found[2], page), encoding="utf-8")
    shares = [(line.name.removesuffix("_pct"), line.target, line.made) for line in lines if line.name.endswith("_pct")]
    totals = [
        (line.name, line.target / 1e6, line.made / 1e6) for line in lines if line.total and line.name != "schools"
    ]
    severe = sorted(((line.name, line.target, line.made) for line in provinces), key=lambda bar: -bar[1])
    for name, title, bars, unit in (
        ("shares", "Shares of the nation", shares, "%"),
        ("totals", "Totals of the nation, by term where one is named", totals, "million"),
        ("provinces", "Extremely poor pupils by province", severe, "% of pupils up to M.3"),
    ):
        path = ROOT / "docs" / "pictures" / f"nation-{name}.svg"
        path.write_text(picture(title, bars, unit=unit), encoding="utf-8")


if __name__ == "__main__":
    main()
