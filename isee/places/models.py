"""Areas, schools, education areas, affiliations, code lists, the term calendar and loaded boundaries.

Everything here is public. Rows carry `valid_from` and `valid_to`, the first and the last day on which they
hold, both included; NULL means "not known to begin or end", never "today".
"""

from typing import ClassVar, Literal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan

from isee.access.api import OPEN, Rights
from isee.kernel import AcademicTerm, Grade, TermDates
from isee.places.rules import CODE_RANGES, REGION_OF_FIRST_DIGIT, AreaLevel, area_text

#: Each level as plain text with its first and last code: migrations keep plain values.
CODE_LIMITS = [(level.value, ends) for level, ends in CODE_RANGES.items()]

BANGKOK = "10"
#: The word before an area's Thai name, and the one used in Bangkok.
THAI_LEVEL_WORDS = {
    AreaLevel.PROVINCE: ("จังหวัด", ""),
    AreaLevel.DISTRICT: ("อำเภอ", "เขต"),
    AreaLevel.SUBDISTRICT: ("ตำบล", "แขวง"),
}

Privacy = dict[str, Literal["open", "personal", "sensitive"]]


def _period(first: str, last: str) -> Func:
    """The days from one field to another, both included."""
    boundary = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
    return Func(F(first), F(last), boundary, function="daterange", output_field=DateRangeField())


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    condition = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to"))
    return models.CheckConstraint(name=name, condition=condition)


def _any(conditions: list[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined |= condition
    return joined


def _point_within(lat: tuple[float, float], lon: tuple[float, float]) -> Q:
    unknown = Q(lat__isnull=True, lon__isnull=True)
    return unknown | Q(lat__isnull=False, lon__isnull=False, lat__range=lat, lon__range=lon)


def _begins_in_half(term: int) -> Q:
    """A first term begins in April to September of its year, a second one in October to March."""

    def first_of(month: int, years_later: int = 0) -> Func:
        year = F("term_key") / 10 - (543 - years_later)
        return Func(year, Value(month), Value(1), function="make_date", output_field=models.DateField())

    begins, before = (first_of(4), first_of(10)) if term == 1 else (first_of(10), first_of(4, 1))
    return Q(
        Exact(Mod(F("term_key"), Value(10)), Value(term)),
        GreaterThanOrEqual(F("starts_on"), begins),
        LessThan(F("starts_on"), before),
    )


class Area(models.Model):
    """A region, province, district, subdistrict, village or local administration (codes: see `rules.py`).

    `parent` is the area above; regions have none. `replaced_by` is the one area that took over an abolished
    code, empty where none or several did. The centre is a point inside the area, in degrees (WGS84).
    """

    code = models.IntegerField(primary_key=True)
    level = models.CharField(max_length=20, choices=[(level.value, level.value) for level in AreaLevel])
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    rights = Rights(extract="code, level, name_th, name_en, parent_id, valid_from, valid_to")
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "level": "open", "name_th": "open", "name_en": "open", "valid_from": "open", "valid_to": "open",
        "lat": "open", "lon": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="level_of_an_area_follows_from_its_code",
                condition=_any([Q(level=level, code__range=ends) for level, ends in CODE_LIMITS]),
            ),
            models.CheckConstraint(
                name="parent_of_an_area_follows_from_its_code",
                condition=_any(
                    [
                        Q(level="region", parent__isnull=True),
                        Q(level="local_administration", parent__isnull=False),
                        Q(level__in=["district", "subdistrict", "village"], parent=F("code") / 100),
                        *(
                            Q(level="province", code__range=(digit * 10, digit * 10 + 9), parent=region)
                            for digit, region in REGION_OF_FIRST_DIGIT.items()
                        ),
                    ]
                ),
            ),
            models.CheckConstraint(
                name="replaced_area_has_ended",
                condition=Q(replaced_by__isnull=True) | Q(valid_to__isnull=False),
            ),
            models.CheckConstraint(name="area_does_not_replace_itself", condition=~Q(replaced_by=F("code"))),
            models.CheckConstraint(
                name="centre_of_an_area_has_both_coordinates",
                condition=_point_within((-90.0, 90.0), (-180.0, 180.0)),
            ),
            _ends_after_it_begins("area_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The official code as text: `R1`, `58`, `5804`, `580401`, `58040107`, `L05580102`."""
        return area_text(self.code)

    @property
    def full_name_th(self) -> str:
        """The Thai name with the word of its level, other in Bangkok: `อำเภอแม่ลาน้อย`, `เขตพระนคร`."""
        outside, bangkok = THAI_LEVEL_WORDS.get(AreaLevel(self.level), ("", ""))
        in_bangkok = area_text(self.code).startswith(BANGKOK)
        return f"{bangkok if in_bangkok else outside}{self.name_th}"


class Boundary(models.Model):
    """The loaded, simplified shape of an area: WKB, WGS84 longitude and latitude in degrees."""

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="boundary")
    level = models.CharField(max_length=20, choices=[(level.value, level.value) for level in AreaLevel])
    geometry = models.BinaryField()
    source = models.CharField(max_length=200)
    attribution = models.CharField(max_length=300)
    loaded_at = models.DateTimeField()

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "level": "open", "geometry": "open", "source": "open", "attribution": "open", "loaded_at": "open",
    }  # fmt: skip

    class Meta:
        indexes = (models.Index(fields=["level"], name="boundaries_by_level"),)

    def __str__(self) -> str:
        return area_text(self.area_id)


class Affiliation(models.Model):
    """The body that a school belongs to; its code is the first two digits of the ten-digit school code.

    `ours` marks a code that no official list holds: the Border Patrol Police's.
    """

    code = models.CharField(max_length=2, primary_key=True)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    short_th = models.CharField(max_length=40)
    short_en = models.CharField(max_length=40)
    ours = models.BooleanField(default=False)

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "name_th": "open", "name_en": "open", "short_th": "open", "short_en": "open", "ours": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="affiliation_code_has_two_digits", condition=Q(code__regex=r"^[0-9]{2}$")),
        )

    def __str__(self) -> str:
        return self.short_en


class EducationArea(models.Model):
    """An education service area of OBEC: eight digits, the first two the province of its seat."""

    class Kind(models.TextChoices):
        """Which schools it looks after."""

        PRIMARY = "primary", "primary"
        SECONDARY = "secondary", "secondary"

    code = models.IntegerField(primary_key=True)
    name_th = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    province = models.ForeignKey(Area, models.PROTECT, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "name_th": "open", "name_en": "open", "kind": "open", "valid_from": "open", "valid_to": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="education_area_code_has_eight_digits", condition=Q(code__range=(10_000_000, 99_999_999))
            ),
            models.CheckConstraint(
                name="education_area_code_begins_with_its_province",
                condition=Q(province=F("code") / 1_000_000),
            ),
            models.CheckConstraint(
                name="education_area_is_primary_or_secondary", condition=Q(kind__in=["primary", "secondary"])
            ),
            _ends_after_it_begins("education_area_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return str(self.code)


class School(models.Model):
    """A school under one ten-digit code.

    `opened_on` and `closed_on` tell the school's own life; `valid_from` and `valid_to` the days on which this
    row and its codes hold. The ten digits are affiliation, province and number, but a school keeps its code
    when its province is divided, so place and affiliation are fields of their own. `electricity` and
    `internet` are NULL where nobody has said. Points are degrees (WGS84).
    """

    id = models.AutoField(primary_key=True)

    code = models.CharField(max_length=10)
    code8 = models.CharField(max_length=8, null=True)
    code6 = models.CharField(max_length=6, null=True)
    name_th = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, null=True)
    affiliation = models.ForeignKey(Affiliation, models.PROTECT, related_name="schools")
    education_area = models.ForeignKey(EducationArea, models.PROTECT, null=True, related_name="schools")
    subdistrict = models.ForeignKey(Area, models.PROTECT, related_name="schools")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    grade_from = models.CharField(max_length=2, null=True)
    grade_to = models.CharField(max_length=2, null=True)
    electricity = models.BooleanField(null=True)
    internet = models.BooleanField(null=True)
    phone = models.CharField(max_length=40, null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    rights = Rights(
        extract="id, code, name_th, name_en, affiliation_id, education_area_id, subdistrict_id, grade_from, "
        "grade_to, electricity, internet, opened_on, closed_on, valid_from, valid_to"
    )
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "code": "open", "code8": "open", "code6": "open", "name_th": "open", "name_en": "open", "lat": "open",
        "lon": "open", "grade_from": "open", "grade_to": "open", "electricity": "open", "internet": "open",
        "phone": "open", "opened_on": "open", "closed_on": "open", "valid_from": "open", "valid_to": "open",
    }  # fmt: skip

    class Meta:
        indexes = (
            GistIndex(Func(F("lon"), F("lat"), function="point"), name="schools_by_point"),
            models.Index(fields=["subdistrict", "code"], name="schools_by_subdistrict"),
        )
        constraints = (
            *(
                ExclusionConstraint(
                    name=f"school_{field}_is_used_once_at_a_time",
                    expressions=[
                        (field, RangeOperators.EQUAL),
                        (_period("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                    ],
                )
                for field in ("code", "code8", "code6")
            ),
            models.CheckConstraint(
                name="school_codes_are_digits",
                condition=Q(code__regex=r"^[0-9]{10}$")
                & (Q(code8__isnull=True) | Q(code8__regex=r"^[0-9]{8}$"))
                & (Q(code6__isnull=True) | Q(code6__regex=r"^[0-9]{6}$")),
            ),
            models.CheckConstraint(
                name="school_stands_in_a_subdistrict",
                condition=Q(subdistrict__gte=100_000, subdistrict__lte=999_999),
            ),
            models.CheckConstraint(
                name="point_of_a_school_lies_in_thailand",
                condition=_point_within((5.5, 20.6), (97.2, 105.8)),
            ),
            models.CheckConstraint(
                name="school_teaches_from_a_grade_to_one_not_below_it",
                condition=Q(grade_from__isnull=True, grade_to__isnull=True)
                | _any(
                    [
                        Q(
                            grade_from=low.value,
                            grade_from__isnull=False,
                            grade_to__isnull=False,
                            grade_to__in=[grade.value for grade in Grade if grade.order >= low.order],
                        )
                        for low in Grade
                    ]
                ),
            ),
            models.CheckConstraint(
                name="school_closes_after_it_opens",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(opened_on__lte=F("closed_on")),
            ),
            models.CheckConstraint(
                name="merged_school_is_closed",
                condition=Q(merged_into__isnull=True) | Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(name="school_does_not_merge_into_itself", condition=~Q(merged_into=F("id"))),
            _ends_after_it_begins("school_row_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return self.code


class CodeItem(models.Model):
    """One entry of a code list: its labels, and the other spellings that files use for it.

    `ours` marks a code that no official list gives; the meaning is official all the same.
    """

    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label_th = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    aliases = ArrayField(models.CharField(max_length=120), default=list)
    ours = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[Privacy] = {
        "list_name": "open", "code": "open", "position": "open", "label_th": "open", "label_en": "open",
        "aliases": "open", "ours": "open", "valid_from": "open", "valid_to": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["list_name", "code"], name="code_stands_once_in_its_list"),
            _ends_after_it_begins("code_item_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.list_name}:{self.code}"


class TermPeriod(models.Model):
    """A row of the term calendar: first and last day. Days between terms belong to the term before."""

    term_key = models.PositiveIntegerField(primary_key=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[Privacy] = {"starts_on": "open", "ends_on": "open"}

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="term_begins_in_its_half_of_the_academic_year",
                condition=_begins_in_half(1) | _begins_in_half(2),
            ),
            models.CheckConstraint(name="term_ends_after_it_begins", condition=Q(starts_on__lt=F("ends_on"))),
            ExclusionConstraint(
                name="terms_do_not_overlap",
                expressions=[(_period("starts_on", "ends_on"), RangeOperators.OVERLAPS)],
            ),
        )

    def __str__(self) -> str:
        return str(AcademicTerm.from_key(self.term_key))

    def dates(self) -> TermDates:
        """The row as a kernel value."""
        return TermDates(AcademicTerm.from_key(self.term_key), self.starts_on, self.ends_on)
