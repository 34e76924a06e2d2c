"""Pupils who drink from wells, rain or streams."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("open_water")

OPEN_WATER = Indicator(
    name="open_water",
    label_th="ดื่มน้ำบ่อ น้ำฝน หรือลำธาร",
    label_en="Drinking water from wells, rain or streams",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.open_water.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "open_water"),
    numerator_th="นักเรียนที่ครัวเรือนดื่มน้ำบ่อ น้ำบาดาล น้ำฝน น้ำประปาภูเขา หรือลำธาร",
    numerator_en="pupils whose household drinks from wells, groundwater, rain, mountain water or streams",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ครัวเรือนดื่มน้ำบ่อ น้ำบาดาล น้ำฝน น้ำประปาภูเขา หรือลำธาร ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils whose household drinks from wells, groundwater, rain, mountain water or streams, by the newest form "
        "about the home that was sent within three years, out of the pupils whose form has an answer. Only pupils who "
        "applied have a form, so that the figure is not one of all pupils."
    ),
)
