"""Pupils who live in an institution."""

from ibis import _

from isee.reporting.disclosure import Kind
from isee.reporting.indicators.base import PROVINCE_LEVELS, Family, Indicator, Unit, answered

KNOWN = answered("institution")

INSTITUTION = Indicator(
    name="institution",
    label_th="นักเรียนในครัวเรือนสถาบัน",
    label_en="Pupils in institution households",
    unit=Unit.SHARE,
    kind=Kind.SHARE,
    numerator=(KNOWN & _.institution.fill_null(False)).cast("int64"),
    denominator=KNOWN.cast("int64"),
    children=KNOWN.cast("int64"),
    columns=("in_school", "institution"),
    numerator_th="นักเรียนที่อยู่ในสถานสงเคราะห์ มูลนิธิ วัด หรือสถาบันอื่น",
    numerator_en="pupils who live in a shelter, a foundation's home, a temple or another institution",
    denominator_th="นักเรียนที่มีคำตอบในแบบเยี่ยมบ้าน",
    denominator_en="pupils whose form has an answer",
    levels=PROVINCE_LEVELS,
    family=Family.HOUSEHOLD,
    sensitivity="sensitive",
    method_th=(
        "นักเรียนที่อยู่ในสถานสงเคราะห์ มูลนิธิ วัด หรือสถาบันอื่น ตามแบบเยี่ยมบ้านล่าสุดที่ส่งแล้วภายในสามปี เทียบกับนักเรียนที่มีคำตอบข้อนี้ "
        "ครัวเรือนสถาบันไม่ถูกถามเรื่องสมาชิกและสภาพบ้าน จึงไม่อยู่ในตัวชี้วัดอื่นของครัวเรือน"
    ),
    method_en=(
        "Pupils who live in a shelter, a foundation's home, a temple or another institution, by the newest form about "
        "the home that was sent within three years, out of the pupils whose form has an answer. Institutions are not "
        "asked about members and the home, and are in no other figure of households."
    ),
)
