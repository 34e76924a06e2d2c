"""How many of the extremely poor pupils have a grant."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import REGION_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.extremely_poor import FOUND

COVERAGE = Indicator(
    name="coverage",
    label_th="นักเรียนยากจนพิเศษที่มีสิทธิได้รับเงินอุดหนุน",
    label_en="Extremely poor pupils with a grant",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(FOUND & (_.grants > 0).fill_null(False)).cast("int64"),
    denominator=FOUND.cast("int64"),
    children=FOUND.cast("int64"),
    columns=("in_school", "grade_band", "poverty_class", "grants"),
    numerator_th="นักเรียนยากจนพิเศษที่มีสิทธิได้รับเงินอุดหนุนในภาคเรียน",
    numerator_en="extremely poor pupils entitled to a grant in the term",
    denominator_th="นักเรียนที่ผลการคัดกรองเป็นยากจนพิเศษ",
    denominator_en="pupils whose screening result is extremely poor",
    levels=REGION_LEVELS,
    family=Family.POVERTY,
    follows=("extremely_poor",),
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่ผลการคัดกรองของภาคเรียนนั้นเป็น “ยากจนพิเศษ” และมีสิทธิได้รับเงินอุดหนุนในภาคเรียนเดียวกัน รวมสิทธิที่ชะลอไว้ "
        "เทียบกับนักเรียนยากจนพิเศษทั้งหมด นับ ณ วันที่จัดทำข้อมูล ภาคเรียนล่าสุดที่ยังไม่ประกาศสิทธิจึงต่ำกว่าภาคเรียนก่อน"
    ),
    method_en=(
        "Pupils whose screening result of the term is “extremely poor” and who are entitled to a grant in it, held "
        "ones among them, out of all extremely poor pupils. It is counted on the day of the extract, so that a newest "
        "term whose grants are not announced yet is lower."
    ),
)
