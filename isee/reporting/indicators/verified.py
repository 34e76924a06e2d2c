"""Screening results that rest on a teacher's visit with an official's certificate."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit
from isee.reporting.indicators.screened import RESULT

VERIFIED = Indicator(
    name="verified",
    label_th="ผลการคัดกรองที่ยืนยันด้วยการเยี่ยมบ้าน",
    label_en="Results verified at home",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(RESULT & _.verified.fill_null(False)).cast("int64"),
    denominator=RESULT.cast("int64"),
    children=RESULT.cast("int64"),
    columns=("in_school", "grade_band", "poverty_class", "verified"),
    numerator_th="นักเรียนที่ครูเยี่ยมบ้านและเจ้าหน้าที่ของรัฐรับรองแล้ว",
    numerator_en="screened pupils whose home a teacher visited, with an official's certificate",
    denominator_th="นักเรียนที่มีผลการคัดกรองในภาคเรียน",
    denominator_en="pupils with a screening result in the term",
    levels=PROVINCE_LEVELS,
    family=Family.DATA,
    follows=("screened",),
    sensitivity="personal",
    method_th=(
        "นักเรียนที่มีผลการคัดกรอง และแบบเยี่ยมบ้านล่าสุดภายในสามปีมาจากการเยี่ยมของครูและมีเจ้าหน้าที่ของรัฐรับรองแล้ว "
        "เทียบกับนักเรียนที่มีผลการคัดกรอง แบบที่นักเรียนนำภาพถ่ายมาเองหรือยังรอการรับรองไม่นับว่ายืนยันแล้ว"
    ),
    method_en=(
        "Pupils with a screening result whose newest form within three years rests on a teacher's visit and is "
        "certified by an official, out of the pupils with a screening result. Forms whose pictures the pupil brought, "
        "or that wait for a certificate, do not count as verified."
    ),
)
