"""Writes extracts under `ISEE_HOME/extracts/<term>/<extract_id>/`, and finds them again.

`child_term/province=58/rows.parquet` holds a province, so that a query within a scope opens only its files;
`school_term.parquet` says what each school had sent; `areas.parquet` and `schools.parquet` are the open reference
tables as they were then; `manifest.json` is written last and says what is inside.
"""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from isee.kernel import AcademicTerm
from isee.reporting.extract.schema import AREAS, SCHEMA_VERSION, SCHOOL_TERM, SCHOOLS
from isee.reporting.folders import file_hashes, fresh_folder, hash_of, publish, sole_writer, write_json

WRITERS = 2
UNPLACED = "00"
"""The partition of children whose place is not known."""


class ExtractDamagedError(RuntimeError):
    """A file of an extract is missing or was altered since it was frozen; freeze the term again."""


@dataclass(frozen=True)
class FrozenExtract:
    """One extract on disk."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The extract's id, which is its folder's name."""
        return str(self.manifest["id"])

    @property
    def term_key(self) -> int:
        """The term whose state it holds."""
        return int(self.manifest["term"])

    @property
    def made_at(self) -> datetime:
        """When it was frozen, in UTC."""
        return datetime.fromisoformat(self.manifest["made_at"])

    def child_files(self) -> list[Path]:
        """The files of `child_term`, all provinces."""
        return [self.folder / path for path in self.manifest["files"] if path.startswith("child_term/")]

    def table(self, name: str) -> pa.Table:
        """A table that is no partition: `areas`, `schools` or `school_term`."""
        return pq.read_table(self.folder / f"{name}.parquet")

    def check(self) -> None:
        """Raise `ExtractDamagedError` unless every file is there as it was frozen, in a schema that we
        read.
        """
        if self.manifest["schema"] != SCHEMA_VERSION:
            raise ExtractDamagedError(
                f"Extract {self.id} has schema {self.manifest['schema']} and this version reads {SCHEMA_VERSION}: "
                f"run `isee extract {AcademicTerm.from_key(self.term_key)}`, which freezes the term again."
            )
        for path, expected in self.manifest["files"].items():
            file = self.folder / path
            if not file.exists() or hash_of(file) != expected:
                raise ExtractDamagedError(f"Extract {self.id}: {path} is missing or altered. Freeze it again.")


def write_extract(
    home: Path,
    *,
    children: pa.Table,
    areas: pa.Table,
    schools: pa.Table,
    school_terms: pa.Table,
    term_key: int,
    made_at: datetime,
    facts: Mapping[str, Any],
) -> FrozenExtract:
    """Write one extract as a whole. Rows are sorted, so that equal rows are equal bytes.

    It is quick where the rows of a province stand together in each batch, and right in any order.

    `facts` are added to its manifest. The id is the instant of freezing.
    """
    parent = home / "extracts" / str(term_key)
    with sole_writer(parent), fresh_folder(parent) as folder:
        rows = _write_provinces(folder / "child_term", children)
        _write_parquet(folder / "areas.parquet", areas.cast(AREAS).sort_by("code"))
        _write_parquet(folder / "schools.parquet", schools.cast(SCHOOLS).sort_by("code"))
        _write_parquet(folder / "school_term.parquet", school_terms.cast(SCHOOL_TERM).sort_by("school_code"))
        files = file_hashes(folder)
        stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        manifest = {
            "id": stamp,
            "schema": SCHEMA_VERSION,
            "term": term_key,
            "made_at": made_at.astimezone(UTC).isoformat(),
            "rows": children.num_rows,
            "rows_by_province": rows,
            **facts,
            "files": files,
        }
        write_json(folder / "manifest.json", manifest, indent=1)
        publish(folder, parent / stamp)
    return FrozenExtract(parent / stamp, manifest)


def newest_extracts(home: Path) -> list[FrozenExtract]:
    """The newest extract of each term, oldest term first."""
    newest: dict[int, FrozenExtract] = {}
    for manifest in sorted((home / "extracts").glob("[0-9]*/[0-9]*/manifest.json")):
        frozen = FrozenExtract(manifest.parent, json.loads(manifest.read_text(encoding="utf-8")))
        newest[frozen.term_key] = max(newest.get(frozen.term_key, frozen), frozen, key=lambda one: one.made_at)
    return [newest[term] for term in sorted(newest)]


def _write_provinces(folder: Path, children: pa.Table) -> dict[str, int]:
    """One file for each province."""
    parts = _by_province(children)

    def write(name: str) -> None:
        target = folder / f"province={name}"
        target.mkdir(parents=True)
        _write_parquet(target / "rows.parquet", _sorted_rows(pa.Table.from_batches(parts[name])))

    names = sorted(parts)
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, names))
    return {name: sum(part.num_rows for part in parts[name]) for name in names}


def _by_province(children: pa.Table) -> dict[str, list[pa.RecordBatch]]:
    """The rows of each province in as many pieces as they stand in; none is copied."""
    parts: dict[str, list[pa.RecordBatch]] = {}
    for batch in children.to_batches():
        begin = 0
        runs = pc.run_end_encode(batch.column("province"))
        for province, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            parts.setdefault(province or UNPLACED, []).append(batch.slice(begin, end - begin))
            begin = end
    return parts


def _sorted_rows(children: pa.Table) -> pa.Table:
    """The rows of one province by place and key, those out of school after the schools of their place."""
    frame = pl.from_arrow(children.select(["subdistrict", "school_code", "research_key"]))
    assert isinstance(frame, pl.DataFrame)
    order = frame.select(pl.arg_sort_by("subdistrict", "school_code", "research_key", nulls_last=True)).to_series()
    return children.take(order.to_arrow())


def _write_parquet(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="zstd")
