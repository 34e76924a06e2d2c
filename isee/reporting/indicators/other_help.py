"""Screened pupils who were helped by others than the programmes."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.screened import RESULT

OTHER_HELP = Indicator(
    name="other_help",
    label_th="นักเรียนที่ได้รับความช่วยเหลืออื่น",
    label_en="Pupils with other help",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(RESULT & _.helped.fill_null(False)).cast("int64"),
    denominator=RESULT.cast("int64"),
    children=RESULT.cast("int64"),
    columns=("in_school", "grade_band", "poverty_class", "helped"),
    numerator_th="นักเรียนที่ผ่านการคัดกรองและได้รับความช่วยเหลืออื่นในภาคเรียน",
    numerator_en="screened pupils who were given other help in the term",
    denominator_th="นักเรียนที่มีผลการคัดกรองในภาคเรียน",
    denominator_en="pupils with a screening result in the term",
    levels=PROVINCE_LEVELS,
    family=Family.HELP,
    follows=("screened",),
    sensitivity="personal",
    method_th=(
        "นักเรียนที่มีผลการคัดกรองและได้รับความช่วยเหลือนอกเหนือจากเงินอุดหนุน เช่น ทุนการศึกษา เครื่องแบบ หรืออาหารกลางวัน ในภาคเรียนนั้น "
        "เทียบกับนักเรียนที่มีผลการคัดกรอง นับเฉพาะความช่วยเหลือที่บันทึกไว้ ไม่ว่ามากหรือน้อย"
    ),
    method_en=(
        "Screened pupils who were given help beside the grants in the term, such as a scholarship, a uniform or "
        "lunch, out of the pupils with a screening result. It counts help that was recorded, much or little."
    ),
)
