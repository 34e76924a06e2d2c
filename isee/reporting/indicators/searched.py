"""Children out of school whom somebody looks after."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.out_of_school import OF_AGE

OUTSIDE = OF_AGE & ~_.in_school

SEARCHED = Indicator(
    name="searched",
    label_th="เด็กนอกระบบที่มีผู้ติดตาม",
    label_en="Children out of school who are followed up",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(OUTSIDE & _.searched.fill_null(False)).cast("int64"),
    denominator=OUTSIDE.cast("int64"),
    children=OUTSIDE.cast("int64"),
    columns=("in_school", "age", "searched"),
    numerator_th="เด็กนอกระบบที่มีการเปิดกรณีติดตามภายในหนึ่งปี",
    numerator_en="children out of school for whom a case was opened within a year",
    denominator_th="เด็กอายุ 3–18 ปีที่ไม่มีชื่อเรียนอยู่",
    denominator_en="children aged 3 to 18 who are enrolled nowhere",
    levels=DISTRICT_LEVELS,
    band="age_band",
    family=Family.OUT_OF_SCHOOL,
    follows=("out_of_school",),
    sensitivity="sensitive",
    method_th=(
        "เด็กนอกระบบอายุ 3–18 ปีที่มีการเปิดกรณีติดตามในภาคเรียนนั้นหรือภายในหนึ่งปีก่อนหน้า เทียบกับเด็กนอกระบบในวัยเดียวกันทั้งหมด "
        "นับเฉพาะกรณีที่บันทึกในระบบ ไม่ว่าผลเป็นอย่างไร โดยช่วงชั้นคือช่วงชั้นตามอายุ"
    ),
    method_en=(
        "Children of 3 to 18 years out of school for whom a case was opened in the term or within the year before it, "
        "out of all children of that age out of school. It counts cases that iSEE holds, whatever came of them, and "
        "the grade band is that of the age."
    ),
)
