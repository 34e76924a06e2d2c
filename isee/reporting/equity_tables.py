"""The equity measures of a release as files: `equity.json`, and the table `equity` as CSV and XLSX.

They are made from the files of areas that lie in the release already, and from nothing else.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.equity import Estimate
from isee.reporting.equity_figures import NATION, Nation, Unevenness, codes_read, gaps_of
from isee.reporting.folders import write_json
from isee.reporting.tables import GROUP_LABELS

METHOD = (
    "คำนวณจากตัวเลขที่เผยแพร่แล้วเท่านั้น พื้นที่ที่ตัวเลขน้อยเกินกว่าจะแสดงหรือไม่มีข้อมูลไม่นำมาคำนวณ และไม่นับเป็นศูนย์ "
    "ช่วงความเชื่อมั่นร้อยละ 95 ได้จากการสุ่มซ้ำ 200 ครั้งด้วยค่าตั้งต้นคงที่และหักความเอนเอียงแล้ว ส่วนต่างระหว่างกลุ่มใช้วิธีของ Newcombe",
    "Worked out from published figures alone; an area whose figure is too small to show or missing is left out and "
    "never counted as zero. Intervals of 95 per cent come from 200 redraws with a fixed seed, their bias taken away; "
    "those of gaps between groups from Newcombe's method.",
)


class Words(NamedTuple):
    """What a measure is called and what it says, in Thai and English."""

    label_th: str
    label_en: str
    method_th: str
    method_en: str


MEASURES = {
    "index": Words(
        "ดัชนีการกระจุกตัว", "Concentration index",
        "0 คือทุกพื้นที่มีสัดส่วนเท่ากัน ยิ่งใกล้ 1 ยิ่งกระจุกอยู่ในไม่กี่พื้นที่ (ดัชนีจีนีของเส้นโค้งลอเรนซ์)",
        "0 where all areas are alike, nearer 1 the more it gathers in a few (the Gini index of the Lorenz curve).",
    ),
    "by_income": Words(
        "ดัชนีการกระจุกตัวตามรายได้", "Concentration index by income",
        "เรียงพื้นที่จากรายได้เฉลี่ยต่อคนต่ำสุด ค่าลบคือกระจุกอยู่ในพื้นที่รายได้ต่ำ",
        "Areas from the lowest mean income per head; below 0 where it gathers in areas with low incomes.",
    ),
    "by_poverty": Words(
        "ดัชนีการกระจุกตัวตามสัดส่วนคนจน", "Concentration index by poverty",
        "เรียงพื้นที่จากสัดส่วนนักเรียนยากจนและยากจนพิเศษสูงสุด ค่าลบคือกระจุกอยู่ในพื้นที่ที่มีนักเรียนยากจนมาก",
        "Areas from the highest share of poor and extremely poor pupils; below 0 where it gathers in the poorest.",
    ),
    "theil": Words(
        "ดัชนีไทล์", "Theil's index", "0 คือทุกพื้นที่มีสัดส่วนเท่ากัน แยกเป็นส่วนระหว่างกลุ่มและภายในกลุ่มพื้นที่ได้",
        "0 where all areas are alike; it splits into what lies between groups of areas and within them.",
    ),
    "theil_between_region": Words(
        "ดัชนีไทล์: ระหว่างภาค", "Theil: between regions", "ส่วนของดัชนีไทล์ที่มาจากความต่างระหว่างภาค",
        "The part of Theil's index that comes from regions being different.",
    ),
    "theil_between_province": Words(
        "ดัชนีไทล์: ระหว่างจังหวัดในภาคเดียวกัน", "Theil: between provinces of a region",
        "ส่วนของดัชนีไทล์ที่มาจากความต่างระหว่างจังหวัดในภาคเดียวกัน",
        "The part that comes from provinces of the same region being different.",
    ),
    "theil_within_region": Words(
        "ดัชนีไทล์: ภายในภาค", "Theil: within regions", "ส่วนของดัชนีไทล์ที่มาจากความต่างระหว่างจังหวัดในภาคเดียวกัน",
        "The part that comes from provinces of the same region being different.",
    ),
    "theil_within_province": Words(
        "ดัชนีไทล์: ภายในจังหวัด", "Theil: within provinces", "ส่วนของดัชนีไทล์ที่มาจากความต่างระหว่างอำเภอในจังหวัดเดียวกัน",
        "The part that comes from districts of the same province being different.",
    ),
    "tenth": Words(
        "อัตราส่วนหนึ่งในสิบสูงสุดต่อต่ำสุด", "Ratio of the extreme tenths",
        "สัดส่วนในพื้นที่ที่สูงสุดซึ่งมีเด็กรวมหนึ่งในสิบ เป็นกี่เท่าของพื้นที่ที่ต่ำสุดซึ่งมีเด็กรวมหนึ่งในสิบ",
        "The share in the highest areas with a tenth of all children, in times that in the lowest with a tenth.",
    ),
    "fifth": Words(
        "อัตราส่วนหนึ่งในห้าสูงสุดต่อต่ำสุด", "Ratio of the extreme fifths",
        "สัดส่วนในพื้นที่ที่สูงสุดซึ่งมีเด็กรวมหนึ่งในห้า เป็นกี่เท่าของพื้นที่ที่ต่ำสุดซึ่งมีเด็กรวมหนึ่งในห้า",
        "The share in the highest areas with a fifth of all children, in times that in the lowest with a fifth.",
    ),
    "p90_p10": Words(
        "P90/P10 ของพื้นที่", "P90/P10 of areas", "เดไซล์ที่เก้าของค่าของพื้นที่ หารด้วยเดไซล์ที่หนึ่ง ไม่มีช่วงความเชื่อมั่น",
        "The ninth decile of the areas' figures over the first; without an interval.",
    ),
    "gap": Words(
        "ส่วนต่างระหว่างกลุ่ม", "Gap between groups", "กลุ่มแรกลบกลุ่มที่สอง หน่วยเป็นจุดร้อยละ",
        "The first group less the second, in percentage points.",
    ),
}  # fmt: skip


def write_equity(
    folder: Path, *, indicators: Sequence[formats.IndicatorWords], terms: Sequence[int], made_at: datetime
) -> None:
    """Measure the release that is being written into `folder`, whose `areas/` are there already."""
    found = _measured(folder, indicators=indicators, terms=terms)
    content = {
        "format": 1,
        "method_th": METHOD[0],
        "method_en": METHOD[1],
        "measures": [{"name": name, **words._asdict()} for name, words in MEASURES.items()],
        "terms": {str(term): _json(by_indicator) for term, by_indicator in found.items()},
    }
    write_json(folder / "equity.json", content)
    rows = list(_rows(found, {words["name"]: words for words in indicators}))
    _write_csv(folder / "equity.csv", rows)
    _write_xlsx(folder / "equity.xlsx", rows, made_at=made_at)


Found = dict[int, dict[str, Unevenness]]


def _measured(folder: Path, *, indicators: Sequence[formats.IndicatorWords], terms: Sequence[int]) -> Found:
    top = _read(folder, NATION)
    if top is None:
        return {}
    areas = {code: area for code in codes_read(top) if (area := _read(folder, code)) is not None}
    nation = Nation(areas)
    return {
        term: {
            words["name"]: one
            for words in indicators
            if words["unit"] != "count" and (one := _unevenness(nation, words, term))
        }
        for term in terms
    }


def _read(folder: Path, code: str) -> formats.AreaFigures | None:
    path = folder / "areas" / f"{code}.json"
    if not path.is_file():
        return None
    area: formats.AreaFigures = json.loads(path.read_text(encoding="utf-8"))
    return area


def _unevenness(nation: Nation, words: formats.IndicatorWords, term_key: int) -> Unevenness:
    found: Unevenness = {}
    province = nation.spread("province", indicator=words, term_key=term_key)
    district = nation.spread("district", indicator=words, term_key=term_key)
    if province["counted"]:
        found["province"] = province
    if district["counted"]:
        found["district"] = district
    if gaps := gaps_of(nation.whole, indicator=words, term_key=term_key):
        found["gaps"] = gaps
    return found


def _json(by_indicator: Mapping[str, Unevenness]) -> dict[str, Any]:
    """The same with plain numbers: an estimate becomes `{"value", "low", "high"}`."""
    return {
        name: {
            key: [{**one, "estimate": vars(one["estimate"])} for one in value]
            if isinstance(value, list)
            else _plain(value)
            for key, value in found.items()
        }
        for name, found in by_indicator.items()
    }


def _plain(spread: Any) -> dict[str, Any]:
    return {**spread, "measures": {name: vars(one) for name, one in spread["measures"].items()}}


class Row(NamedTuple):
    """One line of the table."""

    term: str
    indicator: formats.IndicatorWords
    over: str
    measure: str
    first: str
    second: str
    estimate: Estimate
    areas: int | None
    counted: int | None
    children: float | None

    @property
    def numbers(self) -> tuple[float | None, ...]:
        """What stands in the columns of numbers."""
        return (*vars(self.estimate).values(), self.areas, self.counted, self.children)


COLUMNS = (
    "term", "indicator", "over", "measure", "first", "second", "value", "low", "high", "areas", "counted", "children",
)  # fmt: skip
HEADINGS = (
    "ภาคเรียน / Term", "ตัวชี้วัด / Indicator", "ระหว่าง / Over", "ค่าวัด / Measure", "กลุ่มแรก / First group",
    "กลุ่มที่สอง / Second group", "ค่า / Value", "ต่ำสุด 95% / Low", "สูงสุด 95% / High", "พื้นที่ทั้งหมด / Areas",
    "พื้นที่ที่นำมาคำนวณ / Areas counted", "เด็กที่ครอบคลุม (ร้อยละ) / Children covered (%)",
)  # fmt: skip
OVER = {"province": "จังหวัด / provinces", "district": "อำเภอ / districts", "group": "กลุ่ม / groups"}


def _rows(found: Found, indicators: Mapping[str, formats.IndicatorWords]) -> Iterator[Row]:
    for term_key, by_indicator in found.items():
        term = str(AcademicTerm.from_key(term_key))
        for name, one in by_indicator.items():
            for level, spread in (("province", one.get("province")), ("district", one.get("district"))):
                for measure, estimate in spread["measures"].items() if spread else ():
                    assert spread is not None
                    yield Row(
                        term, indicators[name], level, measure, "", "", estimate,
                        spread["areas"], spread["counted"], spread["children"],
                    )  # fmt: skip
            for pair in one.get("gaps", ()):
                yield Row(
                    term, indicators[name], "group", "gap", pair["first"], pair["second"], pair["estimate"],
                    None, None, None,
                )  # fmt: skip


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([
                row.term, row.indicator["name"], row.over, row.measure, row.first, row.second,
                *("" if number is None else number for number in row.numbers),
            ])  # fmt: skip


def _write_xlsx(path: Path, rows: Sequence[Row], *, made_at: datetime) -> None:
    """The measures and what they say; headings in two languages, the first row frozen, the creation time the data's."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "iSEE", "created": made_at.replace(tzinfo=None)})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _write_sheet(book.add_worksheet("ความไม่เท่าเทียม"), rows, heading)
        sheet = book.add_worksheet("ความหมาย")
        sheet.set_column(0, 1, 36)
        sheet.set_column(2, 3, 80, book.add_format({"text_wrap": True, "valign": "top"}))
        sheet.write_row(0, 0, ("ค่าวัด", "Measure", "ความหมาย", "Meaning"), heading)
        for line, words in enumerate((*MEASURES.values(), Words("วิธี", "Method", *METHOD)), start=1):
            sheet.write_row(line, 0, words)


def _write_sheet(sheet: Any, rows: Sequence[Row], heading: Any) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 5, 30)
    sheet.set_column(6, 11, 14)
    sheet.write_row(0, 0, HEADINGS, heading)
    for line, row in enumerate(rows, start=1):
        groups = (" / ".join(GROUP_LABELS[name]) if name else "" for name in (row.first, row.second))
        label = f"{row.indicator['label_th']} / {row.indicator['label_en']}"
        measure = f"{MEASURES[row.measure].label_th} / {MEASURES[row.measure].label_en}"
        for column, text in enumerate((row.term, label, OVER[row.over], measure, *groups)):
            sheet.write_string(line, column, text)
        for column, number in enumerate(row.numbers, start=6):
            if number is not None:
                sheet.write_number(line, column, number)
