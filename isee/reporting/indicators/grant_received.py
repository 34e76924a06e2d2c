"""Children with a grant whose money arrived and was receipted."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

ENTITLED = (_.grants > 0).fill_null(False)

GRANT_RECEIVED = Indicator(
    name="grant_received",
    label_th="เด็กที่ได้รับเงินอุดหนุนและมีหลักฐาน",
    label_en="Grants received and receipted",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(ENTITLED & (_.grants_receipted > 0).fill_null(False)).cast("int64"),
    denominator=ENTITLED.cast("int64"),
    children=ENTITLED.cast("int64"),
    columns=("grants", "grants_receipted"),
    numerator_th="เด็กที่ได้รับเงินและมีใบสำคัญรับเงินแล้ว",
    numerator_en="children with a payment that arrived and was receipted",
    denominator_th="เด็กที่มีสิทธิได้รับเงินอุดหนุนในภาคเรียน",
    denominator_en="children entitled to a grant in the term",
    levels=PROVINCE_LEVELS,
    band="age_band",
    family=Family.HELP,
    sensitivity="sensitive",
    method_th=(
        "เด็กที่เงินอุดหนุนของภาคเรียนนั้นจ่ายแล้วอย่างน้อยหนึ่งรายการและมีใบสำคัญรับเงิน เทียบกับเด็กที่มีสิทธิได้รับเงินอุดหนุนในภาคเรียนเดียวกัน "
        "รวมสิทธิที่ชะลอไว้แต่ไม่รวมสิทธิที่สิ้นสุดแล้ว "
        "เงินที่ส่งแล้วแต่ตีกลับหรือถูกเรียกคืนไม่นับว่าได้รับ และช่วงชั้นคือช่วงชั้นตามอายุของเด็ก"
    ),
    method_en=(
        "Children with at least one payment of the term's grants that arrived and was receipted, out of the children "
        "entitled to a grant in the term, held ones among them and ended ones not. "
        "Money that bounced or was called back was not received, and the grade band is that of the child's age."
    ),
)
