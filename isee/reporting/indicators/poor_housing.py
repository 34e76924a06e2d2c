"""Pupils whose house is of poor materials or has no toilet."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("poor_housing")

POOR_HOUSING = Indicator(
    name="poor_housing",
    label_th="บ้านสภาพทรุดโทรมหรือไม่มีส้วม",
    label_en="Poor housing",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.poor_housing.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "poor_housing"),
    numerator_th="นักเรียนที่บ้านมีพื้นดินหรือไม้ไผ่ ฝาไม้ไผ่หรือเศษวัสดุ หลังคาใบไม้หรือไวนิล หรือไม่มีส้วม",
    numerator_en=(
        "pupils whose house has a floor of earth or bamboo, walls of bamboo or scrap, a roof of leaves or vinyl, or "
        "no toilet"
    ),
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่บ้านมีพื้นดินหรือไม้ไผ่ ฝาไม้ไผ่หรือเศษวัสดุ หลังคาใบไม้หรือไวนิล หรือไม่มีส้วม ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils whose house has a floor of earth or bamboo, walls of bamboo or scrap, a roof of leaves or vinyl, or "
        "no toilet, by the newest form about the home that was sent within three years, out of the pupils whose form "
        "has an answer. Only pupils who applied have a form, so that the figure is not one of all pupils."
    ),
)
