"""Pupils below five years whose growth was measured against WHO's standard of 2006."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

FIRST_AGE, LAST_AGE = 2, 4
OF_AGE = (
    _.in_school
    & _.age.between(FIRST_AGE, LAST_AGE).fill_null(False)
    & (_.growth_reference.fill_null("who2006") == "who2006")
)
SCORED = OF_AGE & _.growth_reference.notnull() & _.height_z.notnull() & _.bmi_z.notnull()

MEASURED_YOUNG = Indicator(
    name="measured_young",
    label_th="เด็กเล็กที่ชั่งน้ำหนักและวัดส่วนสูง (WHO 2006)",
    label_en="Small children weighed and measured (WHO 2006)",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=SCORED.cast("int64"),
    denominator=OF_AGE.cast("int64"),
    children=OF_AGE.cast("int64"),
    columns=("in_school", "age", "growth_reference", "height_z", "bmi_z"),
    numerator_th="เด็กที่มีคะแนนส่วนสูงและดัชนีมวลกายตามเกณฑ์ WHO 2006",
    numerator_en="pupils with both scores by WHO's standard of 2006",
    denominator_th="นักเรียนอายุต่ำกว่า 5 ปี",
    denominator_en="pupils below five years",
    levels=DISTRICT_LEVELS,
    family=Family.HEALTH,
    sensitivity="personal",
    method_th=(
        "นักเรียนอายุต่ำกว่า 5 ปี ณ วันเปิดปีการศึกษา ที่ชั่งน้ำหนักและวัดส่วนสูงในภาคเรียนนั้นและมีคะแนนตามเกณฑ์ WHO 2006 "
        "เทียบกับนักเรียนในวัยเดียวกัน เด็กที่มีอายุครบ 5 ปีก่อนวันวัดใช้เกณฑ์ WHO 2007 จึงไม่นับที่นี่ และไม่ปนกับเกณฑ์ของกรมอนามัย"
    ),
    method_en=(
        "Pupils below five years when the academic year opens who were weighed and measured in the term and scored by "
        "WHO's standard of 2006, out of the pupils of that age. Children who turned five before they were measured "
        "belong to the reference of 2007 and are left out, and the Thai one is not mixed in."
    ),
)
