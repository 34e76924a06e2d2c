"""The newest term as the Education Ministry's roster files (DMC), one for each school, each a little different."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import xlsxwriter

from isee.synth.draws import stream
from isee.synth.feeds.text import written
from isee.synth.nation import Province
from isee.synth.people import DISADVANTAGE_TH, NATION_TH, RELATION_TH, RELIGION_TH, age_today, child_prefix
from isee.synth.plan import NEWEST, ProvincePlan

COLUMNS: Final = (
    "รหัสโรงเรียน", "ชื่อโรงเรียน", "เลขประจำตัวประชาชน", "ชั้น", "ห้อง", "รหัสนักเรียน", "เพศ", "คำนำหน้าชื่อ", "ชื่อ", "นามสกุล",
    "วันเกิด", "อายุ(ปี)", "น้ำหนัก", "ส่วนสูง", "กลุ่มเลือด", "ศาสนา", "เชื้อชาติ", "สัญชาติ", "บ้านเลขที่", "หมู่", "ถนน/ซอย", "ตำบล",
    "อำเภอ", "จังหวัด", "ชื่อผู้ปกครอง", "นามสกุลผู้ปกครอง", "อาชีพของผู้ปกครอง", "ความเกี่ยวข้องของผู้ปกครองกับนักเรียน", "ชื่อบิดา",
    "นามสกุลบิดา", "อาชีพของบิดา", "ชื่อมารดา", "นามสกุลมารดา", "อาชีพของมารดา", "ความด้อยโอกาส", "ยังไม่สามารถจำหน่ายได้(3.1.8)",
)  # fmt: skip
"""The 36 columns of the official export, in order."""
_LONG_STAGE: Final = {"K": "อนุบาล ", "P": "ประถมศึกษาปีที่ ", "M": "มัธยมศึกษาปีที่ ", "V": "ประกาศนียบัตรวิชาชีพ ปีที่ "}
_SHORT_STAGE: Final = {"K": "อ.", "P": "ป.", "M": "ม.", "V": "ปวช."}
_EXCEL_EPOCH: Final = np.datetime64("1899-12-30")
_MADE_AT: Final = datetime(2026, 11, 10, 2, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Style:
    """How one school's export differs from the official one, within what is seen in real files."""

    encoding: str
    grade: str
    sex: str
    birth: str
    citizen_id: str
    none_word: str
    renamed: tuple[tuple[str, str], ...]
    extra_titles: bool
    title_rows: int
    shuffled: bool


def _one_of(rng: np.random.Generator, shares: dict[str, float]) -> str:
    edges = np.cumsum(list(shares.values()))
    return list(shares)[min(int(np.searchsorted(edges, rng.random() * edges[-1])), len(shares) - 1)]


def draw_style(rng: np.random.Generator) -> Style:
    """Draw the manner of one school's export."""
    renamed = []
    for official, other, share in (
        ("รหัสนักเรียน", "เลขประจำตัวนักเรียน2", 0.2),
        ("เลขประจำตัวประชาชน", "เลขประจำตัวนักเรียน(13 หลัก)", 0.15),
        ("กลุ่มเลือด", "หมู่โลหิต", 0.2),
        ("อาชีพของบิดา", "อาชีพบิดา", 0.15),
        ("ยังไม่สามารถจำหน่ายได้(3.1.8)", "ยังไม่สามารถจำหน่ายได้ (3.1.8)", 0.3),
        ("ชื่อ", "ชื่อ\u00a0", 0.06),
        ("นามสกุล", "  นามสกุล", 0.06),
    ):
        if rng.random() < share:
            renamed.append((official, other))
    encoding = _one_of(rng, {"csv-utf8": 0.5, "csv-874": 0.3, "xlsx": 0.2})
    births = {"be": 0.7, "iso": 0.15, "thai": 0.08, "serial": 0.07 if encoding == "xlsx" else 0.0}
    return Style(
        encoding=encoding,
        grade=_one_of(rng, {"short": 0.55, "long": 0.2, "joined": 0.25}),
        sex=_one_of(rng, {"short": 0.6, "long": 0.4}),
        birth=_one_of(rng, births),
        citizen_id=_one_of(rng, {"plain": 0.68, "dashes": 0.14, "apostrophe": 0.1, "spaces": 0.08}),
        none_word=_one_of(rng, {"-": 0.5, "": 0.3, "ไม่ด้อยโอกาส": 0.2}),
        renamed=tuple(renamed),
        extra_titles=rng.random() < 0.2,
        title_rows=int(rng.integers(1, 4)) if rng.random() < 0.2 else 0,
        shuffled=rng.random() < 0.1,
    )


def _grade(style: Style) -> tuple[pl.Expr, pl.Expr]:
    stage, year = pl.col("grade_name").str.slice(0, 1), pl.col("grade_name").str.slice(1)
    room = pl.col("room").cast(pl.String)
    short = stage.replace_strict(_SHORT_STAGE) + year
    if style.grade == "long":
        return stage.replace_strict(_LONG_STAGE) + year, room
    return (short + "/" + room, pl.lit("")) if style.grade == "joined" else (short, room)


def _thai_digits(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list("0123456789"), list("๐๑๒๓๔๕๖๗๘๙"))


def _birth(style: Style) -> pl.Expr:
    if style.birth == "serial":
        return (pl.col("born") - pl.lit(_EXCEL_EPOCH).cast(pl.Date)).dt.total_days().cast(pl.String)
    swapped = pl.col("era_swapped")
    if style.birth == "iso":
        return written("born", "YYYY-MM-DD", era="CE", swapped=swapped)
    text = written("born", "D/M/YYYY", era="BE", swapped=swapped)
    return _thai_digits(text) if style.birth == "thai" else text


def _number(style: Style) -> pl.Expr:
    digits = pl.col("citizen_id")
    parts = [digits.str.slice(start, length) for start, length in ((0, 1), (1, 4), (5, 5), (10, 2), (12, 1))]
    written = {
        "plain": digits,
        "apostrophe": "'" + digits,
        "dashes": pl.concat_str(parts, separator="-"),
        "spaces": pl.concat_str(parts, separator=" "),
    }[style.citizen_id]
    return pl.coalesce(written, pl.col("g_code"))


def _disadvantage(style: Style) -> pl.Expr:
    named = pl.col("disadvantages").list.eval(pl.element().replace_strict(DISADVANTAGE_TH)).list.join(",")
    return pl.when(pl.col("disadvantages").list.len() == 0).then(pl.lit(style.none_word)).otherwise(named)


def _sex(style: Style) -> pl.Expr:
    girl, boy = ("ญ", "ช") if style.sex == "short" else ("หญิง", "ชาย")
    return pl.when("female").then(pl.lit(girl)).otherwise(pl.lit(boy))


def _figure(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String).fill_null("")


def _cell(value: str | pl.Expr) -> pl.Expr:
    return (pl.col(value) if isinstance(value, str) else value).fill_null("")


def newest_pupils(province: Province) -> pl.DataFrame:
    """The pupils of the newest term with all that a roster tells, one row each."""
    newest = province.enrolments.filter(pl.col("term") == NEWEST).drop(
        "household", "wealth", "known_before", "with_family", "loaded"
    )
    schools = province.schools.select("school", "kind", school_code="code", school_name="name_th")
    homes = province.households.drop("wealth", "non_thai", "kids", "oldest", "place", "kind", "family")
    measured = province.measurements.filter(pl.col("term") == NEWEST).select("person", "weight_kg", "height_cm")
    areas = pl.DataFrame(
        {
            "subdistrict": [s.code for s in province.plan.subdistricts],
            "subdistrict_th": [s.name_th for s in province.plan.subdistricts],
            "district_th": [s.district_th for s in province.plan.subdistricts],
        }
    )
    blood = pl.Series("blood", ["O", "B", "A", "AB", "O", "B", "A", "O", "B", ""])
    return (
        newest.join(province.children, on="person", how="left", maintain_order="left")
        .join(schools, on="school", how="left", maintain_order="left")
        .join(homes, on="household", how="left", maintain_order="left")
        .join(measured, on="person", how="left", maintain_order="left")
        .join(areas, on="subdistrict", how="left", maintain_order="left")
        .with_columns(
            blood=blood.gather(newest["person"] * 7 // 3 % 10),
            prefix=child_prefix(novice=pl.col("kind") == "temple"),
            nation_th=pl.col("nationality").replace_strict(NATION_TH),
            era_swapped=pl.lit(False),
        )
        .sort("school", "grade", "room", "number")
    )


def roster_table(pupils: pl.DataFrame, plan: ProvincePlan, style: Style) -> pl.DataFrame:
    """One school's roster in its own manner, all cells text, columns named as the export names them."""
    grade, room = _grade(style)
    moo = pl.when(pl.col("moo") == 0).then(pl.lit("")).otherwise(pl.col("moo").cast(pl.String))
    values: tuple[str | pl.Expr, ...] = (
        "school_code", "school_name", _number(style), grade, room, "student_code", _sex(style), "prefix", "given",
        "family", _birth(style), age_today().cast(pl.String), _figure("weight_kg"), _figure("height_cm"), "blood",
        pl.col("religion").replace_strict(RELIGION_TH), "nation_th", "nation_th", "house_no", moo, "road",
        "subdistrict_th", "district_th", pl.lit(plan.name_th), "guardian_given", "guardian_family", "guardian_work",
        pl.col("guardian_relation").replace_strict(RELATION_TH), "father_given", "father_family", "father_work",
        "mother_given", "mother_family", "mother_work", _disadvantage(style), pl.lit(""),
    )  # fmt: skip
    table = pupils.select(_cell(value).alias(name) for name, value in zip(COLUMNS, values, strict=True)).with_columns(
        pl.when(pl.col(name) == "").then(pl.lit("-")).otherwise(pl.col(name)).alias(name) for name in ("นามสกุล",)
    )
    if style.extra_titles:
        table = _with_titles(table, pupils)
    if style.shuffled:
        head, rest = list(table.columns[:12]), list(table.columns[12:])
        table = table.select(head + rest[::-1])
    return table.rename(dict(style.renamed))


def _with_titles(table: pl.DataFrame, pupils: pl.DataFrame) -> pl.DataFrame:
    lady = pl.when(pupils["guardian_female"].fill_null(False)).then(pl.lit("นาง")).otherwise(pl.lit("นาย"))
    added = table.with_columns(
        lady.alias("คำนำหน้าชื่อผู้ปกครอง"),
        pl.lit("นาย").alias("คำนำหน้าชื่อบิดา"),
        pl.lit("นาง").alias("คำนำหน้าชื่อมารดา"),
    )
    order: list[str] = []
    for name in COLUMNS:
        if name in ("ชื่อผู้ปกครอง", "ชื่อบิดา", "ชื่อมารดา"):
            order.append(f"คำนำหน้า{name}")
        order.append(name)
    return added.select(order)


def title_lines(style: Style, owner: str) -> list[str]:
    """The lines above the header: what the list is, whose (a school or an office), and as of when."""
    lines = ["รายชื่อนักเรียนรายบุคคล ภาคเรียนที่ 2 ปีการศึกษา 2569", owner, "ข้อมูล ณ วันที่ 10 พฤศจิกายน 2569"]
    return lines[: style.title_rows]


def _title_rows(style: Style, school: str, width: int) -> list[list[str]]:
    return [[line, *[""] * (width - 1)] for line in title_lines(style, school)]


def _as_csv(table: pl.DataFrame, titles: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO()
    for line in titles:
        out.write(",".join(line) + "\r\n")
    out.write(table.write_csv(line_terminator="\r\n"))
    return out.getvalue().encode("utf-8-sig" if encoding == "csv-utf8" else "cp874")


def workbook_bytes(rows: list[list[str]], *, numbers: frozenset[int] = frozenset()) -> bytes:
    """An XLSX file of one sheet; all cells are text but those of the columns in `numbers`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _MADE_AT})
    sheet = book.add_worksheet("DMC")
    for r, cells in enumerate(rows):
        for c, cell in enumerate(cells):
            if c in numbers and cell.isdecimal():
                sheet.write_number(r, c, int(cell))
            elif cell:
                sheet.write_string(r, c, cell)
    book.close()
    return out.getvalue()


def _as_xlsx(table: pl.DataFrame, titles: list[list[str]], style: Style) -> bytes:
    figures = {"อายุ(ปี)"} | ({"วันเกิด"} if style.birth == "serial" else set())
    numbers = frozenset(i for i, name in enumerate(table.columns) if name in figures)
    rows = [*titles, list(table.columns), *(list(row) for row in table.iter_rows())]
    return workbook_bytes(rows, numbers=numbers)


def write_rosters(province: Province, folder: Path, *, seed: int) -> list[Path]:
    """Write one roster file for each school of a province into `folder`; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for (code,), pupils in (
        newest_pupils(province).partition_by("school_code", as_dict=True, maintain_order=True).items()
    ):
        style = draw_style(stream(seed, province.plan.code, "roster", str(code)))
        table = roster_table(pupils, province.plan, style)
        titles = _title_rows(style, str(pupils["school_name"][0]), table.width)
        xlsx = style.encoding == "xlsx"
        data = _as_xlsx(table, titles, style) if xlsx else _as_csv(table, titles, style.encoding)
        path = folder / f"DMC_{code}_2-2569.{'xlsx' if xlsx else 'csv'}"
        fresh = path.with_suffix(".part")
        fresh.write_bytes(data)
        fresh.replace(path)
        written.append(path)
    return written
