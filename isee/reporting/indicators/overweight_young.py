"""Pupils below five years whose body mass index is more than two standard deviations above WHO's median of 2006."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.measured_young import SCORED

OVERWEIGHT_YOUNG = Indicator(
    name="overweight_young",
    label_th="เด็กเล็กน้ำหนักเกิน รวมโรคอ้วน (WHO 2006)",
    label_en="Overweight of small children, with obesity (WHO 2006)",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(SCORED & (_.bmi_z > 2)).cast("int64"),
    denominator=SCORED.cast("int64"),
    children=SCORED.cast("int64"),
    columns=("in_school", "age", "growth_reference", "height_z", "bmi_z"),
    numerator_th="เด็กที่ดัชนีมวลกายตามอายุเกิน +2 ส่วนเบี่ยงเบนมาตรฐาน",
    numerator_en="pupils whose body mass index for age is above +2 standard deviations",
    denominator_th="นักเรียนอายุต่ำกว่า 5 ปีที่ชั่งน้ำหนักและวัดส่วนสูง",
    denominator_en="pupils below five years who were weighed and measured",
    levels=DISTRICT_LEVELS,
    family=Family.HEALTH,
    follows=("measured_young",),
    division="body_mass_young",
    sensitivity="sensitive",
    method_th=(
        "นักเรียนอายุต่ำกว่า 5 ปีที่ดัชนีมวลกายตามอายุเกิน +2 ส่วนเบี่ยงเบนมาตรฐาน ตามเกณฑ์ WHO 2006 "
        "เทียบกับนักเรียนวัยเดียวกันที่ชั่งน้ำหนักและวัดส่วนสูงในภาคเรียนนั้น เด็กที่มีอายุครบ 5 ปีก่อนวันวัดใช้เกณฑ์ WHO 2007 จึงไม่นับที่นี่ "
        "และไม่ปนกับเกณฑ์ของกรมอนามัย"
    ),
    method_en=(
        "Pupils below five years whose body mass index for age is above +2 standard deviations by WHO's standard of "
        "2006, out of the pupils of that age weighed and measured in the term. Children who turned five before they "
        "were measured belong to the reference of 2007 and are left out, and the Thai one is not mixed in."
    ),
)
