"""Pupils below the income line of the scoring model whose household was not found poor: a rule of our own."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

JUDGED = _.in_school & _.poverty_class.notnull() & _.gate_passed.notnull()

NEAR_LINE = Indicator(
    name="near_line",
    label_th="นักเรียนใกล้เส้นความยากจน (ตัวอย่าง)",
    label_en="Pupils near the poverty line (illustrative)",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(JUDGED & _.gate_passed & (_.poverty_class == "not_poor")).cast("int64"),
    denominator=JUDGED.cast("int64"),
    children=JUDGED.cast("int64"),
    columns=("in_school", "poverty_class", "gate_passed"),
    numerator_th="นักเรียนที่รายได้ครัวเรือนต่ำกว่าเกณฑ์แต่ผลการคัดกรองไม่ยากจน",
    numerator_en="pupils with an income below the limit who were not found poor",
    denominator_th="นักเรียนที่มีผลการคัดกรองและทราบรายได้",
    denominator_en="pupils with a screening result and a known income",
    levels=DISTRICT_LEVELS,
    family=Family.POVERTY,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่รายได้ครัวเรือนต่อคนต่ำกว่าเกณฑ์รายได้ของแบบจำลอง แต่คะแนนความขาดแคลนไม่ถึงเกณฑ์ยากจน "
        "เทียบกับนักเรียนที่มีผลการคัดกรองและทราบรายได้ "
        "เป็นเกณฑ์ตัวอย่างของระบบนี้เท่านั้น เพราะไม่มีกลุ่ม “ใกล้ยากจน” ในผลการคัดกรองทางการ"
    ),
    method_en=(
        "Pupils whose household income per head lies below the income limit of the model but whose score does not "
        "reach “poor”, out of pupils with a result and a known income. "
        "This is an illustrative rule of this system alone, since the official screening knows no class of near-poor "
        "pupils."
    ),
)
