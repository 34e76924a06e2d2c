"""What a research extract can hold, in words, and which of it could tell who a child is.

An exact place, age or grade comes with its coarser form, so that a row which must lose the exact one keeps the other.
Numbers are rounded before they leave, so that an exact value found elsewhere is no key either. What gives an exact
school or age away by itself is not offered: the number of school days, and the growth table behind a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

KEY = "child"
TERM = "term"


@dataclass(frozen=True)
class Column:
    """A column that can be asked for, in words.

    `with_it` comes along; `step` is how it is rounded; `made_from` are the extract's columns where it is none itself.
    """

    name: str
    kind: str
    th: str
    en: str
    quasi: bool = False
    with_it: tuple[str, ...] = ()
    step: float = 0.0
    values: tuple[tuple[str, str, str], ...] = ()
    made_from: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of the extract behind it."""
        return self.made_from or (self.name,)


ABOVE = ("district", "province", "region")
BANDS = (
    ("pre_primary", "ก่อนประถมศึกษา", "pre-primary"), ("primary", "ประถมศึกษา", "primary"),
    ("lower_secondary", "มัธยมศึกษาตอนต้น", "lower secondary"),
    ("upper_secondary", "มัธยมศึกษาตอนปลายหรือเทียบเท่า", "upper secondary or vocational"),
)  # fmt: skip
COLUMNS: tuple[Column, ...] = (
    Column("sex", "string", "เพศ", "Sex", True, values=(("f", "หญิง", "female"), ("m", "ชาย", "male"))),
    Column("age", "integer", "อายุเต็มปี ณ วันเปิดปีการศึกษา", "Age in whole years when the academic year opens", True,
           ("age_band",)),
    Column("age_band", "string", "ช่วงอายุตามระดับการศึกษา", "Level of schooling that belongs to the age", True,
           values=BANDS),
    Column("grade", "string", "ชั้นเรียน (K1–K3, P1–P6, M1–M6, V1–V3)", "Grade (K1–K3, P1–P6, M1–M6, V1–V3)", True,
           ("grade_band", "in_school")),
    Column("grade_band", "string", "ระดับการศึกษาของชั้นเรียน", "Level of schooling of the grade", True, ("in_school",),
           values=BANDS),
    Column("in_school", "boolean", "มีชื่ออยู่ในสถานศึกษาในภาคเรียนนั้น", "Enrolled in a school in the term", True),
    Column("school_code", "string", "รหัสสถานศึกษา 10 หลัก", "The school's ten digits", True,
           ("subdistrict", *ABOVE, "in_school")),
    Column("subdistrict", "string", "รหัสตำบลของสถานศึกษา หรือของบ้านเมื่อไม่อยู่ในสถานศึกษา",
           "Subdistrict of the school, or of the home of a child in none", True, ABOVE),
    Column("district", "string", "รหัสอำเภอ", "District", True, ("province", "region")),
    Column("province", "string", "รหัสจังหวัด", "Province", True, ("region",)),
    Column("region", "string", "ภาค (R1 เหนือ R2 กลาง R3 ตะวันออกเฉียงเหนือ R4 ใต้)",
           "Region (R1 north, R2 central, R3 northeast, R4 south)", True),
    Column("left_as", "string", "ออกจากสถานศึกษาภายในภาคเรียน", "Left the school within the term",
           values=(("dropped_out", "ออกกลางคัน", "dropped out"), ("transferred", "ย้ายสถานศึกษา", "moved"))),
    Column("poverty_class", "string", "ผลการคัดกรอง", "Result of screening",
           values=(("not_poor", "ไม่ยากจน", "not poor"), ("poor", "ยากจน", "poor"),
                   ("extremely_poor", "ยากจนพิเศษ", "extremely poor"))),
    Column("income_per_head", "integer", "รายได้ครัวเรือนเฉลี่ยต่อคนต่อเดือน (บาท ปัดเป็นช่วงละ 50)",
           "Household income per head and month (baht, rounded to 50)", step=50),
    Column("attendance", "integer", "ร้อยละของวันที่มาเรียนต่อวันเปิดเรียน", "Days present, per cent of school days", step=1,
           made_from=("days_expected", "days_present")),
    Column("gpa", "number", "ผลการเรียนเฉลี่ย (ปัดเป็นทศนิยมหนึ่งตำแหน่ง)", "Grade point average (one decimal)", step=0.1),
    Column("promotion", "string", "ผลเมื่อสิ้นปี", "Outcome of the year",
           values=(("promoted", "เลื่อนชั้น", "promoted"), ("repeats", "ซ้ำชั้น", "repeats"),
                   ("graduated", "จบการศึกษา", "graduated"))),
    Column("height_z", "number", "ส่วนสูงตามเกณฑ์อายุขององค์การอนามัยโลก (ค่า z ทศนิยมหนึ่งตำแหน่ง)",
           "Height for age by WHO's tables (z, one decimal)", step=0.1),
    Column("bmi_z", "number", "ดัชนีมวลกายตามเกณฑ์อายุขององค์การอนามัยโลก (ค่า z ทศนิยมหนึ่งตำแหน่ง)",
           "Body mass index for age by WHO's tables (z, one decimal)", step=0.1),
    Column("grants", "integer", "จำนวนสิทธิรับเงินอุดหนุนที่ได้รับจัดสรร", "Grants allocated"),
    Column("grants_paid", "integer", "จำนวนเงินอุดหนุนที่โอนถึงผู้รับ", "Grants that arrived"),
    Column("grants_receipted", "integer", "จำนวนเงินอุดหนุนที่มีใบสำคัญรับเงิน", "Grants with a receipt"),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
QUASI_IDENTIFIERS = tuple(column.name for column in COLUMNS if column.quasi)
"""What somebody could know of a child from elsewhere: sex, age, grade, place, school, and whether it goes to one."""


def expanded(names: Sequence[str]) -> list[str]:
    """The columns that were asked for with those that come along, in our order."""
    wanted = set(names)
    for name in names:
        wanted |= set(BY_NAME[name].with_it)
    return [column.name for column in COLUMNS if column.name in wanted]
