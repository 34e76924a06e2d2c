"""Delimited text from offices: its encoding found, its lines cut into cells, its bad lines told from the good.

Roster exports come as UTF-8 (with or without a byte-order mark), as Windows-874 (TIS-620 and a little more), and
as the UTF-16 "Unicode text" of Excel. One unreadable byte or open quotation mark spoils its own line only.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from isee.linkage.faults import FileRefusedError

DELIMITERS = (",", "\t", ";", "|")
UNREADABLE = "\ufffd"
_THAI_IN_UTF8 = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_THAI_READ_AS_LATIN = re.compile("[\u00a1-\u00fb]{3,}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_LONGEST_QUOTED_RECORD = 10


class TextRecord(NamedTuple):
    """One record of a text table: its first physical line (from 1), its cells, and the fault that spoils it."""

    line: int
    cells: list[str]
    fault: str | None = None


def decode_text(data: bytes, *, name: str) -> str:
    """The text, with U+FFFD where a byte has no reading.

    Raises `FileRefusedError` (``file_binary``, ``file_encoding``).
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    elif _CONTROL.search(data):
        raise FileRefusedError("file_binary", file=name)
    else:
        text = _decode_bytes(data)
    if looks_garbled(text[:4000]):
        raise FileRefusedError("file_encoding", file=name)
    if text and text.count(UNREADABLE) * 20 > len(text):
        raise FileRefusedError("file_binary", file=name)
    return text


def looks_garbled(sample: str) -> bool:
    """Whether Thai was read with the wrong table before the text was saved, so that its letters are gone."""
    thai = sum("\u0e01" <= letter <= "\u0e5b" for letter in sample)
    doubled = sample.count("เธ") + sample.count("เน")  # what each UTF-8 letter becomes in Windows-874
    if doubled > 5 and doubled * 4 > thai:
        return True
    return not thai and bool(_THAI_READ_AS_LATIN.search(sample))


def _decode_bytes(data: bytes) -> str:
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    sample = body[:200_000]
    in_utf8 = 3 * len(_THAI_IN_UTF8.findall(sample))
    is_utf8 = body is not data or in_utf8 * 2 > len(_HIGH_BYTE.findall(sample))
    return body.decode("utf-8" if is_utf8 else "cp874", errors="replace")


def likely_delimiter(text: str) -> str:
    """The separator that cuts the widest line out of the first ones: titles above a table are narrow."""
    return max(DELIMITERS, key=lambda delimiter: _usual_width(_lines(text[:50_000]), delimiter))


def split_records(text: str, *, delimiter: str) -> Iterator[TextRecord]:
    """Cut text into records. A record may span lines inside quotation marks; an unclosed mark spoils one line.

    Lines are parsed one by one, so that a stray quotation mark cannot swallow the good rows after it: an open
    mark is followed for at most ten lines, and given up where a record of the table's width does not result.
    """
    lines = _lines(text)
    if '"' not in text:
        for number, line in enumerate(lines, start=1):
            yield TextRecord(number, line.split(delimiter))
        return
    width = _usual_width(lines, delimiter)
    at = 0
    while at < len(lines):
        line = lines[at]
        whole = _cells(line, delimiter) if line.count('"') % 2 == 0 else None
        if whole is not None:
            yield TextRecord(at + 1, whole)
            at += 1
            continue
        taken, cells = _quoted_record(lines, at, delimiter, width)
        yield TextRecord(at + 1, cells, None if taken > 1 else "row_quote")
        at += taken


def _quoted_record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[int, list[str]]:
    for last in range(at + 1, min(at + _LONGEST_QUOTED_RECORD, len(lines))):
        if lines[last].count('"') % 2 == 1:
            cells = _cells("\n".join(lines[at : last + 1]), delimiter)
            if cells is not None and len(cells) == width:
                return last + 1 - at, cells
            break
    return 1, lines[at].replace('"', "").split(delimiter)


def _lines(text: str) -> list[str]:
    """Lines by the ends that text files have, not by every separator that Unicode knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _usual_width(lines: list[str], delimiter: str) -> int:
    whole = (_cells(line, delimiter) for line in lines[:60] if line.count('"') % 2 == 0)
    return max((len(cells) for cells in whole if cells is not None), default=0)


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record, or `None` where its quotation marks make no sense."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], _dialect(delimiter)), [])
    except csv.Error:
        return None


@cache
def _dialect(delimiter: str) -> Any:
    """How such files are written; made once, since making it costs more than reading a line."""
    return csv.reader([], delimiter=delimiter, strict=False).dialect
