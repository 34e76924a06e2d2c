"""A file, or a zip of several, as tables of cells: what kind it is, whether it may be opened, where rows stand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from isee.linkage.faults import FileRefusedError
from isee.linkage.feeds.archive import BoundedZip
from isee.linkage.feeds.limits import MEGABYTE, Limits
from isee.linkage.feeds.text import decode_text, likely_delimiter, split_records
from isee.linkage.feeds.workbook import Cell, read_workbook

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_DOCUMENTS = (b"%PDF", b"{\\rtf", b"<")
_PACKAGE_PART = "[Content_Types].xml"
_NOT_TABLES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(slots=True)
class Table:
    """Rows of cells with the places where the file itself is spoiled.

    ``lines[i]`` is the line in the file or sheet (from 1) of ``rows[i]``; ``bad_cells`` and ``bad_rows`` carry
    fault codes by row index (and column index). ``fixed_width`` says that a row with fewer cells is incomplete.
    """

    name: str
    rows: list[list[Cell]]
    lines: list[int]
    fixed_width: bool
    bad_rows: dict[int, str] = field(default_factory=dict)
    bad_cells: dict[int, dict[int, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Opened:
    """What a delivery holds. ``refused`` lists files of a zip that were refused alone; the others are unharmed."""

    tables: list[Table] = field(default_factory=list)
    refused: list[FileRefusedError] = field(default_factory=list)


def read_bounded(path: Path, *, limits: Limits) -> bytes:
    """The file's bytes; its size is asked before anything is read. Raises `FileRefusedError`, `OSError`."""
    with path.open("rb") as file:
        check_size(os.fstat(file.fileno()).st_size, name=path.name, limits=limits)
        data = file.read(limits.max_bytes + 1)
    check_size(len(data), name=path.name, limits=limits)
    return data


def check_size(size: int, *, name: str, limits: Limits) -> None:
    """Refuse by size alone. Raises `FileRefusedError` (``file_too_large``, ``file_empty``)."""
    if size > limits.max_bytes:
        raise FileRefusedError("file_too_large", file=name, limit=f"{limits.max_bytes // MEGABYTE} MB")
    if size == 0:
        raise FileRefusedError("file_empty", file=name)


def open_tables(data: bytes, *, name: str, limits: Limits) -> Opened:
    """Every table of a CSV, an XLSX or a zip of them. Raises `FileRefusedError` when nothing can be opened."""
    check_size(len(data), name=name, limits=limits)
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        return Opened(tables=[_text_table(data, name=name, limits=limits)])
    archive = BoundedZip(data, name=name, limits=limits)
    if _PACKAGE_PART in archive.names:
        return Opened(tables=list(_sheet_tables(archive, name=name, limits=limits)))
    return _open_members(archive, name=name, limits=limits)


def _open_members(archive: BoundedZip, *, name: str, limits: Limits) -> Opened:
    opened = Opened()
    for member, info in archive.members():
        if any(part in info.filename for part in _NOT_TABLES):
            continue
        data = archive.read(info)
        try:
            check_size(len(data), name=member, limits=limits)
            if not data.startswith((_ZIP, _EMPTY_ZIP)):
                opened.tables.append(_text_table(data, name=member, limits=limits))
                continue
            inner = BoundedZip(data, name=member, limits=limits)
            if _PACKAGE_PART not in inner.names:
                raise FileRefusedError("zip_nested", file=member)
            opened.tables += _sheet_tables(inner, name=member, limits=limits)
        except FileRefusedError as refusal:
            if refusal.code == "file_bomb":
                raise
            opened.refused.append(refusal)
    if not opened.tables and opened.refused:
        raise opened.refused[0]
    if not opened.tables:
        raise FileRefusedError("zip_empty", file=name)
    return opened


def _text_table(data: bytes, *, name: str, limits: Limits) -> Table:
    _refuse_other_kinds(data, name=name)
    text = decode_text(data, name=name)
    if not text.strip():
        raise FileRefusedError("file_empty", file=name)
    table = Table(name=name, rows=[], lines=[], fixed_width=True)
    for record in split_records(text, delimiter=likely_delimiter(text)):
        if len(table.rows) > limits.max_rows + limits.header_rows:
            raise FileRefusedError("file_too_many_rows", file=name, limit=f"{limits.max_rows:,}")
        if record.fault:
            table.bad_rows[len(table.rows)] = record.fault
        table.rows.append(list(record.cells))
        table.lines.append(record.line)
    return table


def _refuse_other_kinds(data: bytes, *, name: str) -> None:
    head = data[:1024].lstrip()
    if head.startswith(_OLE):
        raise FileRefusedError("file_password" if _ENCRYPTED_PACKAGE in data else "file_old_excel", file=name)
    if head.startswith(_DOCUMENTS):
        raise FileRefusedError("file_kind", file=name)
    if PurePath(name).suffix.lower() == ".xlsx":
        raise FileRefusedError("file_damaged", file=name)


def _sheet_tables(archive: BoundedZip, *, name: str, limits: Limits) -> Iterator[Table]:
    if "xl/workbook.xml" not in archive.names:
        raise FileRefusedError("file_kind", file=name)
    for sheet in read_workbook(archive, name=name, limits=limits):
        if len(sheet.rows) > limits.max_rows + limits.header_rows:
            raise FileRefusedError("file_too_many_rows", file=name, limit=f"{limits.max_rows:,}")
        table = Table(
            name=f"{name} · {sheet.name}",
            rows=sheet.rows,
            lines=list(range(1, len(sheet.rows) + 1)),
            fixed_width=False,
        )
        for cells, code in ((sheet.scan.formulas, "cell_formula"), (sheet.scan.errors, "cell_error")):
            for row, column in cells:
                table.bad_cells.setdefault(row, {})[column - sheet.first_column] = code
        yield table
