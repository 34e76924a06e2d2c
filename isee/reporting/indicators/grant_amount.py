"""What was paid on the average to children with a grant."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.unreceipted import PAID

GRANT_AMOUNT = Indicator(
    name="grant_amount",
    label_th="เงินอุดหนุนที่จ่ายแล้วเฉลี่ยต่อคน",
    label_en="Mean amount paid per child",
    unit=Unit.BAHT,
    kind=Kind.AMOUNT,
    numerator=PAID.ifelse((_.baht_paid * 100).fill_null(0), 0).cast("int64"),
    denominator=PAID.cast("int64"),
    children=PAID.cast("int64"),
    columns=("grants_paid", "baht_paid"),
    numerator_th="เงินอุดหนุนที่จ่ายถึงเด็กในภาคเรียน (สตางค์)",
    numerator_en="what arrived in the term, in satang",
    denominator_th="เด็กที่ได้รับจ่ายเงินอุดหนุนในภาคเรียน",
    denominator_en="children to whom a grant was paid in the term",
    levels=PROVINCE_LEVELS,
    band="age_band",
    scale=100,
    family=Family.HELP,
    sensitivity="personal",
    method_th=(
        "เงินอุดหนุนของภาคเรียนนั้นที่จ่ายถึงเด็กแล้วรวมกัน หารด้วยจำนวนเด็กที่ได้รับจ่าย ปัดเป็นบาทเต็ม เป็นยอดต่อภาคเรียน ไม่ใช่ต่อเดือน "
        "ไม่รวมเงินที่ตีกลับหรือถูกเรียกคืน และช่วงชั้นคือช่วงชั้นตามอายุของเด็ก"
    ),
    method_en=(
        "What arrived of the term's grants, divided by the children to whom a grant was paid, in whole baht. It is an "
        "amount for the term and not for a month, without money that bounced or was called back, and the grade band "
        "is that of the child's age."
    ),
)
