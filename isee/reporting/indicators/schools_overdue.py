"""Schools that owe certified forms of a round that is over."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

SCHOOLS_OVERDUE = Indicator(
    name="schools_overdue",
    label_th="สถานศึกษาที่ค้างส่งแบบเยี่ยมบ้าน",
    label_en="Schools with overdue forms",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=_.overdue.fill_null(False).cast("int64"),
    denominator=_.overdue.notnull().cast("int64"),
    children=_.overdue.notnull().cast("int64"),
    columns=("overdue",),
    numerator_th="สถานศึกษาที่มีแบบยังไม่รับรองหลังปิดรอบ",
    numerator_en="schools with a form that is not certified after its round closed",
    denominator_th="สถานศึกษาที่มีแบบในรอบที่ปิดแล้ว",
    denominator_en="schools with a form in a round that is over",
    levels=PROVINCE_LEVELS,
    family=Family.DATA,
    sensitivity="open",
    table="school_term",
    method_th=(
        "สถานศึกษาที่มีแบบเยี่ยมบ้านของภาคเรียนนั้นอย่างน้อยหนึ่งฉบับยังไม่รับรองเมื่อรอบและวันผ่อนผันสิ้นสุดแล้ว เทียบกับสถานศึกษาที่มีแบบในรอบที่ปิดแล้ว "
        "นับสถานศึกษา ไม่ใช่นักเรียน และก่อนปิดรอบยังไม่มีข้อมูล"
    ),
    method_en=(
        "Schools with a form of the term that is not certified although its round and its days of grace are over, out "
        "of the schools with a form in such a round. It counts schools, not children, and there are no figures before "
        "a round closes."
    ),
)
