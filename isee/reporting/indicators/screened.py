"""How many of the pupils whom the screening is meant for have a result."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import AREA_LEVELS, Family, Indicator, Unit

MEANT_FOR = _.in_school & (_.grade_band.notnull() & (_.grade_band != "upper_secondary"))
RESULT = MEANT_FOR & _.poverty_class.notnull()

SCREENED = Indicator(
    name="screened",
    label_th="นักเรียนที่มีผลการคัดกรอง",
    label_en="Pupils with a screening result",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=RESULT.cast("int64"),
    denominator=MEANT_FOR.cast("int64"),
    children=MEANT_FOR.cast("int64"),
    columns=("in_school", "grade_band", "poverty_class"),
    numerator_th="นักเรียนที่มีผลการคัดกรองในภาคเรียน",
    numerator_en="pupils with a screening result in the term",
    denominator_th="นักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3",
    denominator_en="pupils from kindergarten to M.3",
    levels=AREA_LEVELS,
    family=Family.POVERTY,
    sensitivity="personal",
    method_th=(
        "นักเรียนชั้นอนุบาลถึงมัธยมศึกษาปีที่ 3 ที่มีผลการคัดกรองในภาคเรียนนั้น ไม่ว่าผลจะเป็นอย่างไร เทียบกับนักเรียนทั้งหมดในระดับชั้นเดียวกัน "
        "นักเรียนตั้งแต่ชั้นมัธยมศึกษาปีที่ 4 หรือ ปวช. ขึ้นไปไม่อยู่ในการคำนวณ"
    ),
    method_en=(
        "Pupils from kindergarten to M.3 with a screening result in the term, whatever it says, out of all pupils of "
        "these grades. "
        "Pupils of M.4 and above, or of vocational certificate classes, are left out."
    ),
)
