"""Pupils whose body mass index is more than one and at most two standard deviations above WHO's median of 2007."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.measured import SCORED

OVERWEIGHT = Indicator(
    name="overweight",
    label_th="ภาวะน้ำหนักเกิน ไม่รวมโรคอ้วน (WHO 2007)",
    label_en="Overweight without obesity (WHO 2007)",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(SCORED & (_.bmi_z > 1) & (_.bmi_z <= 2)).cast("int64"),
    denominator=SCORED.cast("int64"),
    children=SCORED.cast("int64"),
    columns=("in_school", "age", "growth_reference", "height_z", "bmi_z"),
    numerator_th="นักเรียนที่คะแนนมาตรฐานดัชนีมวลกายตามอายุเกิน +1 ถึง +2",
    numerator_en="pupils with a body-mass-index score above +1 and up to +2",
    denominator_th="นักเรียนอายุ 5–18 ปีที่ชั่งน้ำหนักและวัดส่วนสูง",
    denominator_en="pupils aged 5 to 18 who were weighed and measured",
    levels=DISTRICT_LEVELS,
    family=Family.HEALTH,
    follows=("measured",),
    division="body_mass",
    sensitivity="sensitive",
    method_th=(
        "นักเรียนอายุ 5–18 ปีที่ดัชนีมวลกายตามอายุเกิน +1 แต่ไม่เกิน +2 ส่วนเบี่ยงเบนมาตรฐานของเกณฑ์ WHO 2007 ไม่รวมผู้ที่เป็นโรคอ้วน "
        "เทียบกับนักเรียนที่ชั่งน้ำหนักและวัดส่วนสูงในภาคเรียนนั้น "
        "ไม่นับนักเรียนที่ไม่ได้วัดหรือค่าน่าสงสัย และไม่ปนกับเกณฑ์ WHO 2006 ของเด็กเล็กหรือเกณฑ์ของกรมอนามัย"
    ),
    method_en=(
        "Pupils aged 5 to 18 whose body mass index for age is above +1 and not above +2 standard deviations of WHO's "
        "reference of 2007, without the obese, out of the pupils weighed and measured in the term. "
        "Pupils who were not measured or whose values are doubtful are left out, and neither WHO's reference of 2006 "
        "for small children nor the Thai one is mixed in."
    ),
)
