"""Plain text as it comes out of Thai spreadsheets, made comparable."""

import re
from typing import Final

THAI_DIGITS: Final = "๐๑๒๓๔๕๖๗๘๙"
_TO_ASCII: Final = str.maketrans(THAI_DIGITS, "0123456789")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_SPACES: Final = re.compile(r"\s+")
_UNTIDY: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]|[^\\S ]|  |^ | $")
"""What `clean_text` would change; most cells have nothing of it, and one look is cheaper than two replacements."""


def ascii_digits(text: str) -> str:
    """Write Thai digits as 0-9 and leave everything else alone."""
    return text.translate(_TO_ASCII)


def clean_text(text: str) -> str:
    """Drop invisible characters, squeeze all white space (no-break too) to single spaces, trim."""
    if _UNTIDY.search(text) is None:
        return text
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def plain_cell(text: str) -> str:
    """A cell that holds a code or a date: clean, 0-9, plain hyphens, without Excel's leading apostrophe."""
    cell = _DASHES.sub("-", ascii_digits(clean_text(text)))
    return cell.lstrip("'’‘`").strip()


def is_blank(cell: str) -> bool:
    """Whether a cleaned cell says "nothing": empty or only dashes, as Thai exports write it."""
    return not cell.strip("- ")
