"""Children of school age who are enrolled nowhere."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import AREA_LEVELS, Indicator, Unit

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
    sensitivity="sensitive",
    method_th=(
        "เด็กอายุ 3–18 ปี ณ วันเปิดภาคเรียน ที่อยู่ในทะเบียนแต่ไม่มีชื่อเรียนในสถานศึกษาใด นับตามตำบลที่อยู่อาศัย "
        "ส่วนช่วงชั้นคือช่วงชั้นที่เด็กควรเรียนตามอายุ"
    ),
    method_en=(
        "Children in the registry who are 3 to 18 years old when the term opens and enrolled in no school, "
        "counted in the subdistrict where they live. Their grade band is the one that belongs to their age."
    ),
)
