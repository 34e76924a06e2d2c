"""A roster in which seven things are wrong, to try the import page with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import xlsxwriter

from isee.synth.draws import stream
from isee.synth.ids import citizen_ids
from isee.synth.names import THAI, family_names, given_names
from isee.synth.nation import Province
from isee.synth.rosters import COLUMNS, Style, newest_pupils, roster_table

NEW_PUPILS: Final = 7
_SERIAL: Final = 995_000_000
"""ID serials that the nation itself never uses."""
_STYLE: Final = Style("xlsx", "joined", "long", "thai", "dashes", "-", (), False, 0, False)
_HEADER_ABOVE: Final = 2
FAULTS: Final = (
    ("เลขประจำตัวประชาชน", "1.98E+12"),
    ("เลขประจำตัวประชาชน", None),
    ("วันเกิด", "05/06/2015"),
    ("วันเกิด", "1/2/2575"),
    ("ชั้น", "ป.7"),
    ("รหัสโรงเรียน", "1099999999"),
    ("ชื่อ", "=A1&B1"),
)
"""Column and spoilt cell of each faulty row: shortened ID, wrong check digit, ambiguous date, date to come, unknown
grade, unknown school, formula."""


@dataclass(frozen=True)
class MessyRoster:
    """What was written: the school, how many rows are good, and how many have a fault."""

    school_code: str
    good: int
    faulty: int


def write_messy_roster(path: Path, *, province: Province, school_code: str) -> MessyRoster:
    """Write the roster of the first room of a school's lowest grade, with new pupils and seven faulty rows.

    Columns have names seen in real files, title rows stand above, dates have Thai digits. Raises ValueError when the
    school has no pupils in the newest term.
    """
    pupils = newest_pupils(province).filter(pl.col("school_code") == school_code)
    if pupils.is_empty():
        raise ValueError(f"school {school_code} has no pupils in the newest term")
    room = pupils.filter(pl.col("grade") == pupils["grade"].min(), pl.col("room") == 1)
    good = roster_table(room, province.plan, _STYLE)
    strangers = _strangers(good, born=room["born"], size=NEW_PUPILS + len(FAULTS))
    rows = [list(row) for row in pl.concat([good, strangers.head(NEW_PUPILS)]).iter_rows()]
    for place, (row, (column, cell)) in enumerate(zip(strangers.tail(len(FAULTS)).iter_rows(), FAULTS, strict=True)):
        cells = list(row)
        index = COLUMNS.index(column)
        cells[index] = _wrong_check_digit(str(cells[index])) if cell is None else cell
        rows.insert(3 + 4 * place, cells)
    _write(path, rows, school_name=str(room["school_name"][0]))
    return MessyRoster(school_code, len(good) + NEW_PUPILS, len(FAULTS))


def _wrong_check_digit(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def _strangers(model: pl.DataFrame, *, born: pl.Series, size: int) -> pl.DataFrame:
    """New pupils at the same school: the rows of others with names, numbers and birthdays of their own."""
    rng = stream(0, "messy roster")
    base = model.gather(np.arange(size) % len(model))
    girls = (base["เพศ"] == "หญิง").to_numpy()
    custom = np.full(size, THAI)
    numbers = citizen_ids(_SERIAL + np.arange(size), person_types=np.ones(size, dtype=np.int64))
    family = pl.Series(family_names(rng, place=np.zeros(size, dtype=np.int64), custom=custom), dtype=pl.String)
    days = rng.integers((1, 6), (28, 13), (size, 2))
    years = (born.gather(np.arange(size) % len(born)).dt.year() + 542).to_list()
    return base.with_columns(
        numbers.alias("เลขประจำตัวประชาชน"),
        pl.Series("ชื่อ", given_names(rng, female=girls, custom=custom), dtype=pl.String),
        family.alias("นามสกุล"),
        family.alias("นามสกุลบิดา"),
        pl.Series("รหัสนักเรียน", [str(9_101 + i) for i in range(size)]),
        pl.Series("วันเกิด", [f"{day}/{month}/{year}" for (day, month), year in zip(days, years, strict=True)]),
    )  # fmt: skip


def _write(path: Path, rows: list[list[str]], *, school_name: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("รายชื่อ")
        sheet.write_string(0, 0, "รายชื่อนักเรียนรายบุคคล ภาคเรียนที่ 2 ปีการศึกษา 2569")
        sheet.write_string(1, 0, school_name)
        names = {"รหัสนักเรียน": "เลขประจำตัวนักเรียน2", "กลุ่มเลือด": "หมู่โลหิต", "นามสกุล": "นามสกุล\u00a0"}
        for c, name in enumerate(COLUMNS):
            sheet.write_string(_HEADER_ABOVE, c, names.get(name, name))
        for r, cells in enumerate(rows, start=_HEADER_ABOVE + 1):
            for c, cell in enumerate(cells):
                if cell.startswith("="):
                    sheet.write_formula(r, c, cell, None, "")
                elif cell:
                    sheet.write_string(r, c, cell)
