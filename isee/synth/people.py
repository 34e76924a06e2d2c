"""How a made person is written down: titles, relations, grades, as school registers write them."""

from __future__ import annotations

from typing import Final

import polars as pl

from isee.synth.plan import TODAY

RELATION_TH: Final = {
    "father": "บิดา", "mother": "มารดา", "grandmother": "ย่า/ยาย", "grandfather": "ปู่/ตา",
    "uncle_or_aunt": "ลุง/ป้า/น้า/อา", "institution": "สถานสงเคราะห์",
}  # fmt: skip
RELATION: Final = {
    "father": "father", "mother": "mother", "grandmother": "grandparent", "grandfather": "grandparent",
    "uncle_or_aunt": "uncle_aunt", "institution": "institution",
}  # fmt: skip
"""Our relations as the registry's."""
DISADVANTAGE_TH: Final = {
    "01": "เด็กยากจน", "02": "เด็กกำพร้า", "03": "ชนกลุ่มน้อย", "04": "เด็กถูกทำร้ายทารุณ", "07": "ยาเสพติด",
}  # fmt: skip
NATION_TH: Final = {"TH": "ไทย", "MM": "เมียนมา", "LA": "ลาว", "KH": "กัมพูชา", "XA": "ไร้สัญชาติ"}
RELIGION_TH: Final = {"buddhist": "พุทธ", "muslim": "อิสลาม", "christian": "คริสต์"}


def child_prefix(*, novice: pl.Expr) -> pl.Expr:
    """The title of a child today, from `born` and `female`: เด็กชาย or เด็กหญิง until fifteen."""
    young = pl.col("born").dt.offset_by("15y") > TODAY
    boys = pl.when(young).then(pl.lit("เด็กชาย")).otherwise(pl.lit("นาย"))
    girls = pl.when(young).then(pl.lit("เด็กหญิง")).otherwise(pl.lit("นางสาว"))
    plain = pl.when("female").then(girls).otherwise(boys)
    return pl.when(novice).then(pl.lit("สามเณร")).otherwise(plain)


def adult_prefix() -> pl.Expr:
    """The title of an adult, from `female`."""
    return pl.when("female").then(pl.lit("นาง")).otherwise(pl.lit("นาย"))


def age_today() -> pl.Expr:
    """Whole years of age today, from `born`."""
    had_birthday = (pl.col("born").dt.month() * 100 + pl.col("born").dt.day()) <= TODAY.month * 100 + TODAY.day
    return TODAY.year - pl.col("born").dt.year() - pl.when(had_birthday).then(0).otherwise(1)
