"""Mean monthly income per head in the households of screened pupils."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

DECLARED = _.in_school & _.income_per_head.notnull()

INCOME = Indicator(
    name="income",
    label_th="รายได้เฉลี่ยต่อคนต่อเดือน",
    label_en="Mean income per head and month",
    unit=Unit.BAHT,
    kind=Kind.AMOUNT,
    numerator=DECLARED.ifelse(_.income_per_head * 100, 0).cast("int64"),
    denominator=DECLARED.cast("int64"),
    children=DECLARED.cast("int64"),
    columns=("in_school", "income_per_head"),
    numerator_th="รายได้ต่อคนต่อเดือนของครัวเรือน (สตางค์)",
    numerator_en="household income per head and month, in satang",
    denominator_th="นักเรียนที่ผ่านการคัดกรอง",
    denominator_en="screened pupils",
    levels=DISTRICT_LEVELS,
    scale=100,
    family=Family.POVERTY,
    sensitivity="sensitive",
    method_th=(
        "ค่าเฉลี่ยของรายได้ครัวเรือนต่อคนต่อเดือน เฉพาะนักเรียนที่ผ่านการคัดกรองในภาคเรียนนั้น ปัดเป็นบาทเต็ม และไม่นับนักเรียนที่ไม่ทราบรายได้"
    ),
    method_en=(
        "The mean monthly household income per head of the pupils screened in the term. "
        "It is rounded to whole baht, and pupils whose income is unknown are left out."
    ),
)
