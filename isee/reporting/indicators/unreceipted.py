"""Children whose grant money arrived and lacks a receipt."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

PAID = (_.grants_paid > 0).fill_null(False)

UNRECEIPTED = Indicator(
    name="unreceipted",
    label_th="เงินอุดหนุนที่จ่ายแล้วแต่ยังไม่มีใบสำคัญรับเงิน",
    label_en="Grants paid without a receipt",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(PAID & (_.grants_receipted < _.grants_paid).fill_null(False)).cast("int64"),
    denominator=PAID.cast("int64"),
    children=PAID.cast("int64"),
    columns=("grants_paid", "grants_receipted"),
    numerator_th="เด็กที่มีรายการจ่ายซึ่งยังไม่มีใบสำคัญรับเงิน",
    numerator_en="children with a payment that has no receipt yet",
    denominator_th="เด็กที่ได้รับจ่ายเงินอุดหนุนในภาคเรียน",
    denominator_en="children to whom a grant was paid in the term",
    levels=PROVINCE_LEVELS,
    band="age_band",
    family=Family.HELP,
    sensitivity="personal",
    method_th=(
        "เด็กที่มีรายการจ่ายเงินอุดหนุนของภาคเรียนนั้นอย่างน้อยหนึ่งรายการซึ่งยังไม่มีใบสำคัญรับเงิน เทียบกับเด็กที่ได้รับจ่ายเงินอุดหนุนในภาคเรียนเดียวกัน "
        "นับ ณ วันที่จัดทำข้อมูล ภาคเรียนล่าสุดจึงมักสูงกว่าภาคเรียนก่อน และช่วงชั้นคือช่วงชั้นตามอายุของเด็ก"
    ),
    method_en=(
        "Children with at least one payment of the term's grants that has no receipt yet, out of the children to whom "
        "a grant was paid in the term. "
        "It is counted on the day of the extract, so that the newest term is often higher, and the grade band is that "
        "of the child's age."
    ),
)
