"""Children with a grant who missed the attendance that it asks for."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.grant_received import ENTITLED

JUDGED = ENTITLED & _.rule_met.notnull()

CONDITION_FAILED = Indicator(
    name="condition_failed",
    label_th="ผู้มีสิทธิที่มาเรียนไม่ถึงเงื่อนไข",
    label_en="Grants whose attendance condition failed",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(JUDGED & ~_.rule_met.fill_null(True)).cast("int64"),
    denominator=JUDGED.cast("int64"),
    children=JUDGED.cast("int64"),
    columns=("grants", "rule_met"),
    numerator_th="ผู้มีสิทธิที่มาเรียนไม่ถึงเกณฑ์ของทุนในภาคเรียน",
    numerator_en="entitled children who did not meet the attendance rule of the term",
    denominator_th="ผู้มีสิทธิได้รับเงินอุดหนุนที่มีบันทึกการมาเรียน",
    denominator_en="entitled children with an attendance record",
    levels=PROVINCE_LEVELS,
    band="age_band",
    family=Family.HELP,
    sensitivity="sensitive",
    method_th=(
        "เด็กที่มีสิทธิได้รับเงินอุดหนุนในภาคเรียนและมาเรียนไม่ถึงเกณฑ์ที่ใช้ในภาคเรียนนั้น เทียบกับผู้มีสิทธิที่มีบันทึกการมาเรียน เป็นการนับตามบันทึก "
        "ไม่ใช่คำตัดสินว่าเด็กเสียสิทธิ เงื่อนไขด้านการเจริญเติบโตไม่อยู่ในตัวเลขนี้ และช่วงชั้นคือช่วงชั้นตามอายุของเด็ก"
    ),
    method_en=(
        "Children entitled to a grant in the term who did not meet the attendance rule that was in force in it, out "
        "of the entitled children with an attendance record. It counts records and is no verdict that a child lost "
        "the grant; the condition on growth is not in it, and the grade band is that of the child's age."
    ),
)
