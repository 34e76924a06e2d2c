"""Invented names, drawn from word lists.

Thai given and family names come from the Thai Male and Female Names Corpus that the pythainlp package
carries (CC BY-SA 4.0; read from the installed package, not copied here). Names of minorities and
migrants are put together from common syllables. A drawn pair of names can by chance be
somebody's; nothing else about the person is theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from pythainlp.corpus import thai_family_names, thai_female_names, thai_male_names

from isee.synth.draws import Flags, Ints, Texts

THAI, MUSLIM, HILL, MIGRANT = 0, 1, 2, 3
"""Naming customs."""

_WORD = re.compile(r"[ก-ฮเ-ไ][ก-๎]{2,15}")
_MUSLIM = re.compile(r"^(มูฮ|มะ[ยรซน]|อับดุล|ซุลกิ|นูร|ฟา[ตริร]|ฮา|ซูไ|อาอี|รอ[กซฮ]|ซอ[ฟล]|อามี|ยา[รซ]|สูไ|ไซ|อิบ|อิส|ฟิร)")
_MUSLIM_FAMILY = (
    "มะ", "สาและ", "ดอเลาะ", "เจะมะ", "สะมะแอ", "อาแว", "ยูโซะ", "มามะ", "แวดอเลาะ", "สาแม", "อาแซ", "ดือราแม",
    "มะแซ", "เจ๊ะแว", "บือราเฮง", "ลาเต๊ะ", "สือแม", "ยะโกะ", "หะยีสาและ", "การีมี", "หมัดสะอิ", "เหมสลาหมาด",
)  # fmt: skip
_HILL_MALE = ("จะ", "พะ", "ซอ", "อา", "ปา", "เล", "ดี", "ชิ")
_HILL_FEMALE = ("นา", "หน่อ", "มึ", "อา", "หมี่", "บู", "ชอ", "พอ")
_HILL_TAIL = ("แส", "ฟู", "หล่า", "ลอ", "คือ", "โพ", "ทู", "แฮ", "โบ", "เก", "มู", "ซู", "พอ", "เด", "วา", "เอ")
_HILL_FAMILY = (
    "เชอมือ",
    "แซ่ลี",
    "แซ่ย่าง",
    "แซ่ท่อ",
    "จะหา",
    "ปู่ทา",
    "มาเยอะ",
    "เยอส่อ",
    "ลาเชกู่",
    "คีรีพนา",
    "พนาไพร",
    "ดำรงไพร",
)
_MIGRANT_SYLLABLES = (
    "มิน", "ซอ", "อู", "เท", "โซ", "ทุน", "วิน", "เอ", "จี", "นาย", "ลิน", "โม", "มา", "ขิ่น", "ซู", "เมียะ", "ทิ",
    "ดา", "สก", "โสะ", "พล", "แก้ว", "จัน", "คำ",
)  # fmt: skip
_MALE_TAIL = ("ออง", "ทู", "ไล", "จอ", "แนง")
_FEMALE_TAIL = ("วา", "เพียว", "อิ", "ตา", "มอน")


@dataclass(frozen=True)
class NameLists:
    """The usable words of each list, in an order that is the same on every machine."""

    male: Texts
    female: Texts
    family: Texts
    muslim_male: Texts
    muslim_female: Texts


def _usable(words: frozenset[str], *, lists: re.Pattern[str] = _WORD) -> list[str]:
    return sorted(word for word in words if lists.fullmatch(word))


@cache
def name_lists() -> NameLists:
    """Read the corpora, shuffled once. Names with a space (noble houses) and abbreviations are left out."""
    male, female = _usable(thai_male_names()), _usable(thai_female_names())

    def split(words: list[str]) -> tuple[Texts, Texts]:
        muslim = [w for w in words if _MUSLIM.match(w)]
        return np.array([w for w in words if not _MUSLIM.match(w)], object), np.array(muslim, object)

    thai_male, muslim_male = split(male)
    thai_female, muslim_female = split(female)
    family = np.array([w for w in _usable(thai_family_names()) if len(w) >= 5], object)
    mixed = np.random.Generator(np.random.PCG64(7))
    return NameLists(
        mixed.permutation(thai_male), mixed.permutation(thai_female), mixed.permutation(family),
        muslim_male, muslim_female,
    )  # fmt: skip


def _skewed(rng: np.random.Generator, size: int, length: int) -> Ints:
    """Indices with a few common and many rare words, as in any population of names."""
    return np.minimum((rng.random(size) ** 1.7 * length).astype(np.int64), length - 1)


def _joined(rng: np.random.Generator, size: int, *parts: tuple[str, ...]) -> Texts:
    out: Texts = np.full(size, "", dtype=object)
    for part in parts:
        out = out + np.array(part, object)[rng.integers(0, len(part), size)]
    return out


def given_names(rng: np.random.Generator, *, female: Flags, custom: Ints) -> Texts:
    """Draw a given name for each person by sex and naming custom."""
    lists, size = name_lists(), len(female)
    men = lists.male[_skewed(rng, size, len(lists.male))]
    women = lists.female[_skewed(rng, size, len(lists.female))]
    out: Texts = np.where(female, women, men)
    for kind, (his, hers) in {
        MUSLIM: (lists.muslim_male[rng.integers(0, len(lists.muslim_male), size)],
                 lists.muslim_female[rng.integers(0, len(lists.muslim_female), size)]),
        HILL: (_joined(rng, size, _HILL_MALE, _HILL_TAIL), _joined(rng, size, _HILL_FEMALE, _HILL_TAIL)),
        MIGRANT: (_joined(rng, size, _MIGRANT_SYLLABLES, _MALE_TAIL),
                  _joined(rng, size, _MIGRANT_SYLLABLES, _FEMALE_TAIL)),
    }.items():  # fmt: skip
        out = np.where(custom == kind, np.where(female, hers, his), out)
    return out


def family_names(rng: np.random.Generator, *, place: Ints, custom: Ints) -> Texts:
    """Draw a family name for each household.

    Families of one subdistrict (`place`) share a pool of names, as villages do. Two fifths of the
    migrant and a tenth of the hill families have no family name (empty text).
    """
    lists, size = name_lists(), len(place)
    local = (place * 613 + rng.integers(0, 380, size)) % len(lists.family)
    anywhere = rng.integers(0, len(lists.family), size)
    out: Texts = lists.family[np.where(rng.random(size) < 0.7, local, anywhere)]
    muslim = np.array(_MUSLIM_FAMILY, object)[rng.integers(0, len(_MUSLIM_FAMILY), size)]
    hill = np.array(_HILL_FAMILY, object)[rng.integers(0, len(_HILL_FAMILY), size)]
    migrant = _joined(rng, size, _MIGRANT_SYLLABLES, _MIGRANT_SYLLABLES)
    chance = rng.random(size)
    out = np.where((custom == MUSLIM) & (chance < 0.75), muslim, out)
    out = np.where(custom == HILL, np.where(chance < 0.1, "", hill), out)
    return np.where(custom == MIGRANT, np.where(chance < 0.4, "", migrant), out)
