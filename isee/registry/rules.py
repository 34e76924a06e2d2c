"""Names made comparable, and whether two statements of identity agree. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

TITLES = (
    "เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.", "ดช.", "ดญ.", "นางสาว", "น.ส.", "นส.", "นาย", "นาง", "สามเณร",
    "พระภิกษุ", "พระ", "แม่ชี", "mr.", "mrs.", "miss", "ms.", "master",
)  # fmt: skip
# A name may begin with the same letters as a title (นายิกา, นางนวล): what is left must still be a name, which begins
# with a consonant or a leading vowel.
SHORTEST_NAME_AFTER_TITLE = 3
NO_BEGINNING = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
MARKS = re.compile("[\u0e47-\u0e4e]")
SEPARATORS = re.compile(r"[\s.\-_'’‐-―\u200b-\u200f\ufeff]+")


def strip_title(name: str) -> str:
    """The name without a title written in front of it."""
    text = name.strip()
    for title in TITLES:
        rest = text[len(title) :].strip() if text.lower().startswith(title) else ""
        if len(rest) >= SHORTEST_NAME_AFTER_TITLE and not NO_BEGINNING.match(rest):
            return rest
    return text


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """A name made comparable: no tone marks or silencers, no spaces or punctuation, one spelling of ำ, lower case.

    Titles stay: they are separate columns in our sources, and many names begin with the same letters.
    """
    text = unicodedata.normalize("NFKC", name).replace("\u0e4d\u0e32", "\u0e33").replace("เเ", "แ")
    return SEPARATORS.sub("", MARKS.sub("", text)).lower()


@dataclass(frozen=True)
class StatedIdentity:
    """Who a source says somebody is. Names are keys (`name_key`); None and '' and 'u' mean not stated."""

    given_key: str
    family_key: str
    sex: str
    birth_date: date | None


def identities_agree(known: StatedIdentity, stated: StatedIdentity) -> bool:
    """Do two statements describe one person, so that an equal number may link them?

    Two of the three (name, birth date, sex) are not enough: a name or a birth date must agree in full, and the
    other may differ only as people's data do (a changed surname, a swapped day and month). Sex, where both state
    it, must agree.
    """
    if {known.sex, stated.sex} == {"f", "m"}:
        return False
    same_given = _close(known.given_key, stated.given_key)
    same_birth = known.birth_date is not None and known.birth_date == stated.birth_date
    if same_birth:
        return same_given or known.family_key == stated.family_key != ""
    return (
        same_given
        and _close(known.family_key, stated.family_key)
        and (known.birth_date is None or stated.birth_date is None or _near(known.birth_date, stated.birth_date))
    )


def _close(left: str, right: str) -> bool:
    """Equal, or one letter added, lost, changed or swapped with its neighbour in a name of four or more."""
    if left == right:
        return True
    if min(len(left), len(right)) < 4 or abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    changed_left, changed_right = left[start : len(left) - end], right[start : len(right) - end]
    if max(len(changed_left), len(changed_right)) <= 1:
        return True
    return len(changed_left) == len(changed_right) == 2 and changed_left == changed_right[::-1]


def _near(left: date, right: date) -> bool:
    """The same day written differently: day and month swapped, era mixed up, or two of three parts equal."""
    if (left.day, left.month) == (right.month, right.day) and left.year == right.year:
        return True
    if abs(left.year - right.year) == 543 and (left.month, left.day) == (right.month, right.day):
        return True
    return (left.year == right.year) + (left.month == right.month) + (left.day == right.day) == 2
