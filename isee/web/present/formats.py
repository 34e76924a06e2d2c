"""Numbers, dates and terms in the reader's language."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from isee.kernel import AcademicTerm, ThaiDate

DECIMALS = {"count": 0, "share": 1, "baht": 0}

UNBROKEN = (
    "ยากจน\u2060พิเศษ",
    "คัด\u2060กรอง",
    "นอก\u2060ระบบ\u2060การ\u2060ศึกษา",
    "ภาค\u2060เรียน",
    "นัก\u2060เรียน",
    "ร้อย\u2060ละ",
)
"""Compound terms with word joiners where a line must not break."""


def in_thai() -> bool:
    """Whether the reader chose Thai, the language of the service."""
    return (get_language() or "th").startswith("th")


def number(value: float | int | Decimal, *, decimals: int = 0) -> str:
    """`1234.56` as `1,235`, or with decimals as `1,234.6`; halves away from zero, as people round."""
    step = Decimal(1).scaleb(-decimals)
    return f"{Decimal(str(value)).quantize(step, ROUND_HALF_UP):,}".replace("-", "−")


def value_text(value: float | int, unit: str) -> str:
    """A figure without its unit: `12,446`, `14.2`, `1,039`."""
    return number(value, decimals=DECIMALS[unit])


def with_unit(value: float | int, unit: str) -> str:
    """A figure with its unit, as a label: `12,446`, `14.2 %`, `1,039 baht`."""
    text = value_text(value, unit)
    if unit == "share":
        return f"{text} %"
    return gettext("%(amount)s baht") % {"amount": text} if unit == "baht" else text


def day(value: date) -> str:
    """A day: `24 พ.ย. 2569` in Thai, `24 Nov 2026` in English."""
    return ThaiDate(value).short_th() if in_thai() else date_format(value, "j M Y")


def moment(value: datetime) -> str:
    """A day and the time of day in Bangkok: `24 พ.ย. 2569 14:05`."""
    local = timezone.localtime(value)
    return f"{day(local.date())} {local:%H:%M}"


def term(key: int) -> str:
    """A term key as people write the term: `25692` as `2/2569`."""
    return str(AcademicTerm.from_key(key))


def ordinal(value: int) -> str:
    """A rank: `4` in Thai, which says "number" before it, `4th` in English."""
    if in_thai():
        return number(value)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th") if value % 100 not in (11, 12, 13) else "th"
    return f"{number(value)}{ending}"


def name(row: object) -> str:
    """The name of an area or a school in the reader's language; the Thai one where English is missing."""
    if isinstance(row, dict):
        th, en = row["name_th"], row.get("name_en")
    else:
        th, en = getattr(row, "name_th", ""), getattr(row, "name_en", "")
    return str(th if in_thai() or not en else en)
