"""What each column of an extract holds, in words: part of the codebook, for those who cross tables over extracts."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from isee.reporting import formats
from isee.reporting.extract.schema import CHILD_TERM, SCHOOL_TERM
from isee.reporting.formats import SourceColumn

_TYPES = {"bool": "boolean", "string": "string", "int16": "integer", "int32": "integer"}
WORDS: Mapping[str, tuple[str, str]] = {
    "term_key": ("ภาคเรียน: ปีการศึกษา พ.ศ. คูณสิบบวกภาคเรียน เช่น 25692", "Buddhist-era year times ten plus the term"),
    "research_key": ("กุญแจวิจัยของเด็ก ใช้ได้ภายในวัตถุประสงค์เดียว", "Research key, the same within one purpose alone"),
    "sex": ("เพศ", "Sex"),
    "age": ("อายุเต็มปี ณ วันเปิดปีการศึกษา", "Age in whole years when the academic year opens"),
    "age_band": ("ช่วงชั้นตามอายุ", "The grade band that belongs to the age"),
    "grade": ("ชั้นเรียน", "Grade"),
    "grade_band": ("ช่วงชั้น", "Grade band"),
    "school_code": ("รหัสสถานศึกษา 10 หลัก ว่างเมื่ออยู่นอกระบบ", "Ten-digit code of the school; empty out of school"),
    "subdistrict": ("ตำบลของสถานศึกษา หรือของบ้านเมื่ออยู่นอกระบบ", "Subdistrict of the school, or of the home out of school"),
    "district": ("อำเภอ", "District"),
    "province": ("จังหวัด", "Province"),
    "region": ("ภาค", "Region"),
    "in_school": ("มีชื่อเรียนอยู่ในภาคเรียน", "Enrolled in the term"),
    "left_as": ("ออกอย่างไรภายในวันสุดท้ายของภาคเรียน", "How the pupil left by the last day of the term"),
    "poverty_class": ("ผลการคัดกรองของภาคเรียน ว่างเมื่อไม่มีผล", "Screening result of the term; empty without one"),
    "income_per_head": ("รายได้ครัวเรือนต่อคนต่อเดือน (บาท)", "Household income per head and month, in baht"),
    "near_line": ("รายได้สูงกว่าเกณฑ์เล็กน้อย (ค่าเพื่อการสาธิต)", "Income a little above the line (illustrative)"),
    "days_expected": ("วันที่ต้องมาเรียน", "Days expected"),
    "days_present": ("วันที่มาเรียน", "Days present"),
    "rule_met": ("มาเรียนถึงเกณฑ์ของทุนที่ใช้ในภาคเรียน", "Met the attendance that grants asked for in the term"),
    "gpa": ("ผลการเรียนเฉลี่ยของภาคเรียน 0–4", "Grade point average of the term, 0 to 4"),
    "promotion": ("ผลการตัดสินเมื่อสิ้นปีการศึกษา", "Decision at the end of the academic year"),
    "finished": ("ชั้นสุดท้ายของช่วงที่จบเมื่อปีการศึกษาก่อน", "The stage that the child ended with the year before"),
    "height_z": ("คะแนนมาตรฐานส่วนสูงตามอายุ", "Height-for-age score"),
    "bmi_z": ("คะแนนมาตรฐานดัชนีมวลกายตามอายุ", "Body-mass-index-for-age score"),
    "growth_reference": ("เกณฑ์ของคะแนนทั้งสอง", "The table of both scores"),
    "grants": ("จำนวนสิทธิเงินอุดหนุน รวมที่ชะลอ", "Grants of the term, held ones among them"),
    "grants_paid": ("จำนวนรายการที่จ่ายถึงเด็ก", "Payments that arrived"),
    "grants_receipted": ("ในจำนวนนี้มีใบสำคัญรับเงิน", "Those of them with a receipt"),
    "baht_paid": ("ยอดที่จ่ายถึงเด็ก (บาท)", "What arrived, in baht"),
    "helped": ("ได้รับความช่วยเหลืออื่นในภาคเรียน", "Was given other help in the term"),
    "applied": ("แบบเยี่ยมบ้านล่าสุดเป็นของภาคเรียนนี้", "The newest form about the home is of this term"),
    "verified": ("แบบล่าสุดมาจากการเยี่ยมของครูและรับรองแล้ว", "That form rests on a teacher's visit and is certified"),
    "lives_apart": ("ไม่ได้อยู่กับบิดาหรือมารดา", "Lives with neither parent"),
    "institution": ("อยู่ในครัวเรือนสถาบัน", "Lives in an institution"),
    "low_schooling": ("ผู้ใหญ่ในบ้านเรียนไม่เกินประถมศึกษา", "No grown-up member went beyond primary school"),
    "no_earner": ("ไม่มีผู้ใหญ่มีรายได้จากงาน", "No grown-up member earns"),
    "dependants": ("มีภาระพึ่งพิง", "Somebody at home depends on others"),
    "poor_housing": ("บ้านใช้วัสดุไม่คงทนหรือไม่มีส้วม", "House of poor materials or without a toilet"),
    "no_meter": ("ไม่มีมิเตอร์ไฟฟ้าของครัวเรือน", "No electricity meter of its own"),
    "open_water": ("ดื่มน้ำบ่อ น้ำฝน หรือลำธาร", "Drinks from wells, rain or streams"),
    "few_assets": ("มีทรัพย์สินน้อย", "Few assets"),
    "little_land": ("ไม่มีที่ดินทำการเกษตรหรือมีไม่ถึง 1 ไร่", "No farmland, or less than one rai"),
    "long_way": ("เดินทางไปสถานศึกษาเที่ยวละ 30 นาทีขึ้นไป", "Half an hour or more to school"),
    "problem": ("มีสภาพปัญหาที่สถานศึกษาบันทึกในภาคเรียน", "A condition noted by a school stands in the term"),
    "disability": ("หนึ่งในสภาพปัญหานั้นคือความพิการ", "One of these conditions is a disability"),
    "risk": ("พบพฤติกรรมเสี่ยงในปีการศึกษา ว่างเมื่อไม่ได้คัดกรอง", "A risk behaviour was found; empty when not screened"),
    "abandoned": ("ถูกทอดทิ้งหรือกำพร้า ตามบัญชีรายชื่อ", "Marked as abandoned or orphaned"),
    "endangered": ("อยู่ในประเภทที่ต้องคุ้มครอง ตามบัญชีรายชื่อ", "Marked as in one of seven grave plights"),
    "searched": ("มีการเปิดกรณีติดตามเด็กนอกระบบภายในหนึ่งปี", "A case of a child out of school was opened within a year"),
    "sent": ("มีนักเรียนในบัญชีรายชื่อของภาคเรียน", "Has a pupil in the term's rosters"),
    "attendance": ("รายงานการมาเรียนของภาคเรียนแล้ว", "Has reported attendance of the term"),
    "overdue": ("มีแบบที่ยังไม่รับรองหลังปิดรอบ ว่างเมื่อไม่มีแบบ", "A form waits in a round that is over; empty without one"),
}  # fmt: skip
"""Thai and English of each column; of yes or no, what yes means."""


def extract_columns() -> dict[str, list[formats.ColumnWords]]:
    """The columns of both tables of an extract, in order."""
    return {name: _columns(schema) for name, schema in (("child_term", CHILD_TERM), ("school_term", SCHOOL_TERM))}


def _columns(schema: pa.Schema) -> list[formats.ColumnWords]:
    return [
        {
            "name": field.name,
            "type": _TYPES.get(str(field.type), "number" if pa.types.is_decimal(field.type) else "binary"),
            "nullable": field.nullable,
            "th": WORDS[field.name][0],
            "en": WORDS[field.name][1],
            "values": [],
        }
        for field in schema
    ]


def sources_of(columns: Iterable[str]) -> list[SourceColumn]:
    """The columns of either table with their types and words, in the given order."""
    fields = {field.name: field for schema in (SCHOOL_TERM, CHILD_TERM) for field in schema}
    return [
        {"name": name, "type": str(fields[name].type), "th": WORDS[name][0], "en": WORDS[name][1]} for name in columns
    ]
