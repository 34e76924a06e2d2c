"""Zip files read within bounds, whatever their own directory claims.

Sizes in a zip directory are the sender's word. Every member is unpacked here with a counter, and spreadsheet
readers get a repacked copy made of the counted bytes, so that no other code ever unpacks what was sent.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from isee.linkage.faults import FileRefusedError
from isee.linkage.feeds.limits import MEGABYTE, Limits

_STEP = MEGABYTE
_LOCAL_HEADER_BYTES = 30
_RATIO_FREE_BYTES = 5 * MEGABYTE
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


class BoundedZip:
    """A zip file whose members are unpacked within one shared budget of bytes.

    Raises `FileRefusedError`: ``file_damaged``, ``file_password``, ``file_bomb`` or ``zip_too_many``.
    """

    def __init__(self, data: bytes, *, name: str, limits: Limits) -> None:
        self._data = data
        self._name = name
        self._limits = limits
        self._left = limits.max_unpacked_bytes
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._members = [info for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as error:
            raise FileRefusedError("file_damaged", file=name) from error
        if len(self._members) > max(limits.max_files, 1):
            raise FileRefusedError("zip_too_many", file=name, limit=limits.max_files)
        if any(info.flag_bits & _ENCRYPTED for info in self._members):
            raise FileRefusedError("file_password", file=name)

    @property
    def names(self) -> list[str]:
        """The members as the directory stores them."""
        return [info.filename for info in self._members]

    def members(self) -> Iterator[tuple[str, zipfile.ZipInfo]]:
        """Every member with a name fit to be shown: old Windows zips hold Thai names in Windows-874."""
        for info in self._members:
            yield _shown_name(info), info

    def read(self, info: zipfile.ZipInfo) -> bytes:
        """The member's bytes, counted against the budget while they unpack."""
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            unpacked = packed
            self._spend(len(unpacked), packed=len(packed))
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            unpacked = self._inflate(packed)
        else:
            raise FileRefusedError("file_damaged", file=self._name)
        if zlib.crc32(unpacked) != info.CRC:
            raise FileRefusedError("file_damaged", file=self._name)
        return unpacked

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        start = info.header_offset
        header = self._data[start : start + _LOCAL_HEADER_BYTES]
        if len(header) < _LOCAL_HEADER_BYTES or header[:4] != b"PK\x03\x04":
            raise FileRefusedError("file_damaged", file=self._name)
        name_bytes, extra_bytes = struct.unpack_from("<HH", header, 26)
        first = start + _LOCAL_HEADER_BYTES + name_bytes + extra_bytes
        packed = self._data[first : first + info.compress_size]
        if len(packed) < info.compress_size:
            raise FileRefusedError("file_damaged", file=self._name)
        return packed

    def _inflate(self, packed: bytes) -> bytes:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        parts: list[bytes] = []
        rest, total = packed, 0
        while rest and not unpacker.eof:
            try:
                part = unpacker.decompress(rest, _STEP)
            except zlib.error as error:
                raise FileRefusedError("file_damaged", file=self._name) from error
            rest = unpacker.unconsumed_tail
            total += len(part)
            self._spend(len(part), packed=len(packed), total=total)
            parts.append(part)
        if not unpacker.eof:
            raise FileRefusedError("file_damaged", file=self._name)
        return b"".join(parts)

    def _spend(self, size: int, *, packed: int, total: int = 0) -> None:
        self._left -= size
        too_dense = total > _RATIO_FREE_BYTES and total > packed * self._limits.max_ratio
        if self._left < 0 or too_dense:
            raise FileRefusedError("file_bomb", file=self._name)


def repack(parts: Iterable[tuple[str, bytes]]) -> io.BytesIO:
    """A plain, uncompressed zip of bytes that have been counted already."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    buffer.seek(0)
    return buffer


def _shown_name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            name = name.encode("cp437").decode("cp874")
        except UnicodeError:
            name = info.filename
    return name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
