"""Days at school out of the days on which pupils were expected."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import Indicator, Unit

RECORDED = _.in_school & _.days_present.notnull() & (_.days_expected.fill_null(0) > 0)

ATTENDANCE = Indicator(
    name="attendance",
    label_th="อัตราการมาเรียน",
    label_en="Attendance rate",
    unit=Unit.SHARE,
    kind=Kind.AMOUNT,
    numerator=RECORDED.ifelse(_.days_present, 0).cast("int64"),
    denominator=RECORDED.ifelse(_.days_expected, 0).cast("int64"),
    children=RECORDED.cast("int64"),
    columns=("in_school", "days_expected", "days_present"),
    numerator_th="วันที่มาเรียน",
    numerator_en="days present",
    denominator_th="วันที่ต้องมาเรียน",
    denominator_en="days expected",
    method_th=(
        "รวมวันที่มาเรียนของนักเรียนทุกคนที่มีบันทึก หารด้วยวันที่ต้องมาเรียนนับจากวันเข้าเรียน โดยไม่นับวันหยุด "
        "นักเรียนที่ไม่มีบันทึกการมาเรียนไม่อยู่ในการคำนวณ ไม่ถือว่าขาดเรียน"
    ),
    method_en=(
        "Days present of all pupils with a record, out of the days expected since enrolment, holidays apart. "
        "Pupils without an attendance record are left out and never taken for absent."
    ),
)
