"""Pupils with a recorded disability."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

DISABILITY = Indicator(
    name="disability",
    label_th="นักเรียนพิการที่มีบันทึกไว้",
    label_en="Pupils with a recorded disability",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & _.disability.fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "disability"),
    numerator_th="นักเรียนที่มีความพิการบันทึกไว้",
    numerator_en="pupils with a disability on record",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=DISTRICT_LEVELS,
    family=Family.CARE,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่มีความพิการบันทึกไว้เป็นสภาพปัญหาซึ่งยังไม่สิ้นสุดเมื่อจบภาคเรียน เทียบกับนักเรียนทั้งหมด "
        "นับเฉพาะที่มีผู้บันทึกไว้ จำนวนจริงอาจสูงกว่านี้ และไม่ใช่จำนวนผู้มีบัตรประจำตัวคนพิการ"
    ),
    method_en=(
        "Pupils with a disability on record, among the problem conditions not over when the term ended, out of all "
        "pupils. "
        "Only what somebody recorded counts: the true number may be higher, and it is not the number of holders of a "
        "disability card."
    ),
)
