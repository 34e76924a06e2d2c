"""Pupils whose home has no electricity meter of its own."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("no_meter")

NO_METER = Indicator(
    name="no_meter",
    label_th="บ้านไม่มีมิเตอร์ไฟฟ้าของครัวเรือน",
    label_en="No electricity meter",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.no_meter.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "no_meter"),
    numerator_th="นักเรียนที่บ้านไม่มีไฟฟ้า ใช้ไฟต่อพ่วง แบตเตอรี่ เครื่องปั่นไฟ หรือโซลาร์เซลล์",
    numerator_en="pupils whose home has no electricity, or a shared line, batteries, a generator or solar cells",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่บ้านไม่มีไฟฟ้า ใช้ไฟต่อพ่วง แบตเตอรี่ เครื่องปั่นไฟ หรือโซลาร์เซลล์ ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils whose home has no electricity, or a shared line, batteries, a generator or solar cells, by the newest "
        "form about the home that was sent within three years, out of the pupils whose form has an answer. Only "
        "pupils who applied have a form, so that the figure is not one of all pupils."
    ),
)
