"""Children who were looked for and are in school."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

SOUGHT = _.searched.fill_null(False)

RETURNED = Indicator(
    name="returned",
    label_th="เด็กที่ติดตามแล้วอยู่ในสถานศึกษา",
    label_en="Followed-up children who are in school",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(SOUGHT & _.in_school).cast("int64"),
    denominator=SOUGHT.cast("int64"),
    children=SOUGHT.cast("int64"),
    columns=("in_school", "searched"),
    numerator_th="เด็กที่มีกรณีติดตามและมีชื่อเรียนในภาคเรียน",
    numerator_en="children with such a case who are enrolled in the term",
    denominator_th="เด็กที่มีการเปิดกรณีติดตามเด็กนอกระบบภายในหนึ่งปี",
    denominator_en="children for whom a case of a child out of school was opened within a year",
    levels=DISTRICT_LEVELS,
    band="age_band",
    family=Family.OUT_OF_SCHOOL,
    sensitivity="sensitive",
    method_th=(
        "เด็กที่มีการเปิดกรณีติดตามเด็กนอกระบบในภาคเรียนนั้นหรือภายในหนึ่งปีก่อนหน้า และมีชื่อเรียนในภาคเรียนนั้น เทียบกับเด็กที่มีกรณีดังกล่าวทั้งหมด "
        "ผู้ที่กลับมาเรียนนับตามที่ตั้งสถานศึกษา ผู้อื่นนับตามตำบลที่อยู่อาศัย โดยช่วงชั้นคือช่วงชั้นตามอายุ"
    ),
    method_en=(
        "Children for whom a case of a child out of school was opened in the term or within the year before it and "
        "who are enrolled in the term, out of all with such a case. Those who came back count where their school is "
        "and the others where they live, in the grade band of their age."
    ),
)
