"""Children of school age who are enrolled nowhere and have not finished school."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import AREA_LEVELS, Family, Indicator, Unit

FIRST_AGE, LAST_AGE = 3, 18
OF_AGE = _.age.between(FIRST_AGE, LAST_AGE).fill_null(False)

OUT_OF_SCHOOL = Indicator(
    name="out_of_school",
    label_th="เด็กนอกระบบการศึกษา",
    label_en="Children out of school",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(OF_AGE & ~_.in_school).cast("int64"),
    denominator=OF_AGE.cast("int64"),
    children=OF_AGE.cast("int64"),
    columns=("in_school", "age"),
    numerator_th="เด็กอายุ 3–18 ปีที่ไม่มีชื่อเรียนอยู่",
    numerator_en="children aged 3 to 18 who are enrolled nowhere",
    denominator_th="เด็กอายุ 3–18 ปีที่มีในทะเบียน",
    denominator_en="children aged 3 to 18 in the registry",
    levels=AREA_LEVELS,
    band="age_band",
    family=Family.OUT_OF_SCHOOL,
    sensitivity="sensitive",
    method_th=(
        "เด็กอายุ 3–18 ปี ณ วันเปิดปีการศึกษา ที่อยู่ในทะเบียนแต่ไม่มีชื่อเรียนในสถานศึกษาใดและยังไม่จบมัธยมศึกษาตอนปลายหรือ ปวช. "
        "นับตามตำบลที่อยู่อาศัย โดยช่วงชั้นคือช่วงชั้นที่เด็กควรเรียนตามอายุ"
    ),
    method_en=(
        "Children in the registry who are 3 to 18 years old when the academic year opens, enrolled in no school and "
        "have not finished upper secondary school. They count where they live, in the grade band of their age."
    ),
)
