"""Pupils in whose home nobody earns."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("no_earner")

NO_EARNER = Indicator(
    name="no_earner",
    label_th="ครัวเรือนที่ไม่มีผู้ใหญ่มีรายได้จากงาน",
    label_en="No grown-up with earnings",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.no_earner.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "no_earner"),
    numerator_th="นักเรียนที่ไม่มีผู้ใหญ่ในบ้านมีรายได้จากค่าจ้าง การเกษตร หรือธุรกิจ",
    numerator_en="pupils none of whose grown-up household members earns by wages, farming or business",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ไม่มีผู้ใหญ่ในบ้านมีรายได้จากค่าจ้าง การเกษตร หรือธุรกิจ ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี เทียบกับนักเรียนที่มีคำตอบข้อนี้ "
        "สวัสดิการและเงินจากผู้อื่นไม่นับเป็นรายได้จากงาน แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils none of whose grown-up household members earns by wages, farming or business, by the newest form "
        "about the home that was sent within three years, out of the pupils whose form has an answer. Welfare and "
        "money from others are no earnings; only pupils who applied have a form."
    ),
)
