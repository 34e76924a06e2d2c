"""Children who finished a stage of school and are in none now."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

FINISHED = _.finished.notnull()

NO_RETURN = Indicator(
    name="no_return",
    label_th="เด็กที่จบช่วงชั้นแล้วไม่พบการเรียนต่อ",
    label_en="No record of return after a stage",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(FINISHED & ~_.in_school).cast("int64"),
    denominator=FINISHED.cast("int64"),
    children=FINISHED.cast("int64"),
    columns=("in_school", "finished"),
    numerator_th="เด็กที่จบชั้นแล้วไม่มีชื่อเรียนในภาคเรียน",
    numerator_en="children who finished the stage and are enrolled nowhere in the term",
    denominator_th="เด็กที่เรียนชั้น อ.3 ป.6 หรือ ม.3 เมื่อสิ้นปีการศึกษาก่อน",
    denominator_en="children who ended the year before in K.3, P.6 or M.3",
    levels=DISTRICT_LEVELS,
    band="age_band",
    family=Family.SCHOOL,
    sensitivity="sensitive",
    method_th=(
        "เด็กที่เรียนชั้นอนุบาล 3 ประถมศึกษาปีที่ 6 หรือมัธยมศึกษาปีที่ 3 เมื่อสิ้นปีการศึกษาก่อน แล้วไม่มีชื่อเรียนในสถานศึกษาใดในภาคเรียนนั้น "
        "เทียบกับเด็กที่จบชั้นดังกล่าวทั้งหมด “ไม่พบการเรียนต่อ” หมายถึงไม่มีข้อมูลในระบบ เด็กอาจเรียนในที่ที่ไม่ได้ส่งข้อมูล โดยช่วงชั้นคือช่วงชั้นตามอายุ "
        "และผู้ที่ไม่พบนับตามตำบลที่อยู่อาศัย"
    ),
    method_en=(
        "Children who were in K.3, P.6 or M.3 when the academic year before ended and are enrolled in no school in "
        "the term, out of all who ended it there. No record of return means that iSEE has none: a child may learn "
        "where no data are sent from; the grade band is that of the age, and those not found count where they live."
    ),
)
