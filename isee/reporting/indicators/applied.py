"""Pupils about whose home a form was sent in the term."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import DISTRICT_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.screened import MEANT_FOR

APPLIED = Indicator(
    name="applied",
    label_th="นักเรียนที่ยื่นแบบขอรับทุนในภาคเรียน",
    label_en="Pupils who applied in the term",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(MEANT_FOR & _.applied.fill_null(False)).cast("int64"),
    denominator=MEANT_FOR.cast("int64"),
    children=MEANT_FOR.cast("int64"),
    columns=("in_school", "grade_band", "applied"),
    numerator_th="นักเรียนที่มีแบบเยี่ยมบ้านส่งแล้วในภาคเรียน",
    numerator_en="pupils with a home-visit form sent in the term",
    denominator_th="นักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3",
    denominator_en="pupils from kindergarten to M.3",
    levels=DISTRICT_LEVELS,
    family=Family.POVERTY,
    sensitivity="personal",
    method_th=(
        "นักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3 ที่มีแบบเยี่ยมบ้านส่งแล้วในภาคเรียนนั้น ไม่ว่าจะรับรองแล้วหรือยัง เทียบกับนักเรียนทั้งหมดในระดับชั้นเดียวกัน "
        "นักเรียนที่ได้รับทุนต่อเนื่องไม่ต้องยื่นใหม่จนกว่าจะครบสามปี จึงไม่นับว่ายื่นในภาคเรียนที่ไม่มีแบบใหม่"
    ),
    method_en=(
        "Pupils from kindergarten to M.3 about whose home a form was sent in the term, certified or not yet, out of "
        "all pupils of these grades. Pupils whose grant goes on need no new form for three years, and do not count in "
        "terms in which none was sent."
    ),
)
