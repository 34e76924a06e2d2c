"""Pupils with a condition that stands in their way."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

PROBLEM = Indicator(
    name="problem",
    label_th="นักเรียนที่มีสภาพปัญหา",
    label_en="Pupils with a problem condition",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & _.problem.fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "problem"),
    numerator_th="นักเรียนที่สถานศึกษาบันทึกสภาพปัญหาอย่างน้อยหนึ่งเรื่องซึ่งยังไม่สิ้นสุดก่อนภาคเรียน",
    numerator_en="pupils with a condition noted by a school that had not ended before the term",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=PROVINCE_LEVELS,
    family=Family.PROTECTION,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่สถานศึกษาบันทึกสภาพปัญหาอย่างน้อยหนึ่งเรื่องซึ่งยังไม่สิ้นสุดก่อนภาคเรียน เทียบกับนักเรียนทั้งหมด เป็นการนับที่สถานศึกษาบันทึกไว้เท่านั้น "
        "ระบบไม่เผยแพร่ว่าเป็นเรื่องใดหรือของใคร และเด็กที่ไม่มีบันทึกนับว่าไม่มี"
    ),
    method_en=(
        "Pupils with a condition noted by a school that had not ended before the term, out of all pupils. It counts "
        "what schools noted; of which matter and of whom is never told, and a pupil of whom nothing was noted counts "
        "as without."
    ),
)
