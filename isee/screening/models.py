"""Frozen results of screening, one for each child and term."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from isee.access.api import Protection, Rights, keep_history

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""


class PovertyClass(models.TextChoices):
    """The three official classes; there is no class between poor and not poor."""

    NOT_POOR = "not_poor", "not poor"
    POOR = "poor", "poor"
    EXTREMELY_POOR = "extremely_poor", "extremely poor"


@keep_history
class Result(models.Model):
    """The class of one child in one term, with the income and the score that led to it.

    `income_per_head` is baht per month; null means that it was not known, and then no class of poverty can be
    given. `model_version` names the rule that decided; versions that begin with `illustrative` use invented
    weights, since the official ones are not published.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    term_key = models.IntegerField()
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+")
    poverty_class = models.CharField(max_length=16, choices=PovertyClass)
    income_per_head = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    model_version = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    rights = Rights(
        web="SELECT",
        worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, poverty_class, income_per_head",
    )
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open",
        "poverty_class": "sensitive",
        "income_per_head": "sensitive",
        "score": "sensitive",
        "model_version": "open",
        "decided_at": "open",
    }

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_child_has_one_result_in_a_term", fields=["person", "term_key"]),
            models.CheckConstraint(
                name="a_result_has_one_of_the_three_classes",
                condition=Q(poverty_class__in=["not_poor", "poor", "extremely_poor"]),
            ),
            models.CheckConstraint(
                name="an_income_per_head_is_not_negative",
                condition=Q(income_per_head__isnull=True) | Q(income_per_head__gte=0),
            ),
            models.CheckConstraint(
                name="nobody_is_found_poor_without_a_known_income",
                condition=Q(poverty_class="not_poor") | Q(income_per_head__isnull=False),
            ),
            models.CheckConstraint(
                name="a_score_lies_between_0_and_1", condition=Q(score__isnull=True) | Q(score__range=(0, 1))
            ),
            models.CheckConstraint(name="a_result_names_its_model", condition=~Q(model_version="")),
            models.CheckConstraint(
                name="a_result_belongs_to_a_term",
                condition=IN_A_TERM,
            ),
        )
        indexes = (models.Index(name="result_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"result {self.pk}"
