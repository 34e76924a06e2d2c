"""How much of a delivery is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every file from outside, whatever it claims about itself.

    A whole education area (60,000 pupils, 36 columns) is about 25 MB of CSV; the defaults leave twice that.
    ``max_ratio`` is unpacked to packed size: spreadsheet XML packs 10 to 30 times, a bomb hundreds of times.
    """

    max_bytes: int = 50 * MEGABYTE
    max_unpacked_bytes: int = 400 * MEGABYTE
    max_ratio: int = 120
    max_files: int = 200
    max_rows: int = 100_000
    max_cells: int = 12_000_000
    max_columns: int = 120
    header_rows: int = 30
