"""Pupils in whose home nobody went beyond primary school."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("low_schooling")

LOW_SCHOOLING = Indicator(
    name="low_schooling",
    label_th="ครัวเรือนที่ผู้ใหญ่เรียนไม่เกินประถมศึกษา",
    label_en="No grown-up beyond primary school",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.low_schooling.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "low_schooling"),
    numerator_th="นักเรียนที่ผู้ใหญ่ในบ้านทุกคนเรียนไม่เกินชั้นประถมศึกษา",
    numerator_en="pupils none of whose grown-up household members went beyond primary school",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ผู้ใหญ่ในบ้านทุกคนเรียนไม่เกินชั้นประถมศึกษา ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี เทียบกับนักเรียนที่มีคำตอบข้อนี้ "
        "ผู้ใหญ่คือสมาชิกอายุ 18 ปีขึ้นไปที่ระบุระดับการศึกษา แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils none of whose grown-up household members went beyond primary school, by the newest form about the "
        "home that was sent within three years, out of the pupils whose form has an answer. Grown-up are members of "
        "18 and over whose schooling is told; only pupils who applied have a form."
    ),
)
