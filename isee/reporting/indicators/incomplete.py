"""Pupils whose record lacks what every record should hold."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

GAP = _.sex.isnull() | _.age.isnull() | _.days_present.isnull()

INCOMPLETE = Indicator(
    name="incomplete",
    label_th="ข้อมูลนักเรียนที่ไม่ครบ",
    label_en="Records with missing values",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(_.in_school & GAP).cast("int64"),
    denominator=_.in_school.cast("int64"),
    children=_.in_school.cast("int64"),
    columns=("in_school", "sex", "age", "days_present"),
    numerator_th="นักเรียนที่ไม่ทราบเพศ วันเกิด หรือการมาเรียน",
    numerator_en="pupils whose sex, birth date or attendance is not known",
    denominator_th="นักเรียนทั้งหมด",
    denominator_en="all pupils",
    levels=PROVINCE_LEVELS,
    family=Family.DATA,
    follows=("pupils",),
    sensitivity="open",
    method_th=(
        "นักเรียนที่ไม่ทราบเพศ วันเกิด หรือวันมาเรียนของภาคเรียนนั้นอย่างน้อยหนึ่งอย่าง เทียบกับนักเรียนทั้งหมด เป็นตัวเลขของข้อมูล ไม่ใช่ของเด็ก "
        "และภาคเรียนที่เพิ่งเริ่มสูงกว่าปกติเพราะสถานศึกษายังไม่รายงานการมาเรียน"
    ),
    method_en=(
        "Pupils whose sex, birth date or days at school in the term are not known, one of them at least, out of all "
        "pupils. It tells of the data and not of children, and is higher in a term that has just begun, since schools "
        "have not reported attendance yet."
    ),
)
