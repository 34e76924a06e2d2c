"""Pupils marked as abandoned or orphaned."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

ABANDONED = Indicator(
    name="abandoned",
    label_th="นักเรียนที่ถูกทอดทิ้งหรือกำพร้า",
    label_en="Abandoned or orphaned pupils",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & _.abandoned.fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "abandoned"),
    numerator_th="นักเรียนที่สถานศึกษาระบุในบัญชีรายชื่อว่าถูกทอดทิ้งหรือกำพร้า",
    numerator_en="pupils whom their school marked as abandoned or orphaned in its roster",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=PROVINCE_LEVELS,
    family=Family.PROTECTION,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่สถานศึกษาระบุในบัญชีรายชื่อว่าถูกทอดทิ้งหรือกำพร้า เทียบกับนักเรียนทั้งหมด จำแนกตามประเภทเด็กด้อยโอกาสของกระทรวงศึกษาธิการ "
        "นักเรียนที่ไม่มีการระบุนับว่าไม่ใช่"
    ),
    method_en=(
        "Pupils whom their school marked as abandoned or orphaned in its roster, out of all pupils. The types are "
        "those of the Ministry of Education, and pupils of whom nothing is marked count as none."
    ),
)
