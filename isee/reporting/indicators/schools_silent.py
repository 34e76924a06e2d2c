"""Schools that sent no roster of the term."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit

SCHOOLS_SILENT = Indicator(
    name="schools_silent",
    label_th="สถานศึกษาที่ยังไม่ส่งข้อมูล",
    label_en="Schools that sent nothing",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(~_.sent).cast("int64"),
    denominator=_.sent.notnull().cast("int64"),
    children=_.sent.notnull().cast("int64"),
    columns=("sent",),
    numerator_th="สถานศึกษาที่ไม่มีนักเรียนในบัญชีรายชื่อของภาคเรียน",
    numerator_en="schools without a pupil in the term's rosters",
    denominator_th="สถานศึกษาที่เปิดอยู่ในภาคเรียน",
    denominator_en="schools that are open in the term",
    levels=PROVINCE_LEVELS,
    family=Family.DATA,
    sensitivity="open",
    table="school_term",
    method_th=(
        "สถานศึกษาที่เปิดอยู่ในภาคเรียนนั้นแต่ยังไม่มีนักเรียนในบัญชีรายชื่อ เทียบกับสถานศึกษาที่เปิดอยู่ทั้งหมด นับสถานศึกษา ไม่ใช่นักเรียน ณ วันที่จัดทำข้อมูล"
    ),
    method_en=(
        "Schools that are open in the term and have no pupil in its rosters, out of all schools that are open. It "
        "counts schools, not children, on the day of the extract."
    ),
)
