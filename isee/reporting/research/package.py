"""The file of a research extract: the rows with their codebook, the terms of use and the report of what was taken away.

A zip archive with fixed times: `data.parquet`, `codebook.csv`, `codebook.json`, `report.json`, `terms.th.txt`,
`terms.en.txt`. The same request over the same extracts gives the same bytes.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from isee.kernel import AcademicTerm, ThaiDate
from isee.reporting.extract.files import FrozenExtract
from isee.reporting.extract.schema import SCHEMA_VERSION
from isee.reporting.research.anonymity import K, Protected, protect
from isee.reporting.research.columns import BY_NAME, KEY, QUASI_IDENTIFIERS, TERM, expanded
from isee.reporting.research.keys import recipient_keys

NATION = "TH"
ATTENDANCE = "attendance"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
MOST_ROWS = 15_000_000
"""More than three terms of the whole nation at once would not fit the memory of a small machine."""


class ResearchDataError(RuntimeError):
    """The file cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What a file is made from and for."""

    uuid: str
    recipient: str
    institution: str
    purpose: str
    columns: Sequence[str]
    terms: Sequence[int]
    places: Sequence[str]
    until: date


def chosen_extracts(extracts: Sequence[FrozenExtract], terms: Sequence[int]) -> list[FrozenExtract]:
    """The extracts of some terms. Raises `ResearchDataError` when one is missing or they do not fit together."""
    found = {extract.term_key: extract for extract in extracts if extract.manifest["schema"] == SCHEMA_VERSION}
    missing = [term for term in terms if term not in found]
    if missing:
        raise ResearchDataError(f"Term {AcademicTerm.from_key(missing[0])} is not frozen: freeze it first.")
    chosen = [found[term] for term in sorted(terms)]
    if len({extract.manifest.get("research_key_version") for extract in chosen}) > 1:
        raise ResearchDataError("These terms were frozen under different keys: freeze the older ones again.")
    return chosen


def count_rows(extracts: Sequence[FrozenExtract], places: Sequence[str]) -> int:
    """How many rows a file would be made from, by what the manifests say."""
    counts = [extract.manifest["rows_by_province"] for extract in extracts]
    return sum(rows for one in counts for province, rows in one.items() if NATION in places or province in places)


def read_rows(extracts: Sequence[FrozenExtract], wanted: Wanted) -> pl.DataFrame:
    """The rows of the places with the columns that were asked for, and keys of this file's own."""
    columns = expanded(wanted.columns)
    files = [
        path
        for extract in extracts
        for path in extract.child_files()
        if NATION in wanted.places or path.parent.name.removeprefix("province=") in wanted.places
    ]
    if not files:
        raise ResearchDataError("No child is known in these places and terms.")
    sources = sorted({source for name in columns for source in BY_NAME[name].sources})
    tables = [pq.ParquetFile(path).read(columns=["research_key", "term_key", *sources]) for path in files]
    rows = pl.from_arrow(pa.concat_tables(tables))
    assert isinstance(rows, pl.DataFrame)
    release = "|".join([wanted.uuid, *(extract.id for extract in extracts)])
    keys = recipient_keys(
        rows["research_key"].cast(pl.Binary), recipient=wanted.recipient, release=release
    )  # fmt: skip
    return rows.select(keys.alias(KEY), pl.col("term_key").alias(TERM), *(_told(name) for name in columns))


def write_package(target: Path, extracts: Sequence[FrozenExtract], wanted: Wanted, *, k: int = K) -> dict[str, Any]:
    """Make the file; returns the report, which is in it too. Raises `ResearchDataError` when no row may leave."""
    for extract in extracts:
        extract.check()
    rows = read_rows(extracts, wanted)
    quasi = [name for name in rows.columns if name in QUASI_IDENTIFIERS]
    protected = protect(rows, quasi=quasi, k=k)
    if protected.rows.is_empty():
        raise ResearchDataError("Too few children are left to hand anything out: ask for more places or fewer terms.")
    report = {
        "request": wanted.uuid,
        "extracts": {str(extract.term_key): extract.id for extract in extracts},
        "synthetic": any(bool(extract.manifest.get("synthetic")) for extract in extracts),
        **protected.report(),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "data.parquet", _parquet(protected, wanted))
        for name, text in _texts(wanted, list(rows.columns), report).items():
            _add(archive, name, text.encode("utf-8"))
    return report


def _told(name: str) -> pl.Expr:
    """A column as it leaves: rounded where its exact value could be a key."""
    column, one = pl.col(name) if name != ATTENDANCE else _attendance(), BY_NAME[name]
    if not one.step:
        return column
    if one.kind == "integer":
        return ((column.cast(pl.Float64) / one.step).round() * one.step).cast(pl.Int32).alias(name)
    return column.cast(pl.Float64).round(1).alias(name)


def _attendance() -> pl.Expr:
    """Days present out of school days in per cent; the days themselves would tell schools from each other."""
    expected = pl.col("days_expected").cast(pl.Float64)
    return pl.when(expected > 0).then(pl.col("days_present").cast(pl.Float64) * 100 / expected)


def _parquet(protected: Protected, wanted: Wanted) -> bytes:
    """The rows in the order of their keys, which says nothing about where they come from."""
    table = protected.rows.sort(KEY, TERM).to_arrow()
    table = table.replace_schema_metadata({"request": wanted.uuid, "until": wanted.until.isoformat(), "k": str(K)})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _texts(wanted: Wanted, columns: Sequence[str], report: dict[str, Any]) -> dict[str, str]:
    words = [_column_words(name) for name in columns]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(["name", "type", "th", "en", "quasi_identifier", "values"])
    for one in words:
        values = "; ".join(f"{value['value']} = {value['th']} / {value['en']}" for value in one["values"])
        writer.writerow([one["name"], one["type"], one["th"], one["en"], "yes" if one["quasi"] else "no", values])
    book = {"request": wanted.uuid, "terms": list(wanted.terms), "places": list(wanted.places), "columns": words}
    return {
        "codebook.csv": "\ufeff" + lines.getvalue(),
        "codebook.json": json.dumps(book, ensure_ascii=False, indent=1) + "\n",
        "report.json": json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "terms.th.txt": _terms_th(wanted),
        "terms.en.txt": _terms_en(wanted),
    }


def _column_words(name: str) -> dict[str, Any]:
    if name == KEY:
        th = "รหัสของเด็กในไฟล์นี้เท่านั้น เด็กคนเดียวกันมีรหัสเดียวกันทุกภาคเรียน และมีรหัสอื่นในทุกไฟล์อื่น"
        en = "The child's key in this file alone: the same in all its terms, and another one in every other file"
        return {"name": KEY, "type": "string", "th": th, "en": en, "quasi": False, "values": []}
    if name == TERM:
        en = "Term: 25692 is the second term of 2569 B.E. (2026)"
        return {"name": TERM, "type": "integer", "th": "ภาคเรียน เช่น 25692 คือภาคเรียนที่ 2 ปีการศึกษา 2569", "en": en,
                "quasi": False, "values": []}  # fmt: skip
    one = BY_NAME[name]
    values = [{"value": value, "th": th, "en": en} for value, th, en in one.values]
    note_th, note_en = ("ว่างเมื่อไม่มีข้อมูล", "empty where nothing is known")
    if one.quasi:
        note_th += " หรือถูกนำออกเพื่อไม่ให้ระบุตัวเด็กได้ ดู report.json"
        note_en += ", or taken out so that no child can be told; see report.json"
    said = {"th": f"{one.th} ({note_th})", "en": f"{one.en} ({note_en})"}
    return {"name": name, "type": one.kind, **said, "quasi": one.quasi, "values": values}


def _terms_th(wanted: Wanted) -> str:
    return f"""ข้อกำหนดการใช้ข้อมูลเพื่อการวิจัย (คำขอเลขที่ {wanted.uuid})

หน่วยงาน: {wanted.institution}
วัตถุประสงค์: {wanted.purpose}
ใช้ได้ถึงวันที่: {ThaiDate(wanted.until).long_th()}

1. ใช้ข้อมูลนี้เฉพาะตามวัตถุประสงค์ข้างต้น โดยผู้ขอและคณะวิจัยของหน่วยงานข้างต้นเท่านั้น ห้ามส่งต่อ
2. ห้ามพยายามระบุตัวเด็ก ครอบครัว หรือนำไปเชื่อมกับข้อมูลอื่นรายบุคคล รวมทั้งไฟล์อื่นจากระบบนี้
3. ห้ามเผยแพร่ตัวเลขของกลุ่มที่มีเด็กน้อยกว่า {K} คน
4. เก็บไฟล์ในที่เข้ารหัสและจำกัดผู้เข้าถึง ลบไฟล์และสำเนาทั้งหมดภายในวันที่ใช้ได้ถึง
5. หากข้อมูลรั่วไหลหรือสงสัยว่าระบุตัวเด็กได้ ให้แจ้งเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคลของระบบทันที
6. ข้อมูลนี้ยังอยู่ภายใต้พระราชบัญญัติคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 และจริยธรรมการวิจัยที่ได้รับอนุมัติ
"""


def _terms_en(wanted: Wanted) -> str:
    return f"""Terms of use of a research extract (request {wanted.uuid})

Institution: {wanted.institution}
Purpose: {wanted.purpose}
To be used until: {wanted.until.isoformat()}

1. Use these data for the purpose above alone, by the requester and the research team of the institution above. Do not
   pass them on.
2. Do not try to tell who a child or a family is, nor join the data with other data of single persons, other files of
   this system included.
3. Publish no figure about a group of fewer than {K} children.
4. Keep the file encrypted and open to few; delete it and all copies by the day above.
5. Tell the data-protection officer of the system at once when data were lost or a child may be told from them.
6. The data remain under the Personal Data Protection Act B.E. 2562 (2019) and the approval of your ethics committee.
"""


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content)
