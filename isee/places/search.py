"""Finds areas and schools by a name as people type it: Thai or English, with or without the word for its kind."""

import re
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from isee.kernel import ascii_digits, clean_text
from isee.places.models import Area, EducationArea, School
from isee.places.queries import open_schools
from isee.places.rules import AreaLevel

LISTED_LEVELS = (AreaLevel.PROVINCE, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT)
KIND_WORDS = re.compile(r"^(?:จังหวัด|อำเภอ|ตำบล|เขต|แขวง|โรงเรียน|จ\.|อ\.|ต\.|ร\.ร\.|รร\.)\s*")
KIND_WORDS_EN = re.compile(r"\s+(?:province|district|subdistrict|school)$", re.IGNORECASE)
SHORTEST = 2
"""Letters below which a name would find half the country."""


def _bare(text: str) -> str:
    plain = clean_text(text)
    return KIND_WORDS_EN.sub("", KIND_WORDS.sub("", plain)).strip()


def _closeness(bare: str) -> Case:
    """0 for the name itself, 1 for names that begin with it, 2 for names that hold it."""
    return Case(
        When(Q(name_th=bare) | Q(name_en__iexact=bare), then=Value(0)),
        When(Q(name_th__startswith=bare) | Q(name_en__istartswith=bare), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def search_areas(text: str, *, limit: int = 20) -> list[Area]:
    """Provinces, districts and subdistricts in use whose name holds the text, the closest and largest first."""
    bare = _bare(text)
    if len(bare) < SHORTEST:
        return []
    found = Area.objects.filter(
        Q(name_th__contains=bare) | Q(name_en__icontains=bare),
        valid_to__isnull=True,
        level__in=[level.value for level in LISTED_LEVELS],
    )
    closest = found.select_related("parent__parent").order_by(_closeness(bare), "code")
    return list(closest[:limit])


def search_schools(text: str, *, on: date, limit: int = 20) -> list[School]:
    """Schools open on a day whose name holds the text, or whose code is it; the closest first."""
    bare = _bare(text)
    digits = ascii_digits(bare).replace(" ", "").replace("-", "")
    if digits.isdecimal():
        named: QuerySet[School] = open_schools(on).filter(Q(code=digits) | Q(code8=digits) | Q(code6=digits))
    elif len(bare) < SHORTEST:
        return []
    else:
        named = open_schools(on).filter(Q(name_th__contains=bare) | Q(name_en__icontains=bare))
    return list(named.order_by(_closeness(bare), "code")[:limit])


def search_education_areas(text: str, *, limit: int = 20) -> list[EducationArea]:
    """Education areas in use whose name holds the text, or whose code is it; the closest first."""
    plain = clean_text(text)
    digits = ascii_digits(plain)
    if digits.isdecimal():
        found = EducationArea.objects.filter(code=int(digits)) if len(digits) == 8 else EducationArea.objects.none()
    elif len(plain) < SHORTEST:
        return []
    else:
        found = EducationArea.objects.filter(Q(name_th__contains=plain) | Q(name_en__icontains=plain))
    return list(found.filter(valid_to__isnull=True).order_by(_closeness(plain), "code")[:limit])
