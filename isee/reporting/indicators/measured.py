"""Pupils of 5 to 18 years whose growth was measured against WHO's reference of 2007."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

FIRST_AGE, LAST_AGE = 5, 18
OF_AGE = _.in_school & _.age.between(FIRST_AGE, LAST_AGE).fill_null(False)
SCORED = OF_AGE & (_.growth_reference == "who2007").fill_null(False) & _.height_z.notnull() & _.bmi_z.notnull()

MEASURED = Indicator(
    name="measured",
    label_th="นักเรียนที่ชั่งน้ำหนักและวัดส่วนสูง",
    label_en="Pupils weighed and measured",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=SCORED.cast("int64"),
    denominator=OF_AGE.cast("int64"),
    children=OF_AGE.cast("int64"),
    columns=("in_school", "age", "growth_reference", "height_z", "bmi_z"),
    numerator_th="นักเรียนที่มีทั้งน้ำหนักและส่วนสูงในภาคเรียน",
    numerator_en="pupils with a weight and a height in the term",
    denominator_th="นักเรียนอายุ 5–18 ปี",
    denominator_en="pupils aged 5 to 18",
    levels=DISTRICT_LEVELS,
    family=Family.HEALTH,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนอายุ 5–18 ปี ณ วันเปิดปีการศึกษา ที่ชั่งน้ำหนักและวัดส่วนสูงในภาคเรียนนั้นและเทียบกับเกณฑ์ WHO 2007 ได้ "
        "เทียบกับนักเรียนทั้งหมดในวัยเดียวกัน "
        "ไม่รวมค่าที่น่าสงสัย และไม่รวมการวัดก่อนอายุครบ 61 เดือนซึ่งใช้เกณฑ์ WHO 2006"
    ),
    method_en=(
        "Pupils aged 5 to 18 when the academic year opens who were weighed and measured in the term and have scores "
        "against WHO's reference of 2007, out of all pupils of that age. "
        "Doubtful values are left out, and so are measurements before the age of 61 months, which belong to WHO's "
        "reference of 2006."
    ),
)
