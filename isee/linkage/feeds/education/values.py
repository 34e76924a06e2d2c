"""Single cells of the roster, read: each function returns the value, or raises `ValueFault` with its code."""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files

from pythainlp.util import normalize

from isee.kernel import (
    CitizenId,
    GCode,
    Grade,
    KernelError,
    ascii_digits,
    clean_text,
    parse_grade,
    parse_thai_date,
)
from isee.linkage.feeds.text import UNREADABLE
from isee.linkage.feeds.workbook import Cell

MOST_LETTERS = 120
_NAME_SIGNS = frozenset(" .-'’()/ๆฯ\u200c\u200d")
_EXCEL_TEXT = re.compile(r'="(.*)"')
_SCHOOL_CODE = re.compile(r"\d{10}|\d{8}|\d{6}")
# Two vowels or marks side by side in another way than a vowel with its tone, a tone before -า, -ะ, -ำ, or the
# vowel in front of the next syllable; a mark without its letter; spaces and invisible characters too many. Only
# such a text needs to be put in order, which costs thirty times the look.
_ODDLY_WRITTEN = re.compile(
    "(?!["
    "\u0e31\u0e34-\u0e3a][\u0e47-\u0e4c]|[\u0e48-\u0e4b][\u0e30\u0e32\u0e33]|[^\u0e40-\u0e44][\u0e40-\u0e44])"
    "[\u0e30-\u0e3a\u0e40-\u0e4e][\u0e30-\u0e3a\u0e40-\u0e4e]"
    "|[\u0e30-\u0e3a\u0e40-\u0e4e]\\s+[\u0e30-\u0e3a\u0e40-\u0e4e]|\u0e45"
    "|(?:^|\\s)[\u0e30-\u0e3a\u0e47-\u0e4e]|\\s\\s|^\\s|\\s$|[\u200b-\u200f\ufeff]"
)
_ROUNDED_ID = re.compile(r"[1-9]\d{5}0{7}")


class ValueFault(Exception):
    """A cell that cannot be read; ``code`` is one of the fault table's. The cell itself is not repeated."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files("isee.linkage.feeds.education").joinpath("values.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {name: {_word_key(word): str(code) for word, code in _pairs(table)} for name, table in tables.items()}


def _pairs(table: Mapping[str, object]) -> list[tuple[str, object]]:
    words = table.get("words")
    return [(str(word), "") for word in words] if isinstance(words, list) else list(table.items())


def _word_key(text: str) -> str:
    word = unicodedata.normalize("NFKC", text)
    return (normalize(word) if is_oddly_written(word) else word).replace(" ", "").upper()


def known_words(table: str) -> Mapping[str, str]:
    """One table of ``values.toml``, its words without spaces and in capitals."""
    return _words()[table]


def says_nothing(text: str) -> bool:
    """Whether a cell stands for an unknown value: empty, "-", "ไม่ระบุ"."""
    return not text or (not text.isdecimal() and text.replace(" ", "") in known_words("not_stated"))


def cell_text(cell: Cell) -> str:
    """A cell as clean text. Raises `ValueFault`: ``text_encoding``, ``cell_formula``, ``text_too_long``.

    Whole numbers lose the ``.0`` that sheets give them; ``="text"``, by which exporters keep leading zeros, is
    text; any other cell that a spreadsheet would calculate is refused.
    """
    if isinstance(cell, str):
        text = clean_text(cell)
    elif isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    else:
        return "" if cell is None else clean_text(str(cell))
    if text.startswith("="):
        literal = _EXCEL_TEXT.fullmatch(text)
        if literal is None:
            raise ValueFault("cell_formula")
        text = literal[1].strip()
    if UNREADABLE in text:
        raise ValueFault("text_encoding")
    if len(text) > MOST_LETTERS:
        raise ValueFault("text_too_long")
    return text.removeprefix("'")


def read_text(cell: Cell) -> str | None:
    """Text, or ``None`` where the cell says nothing (empty, "-", "ไม่ระบุ")."""
    text = cell_text(cell)
    return None if says_nothing(text) else text


def read_school_code(cell: Cell) -> str:
    """The digits of a school code of 10, 8 or 6 digits, as written. Raises ``school_missing``, ``school_invalid``."""
    text = ascii_digits(cell_text(cell)).replace(" ", "").replace("-", "")
    if not text:
        raise ValueFault("school_missing")
    if not _SCHOOL_CODE.fullmatch(text):
        raise ValueFault("school_invalid")
    return text


def read_identifier(cell: Cell) -> CitizenId | GCode | None:
    """The pupil's ID or G-code; ``None`` where the cell says nothing. Raises the ``id_…`` and ``gcode_…`` codes."""
    if isinstance(cell, float | int) and _ROUNDED_ID.fullmatch(str(int(cell)) if math.isfinite(cell) else ""):
        raise ValueFault("id_scientific")
    text = cell_text(cell)
    if says_nothing(text):
        return None
    try:
        return GCode.parse(text) if text[:1] in "Gg" else CitizenId.parse(text)
    except KernelError as error:
        raise ValueFault(error.code) from None


def read_grade(cell: Cell) -> tuple[Grade, str | None]:
    """The grade, and the room where the cell holds both. Raises ``grade_missing``, ``grade_unknown``."""
    text = cell_text(cell)
    if says_nothing(text):
        raise ValueFault("grade_missing")
    try:
        return parse_grade(text)
    except KernelError as error:
        raise ValueFault(error.code) from None


def read_code(cell: Cell) -> str | None:
    """A room or student number: text with ASCII digits and without spaces, or ``None``."""
    text = read_text(cell)
    return ascii_digits(text).replace(" ", "") if text else None


def read_sex(cell: Cell) -> str:
    """``f`` or ``m``. Raises ``sex_missing``, ``sex_unknown``."""
    text = cell_text(cell)
    if says_nothing(text):
        raise ValueFault("sex_missing")
    sex = known_words("sex").get(_word_key(text))
    if sex is None:
        raise ValueFault("sex_unknown")
    return sex


def read_given_name(cell: Cell) -> str:
    """A given name. Raises ``name_missing``, ``name_characters``."""
    text = cell_text(cell)
    if says_nothing(text):
        raise ValueFault("name_missing")
    return _checked_name(text)


def read_family_name(cell: Cell) -> str:
    """A family name; ``""`` where the school says that there is none. Raises as `read_given_name`."""
    text = cell_text(cell)
    if not text:
        raise ValueFault("name_missing")
    return "" if _word_key(text) in known_words("no_family_name") else _checked_name(text)


def read_relative_name(cell: Cell) -> str | None:
    """A name of a parent or guardian, or ``None``. Raises ``relative_name_characters``."""
    text = read_text(cell)
    if text is None:
        return None
    try:
        return _checked_name(text)
    except ValueFault:
        raise ValueFault("relative_name_characters") from None


def is_oddly_written(text: str) -> bool:
    """May Thai marks stand in another order than the usual one? Then the text needs to be put in order."""
    return _ODDLY_WRITTEN.search(text) is not None


@lru_cache(maxsize=100_000)
def _checked_name(text: str) -> str:
    name = unicodedata.normalize("NFC", text)
    if is_oddly_written(name):
        name = normalize(name)
    if not all(letter.isalpha() or letter in _NAME_SIGNS or unicodedata.category(letter) == "Mn" for letter in name):
        raise ValueFault("name_characters")
    if not any(letter.isalpha() for letter in name):
        raise ValueFault("name_characters")
    return name


def read_birth_date(cell: Cell) -> date:
    """A date of birth in the common era. Raises the ``date_…`` codes."""
    value = cell if isinstance(cell, int | float | date | datetime) else cell_text(cell)
    if isinstance(value, str) and says_nothing(value):
        raise ValueFault("date_missing")
    try:
        return parse_thai_date(value)
    except KernelError as error:
        raise ValueFault(error.code) from None


def read_weight(cell: Cell) -> Decimal | None:
    """Kilograms, 0.1 to 300, or ``None``. Raises ``weight_range``."""
    return _measure(cell, low=Decimal("0.1"), high=Decimal(300), code="weight_range")


def read_height(cell: Cell) -> Decimal | None:
    """Centimetres, 40 to 250, or ``None``. Raises ``height_range``."""
    return _measure(cell, low=Decimal(40), high=Decimal(250), code="height_range")


def _measure(cell: Cell, *, low: Decimal, high: Decimal, code: str) -> Decimal | None:
    """A measure; 0 is how exports write "not measured"."""
    text = read_text(cell)
    if text is None:
        return None
    try:
        value = Decimal(ascii_digits(text).replace(",", ""))
    except InvalidOperation:
        raise ValueFault(code) from None
    if value == 0:
        return None
    if not (value.is_finite() and low <= value <= high):
        raise ValueFault(code)
    return value


def read_blood_group(cell: Cell) -> str | None:
    """``A``, ``B``, ``AB``, ``O`` or ``None``. Raises ``blood_group_unknown``."""
    return _coded(cell, "blood_group", fault="blood_group_unknown")


def read_cannot_strike_off(cell: Cell) -> bool:
    """Whether the pupil cannot yet be struck off. Raises ``cannot_strike_off_unknown``."""
    word = known_words("cannot_strike_off").get(_word_key(cell_text(cell)))
    if word is None:
        raise ValueFault("cannot_strike_off_unknown")
    return word == "yes"


def read_disadvantages(cell: Cell) -> tuple[str, ...] | None:
    """Codes of the list "disadvantage", sorted; ``()`` where the school says none, ``None`` where it says nothing.

    Several are joined by a comma. Raises ``disadvantage_unknown``.
    """
    text = cell_text(cell)
    if says_nothing(text) and _word_key(text) not in known_words("disadvantage"):
        return None
    found: set[str] = set()
    for word in re.split(r"[,;\n]", text):
        key = _word_key(word)
        if key:
            code = known_words("disadvantage").get(key)
            if code is None:
                raise ValueFault("disadvantage_unknown")
            found.add(code)
    return tuple(sorted(found - {"none"}))


def _coded(cell: Cell, table: str, *, fault: str) -> str | None:
    text = read_text(cell)
    if text is None:
        return None
    code = known_words(table).get(_word_key(text))
    if code is None:
        raise ValueFault(fault)
    return code
