"""Pupils whose household has no farmland to speak of."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("little_land")

LITTLE_LAND = Indicator(
    name="little_land",
    label_th="ครัวเรือนที่ไม่มีที่ดินทำการเกษตรหรือมีไม่ถึง 1 ไร่",
    label_en="No or little farmland",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.little_land.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "little_land"),
    numerator_th="นักเรียนที่ครัวเรือนไม่ทำการเกษตรหรือมีที่ดินทำการเกษตรน้อยกว่า 1 ไร่",
    numerator_en="pupils whose household has no farmland or less than one rai",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ครัวเรือนไม่ทำการเกษตรหรือมีที่ดินทำการเกษตรน้อยกว่า 1 ไร่ ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils whose household has no farmland or less than one rai, by the newest form about the home that was sent "
        "within three years, out of the pupils whose form has an answer. Only pupils who applied have a form, so that "
        "the figure is not one of all pupils."
    ),
)
