"""Scoring models, the frozen inputs of each household, and the result of each child and term."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact

from isee.access.api import OPEN, Protection, Rights, keep_history

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""


class PovertyClass(models.TextChoices):
    """The three official classes; there is no class between poor and not poor."""

    NOT_POOR = "not_poor", "not poor"
    POOR = "poor", "poor"
    EXTREMELY_POOR = "extremely_poor", "extremely poor"


class Reason(models.TextChoices):
    """Why a child was given its class: the gate that it passed or not, and the conditions that counted."""

    INCOME_BELOW_GATE = "income_below_gate", "income below the limit"
    INCOME_ABOVE_GATE = "income_above_gate", "income above the limit"
    INCOME_UNKNOWN = "income_unknown", "income not known"
    SCORE_BELOW_CUT = "score_below_cut", "score below that of poor households"
    INSTITUTION = "institution", "lives in an institution"
    DEPENDENCY = "dependency", "members who depend on others"
    TENURE = "tenure", "home not owned"
    DWELLING = "dwelling", "state of the dwelling"
    NO_LAND = "no_land", "no or little farmland"
    WATER = "water", "drinking water"
    ELECTRICITY = "electricity", "no electricity of its own"
    NO_VEHICLE = "no_vehicle", "no vehicle"
    FEW_APPLIANCES = "few_appliances", "few appliances"


def _holds(name: str, kind: str) -> Exact:
    return Exact(Func(F(name), function="jsonb_typeof", output_field=models.CharField()), Value(kind))


class ScoringModel(models.Model):
    """One version of the rule that scores a household: weights, income gate and cut-offs, with its days.

    `income_gate` is baht a head and month; above it nobody is found poor. `weights` gives each of the eight
    domains its share of the score, `cutoffs` the lowest score of each class. The official weights and cut-offs
    are not published: an `illustrative` model is invented and says so wherever it is shown.
    """

    version = models.CharField(primary_key=True, max_length=40)
    label_th = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    illustrative = models.BooleanField(default=True, db_default=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    income_gate = models.DecimalField(max_digits=10, decimal_places=2)
    weights = models.JSONField()
    cutoffs = models.JSONField()
    note = models.TextField(blank=True, default="", db_default="")

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="version, income_gate")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "label_th": "open", "label_en": "open", "illustrative": "open", "valid_from": "open", "valid_to": "open",
        "income_gate": "open", "weights": "open", "cutoffs": "open", "note": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_scoring_model_has_a_version", condition=~Q(version="")),
            models.CheckConstraint(
                name="a_version_called_illustrative_is_so",
                condition=Q(illustrative=True) | ~Q(version__startswith="illustrative"),
            ),
            models.CheckConstraint(name="an_income_gate_is_an_amount", condition=Q(income_gate__gt=0)),
            models.CheckConstraint(
                name="a_scoring_model_ends_after_it_begins",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="weights_are_given_by_domain", condition=_holds("weights", "object")),
            models.CheckConstraint(
                name="cutoffs_rise_from_poor_to_extremely_poor",
                condition=Q(cutoffs__has_keys=["poor", "extremely_poor"])
                & Q(
                    cutoffs__poor__gt=0, cutoffs__extremely_poor__gt=F("cutoffs__poor"), cutoffs__extremely_poor__lte=1
                ),
            ),
        )

    def __str__(self) -> str:
        return self.version


@keep_history
class Snapshot(models.Model):
    """The answers that one household was scored by in one term, frozen, with the score that they gave.

    `inputs_hash` is SHA-256 over the inputs in their canonical form: the same inputs under the same model give
    the same score years later. A child in an institution without a household of its own has a snapshot of its
    own (`person`), without a score. `contributions` is what each domain added to the score.
    """

    id = models.BigAutoField(primary_key=True)
    household = models.ForeignKey(
        "registry.Household", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    term_key = models.IntegerField()
    taken_on = models.DateField()
    inputs = models.JSONField()
    inputs_hash = models.BinaryField(max_length=32)
    income_per_head = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    contributions = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    model_version = models.CharField(max_length=40)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_household("household_id", person="person_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "taken_on": "personal", "inputs": "sensitive", "inputs_hash": "sensitive",
        "income_per_head": "sensitive", "score": "sensitive", "contributions": "sensitive", "model_version": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_household_has_one_snapshot_in_a_term", fields=["household", "term_key"]),
            models.UniqueConstraint(name="a_child_has_one_snapshot_in_a_term", fields=["person", "term_key"]),
            models.CheckConstraint(
                name="a_snapshot_is_of_a_household_or_of_a_child",
                condition=Q(household__isnull=False, person__isnull=True)
                | Q(household__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(name="a_snapshot_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(
                name="inputs_of_a_snapshot_are_keys_with_values", condition=_holds("inputs", "object")
            ),
            models.CheckConstraint(
                name="contributions_are_given_by_domain", condition=_holds("contributions", "object")
            ),
            models.CheckConstraint(
                name="a_hash_of_inputs_has_32_bytes",
                condition=Exact(
                    Func(F("inputs_hash"), function="octet_length", output_field=models.IntegerField()), Value(32)
                ),
            ),
            models.CheckConstraint(
                name="an_income_of_a_snapshot_is_not_negative",
                condition=Q(income_per_head__isnull=True) | Q(income_per_head__gte=0),
            ),
            models.CheckConstraint(
                name="a_score_of_a_snapshot_lies_between_0_and_1",
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)),
            ),
            models.CheckConstraint(name="a_snapshot_names_its_model", condition=~Q(model_version="")),
        )

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


@keep_history
class Result(models.Model):
    """The class of one child in one term, with the income and the score that led to it.

    `income_per_head` is baht per month; null means that it was not known, and then no class of poverty can be
    given. `gate_passed` is whether that income lay below the model's gate, null where it was not known.
    `model_version` names the rule that decided; versions that begin with `illustrative` use invented weights,
    since the official ones are not published. `snapshot` is the household's answers that were scored.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey("collect.Round", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    poverty_class = models.CharField(max_length=16, choices=PovertyClass)
    income_per_head = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    gate_passed = models.BooleanField(null=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    model_version = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    partitioned_by_year = True
    rights = Rights(
        web="SELECT",
        worker="SELECT, INSERT, UPDATE",
        extract="id, person_id, school_id, term_key, poverty_class, income_per_head, model_version",
    )
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open",
        "poverty_class": "sensitive",
        "income_per_head": "sensitive",
        "score": "sensitive",
        "gate_passed": "sensitive",
        "reasons": "sensitive",
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
                name="nobody_above_the_gate_is_found_poor",
                condition=Q(gate_passed__isnull=True) | Q(gate_passed=True) | Q(poverty_class="not_poor"),
            ),
            models.CheckConstraint(
                name="a_gate_is_passed_by_a_known_income",
                condition=Q(gate_passed__isnull=True) | Q(income_per_head__isnull=False),
            ),
            models.CheckConstraint(
                name="reasons_of_a_result_are_known_words", condition=Q(reasons__contained_by=Reason.values)
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
