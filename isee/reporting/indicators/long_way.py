"""Pupils who need half an hour to school."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("long_way")

LONG_WAY = Indicator(
    name="long_way",
    label_th="นักเรียนที่เดินทางไปเรียนตั้งแต่ 30 นาทีขึ้นไป",
    label_en="Half an hour or more to school",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.long_way.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "long_way"),
    numerator_th="นักเรียนที่ใช้เวลาเดินทางไปสถานศึกษาเที่ยวละ 30 นาทีขึ้นไป",
    numerator_en="pupils who need half an hour or more to school, one way",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ใช้เวลาเดินทางไปสถานศึกษาเที่ยวละ 30 นาทีขึ้นไป ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี เทียบกับนักเรียนที่มีคำตอบข้อนี้ "
        "แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils who need half an hour or more to school, one way, by the newest form about the home that was sent "
        "within three years, out of the pupils whose form has an answer. Only pupils who applied have a form, so that "
        "the figure is not one of all pupils."
    ),
)
