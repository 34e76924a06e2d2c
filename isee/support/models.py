"""Programmes of help and their rates, entitlements, payments with their batches and receipts, and other help."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from isee.access.api import OPEN, Protection, Rights, keep_history
from isee.kernel import GradeBand
from isee.screening.api import PovertyClass
from isee.support.states import PaymentState

IN_A_TERM = Q(term_key__range=(24001, 29999))
"""Keys of terms: the Buddhist year times ten plus the term."""


class ProgrammeKind(models.TextChoices):
    """What sort of help a programme gives."""

    CONDITIONAL_GRANT = "conditional_grant", "conditional grant"
    BASIC_NEEDS = "basic_needs", "basic needs"
    OTHER = "other", "other"


class EntitlementState(models.TextChoices):
    """Whether a child has the grant of a term."""

    GRANTED = "granted", "granted"
    HELD = "held", "held back"
    ENDED = "ended", "ended"


class PaymentChannel(models.TextChoices):
    """How money reaches a child."""

    BANK = "bank", "bank account of the pupil or guardian"
    SCHOOL_CASH = "school_cash", "cash through the school"


class PaymentTrouble(models.TextChoices):
    """Why a payment did not reach the child, or was called back."""

    ACCOUNT_CLOSED = "account_closed", "account closed"
    ACCOUNT_UNKNOWN = "account_unknown", "no such account"
    NAME_MISMATCH = "name_mismatch", "name of the account differs"
    PAPERS_MISSING = "papers_missing", "papers missing"
    ATTENDANCE = "attendance", "attendance is being looked into"
    LEFT_SCHOOL = "left_school", "left the school"
    MOVED_SCHOOL = "moved_school", "moved to another school"
    DIED = "died", "died"
    DUPLICATE = "duplicate", "granted twice"


class BatchState(models.TextChoices):
    """How far a batch of payments is."""

    MADE = "made", "made"
    SENT = "sent", "sent"
    SETTLED = "settled", "settled"


class ReceiptKind(models.TextChoices):
    """The paper that shows where money went."""

    NR06 = "nr06", "receipt of the pupil (form 06)"
    INVOICE = "invoice", "tax invoice or receipt of a seller"
    SUBSTITUTE = "substitute", "certificate in place of a receipt"


class Receiver(models.TextChoices):
    """Who received money."""

    PUPIL = "pupil", "pupil"
    GUARDIAN = "guardian", "guardian"
    SCHOOL = "school", "school"


class HelpKind(models.TextChoices):
    """What other help a child was given."""

    SCHOLARSHIP = "scholarship", "scholarship"
    LUNCH = "lunch", "lunch"
    UNIFORM = "uniform", "school uniform"
    EQUIPMENT = "equipment", "school equipment"
    TRAVEL = "travel", "travel"
    MEDICAL = "medical", "medical care"
    HOUSING = "housing", "repair of the home"
    CASH = "cash", "cash"
    OTHER = "other", "other"


class Programme(models.Model):
    """A programme that pays or gives by rule: the Fund's conditional grant, or the basic-needs money of an office.

    `source` says where it is described; `illustrative` that its description is not confirmed.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=ProgrammeKind)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    funder_th = models.CharField(max_length=120)
    funder_en = models.CharField(max_length=120)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    illustrative = models.BooleanField(default=True, db_default=True)
    source = models.CharField(max_length=300)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "code": "open", "kind": "open", "name_th": "open", "name_en": "open", "funder_th": "open",
        "funder_en": "open", "valid_from": "open", "valid_to": "open", "illustrative": "open", "source": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(name="a_programme_has_a_code_of_its_own", fields=["code"]),
            models.CheckConstraint(name="a_programme_has_a_known_kind", condition=Q(kind__in=ProgrammeKind.values)),
            models.CheckConstraint(
                name="a_programme_ends_after_it_begins",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="a_programme_says_its_source", condition=~Q(source="")),
        )

    def __str__(self) -> str:
        return self.code


class Rate(models.Model):
    """What a programme grants in one term: baht by grade band, class and affiliation, for a run of terms.

    `affiliation` null is every affiliation; `to_term` null has no known end. Published rates are by year where
    the source says so: half of one is granted in each term.
    """

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rates")
    from_term = models.IntegerField()
    to_term = models.IntegerField(null=True)
    grade_band = models.CharField(max_length=20, choices=[(band.value, band.value) for band in GradeBand])
    poverty_class = models.CharField(max_length=16, choices=PovertyClass)
    affiliation = models.ForeignKey("places.Affiliation", on_delete=models.PROTECT, null=True, related_name="+")
    amount_baht = models.DecimalField(max_digits=10, decimal_places=2)
    source = models.CharField(max_length=300)
    illustrative = models.BooleanField(default=True, db_default=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "from_term": "open", "to_term": "open", "grade_band": "open", "poverty_class": "open",
        "amount_baht": "open", "source": "open", "illustrative": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_rate_begins_once_in_a_term",
                fields=["programme", "grade_band", "poverty_class", "affiliation", "from_term"],
                nulls_distinct=False,
            ),
            ExclusionConstraint(
                name="one_rate_holds_for_a_child_at_a_time",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("grade_band", RangeOperators.EQUAL),
                    ("poverty_class", RangeOperators.EQUAL),
                    (Coalesce(F("affiliation"), Value("")), RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_term"), F("to_term"), RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="int4range", output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="a_rate_is_for_one_of_the_grade_bands",
                condition=Q(grade_band__in=[band.value for band in GradeBand]),
            ),
            models.CheckConstraint(
                name="a_rate_is_for_one_of_the_classes",
                condition=Q(poverty_class__in=["not_poor", "poor", "extremely_poor"]),
            ),
            models.CheckConstraint(name="a_rate_is_an_amount", condition=Q(amount_baht__gt=0)),
            models.CheckConstraint(
                name="a_rate_holds_for_terms",
                condition=Q(from_term__range=(24001, 29999))
                & (Q(to_term__isnull=True) | Q(to_term__range=(24001, 29999), to_term__gte=F("from_term"))),
            ),
            models.CheckConstraint(name="a_rate_says_its_source", condition=~Q(source="")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"rate {self.pk}"


@keep_history
class Entitlement(models.Model):
    """The grant of one child in one programme and term; what is held or ended says why.

    `until_term` is the last term of the run of up to three years for which it was granted.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey("places.School", on_delete=models.PROTECT, related_name="+", db_index=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    amount_baht = models.DecimalField(max_digits=10, decimal_places=2)
    state = models.CharField(max_length=12, choices=EntitlementState)
    reason = models.CharField(max_length=120, blank=True, default="", db_default="")
    granted_on = models.DateField()
    until_term = models.IntegerField(null=True)

    partitioned_by_year = True
    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, person_id, term_key, state")
    protection = Protection.by_person("person_id", term="term_key", school="school_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "amount_baht": "personal", "state": "personal", "reason": "sensitive",
        "granted_on": "personal", "until_term": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_child_has_one_grant_of_a_programme_in_a_term", fields=["person", "programme", "term_key"]
            ),
            models.CheckConstraint(name="a_grant_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_grant_is_an_amount", condition=Q(amount_baht__gt=0)),
            models.CheckConstraint(name="a_grant_has_a_known_state", condition=Q(state__in=EntitlementState.values)),
            models.CheckConstraint(
                name="a_grant_that_is_held_or_ended_says_why", condition=Q(state="granted") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_grant_ends_in_its_term_or_later",
                condition=Q(until_term__isnull=True)
                | Q(until_term__range=(24001, 29999), until_term__gte=F("term_key")),
            ),
        )
        indexes = (models.Index(name="entitlement_by_school_and_term", fields=["school", "term_key"]),)

    def __str__(self) -> str:
        return f"entitlement {self.pk}"


class PaymentBatch(models.Model):
    """Payments of one programme and term that go to the bank, or to schools, together."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    term_key = models.IntegerField()
    made_on = models.DateField()
    sent_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=BatchState)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "made_on": "open", "sent_on": "open", "state": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_batch_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_batch_has_a_known_state", condition=Q(state__in=BatchState.values)),
            models.CheckConstraint(
                name="a_batch_that_was_sent_and_no_other_has_its_day",
                condition=Q(state="made", sent_on__isnull=True) | ~Q(state="made") & Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_batch_is_sent_after_it_is_made",
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("made_on")),
            ),
        )

    def __str__(self) -> str:
        return f"batch {self.pk}"


@keep_history
class Payment(models.Model):
    """One payment of an entitlement (`entitlement_id` with `term_key`), and how far it is (`states.py`)."""

    id = models.BigAutoField(primary_key=True)
    entitlement_id = models.BigIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, null=True, related_name="+")
    amount_baht = models.DecimalField(max_digits=10, decimal_places=2)
    channel = models.CharField(max_length=12, choices=PaymentChannel)
    state = models.CharField(max_length=12, choices=PaymentState)
    state_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    trouble = models.CharField(max_length=20, choices=PaymentTrouble, blank=True, default="", db_default="")

    partitioned_by_year = True
    rights = Rights(
        web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, person_id, term_key, state, amount_baht"
    )
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "entitlement_id": "open", "term_key": "open", "amount_baht": "personal", "channel": "personal",
        "state": "personal", "state_at": "open", "sent_on": "personal", "paid_on": "personal",
        "trouble": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_payment_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_payment_is_an_amount", condition=Q(amount_baht__gt=0)),
            models.CheckConstraint(name="a_payment_has_a_known_state", condition=Q(state__in=PaymentState.values)),
            models.CheckConstraint(
                name="a_payment_has_a_known_channel", condition=Q(channel__in=PaymentChannel.values)
            ),
            models.CheckConstraint(
                name="trouble_with_a_payment_is_a_known_word",
                condition=Q(trouble="") | Q(trouble__in=PaymentTrouble.values),
            ),
            models.CheckConstraint(
                name="a_payment_that_was_paid_has_its_day",
                condition=Q(paid_on__isnull=False)
                | Q(state__in=["allocated", "batched", "sent", "bounced", "held", "recalled", "returned"]),
            ),
            models.CheckConstraint(
                name="a_payment_that_was_sent_has_its_day_and_batch",
                condition=Q(sent_on__isnull=False, batch__isnull=False)
                | Q(state__in=["allocated", "batched", "held", "recalled", "returned"]),
            ),
            models.CheckConstraint(
                name="a_batched_payment_names_its_batch", condition=~Q(state="batched") | Q(batch__isnull=False)
            ),
            models.CheckConstraint(
                name="a_payment_is_paid_after_it_is_sent",
                condition=Q(paid_on__isnull=True) | Q(sent_on__isnull=False, paid_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="a_payment_that_did_not_arrive_says_why",
                condition=~Q(state__in=["bounced", "held", "recalled", "returned"]) | ~Q(trouble=""),
            ),
        )
        indexes = (
            models.Index(name="payment_by_person", fields=["person", "term_key"]),
            models.Index(name="payment_by_entitlement", fields=["entitlement_id", "term_key"]),
        )

    def __str__(self) -> str:
        return f"payment {self.pk}"


class Receipt(models.Model):
    """The paper for a payment (`payment_id` with `term_key`): the pupil's receipt, or what the school spent it on."""

    id = models.BigAutoField(primary_key=True)
    payment_id = models.BigIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    kind = models.CharField(max_length=12, choices=ReceiptKind)
    received_on = models.DateField()
    amount_baht = models.DecimalField(max_digits=10, decimal_places=2)
    received_by = models.CharField(max_length=8, choices=Receiver)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    partitioned_by_year = True
    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "payment_id": "open", "term_key": "open", "kind": "open", "received_on": "personal",
        "amount_baht": "personal", "received_by": "personal", "recorded_at": "open", "recorded_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_receipt_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_receipt_is_an_amount", condition=Q(amount_baht__gt=0)),
            models.CheckConstraint(
                name="a_pupils_receipt_is_signed_at_home_and_others_by_the_school",
                condition=Q(kind="nr06", received_by__in=["pupil", "guardian"])
                | Q(kind__in=["invoice", "substitute"], received_by="school"),
            ),
        )
        indexes = (
            models.Index(name="receipt_by_person", fields=["person", "term_key"]),
            models.Index(name="receipt_by_payment", fields=["payment_id", "term_key"]),
        )

    def __str__(self) -> str:
        return f"receipt {self.pk}"


@keep_history
class OtherHelp(models.Model):
    """Help that a child was given outside the programmes, by whom and when; an unknown amount is null."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    kind = models.CharField(max_length=12, choices=HelpKind)
    provider_th = models.CharField(max_length=120)
    provider_en = models.CharField(max_length=120, blank=True, default="", db_default="")
    given_on = models.DateField()
    amount_baht = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    note = models.CharField(max_length=300, blank=True, default="", db_default="")

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE", extract="id, person_id, term_key")
    protection = Protection.by_person("person_id", term="term_key")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "kind": "personal", "provider_th": "personal", "provider_en": "personal",
        "given_on": "personal", "amount_baht": "personal", "note": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="other_help_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="other_help_has_a_known_kind", condition=Q(kind__in=HelpKind.values)),
            models.CheckConstraint(name="other_help_names_its_giver", condition=~Q(provider_th="")),
            models.CheckConstraint(
                name="other_help_is_an_amount_where_it_is_known",
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gt=0),
            ),
        )
        indexes = (models.Index(name="other_help_by_person", fields=["person", "term_key"]),)

    def __str__(self) -> str:
        return f"help {self.pk}"
