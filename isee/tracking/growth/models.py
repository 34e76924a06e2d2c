"""Growth references that an office has loaded, with where they come from and from which day they hold."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from isee.access.api import OPEN, Rights
from isee.tracking.growth.references import BY_HEIGHT, MEASURES
from isee.tracking.growth.who import SEXES, WHO2006, WHO2007

LINE_FIELDS = (
    ("sd_neg3", -3.0), ("sd_neg2", -2.0), ("sd_neg1_5", -1.5), ("sd_neg1", -1.0), ("sd_0", 0.0), ("sd_1", 1.0),
    ("sd_1_5", 1.5), ("sd_2", 2.0), ("sd_3", 3.0),
)  # fmt: skip
"""Columns of the printed lines, with their standard deviations."""


def _rising(low: str, high: str) -> Q:
    return Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lt": F(high)})


class GrowthTable(models.Model):
    """One measure of one loaded reference, from the day on which it holds.

    `source` says who published it and who made it readable for machines. A table that a better copy replaced keeps
    its rows and is marked as withdrawn, so that a class once shown can be explained. Illustrative tables are made up.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20)
    measure = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300)
    illustrative = models.BooleanField(default=False, db_default=False)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField()
    loaded_at = models.DateTimeField()
    loaded_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "reference": "open", "measure": "open", "valid_from": "open", "valid_to": "open", "source": "open",
        "illustrative": "open", "file_name": "open", "sha256": "open", "rows": "open", "loaded_at": "open",
        "loaded_by": "open", "withdrawn_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_growth_table_is_of_a_known_measure", condition=Q(measure__in=MEASURES)),
            models.CheckConstraint(
                name="a_loaded_reference_is_not_called_who",
                condition=Q(reference__regex="^[a-z0-9_]{3,20}$") & ~Q(reference__in=(WHO2006, WHO2007)),
            ),
            models.CheckConstraint(name="a_growth_table_names_its_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="a_growth_table_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_from__lte=F("valid_to")),
            ),
            ExclusionConstraint(
                name="one_growth_table_of_a_measure_holds_at_a_time",
                expressions=[
                    ("reference", RangeOperators.EQUAL),
                    ("measure", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"), F("valid_to"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange", output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.measure}"


class GrowthRow(models.Model):
    """One row of a loaded table: L, M and S, or values on the printed lines, at `at`.

    `at` is months of age, and centimetres in a table of weight for height.
    """

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(GrowthTable, on_delete=models.PROTECT, related_name="growth_rows")
    sex = models.CharField(max_length=1)
    at = models.DecimalField(max_digits=6, decimal_places=2)
    el = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    em = models.DecimalField(max_digits=9, decimal_places=5, null=True)
    es = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    sd_neg3 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_neg2 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_neg1_5 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_neg1 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_0 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_1 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_1_5 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_2 = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    sd_3 = models.DecimalField(max_digits=8, decimal_places=4, null=True)

    rights = Rights()
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "sex": "open", "at": "open", "el": "open", "em": "open", "es": "open",
        **{name: "open" for name, _deviation in LINE_FIELDS},
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_growth_row_stands_once_in_its_table", fields=["table", "sex", "at"]),
            models.CheckConstraint(name="a_growth_row_is_of_girls_or_boys", condition=Q(sex__in=SEXES)),
            models.CheckConstraint(name="a_growth_row_stands_within_a_childhood", condition=Q(at__gte=0, at__lte=260)),
            models.CheckConstraint(
                name="a_growth_row_has_l_m_and_s_or_lines",
                condition=Q(el__isnull=False, em__gt=0, es__gt=0, em__isnull=False, es__isnull=False)
                | Q(el__isnull=True, em__isnull=True, es__isnull=True, sd_0__isnull=False, sd_neg2__isnull=False,
                    sd_2__isnull=False),
            ),
            models.CheckConstraint(
                name="lines_of_a_growth_row_rise",
                condition=_rising("sd_neg3", "sd_neg2") & _rising("sd_neg2", "sd_neg1_5")
                & _rising("sd_neg2", "sd_neg1") & _rising("sd_neg1_5", "sd_neg1") & _rising("sd_neg1_5", "sd_0")
                & _rising("sd_neg1", "sd_0") & _rising("sd_neg2", "sd_0") & _rising("sd_0", "sd_1")
                & _rising("sd_0", "sd_1_5") & _rising("sd_1", "sd_1_5") & _rising("sd_1", "sd_2")
                & _rising("sd_1_5", "sd_2") & _rising("sd_0", "sd_2") & _rising("sd_2", "sd_3"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"growth row {self.pk}"


__all__ = ["BY_HEIGHT", "LINE_FIELDS", "GrowthRow", "GrowthTable"]
