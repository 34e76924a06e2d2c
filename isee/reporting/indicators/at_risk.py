"""Pupils whom the student-care screening found at risk or with a problem."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

LOOKED_AT = _.in_school & _.care_level.notnull()

AT_RISK = Indicator(
    name="at_risk",
    label_th="นักเรียนกลุ่มเสี่ยงหรือมีปัญหา",
    label_en="Pupils at risk or with a problem",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(LOOKED_AT & (_.care_level != "normal")).cast("int64"),
    denominator=LOOKED_AT.cast("int64"),
    children=LOOKED_AT.cast("int64"),
    columns=("in_school", "care_level"),
    numerator_th="นักเรียนที่อยู่ในกลุ่มเสี่ยงหรือกลุ่มมีปัญหาอย่างน้อยหนึ่งด้าน",
    numerator_en="pupils at risk or with a problem in at least one area",
    denominator_th="นักเรียนที่ผ่านการคัดกรองของระบบดูแลช่วยเหลือนักเรียน",
    denominator_en="pupils screened by the student-care system",
    levels=DISTRICT_LEVELS,
    family=Family.CARE,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ระบบดูแลช่วยเหลือนักเรียนคัดกรองแล้วพบว่าอยู่ในกลุ่มเสี่ยงหรือกลุ่มมีปัญหาอย่างน้อยหนึ่งด้าน "
        "เทียบกับนักเรียนที่ผ่านการคัดกรองนั้นในภาคเรียน "
        "นักเรียนที่ยังไม่ได้คัดกรองไม่อยู่ในการคำนวณ และไม่ถือว่าปกติ"
    ),
    method_en=(
        "Pupils whom the student-care screening found at risk or with a problem in at least one area, out of the "
        "pupils screened by it in the term. "
        "Pupils who were not screened are left out and never taken for well."
    ),
)
