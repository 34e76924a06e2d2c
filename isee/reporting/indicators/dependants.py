"""Pupils in whose home somebody depends on others."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("dependants")

DEPENDANTS = Indicator(
    name="dependants",
    label_th="ครัวเรือนที่มีภาระพึ่งพิง",
    label_en="Households with dependants",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.dependants.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "dependants"),
    numerator_th="นักเรียนที่มีสมาชิกในบ้านพิการ ป่วยเรื้อรัง อายุ 60 ปีขึ้นไป ว่างงาน หรือมีพ่อแม่เลี้ยงเดี่ยว",
    numerator_en=(
        "pupils with a household member who is disabled, chronically ill, 60 or older or out of work, or with a "
        "single parent"
    ),
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=DISTRICT_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่มีสมาชิกในบ้านพิการ ป่วยเรื้อรัง อายุ 60 ปีขึ้นไป ว่างงาน หรือมีพ่อแม่เลี้ยงเดี่ยว ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils with a household member who is disabled, chronically ill, 60 or older or out of work, or with a "
        "single parent, by the newest form about the home that was sent within three years, out of the pupils whose "
        "form has an answer. Only pupils who applied have a form, so that the figure is not one of all pupils."
    ),
)
