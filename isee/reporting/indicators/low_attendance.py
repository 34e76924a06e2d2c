"""Pupils who came on fewer than 80 of 100 days."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.attendance import RECORDED
from isee.reporting.indicators.base import Family, Indicator, Unit

PER_CENT = 80
BELOW = _.days_present.cast("int64") * 100 < _.days_expected.cast("int64") * PER_CENT

LOW_ATTENDANCE = Indicator(
    name="low_attendance",
    label_th="นักเรียนที่มาเรียนต่ำกว่าร้อยละ 80",
    label_en="Pupils who attend below 80 per cent",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(RECORDED & BELOW).cast("int64"),
    denominator=RECORDED.cast("int64"),
    children=RECORDED.cast("int64"),
    columns=("in_school", "days_expected", "days_present"),
    numerator_th="นักเรียนที่มาเรียนน้อยกว่าร้อยละ 80 ของวันที่ต้องมาเรียน",
    numerator_en="pupils present on fewer than 80 per cent of the days expected",
    denominator_th="นักเรียนที่มีบันทึกการมาเรียน",
    denominator_en="pupils with an attendance record",
    family=Family.SCHOOL,
    sensitivity="personal",
    method_th=(
        "นักเรียนที่วันมาเรียนน้อยกว่าร้อยละ 80 ของวันที่ต้องมาเรียนในภาคเรียนนั้น เทียบกับนักเรียนที่มีบันทึกการมาเรียน "
        "ใช้เกณฑ์ร้อยละ 80 ทุกภาคเรียนเพื่อให้เปรียบเทียบกันได้ ไม่ว่าเงื่อนไขการรับเงินอุดหนุนในขณะนั้นจะเป็นเท่าใด"
    ),
    method_en=(
        "Pupils present on fewer than 80 per cent of the days expected in the term, out of the pupils with an "
        "attendance record. "
        "The same 80 per cent hold in every term, whatever the condition of the grant was then, so that terms can be "
        "compared."
    ),
)
