"""Pupils whose household income lies a little above the line that the screening draws."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

JUDGED = _.in_school & _.near_line.notnull()

NEAR_LINE = Indicator(
    name="near_line",
    label_th="นักเรียนที่รายได้ครัวเรือนเฉียดเส้นเกณฑ์",
    label_en="Pupils near the income line",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(JUDGED & _.near_line.fill_null(False)).cast("int64"),
    denominator=JUDGED.cast("int64"),
    children=JUDGED.cast("int64"),
    columns=("in_school", "near_line"),
    numerator_th="นักเรียนที่รายได้ครัวเรือนต่อคนสูงกว่าเกณฑ์ไม่เกินหนึ่งในห้า",
    numerator_en="pupils whose income per head is above the line by no more than a fifth",
    denominator_th="นักเรียนที่ทราบรายได้และเกณฑ์รายได้",
    denominator_en="pupils whose income and line are known",
    levels=DISTRICT_LEVELS,
    family=Family.POVERTY,
    follows=("income",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่รายได้ครัวเรือนต่อคนสูงกว่าเกณฑ์รายได้ของแบบจำลองที่ใช้คัดกรองในภาคเรียนนั้น แต่ไม่เกินหนึ่งในห้าของเกณฑ์ "
        "เทียบกับนักเรียนที่ทราบรายได้ ช่วงหนึ่งในห้าเป็นค่าเพื่อการสาธิต ยังไม่มีนิยามทางการของผู้ที่เฉียดเส้น และผู้ที่ไม่ทราบรายได้ไม่อยู่ในการคำนวณ"
    ),
    method_en=(
        "Pupils whose household income per head lies above the income line of the model that screened them in the "
        "term, by no more than a fifth of it, out of the pupils whose income is known. The fifth is illustrative, "
        "since nobody has defined who is near, and pupils whose income is unknown are left out."
    ),
)
