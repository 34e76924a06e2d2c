"""Pupils who stay in their grade for another year."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.promotion import DECIDED

REPETITION = Indicator(
    name="repetition",
    label_th="นักเรียนที่เรียนซ้ำชั้น",
    label_en="Pupils who repeat their grade",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(DECIDED & (_.promotion == "repeats")).cast("int64"),
    denominator=DECIDED.cast("int64"),
    children=DECIDED.cast("int64"),
    columns=("in_school", "promotion"),
    numerator_th="นักเรียนที่สถานศึกษาตัดสินให้เรียนซ้ำชั้น",
    numerator_en="pupils who repeat their grade",
    denominator_th="นักเรียนที่มีผลการตัดสินเมื่อสิ้นปีการศึกษา",
    denominator_en="pupils about whom a school decided at the end of the year",
    levels=DISTRICT_LEVELS,
    family=Family.SCHOOL,
    division="decision",
    sensitivity="personal",
    method_th=(
        "นักเรียนที่สถานศึกษาตัดสินให้เรียนซ้ำชั้น เทียบกับนักเรียนที่มีผลการตัดสินเมื่อสิ้นปีการศึกษา "
        "มีเฉพาะภาคเรียนที่ 2 เพราะสถานศึกษาตัดสินปีละครั้ง นักเรียนที่ยังไม่มีผลการตัดสินไม่อยู่ในการคำนวณ"
    ),
    method_en=(
        "Pupils whom a school lets repeat their grade, out of the pupils about whom a school decided at the end of the "
        "academic year. "
        "There are figures for second terms only, since schools decide once a year, and pupils without a decision are "
        "left out."
    ),
)
