"""What each column of the extract holds, in words: for the codebook and for the synthetic twin."""

from collections.abc import Iterable

import pyarrow as pa

from isee.reporting.extract import schema
from isee.reporting.formats import SourceColumn

WORDS: dict[str, tuple[str, str]] = {
    "term_key": ("ภาคเรียน: ปี พ.ศ. ตามด้วยภาคเรียน เช่น 25692", "Term: Buddhist-era year and term, as 25692"),
    "research_key": ("นามแฝงของเด็ก ใช้ได้เฉพาะวัตถุประสงค์ของชุดข้อมูลนั้น", "The child's pseudonym, of one purpose alone"),
    "sex": ("เพศ: f หญิง, m ชาย", "Sex: f, m"),
    "age": ("อายุเป็นปีเต็มเมื่อเปิดปีการศึกษา", "Whole years of age when the school year opens"),
    "age_band": ("ระดับการศึกษาที่ตรงกับอายุ", "The level of schooling that belongs to the age"),
    "grade": ("ชั้น: K1–K3, P1–P6, M1–M6, V1–V3", "Grade: K1 to K3, P1 to P6, M1 to M6, V1 to V3"),
    "grade_band": ("ระดับการศึกษาของชั้น", "The level of schooling of the grade"),
    "school_code": ("รหัสโรงเรียน 10 หลัก ว่างเมื่ออยู่นอกระบบ", "The school's ten digits; empty when out of school"),
    "subdistrict": ("ตำบลของโรงเรียน หรือของบ้านเมื่ออยู่นอกระบบ",
                    "Subdistrict of the school, or of the home when out of school"),
    "district": ("อำเภอ", "District"),
    "province": ("จังหวัด", "Province"),
    "region": ("ภาค", "Region"),
    "in_school": ("อยู่ในระบบการศึกษาหรือไม่", "Whether the child is in school"),
    "left_as": ("เหตุที่ออกจากโรงเรียนก่อนวันสิ้นภาคเรียน", "How a pupil left before the term's last day"),
    "poverty_class": ("ผลการคัดกรองความยากจน ว่างเมื่อไม่ได้คัดกรอง",
                      "Result of the poverty screening; empty when not screened"),
    "income_per_head": ("รายได้ของครัวเรือนต่อคนต่อเดือน (บาท)", "Income of the household per head and month, baht"),
    "days_expected": ("วันที่ต้องมาเรียน", "Days on which the pupil was expected"),
    "days_present": ("วันที่มาเรียน", "Days on which the pupil came"),
    "gpa": ("ผลการเรียนเฉลี่ย 0–4", "Grade point average, 0 to 4"),
    "promotion": ("ผลการเลื่อนชั้น", "What the school decided: promoted, repeats, graduated"),
    "height_z": ("ส่วนสูงตามอายุ (คะแนน z)", "Height for age, z score"),
    "bmi_z": ("ดัชนีมวลกายตามอายุ (คะแนน z)", "Body mass index for age, z score"),
    "growth_reference": ("เกณฑ์การเจริญเติบโตที่ใช้", "The growth reference of both scores"),
    "grants": ("จำนวนสิทธิเงินอุดหนุน", "Grant entitlements"),
    "grants_paid": ("ในนั้น จ่ายถึงแล้ว", "Of these, payments that arrived"),
    "grants_receipted": ("ในนั้น มีใบสำคัญรับเงิน", "Of these, those with a receipt"),
}  # fmt: skip
"""Thai and English by column."""


def sources_of(columns: Iterable[str]) -> list[SourceColumn]:
    """The columns of the extract's tables with their types and words, in the given order."""
    return [_source(name) for name in columns]


def _source(name: str) -> SourceColumn:
    th, en = WORDS.get(name, ("", ""))
    return {"name": name, "type": _TYPES.get(name, ""), "th": th, "en": en}


_TYPES = {
    field.name: str(field.type)
    for held in reversed(list(vars(schema).values()))
    if isinstance(held, pa.Schema)
    for field in held
}
"""By column; where two tables have one of the same name it is the same."""
