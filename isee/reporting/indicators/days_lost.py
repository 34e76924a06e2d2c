"""Pupils who lost two weeks of school or more in the term."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.attendance import RECORDED
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

DAYS = 10
AWAY = _.days_expected.cast("int64") - _.days_present.cast("int64") >= DAYS

DAYS_LOST = Indicator(
    name="days_lost",
    label_th="นักเรียนที่ขาดเรียนตั้งแต่ 10 วันขึ้นไป",
    label_en="Pupils who lost ten days or more",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(RECORDED & AWAY).cast("int64"),
    denominator=RECORDED.cast("int64"),
    children=RECORDED.cast("int64"),
    columns=("in_school", "days_expected", "days_present"),
    numerator_th="นักเรียนที่ไม่ได้มาเรียนรวม 10 วันขึ้นไป",
    numerator_en="pupils away on ten days or more",
    denominator_th="นักเรียนที่มีบันทึกการมาเรียน",
    denominator_en="pupils with an attendance record",
    levels=DISTRICT_LEVELS,
    family=Family.SCHOOL,
    sensitivity="personal",
    method_th=(
        "นักเรียนที่ไม่ได้มาเรียนรวมกันตั้งแต่ 10 วันขึ้นไปในภาคเรียนนั้น ไม่ว่าขาด ลา หรือป่วย เทียบกับนักเรียนที่มีบันทึกการมาเรียน "
        "ภาคเรียนที่ยังไม่สิ้นสุดนับถึงวันที่จัดทำข้อมูล จึงเปรียบเทียบกับภาคเรียนก่อนไม่ได้"
    ),
    method_en=(
        "Pupils who were away on ten days or more of the term, without leave, on leave or sick, out of the pupils "
        "with an attendance record. A term that is not over counts to the day of the extract, and cannot be compared "
        "with earlier ones."
    ),
)
