"""Pupils marked as in one of seven grave plights."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

ENDANGERED = Indicator(
    name="endangered",
    label_th="นักเรียนด้อยโอกาสที่ต้องคุ้มครอง",
    label_en="Pupils in need of protection",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & _.endangered.fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "endangered"),
    numerator_th=(
        "นักเรียนที่สถานศึกษาระบุว่าถูกทำร้าย เร่ร่อน ได้รับผลกระทบจากโรคเอดส์หรือยาเสพติด ถูกบังคับใช้แรงงาน อยู่ในสถานพินิจ "
        "หรือถูกแสวงประโยชน์ทางเพศ"
    ),
    numerator_en=(
        "pupils whom their school marked as abused, on the street, affected by AIDS or drugs, in forced labour, in "
        "juvenile observation or sexually exploited"
    ),
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=PROVINCE_LEVELS,
    family=Family.PROTECTION,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่สถานศึกษาระบุว่าถูกทำร้าย เร่ร่อน ได้รับผลกระทบจากโรคเอดส์หรือยาเสพติด ถูกบังคับใช้แรงงาน อยู่ในสถานพินิจ "
        "หรือถูกแสวงประโยชน์ทางเพศ เทียบกับนักเรียนทั้งหมด นับรวมทุกประเภทเป็นตัวเลขเดียวเพื่อคุ้มครองเด็ก และนักเรียนที่ไม่มีการระบุนับว่าไม่ใช่"
    ),
    method_en=(
        "Pupils whom their school marked as abused, on the street, affected by AIDS or drugs, in forced labour, in "
        "juvenile observation or sexually exploited, out of all pupils. The seven types are one figure, to protect "
        "the children, and pupils of whom nothing is marked count as none."
    ),
)
