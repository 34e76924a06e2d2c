"""Pupils of the term who left school within it without another school."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

ENROLLED = _.in_school | _.left_as.notnull()

DROP_OUT = Indicator(
    name="drop_out",
    label_th="เด็กที่ออกกลางคันในภาคเรียน",
    label_en="Children who dropped out in the term",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(ENROLLED & (_.left_as == "dropped_out").fill_null(False)).cast("int64"),
    denominator=ENROLLED.cast("int64"),
    children=ENROLLED.cast("int64"),
    columns=("in_school", "left_as"),
    numerator_th="เด็กที่ออกกลางคันระหว่างภาคเรียน",
    numerator_en="children who dropped out by the last day of the term",
    denominator_th="เด็กที่มีชื่อเรียนในภาคเรียน",
    denominator_en="children enrolled at any time in the term",
    levels=DISTRICT_LEVELS,
    band="age_band",
    family=Family.SCHOOL,
    sensitivity="sensitive",
    method_th=(
        "เด็กที่มีชื่อเรียนในภาคเรียนนั้นและออกกลางคันภายในวันสุดท้ายของภาคเรียนโดยไม่มีสถานศึกษาใหม่ "
        "เทียบกับเด็กทุกคนที่มีชื่อเรียนในภาคเรียนเดียวกัน "
        "ผู้ที่ออกก่อนวันสุดท้ายนับตามตำบลที่อยู่อาศัย ผู้อื่นนับตามที่ตั้งสถานศึกษา โดยช่วงชั้นคือช่วงชั้นที่เด็กควรเรียนตามอายุ"
    ),
    method_en=(
        "Children enrolled in the term who dropped out by its last day and have no other school, out of all children "
        "enrolled in it. "
        "Those who left before the last day count where they live and the others where their school is, both in the "
        "grade band of their age."
    ),
)
