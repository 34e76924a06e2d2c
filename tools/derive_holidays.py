"""Derive the national holidays that schools keep from the package `holidays` (MIT), country TH.

Run once, and again when the Cabinet has announced the holidays of another year::

    uv run --with holidays==0.108 python tools/derive_holidays.py isee/tracking/data/holidays.csv

Public and government holidays are taken, with their days in lieu and the days that the Cabinet adds between two
holidays. National Labour Day and National Children's Day are left out: government offices, and so state schools, do
not close for them. Days of the lunar calendar and days that the Cabinet announces are illustrative from 2026 on.
"""

from __future__ import annotations

import csv
import importlib
import sys
from datetime import date
from pathlib import Path

YEARS = range(2022, 2028)
UNANNOUNCED = 2026
"""The year from which the package's dates of the lunar calendar were not compared with an announcement."""
LEFT_OUT = ("National Labor Day", "National Children's Day")
BY_THE_MOON = ("Makha Bucha", "Visakha Bucha", "Asarnha Bucha", "Buddhist Lent Day", "Royal Ploughing Ceremony")
ADDED = "Bridge Public Holiday"
IN_LIEU = " (in lieu)"


def source_of(name: str) -> str:
    """Where a day is from."""
    if name == ADDED:
        return "added by the Cabinet; as listed by the package holidays 0.108"
    if any(word in name for word in BY_THE_MOON):
        return "lunar calendar or announcement; as listed by the package holidays 0.108"
    return "weekday in lieu of a fixed holiday" if IN_LIEU in name else "fixed day of each year"


def rows() -> list[dict[str, str]]:
    """One row a day, by day."""
    package = importlib.import_module("holidays")
    thai, english = (
        package.country_holidays("TH", years=YEARS, language=language, categories=("public", "government"))
        for language in ("th", "en_US")
    )
    return [row(day, thai[day], english[day]) for day in sorted(thai) if not english[day].startswith(LEFT_OUT)]


def row(day: date, thai: str, english: str) -> dict[str, str]:
    """The words of one day; several holidays of one day are joined."""
    unsure = source_of(english).endswith("0.108") and day.year >= UNANNOUNCED
    return {
        "day": day.isoformat(),
        "name_th": thai.replace("; ", " และ"),
        "name_en": english.replace("; ", " and "),
        "source": source_of(english),
        "illustrative": "yes" if unsure else "no",
    }


def main(target: Path) -> None:
    """Write the data file."""
    found = rows()
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
