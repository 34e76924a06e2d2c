"""Pupils who live with neither parent."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("lives_apart")

LIVES_APART = Indicator(
    name="lives_apart",
    label_th="นักเรียนที่ไม่ได้อยู่กับบิดาหรือมารดา",
    label_en="Pupils who live apart from their parents",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.lives_apart.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "lives_apart"),
    numerator_th="นักเรียนที่อยู่กับญาติ ผู้อุปการะ อยู่ลำพัง หรืออยู่ในสถาบัน",
    numerator_en="pupils who live with relatives, with others, alone or in an institution",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่อยู่กับญาติ ผู้อุปการะ อยู่ลำพัง หรืออยู่ในสถาบัน ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี เทียบกับนักเรียนที่มีคำตอบข้อนี้ "
        "แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils who live with relatives, with others, alone or in an institution, by the newest form about the home "
        "that was sent within three years, out of the pupils whose form has an answer. Only pupils who applied have a "
        "form, so that the figure is not one of all pupils."
    ),
)
