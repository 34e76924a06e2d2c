"""How names go wrong: slips of whoever types, and other spellings of names from other languages.

Every result differs from what was given and can still be read as a name: marks keep the letter that they stand on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

_LOOK_ALIKE: Final = {
    "ช": "ซ", "ซ": "ช", "ด": "ต", "ต": "ด", "ถ": "ภ", "ภ": "ถ", "ค": "ศ", "ศ": "ส", "ส": "ศ", "บ": "ป", "ป": "บ",
    "ร": "ล", "ล": "ร", "ผ": "พ", "พ": "ผ", "ฟ": "พ", "ข": "ช", "น": "ณ", "ณ": "น", "ท": "ธ", "ธ": "ท", "ฐ": "ธ",
    "ญ": "ย", "ย": "ญ", "ก": "ถ", "ว": "อ", "ฎ": "ฏ", "ฏ": "ฎ", "จ": "ฉ", "ม": "น", "ห": "ท", "ง": "ว", "อ": "ฮ",
}  # fmt: skip
"""What is taken for what on worn paper or hit beside it on the keyboard."""
_LENGTH: Final = {"ิ": "ี", "ี": "ิ", "ุ": "ู", "ู": "ุ", "ึ": "ื", "ื": "ึ"}
_SOUNDS: Final = (
    ("ซ", "ส"), ("ฮ", "ห"), ("ฟ", "พ"), ("ู", "ุ"), ("ี", "ิ"), ("แ", "เ"), ("ขิ่", "คิ"), ("เมียะ", "มยะ"), ("ออง", "อ่อง"),
    ("โซ", "โส"), ("มิน", "มิ่น"), ("ทุน", "ทูน"), ("ลา", "หล่า"), ("เจะ", "เจ๊ะ"), ("ดือ", "ดอ"), ("อับดุล", "อับดุล "),
    ("ส", "ซ"), ("ห", "ฮ"), ("พ", "ฟ"), ("ุ", "ู"), ("ิ", "ี"), ("ท", "ต"), ("ด", "ต"), ("ว", "วะ"), ("จ", "ช"),
)  # fmt: skip
"""Sounds that one clerk writes one way and the next another."""
Texts = Sequence[str]


def _is_letter(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "ก" <= text[at] <= "ฮ"


def _is_bare(text: str, at: int) -> bool:
    """A consonant that carries nothing: no mark or vowel after it, no vowel written before it."""
    after = at + 1 < len(text) and ("ะ" <= text[at + 1] <= "ู" or "็" <= text[at + 1] <= "๎" or text[at + 1] == "ฺ")
    before = at > 0 and "เ" <= text[at - 1] <= "ไ"
    return _is_letter(text, at) and not after and not before


def _places(text: str, good: Callable[[str, int], bool]) -> list[int]:
    return [at for at in range(len(text)) if good(text, at)]


def _drop_tone(text: str, draw: int) -> str:
    at = _places(text, lambda word, i: "่" <= word[i] <= "์")
    return text if not at else text[: (i := at[draw % len(at)])] + text[i + 1 :]


def _look_alike(text: str, draw: int) -> str:
    at = _places(text, lambda word, i: word[i] in _LOOK_ALIKE)
    return text if not at else text[: (i := at[draw % len(at)])] + _LOOK_ALIKE[text[i]] + text[i + 1 :]


def _exchange(text: str, draw: int) -> str:
    at = _places(text, lambda word, i: _is_bare(word, i) and _is_letter(word, i - 1) and word[i] != word[i - 1])
    return text if not at else text[: (i := at[draw % len(at)]) - 1] + text[i] + text[i - 1] + text[i + 1 :]


def _drop_letter(text: str, draw: int) -> str:
    at = [i for i in _places(text, _is_bare) if i > 0] if len(text) > 3 else []
    return text if not at else text[: (i := at[draw % len(at)])] + text[i + 1 :]


def _length(text: str, draw: int) -> str:
    at = _places(text, lambda word, i: word[i] in _LENGTH)
    return text if not at else text[: (i := at[draw % len(at)])] + _LENGTH[text[i]] + text[i + 1 :]


def _double(text: str, draw: int) -> str:
    at = _places(text, _is_letter) or [0]
    i = at[draw % len(at)]
    return text[:i] + text[i] + text[i:]


_SLIPS: Final = (_drop_tone, _look_alike, _exchange, _drop_letter, _length, _double)


def mistype(name: str, draw: int) -> str:
    """A name with one slip; `draw` (any number from 0) chooses which. Thai letters are expected; none gives more."""
    if not name:
        return name
    for step in range(len(_SLIPS)):
        wrong = _SLIPS[(draw + step) % len(_SLIPS)](name, draw // len(_SLIPS))
        if wrong != name:
            return wrong
    return name + name[-1]


def _other_sound(text: str, draw: int) -> str:
    for step in range(len(_SOUNDS)):
        old, new = _SOUNDS[(draw + step) % len(_SOUNDS)]
        if old in text and (wrong := text.replace(old, new, 1).strip()) != text:
            return wrong
    return _double(text, draw)


def rewrite(given: str, family: str, draw: int) -> tuple[str, str]:
    """Another way to write a name of another language: given and family name.

    Half are other spellings; the rest puts the words elsewhere: both in the given name's place, a name of one
    word cut in two, or written in both places.
    """
    if draw % 2 == 0:
        return (
            (_other_sound(given, draw // 2), family) if draw % 3 or not family else (given, _other_sound(family, draw))
        )
    if family:
        return f"{given} {family}", ""
    cuts = [i for i in range(2, len(given) - 1) if _is_letter(given, i) and _is_bare(given, i - 1)]
    cuts += [i for i in range(2, len(given) - 1) if "เ" <= given[i] <= "ไ"]
    if draw % 3 and cuts:
        at = cuts[draw % len(cuts)]
        return given[:at], given[at:]
    return given, given


def mistype_number(number: str, draw: int) -> str:
    """A 13-digit number with one digit wrong or two neighbours exchanged, never among the first three.

    The first three digits stay, since their province pair says that nobody can hold the number.
    """
    at = 3 + draw % 10
    if draw % 3 == 0 and at < 12 and number[at] != number[at + 1]:
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number[:at] + str((int(number[at]) + 1 + draw // 10 % 9) % 10) + number[at + 1 :]


def draws(rng: np.random.Generator, size: int) -> list[int]:
    """Numbers from which the functions here choose."""
    return [int(n) for n in rng.integers(0, 2**31, size)]
