"""Pupils who meet the attendance that grants asked for in the term."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

JUDGED = _.in_school & _.rule_met.notnull()

RULE_ATTENDANCE = Indicator(
    name="rule_attendance",
    label_th="นักเรียนที่มาเรียนถึงเกณฑ์ของทุนในขณะนั้น",
    label_en="Attendance by the rule in force",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(JUDGED & _.rule_met.fill_null(False)).cast("int64"),
    denominator=JUDGED.cast("int64"),
    children=JUDGED.cast("int64"),
    columns=("in_school", "rule_met"),
    numerator_th="นักเรียนที่มาเรียนถึงเกณฑ์ของทุนที่ใช้ในภาคเรียน",
    numerator_en="pupils who meet the attendance rule of the term",
    denominator_th="นักเรียนที่มีบันทึกการมาเรียน",
    denominator_en="pupils with an attendance record",
    levels=DISTRICT_LEVELS,
    family=Family.SCHOOL,
    sensitivity="personal",
    method_th=(
        "นักเรียนที่มาเรียนถึงเกณฑ์ของเงินอุดหนุนแบบมีเงื่อนไขที่ใช้ในภาคเรียนนั้น เทียบกับนักเรียนทุกคนที่มีบันทึกการมาเรียน ไม่ว่าได้รับทุนหรือไม่ "
        "เกณฑ์เปลี่ยนจากมากกว่าร้อยละ 80 เป็นร้อยละ 85 ขึ้นไปตั้งแต่ปีการศึกษา 2568 จึงเปรียบเทียบข้ามปีนั้นไม่ได้ "
        "และภาคเรียนที่เปลี่ยนเป็นค่าเพื่อการสาธิต"
    ),
    method_en=(
        "Pupils who meet the attendance that the conditional grant asked for in the term, out of all pupils with an "
        "attendance record, with a grant or without. The rule changed from above 80 to at least 85 per cent in the "
        "academic year 2568, which is an illustrative date, so that years on both sides cannot be compared."
    ),
)
