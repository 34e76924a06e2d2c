"""Writes made feeds: zips of text files that can be told from what an office sends only by whom they name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import IO, Final

import polars as pl

from isee.synth.feeds.made import Made, Member, parts

TRUTH: Final = "truth"
_LINE_END: Final = "\r\n"
_BLOCK_ROWS: Final = 100_000
_PACKED: Final = 1
"""Deflate level: level 6 takes five times as long."""


def write_made(made: Made, folder: Path) -> Path:
    """Write a feed's archive under `folder`, and its truth under `folder`/truth; returns the archive's path.

    A file is there whole or not at all. The truth is written for its owner alone.
    """
    path = folder / made.archive
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=_PACKED) as archive:
        for member in made.members:
            # By name, not by a ZipInfo of our own, which would be packed at the default level.
            with archive.open(member.name, "w", force_zip64=True) as out:
                write_text(member, out)
    fresh.replace(path)
    return path


def write_text(member: Member, out: IO[bytes]) -> None:
    """Write one text file: titles, header, rows, lines ending with CR LF."""
    width = member.table.width
    head = [title + member.separator * (width - 1) for title in member.titles]
    if member.header:
        head.append(member.separator.join(_quoted(name, member.separator) for name in member.table.columns))
    out.write(_encoded("".join(line + _LINE_END for line in head).encode(), member.encoding, first=True))
    for rows in parts(member.table, _BLOCK_ROWS):
        block = io.BytesIO()
        # An empty text would be written as two quotation marks, nothing is written as nothing.
        rows.select(pl.when(pl.all() != "").then(pl.all())).write_csv(
            block,
            include_header=False,
            separator=member.separator,
            line_terminator=_LINE_END,
            quote_style="necessary" if member.separator == "," else "never",
        )
        out.write(_encoded(block.getvalue(), member.encoding, first=False))


def _quoted(name: str, separator: str) -> str:
    return f'"{name}"' if separator in name else name


def _encoded(data: bytes, encoding: str, *, first: bool) -> bytes:
    if encoding == "utf-8-sig":
        return b"\xef\xbb\xbf" + data if first else data
    return data if encoding == "utf-8" else data.decode("utf-8").encode(encoding)


def write_truth(truth: pl.DataFrame, path: Path) -> None:
    """Write a table of the truth, readable by its owner alone."""
    root = path.parent
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".part")
    fresh.touch(mode=0o600)
    fresh.chmod(0o600)
    truth.write_parquet(fresh, compression="zstd", compression_level=3)
    fresh.replace(path)
