"""The synthetic twin of a release: files with the schema of the extract and of the public tables, and invented rows.

Anyone can write code against it before a research request is approved. It is drawn from what the release itself
publishes, small figures hidden, and from the schema; never from a child's row. Every column of a child is drawn by
itself, so that no relation between columns means anything. Equal releases give equal twins.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from isee.kernel import AcademicTerm
from isee.reporting.extract.schema import AREAS, CHILD_TERM, SCHOOLS
from isee.reporting.tables import PARQUET, as_text
from isee.reporting.twin_children import Places, draw_children

CHILDREN = 10_000
TWIN_SCHOOLS = 240
PLACES_IN_A_TABLE = 40
PLACES_DRAWN_FROM = 400
SEED = "the synthetic twin of iSEE"
MARK_TH, MARK_EN = "(สมมติ)", "(synthetic)"
NOTICE_TH = (
    "ข้อมูลสังเคราะห์: ทุกแถวในแฟ้มนี้สุ่มขึ้น ไม่มีแถวใดเป็นเด็กหรือโรงเรียนจริง และความสัมพันธ์ระหว่างคอลัมน์ไม่มีความหมาย "
    "ใช้เขียนและทดสอบโปรแกรมเท่านั้น ห้ามใช้สรุปผลใด ๆ"
)
NOTICE_EN = (
    "SYNTHETIC DATA: every row of this file was drawn at random. None is a child or a school that exists, and "
    "relations between columns mean nothing. Use it to write and test programs, and for no finding whatever."
)
METADATA = {"synthetic": "true", "notice_th": NOTICE_TH, "notice_en": NOTICE_EN}
LEVELS = {"nation": "nation", "regions": "region", "provinces": "province", "districts": "district",
          "subdistricts": "subdistrict", "schools": "school"}  # fmt: skip
README = "synthetic_readme.txt"
SPREAD = 0.2
Row = dict[str, Any]


def write_twin(folder: Path, tables: Path, *, term: int, areas: Sequence[Row]) -> None:
    """Write the twin of the tables in `tables` as files of `folder`: the newest term alone, few places.

    `areas` are the areas of the extract's own reference table, which is open.
    """
    folder.mkdir()
    newest = str(AcademicTerm.from_key(term))
    published = {
        name: pl.scan_parquet(tables / f"{name}.parquet").filter(pl.col("term") == newest).collect() for name in LEVELS
    }
    draw = Random(SEED)
    places = _places(published["provinces"], areas, draw)
    children = draw_children(CHILDREN, term=term, published=published["nation"], places=places, draw=draw)
    _parquet(folder / "synthetic_child_term.parquet", pa.Table.from_pylist(children, schema=CHILD_TERM))
    _csv(folder / "synthetic_child_term.csv", CHILD_TERM.names, children)
    _parquet(folder / "synthetic_extract_areas.parquet", pa.Table.from_pylist(list(areas), schema=AREAS))
    _parquet(folder / "synthetic_extract_schools.parquet", pa.Table.from_pylist(places.schools, schema=SCHOOLS))
    for name, rows in published.items():
        drawn = list(_redrawn(rows, draw, schools=places.schools if name == "schools" else None))
        _parquet(folder / f"synthetic_{name}.parquet", pa.Table.from_pylist(drawn, schema=PARQUET))
        _csv(folder / f"synthetic_{name}.csv", PARQUET.names, drawn)
    (folder / README).write_text(f"{NOTICE_TH}\n\n{NOTICE_EN}\n", encoding="utf-8")


def _places(provinces: pl.DataFrame, areas: Sequence[Row], draw: Random) -> Places:
    """Real subdistricts of the open register, by their provinces' published pupils, with invented schools in them."""
    whole = provinces.filter((pl.col("indicator") == "pupils") & (pl.col("group") == "all"))
    weights = dict(whole.select("code", pl.col("n").fill_null(0)).iter_rows())
    parents = {area["code"]: area["parent"] for area in areas}
    subdistricts = sorted(
        area["code"] for area in areas if area["level"] == "subdistrict" and area["code"][:2] in weights
    )
    if not subdistricts:
        return Places([], {})
    chosen = draw.choices(subdistricts, [1 + weights[code[:2]] for code in subdistricts], k=TWIN_SCHOOLS)
    schools = [
        {
            "code": f"98{number:08d}",
            "name_th": f"โรงเรียนสมมติ {number}",
            "name_en": f"Synthetic School {number}",
            "subdistrict": code,
        }
        for number, code in enumerate(sorted(chosen), start=1)
    ]
    return Places(schools, parents)


def _redrawn(rows: pl.DataFrame, draw: Random, *, schools: Sequence[Mapping[str, Any]] | None) -> Iterator[Row]:
    """Rows of a public table at the same places, with the numbers of none of them."""
    pools: dict[tuple[str, str], list[Row]] = defaultdict(list)
    known = rows.get_column("code").unique().sort()
    for row in rows.filter(pl.col("code").is_in(known[:PLACES_DRAWN_FROM].to_list())).iter_rows(named=True):
        pools[row["indicator"], row["breakdown"]].append(row)
    codes = known[:PLACES_IN_A_TABLE].to_list()
    for row in rows.filter(pl.col("code").is_in(codes)).iter_rows(named=True):
        invented = schools[codes.index(row["code"])] if schools else row
        yield {
            **row,
            "code": invented["code"],
            "name_th": f"{invented['name_th']} {MARK_TH}",
            "name_en": f"{invented['name_en']} {MARK_EN}",
            **_numbers(pools[row["indicator"], row["breakdown"]], draw),
        }


def _numbers(pool: Sequence[Row], draw: Random) -> Row:
    """State and size of one figure of the pool, and a value between the smallest and the largest of it."""
    like = draw.choice(pool)
    if like["value"] is None:
        return {name: like[name] for name in ("n", "d", "value", "state", "band")}
    values = [row["value"] for row in pool if row["value"] is not None]
    value = draw.uniform(min(values) * (1 - SPREAD), max(values) * (1 + SPREAD))
    if like["d"] is None:
        return {"n": round(value), "d": None, "value": float(round(value)), "state": "ok", "band": None}
    if like["n"] is None:
        return {"n": None, "d": like["d"], "value": float(round(value)), "state": "ok", "band": None}
    n = round(min(value, 100) * like["d"] / 100)
    return {"n": n, "d": like["d"], "value": round(100 * n / like["d"], 1), "state": "ok", "band": None}


def _parquet(path: Path, table: pa.Table) -> None:
    """With the notice in the file's own metadata."""
    pq.write_table(table.replace_schema_metadata(METADATA), path, compression="zstd")


def _csv(path: Path, names: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_text(row[name]) for name in names] for row in rows)


def _text(value: Any) -> str:
    """Keys in hex, truth in lower case, texts that no spreadsheet runs."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, bool):
        return str(value).lower()
    return as_text(value) if isinstance(value, str) else "" if value is None else str(value)
