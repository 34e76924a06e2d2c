"""Pupils with a disability that a school noted."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

DISABILITY = Indicator(
    name="disability",
    label_th="นักเรียนที่มีความพิการ",
    label_en="Pupils with a disability",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & _.disability.fill_null(False)).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "disability"),
    numerator_th="นักเรียนที่สถานศึกษาบันทึกความพิการเป็นสภาพปัญหาในภาคเรียน",
    numerator_en="pupils with a disability that a school noted as a condition in the term",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=PROVINCE_LEVELS,
    family=Family.PROTECTION,
    follows=("pupils",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่สถานศึกษาบันทึกความพิการเป็นสภาพปัญหาในภาคเรียน เทียบกับนักเรียนทั้งหมด เป็นการนับที่สถานศึกษาบันทึกไว้เท่านั้น "
        "ระบบไม่เผยแพร่ว่าเป็นเรื่องใดหรือของใคร และเด็กที่ไม่มีบันทึกนับว่าไม่มี"
    ),
    method_en=(
        "Pupils with a disability that a school noted as a condition in the term, out of all pupils. It counts what "
        "schools noted; of which matter and of whom is never told, and a pupil of whom nothing was noted counts as "
        "without."
    ),
)
