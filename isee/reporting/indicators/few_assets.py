"""Pupils whose household owns little."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("few_assets")

FEW_ASSETS = Indicator(
    name="few_assets",
    label_th="ครัวเรือนที่มีทรัพย์สินน้อย",
    label_en="Households with few assets",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.few_assets.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "few_assets"),
    numerator_th="นักเรียนที่ครัวเรือนไม่มีรถยนต์ รถปิกอัพ หรือรถไถ และมีเครื่องใช้ไฟฟ้าไม่เกินหนึ่งในห้าอย่าง",
    numerator_en="pupils whose household has no car, pickup or tractor, and at most one of five appliances",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=DISTRICT_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ครัวเรือนไม่มีรถยนต์ รถปิกอัพ หรือรถไถ และมีเครื่องใช้ไฟฟ้าไม่เกินหนึ่งในห้าอย่าง ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี "
        "เทียบกับนักเรียนที่มีคำตอบข้อนี้ เครื่องใช้ห้าอย่างคือคอมพิวเตอร์ เครื่องปรับอากาศ โทรทัศน์จอแบน เครื่องซักผ้า และตู้เย็น "
        "แบบเยี่ยมบ้านมีเฉพาะนักเรียนที่ขอรับทุน ตัวเลขนี้จึงไม่ใช่ของนักเรียนทุกคน"
    ),
    method_en=(
        "Pupils whose household has no car, pickup or tractor, and at most one of five appliances, by the newest form "
        "about the home that was sent within three years, out of the pupils whose form has an answer. The five are a "
        "computer, air conditioner, flat television, washing machine and refrigerator; only pupils who applied have a "
        "form."
    ),
)
