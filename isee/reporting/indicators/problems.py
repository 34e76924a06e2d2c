"""Pupils with a recorded problem condition that was not over when the term ended."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

PROBLEMS = Indicator(
    name="problems",
    label_th="นักเรียนที่มีสภาพปัญหาบันทึกไว้",
    label_en="Pupils with a recorded problem condition",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & (_.problems > 0).fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "problems"),
    numerator_th="นักเรียนที่มีสภาพปัญหาซึ่งยังไม่สิ้นสุด",
    numerator_en="pupils with a problem condition that is not over",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=DISTRICT_LEVELS,
    family=Family.CARE,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่มีสภาพปัญหาบันทึกไว้อย่างน้อยหนึ่งเรื่องและยังไม่สิ้นสุดเมื่อจบภาคเรียน เทียบกับนักเรียนทั้งหมด "
        "นับเฉพาะที่มีผู้บันทึกไว้ จำนวนจริงอาจสูงกว่านี้ เพราะไม่มีบันทึกไม่ได้แปลว่าไม่มีปัญหา"
    ),
    method_en=(
        "Pupils with at least one problem condition on record that was not over when the term ended, out of all "
        "pupils. "
        "Only what somebody recorded counts, and the true number may be higher: no record does not mean no problem."
    ),
)
