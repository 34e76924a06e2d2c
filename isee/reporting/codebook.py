"""The codebook of a release: what each indicator counts, what each column holds, what a mark means."""

from collections.abc import Mapping, Sequence

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.extract.words import extract_columns, sources_of
from isee.reporting.indicators import Indicator
from isee.reporting.tables import BANDS, GROUP_LABELS, UNIT_LABELS
from isee.reporting.versions import expressions_of, version_of

FORMAT = 2
TABLE_LABELS = {
    "nation": ("ทั้งประเทศ", "The whole country"),
    "region": ("ภาค", "Regions"),
    "province": ("จังหวัด", "Provinces"),
    "district": ("อำเภอ", "Districts"),
    "subdistrict": ("ตำบล", "Subdistricts"),
    "school": ("โรงเรียน", "Schools"),
}
STATES: tuple[formats.Meaning, ...] = (
    {"value": "ok", "th": "แสดงตัวเลข", "en": "The figure is shown."},
    {
        "value": "few",
        "th": "มีเด็กน้อยเกินกว่าจะแสดง หรือถ้าแสดงแล้วจะคำนวณย้อนหาตัวเลขที่ซ่อนไว้ได้ ไม่ใช่ศูนย์",
        "en": "About too few children to show, or one from which a hidden figure could be worked out. It is not zero.",
    },
    {"value": "none", "th": "ไม่มีข้อมูล ไม่ใช่ศูนย์", "en": "No data. It is not zero."},
    {
        "value": "band",
        "th": "บอกเฉพาะช่วงของร้อยละ ตามคอลัมน์ band เพราะเป็นพื้นที่เล็กหรือโรงเรียน",
        "en": "Of a small area or a school only the band of the share is told, in the column band.",
    },
)
BAND_MEANINGS: tuple[formats.Meaning, ...] = tuple(
    {"value": value, "th": th, "en": en} for value, (th, en) in BANDS.items()
)
BREAKDOWN_MEANINGS: tuple[formats.Meaning, ...] = (
    {"value": "all", "th": "ทุกคน", "en": "Everyone"},
    {"value": "sex", "th": "แยกตามเพศ", "en": "By sex"},
    {"value": "grade_band", "th": "แยกตามระดับการศึกษา", "en": "By level of schooling"},
)
_COLUMNS: tuple[tuple[str, str, bool, str, str], ...] = (
    ("term", "string", False, "ภาคเรียน/ปีการศึกษา พ.ศ. เช่น 2/2569", "Term and Buddhist-era school year, as 2/2569"),
    ("code", "string", False,
     "รหัสของพื้นที่หรือโรงเรียน: TH, R1–R4, จังหวัด 2 หลัก, อำเภอ 4, ตำบล 6, โรงเรียน 10 (เป็นข้อความ ไม่ใช่ตัวเลข)",
     "Code of the place: TH, R1 to R4, province 2 digits, district 4, subdistrict 6, school 10; text, not a number"),
    ("level", "string", False, "ระดับของพื้นที่ หรือ school", "Level of the area, or school"),
    ("name_th", "string", False, "ชื่อภาษาไทย", "Name in Thai"),
    ("name_en", "string", False, "ชื่อภาษาอังกฤษ", "Name in English"),
    ("indicator", "string", False, "ชื่อของตัวชี้วัด ตามรายการในเอกสารนี้", "Name of the indicator, as listed here"),
    ("breakdown", "string", False, "แยกตามอะไร", "By what the figure is broken down"),
    ("group", "string", False, "กลุ่มในการแยกนั้น", "The group within the breakdown"),
    ("n", "integer", True, "ตัวตั้ง (ว่างเมื่อไม่แสดงหรือไม่มี)", "Numerator; empty where it is not shown or there is none"),
    ("d", "integer", True, "ตัวหาร (ว่างเมื่อไม่แสดงหรือไม่มี)", "Denominator; empty where it is not shown or there is none"),
    ("value", "number", True, "ค่าที่เผยแพร่ ตามหน่วยของตัวชี้วัด ร้อยละมีทศนิยมหนึ่งตำแหน่ง",
     "The published value in the indicator's unit; per cent with one decimal"),
    ("state", "string", False, "ตัวเลขนี้แสดงหรือไม่ และเพราะเหตุใด", "Whether the figure is shown, and if not, why"),
    ("band", "string", True, "ช่วงของร้อยละ เมื่อบอกเฉพาะช่วง รวมค่าต่ำสุดแต่ไม่รวมค่าสูงสุดของช่วง",
     "The band of the share where only that is told; the lower bound is in it, the upper one is not"),
)  # fmt: skip


def codebook(
    indicators: Sequence[Indicator],
    *,
    terms: Sequence[int],
    rows: Mapping[str, tuple[str, int]],
    told: Mapping[str, Sequence[int]],
) -> formats.Codebook:
    """The codebook of a release whose tables have these levels and numbers of rows, by name.

    `told` gives by indicator the terms that have a figure for the nation.
    """
    return {
        "format": FORMAT,
        "terms": [str(AcademicTerm.from_key(key)) for key in terms],
        "indicators": [_indicator(one, terms=told.get(one.name, ())) for one in indicators],
        "tables": [
            {
                "name": name,
                "level": level,
                "label_th": TABLE_LABELS[level][0],
                "label_en": TABLE_LABELS[level][1],
                "rows": number,
                "indicators": [one.name for one in indicators if level in one.levels],
                "columns": columns(),
            }
            for name, (level, number) in rows.items()
        ],
        "extract": extract_columns(),
        "states": list(STATES),
        "groups": [{"value": value, "th": th, "en": en} for value, (th, en) in GROUP_LABELS.items()],
        "notes_th": (
            "CSV และ Parquet มีคอลัมน์เหมือนกัน หนึ่งแถวต่อหนึ่งตัวเลข ส่วน XLSX มีหนึ่งแผ่นงานต่อหนึ่งตัวชี้วัดพร้อมหัวคอลัมน์สองภาษา "
            "(อำเภอ ตำบล และโรงเรียน มีเฉพาะภาคเรียนล่าสุด) ใน CSV และ XLSX ชื่อที่ขึ้นต้นเหมือนสูตรมีเครื่องหมาย ' นำหน้า ใน Parquet ไม่มี"
        ),
        "notes_en": (
            "CSV and Parquet have the same columns, one row for each figure. XLSX has a sheet for each indicator with "
            "headings in two languages (districts, subdistricts and schools for the newest term alone). In CSV and "
            "XLSX a name that begins like a formula has an apostrophe before it; in Parquet it has none."
        ),
    }


def columns() -> list[formats.ColumnWords]:
    """The columns of every table, in order."""
    values = {"state": list(STATES), "breakdown": list(BREAKDOWN_MEANINGS), "band": list(BAND_MEANINGS)}
    return [
        {"name": name, "type": kind, "nullable": nullable, "th": th, "en": en, "values": values.get(name, [])}
        for name, kind, nullable, th, en in _COLUMNS
    ]


def _indicator(one: Indicator, *, terms: Sequence[int]) -> formats.CodebookIndicator:
    unit_th, _, unit_en = UNIT_LABELS[one.unit].partition(" / ")
    return {
        "name": one.name,
        "label_th": one.label_th,
        "label_en": one.label_en,
        "unit": one.unit.value,
        "unit_th": unit_th,
        "unit_en": unit_en,
        "method_th": one.method_th,
        "method_en": one.method_en,
        "numerator_th": one.numerator_th,
        "numerator_en": one.numerator_en,
        "denominator_th": one.denominator_th,
        "denominator_en": one.denominator_en,
        "levels": list(one.levels),
        "sensitivity": one.sensitivity,
        "family": one.family.value,
        "family_th": one.family.label_th,
        "family_en": one.family.label_en,
        "sources": sources_of(one.columns),
        "expressions": expressions_of(one),
        "version": version_of(one),
        "terms": list(terms),
    }
