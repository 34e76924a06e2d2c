"""XLSX sheets, measured before they are opened.

The sheet reader lays a sheet out as a full rectangle, so one stray cell at XFD1048576 would ask for hundreds of
gigabytes; and it shows a formula that was never calculated as an empty cell. Both are found in the XML first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import python_calamine

from isee.linkage.faults import FileRefusedError
from isee.linkage.feeds.archive import BoundedZip, repack
from isee.linkage.feeds.limits import Limits

Cell = object
"""What a sheet cell holds: str, int, float, bool, date, datetime, time or timedelta; '' when empty."""

_NEEDED = re.compile(r"(?:\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+|xl/worksheets/[^/]+\.xml)")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_UNUSUAL = re.compile(rb'r(?<=\sr)(?:\s|=[^"]|="(?:[a-z]{1,3}\d|[A-Z]{3}|[C-Z][A-Z]|[A-Z]*\d{6}))')
"""Any reference beyond 78 columns or 99,999 rows, or not written the way that spreadsheet programs write it."""
_WIDE_REF = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{2,})\d""")
_ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)""")
_LONG_REF = re.compile(rb"""\br\s*=\s*["'][A-Za-z]+(\d{6,})""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]+)(\d+)["'][^>]*>\s*"""
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<])?"""
)
_ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bt\s*=\s*["']e["'])[^>]*?\br\s*=\s*["']([A-Z]+)(\d+)""")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_SHEET_TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Cells (row from 0, column from 0) that show nothing true: formulas without a result, Excel errors."""

    formulas: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet: rows from the first line of the sheet on, every row of the same width."""

    name: str
    rows: list[list[Cell]]
    first_column: int
    scan: SheetScan


def read_workbook(archive: BoundedZip, *, name: str, limits: Limits) -> Iterator[Sheet]:
    """The visible sheets in the workbook's order. Raises `FileRefusedError`."""
    parts = {info.filename: archive.read(info) for _, info in archive.members() if _NEEDED.fullmatch(info.filename)}
    scans = {part: _scan(data, name=name, limits=limits) for part, data in parts.items() if _SHEET.fullmatch(part)}
    try:
        part_of = _parts_by_sheet(parts)
        workbook = python_calamine.load_workbook(repack(parts.items()))
    except (python_calamine.CalamineError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise FileRefusedError("file_damaged", file=name) from error
    with workbook:
        for metadata in workbook.sheets_metadata:
            is_table = metadata.typ is python_calamine.SheetTypeEnum.WorkSheet
            if is_table and metadata.visible is python_calamine.SheetVisibleEnum.Visible:
                scan = scans.get(part_of.get(metadata.name, ""))
                if scan is None:
                    raise FileRefusedError("file_damaged", file=name)
                yield _read_sheet(workbook, metadata.name, scan, name=name)


def _read_sheet(workbook: python_calamine.CalamineWorkbook, sheet_name: str, scan: SheetScan, *, name: str) -> Sheet:
    try:
        sheet = workbook.get_sheet_by_name(sheet_name)
        rows: list[list[Cell]] = [[*row] for row in sheet.iter_rows()]
    except python_calamine.CalamineError as error:
        raise FileRefusedError("file_damaged", file=name) from error
    return Sheet(sheet_name, rows, sheet.start[1] if sheet.start else 0, scan)


def _parts_by_sheet(parts: dict[str, bytes]) -> dict[str, str]:
    """Which part of the package holds which sheet; the names in a package are arbitrary."""
    relations = ElementTree.fromstring(_plain_xml(parts["xl/_rels/workbook.xml.rels"]))
    target = {
        relation.get("Id"): "xl/" + relation.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
        for relation in relations.iter(_RELATION)
    }
    workbook = ElementTree.fromstring(_plain_xml(parts["xl/workbook.xml"]))
    return {sheet.get("name", ""): target.get(sheet.get(_RELATION_ID), "") for sheet in workbook.iter(_SHEET_TAG)}


def _plain_xml(data: bytes) -> bytes:
    """XML without a document type, whose entities could grow without bound."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ElementTree.ParseError
    return data


def _scan(data: bytes, *, name: str, limits: Limits) -> SheetScan:
    if b"\x00" in data[:200]:  # UTF-16: the patterns below would see nothing
        raise FileRefusedError("file_damaged", file=name)
    if _UNUSUAL.search(data):
        _check_extent(data, name=name, limits=limits)
    has_formulas = b"<f" in data or b":f>" in data or b":f " in data
    formulas = _FORMULA.finditer(data) if has_formulas else ()
    return SheetScan(
        formulas=frozenset(_position(found) for found in formulas if not found[3]),
        errors=frozenset(_position(found) for found in _ERROR.finditer(data)) if b't="e"' in data else frozenset(),
    )


def _check_extent(data: bytes, *, name: str, limits: Limits) -> None:
    columns = max((_column_number(ref) for ref in set(_WIDE_REF.findall(data))), default=0) + 1
    rows = max((int(number) for number in _ROW_NUMBER.findall(data)), default=0)
    rows = max(rows, max((int(number) for number in _LONG_REF.findall(data)), default=0))
    if columns > limits.max_columns or rows * columns > limits.max_cells:
        raise FileRefusedError("file_too_wide", file=name, columns=columns, rows=rows)


def _position(found: re.Match[bytes]) -> tuple[int, int]:
    return int(found[2]) - 1, _column_number(found[1])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
