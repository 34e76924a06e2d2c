"""Pupils whose grade point average of the term is below 2.00."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit

GRADED = _.in_school & _.gpa.notnull()

LOW_GRADES = Indicator(
    name="low_grades",
    label_th="นักเรียนที่ผลการเรียนเฉลี่ยต่ำกว่า 2.00",
    label_en="Pupils with a grade point average below 2.00",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(GRADED & (_.gpa < 2)).cast("int64"),
    denominator=GRADED.cast("int64"),
    children=GRADED.cast("int64"),
    columns=("in_school", "gpa"),
    numerator_th="นักเรียนที่ผลการเรียนเฉลี่ยของภาคเรียนต่ำกว่า 2.00",
    numerator_en="pupils with an average below 2.00 in the term",
    denominator_th="นักเรียนที่มีผลการเรียนเฉลี่ย",
    denominator_en="pupils with a grade point average",
    levels=DISTRICT_LEVELS,
    family=Family.SCHOOL,
    sensitivity="personal",
    method_th=(
        "นักเรียนที่ผลการเรียนเฉลี่ยของภาคเรียนต่ำกว่า 2.00 จาก 4.00 เทียบกับนักเรียนที่มีผลการเรียนเฉลี่ย "
        "นักเรียนชั้นอนุบาลและนักเรียนที่สถานศึกษายังไม่รายงานผลไม่อยู่ในการคำนวณ"
    ),
    method_en=(
        "Pupils whose grade point average of the term is below 2.00 of 4.00, out of the pupils with one. "
        "Kindergarten has none, and pupils whose school has not reported are left out."
    ),
)
