"""What a school and a case worker watch over: problems, risk behaviour, early signs, and cases with their entries.

All of it is for those who care for the child now: a former school sees none of it, not even of its own terms.
"""

import uuid as uuid_module
from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from isee.access.api import Protection, Rights, keep_history
from isee.registry.api import RECORDED, Recorded
from isee.tracking.attendance_models import IN_A_TERM
from isee.tracking.states import CaseState


@keep_history
class Problem(Recorded):
    """A condition that stands in a child's way until it is over. `kind` is a code of the list `problem`."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4)
    since = models.DateField()
    until = models.DateField(null=True)
    noted_on = models.DateField()
    term_key = models.IntegerField()
    note = models.CharField(max_length=500, blank=True, default="", db_default="")

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "kind": "sensitive", "since": "sensitive", "until": "sensitive", "noted_on": "personal", "term_key": "open",
        "note": "sensitive", **RECORDED,
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_problem_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_problem_has_a_code", condition=Q(kind__regex=r"^[0-9]{2}$")),
            models.CheckConstraint(
                name="a_problem_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="a_problem_is_noted_after_it_begins", condition=Q(noted_on__gte=F("since"))),
            models.UniqueConstraint(
                name="a_problem_of_a_kind_is_open_once", fields=["person", "kind"], condition=Q(until__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"problem {self.pk}"


class CareLevel(models.TextChoices):
    """What the student-care screening finds in one area of a child's life."""

    NORMAL = "normal", "normal"
    RISK = "risk", "at risk"
    PROBLEM = "problem", "a problem"


class Instrument(models.TextChoices):
    """What the finding rests on. Of questionnaires only scores are kept, never their items."""

    SCHOOL_CARE = "school_care", "student-care system of the school"
    SDQ = "sdq", "strengths and difficulties questionnaire"
    OBEC_CARE = "obec_care", "OBEC CARE"


@keep_history
class RiskScreening(models.Model):
    """The level found in one area of the student-care system in one term. `area` is a code of the list `care_area`."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    area = models.CharField(max_length=12)
    level = models.CharField(max_length=8, choices=CareLevel)
    instrument = models.CharField(max_length=12, choices=Instrument)
    score = models.SmallIntegerField(null=True)
    screened_on = models.DateField()

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "area": "sensitive", "level": "sensitive", "instrument": "open", "score": "sensitive",
        "screened_on": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="an_area_is_screened_once_a_term_by_an_instrument",
                fields=["person", "term_key", "area", "instrument"],
            ),
            models.CheckConstraint(name="a_risk_screening_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_care_area_is_a_code", condition=Q(area__regex=r"^[a-z]+$")),
            models.CheckConstraint(name="a_care_level_is_a_known_one", condition=Q(level__in=CareLevel.values)),
            models.CheckConstraint(
                name="a_risk_screening_names_its_instrument", condition=Q(instrument__in=Instrument.values)
            ),
            models.CheckConstraint(
                name="a_score_of_the_questionnaire_lies_between_0_and_40",
                condition=Q(score__isnull=True)
                | Q(instrument="sdq", score__range=(0, 40))
                | ~Q(instrument="sdq") & Q(score__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"risk screening {self.pk}"


class SignKind(models.TextChoices):
    """What the early sign says. Each is a fact of the record, never a forecast."""

    ABSENCE_RUN = "absence_run", "away for days on end"
    ABSENCE_SHARE = "absence_share", "often away"
    GRADE_DROP = "grade_drop", "falling grades"
    GROWTH_FALTER = "growth_falter", "growth faltering"
    TRANSITION = "transition", "not yet enrolled in the next stage"
    UNRECEIPTED = "unreceipted", "no receipt for the grant"
    NOT_RETURNED = "not_returned", "did not come back"


@keep_history
class EarlySign(models.Model):
    """A sign that a child may need help, with the figures on which it rests (`evidence`)."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    term_key = models.IntegerField()
    kind = models.CharField(max_length=16, choices=SignKind)
    raised_on = models.DateField()
    cleared_on = models.DateField(null=True)
    evidence = models.JSONField()

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "term_key": "open", "kind": "sensitive", "raised_on": "personal", "cleared_on": "personal",
        "evidence": "sensitive",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="a_sign_of_a_kind_is_raised_once_a_term", fields=["person", "term_key", "kind"]
            ),
            models.CheckConstraint(name="a_sign_belongs_to_a_term", condition=IN_A_TERM),
            models.CheckConstraint(name="a_sign_has_a_known_kind", condition=Q(kind__in=SignKind.values)),
            models.CheckConstraint(
                name="a_sign_is_cleared_after_it_is_raised",
                condition=Q(cleared_on__isnull=True) | Q(cleared_on__gte=F("raised_on")),
            ),
            models.CheckConstraint(name="a_sign_says_on_what_it_rests", condition=~Q(evidence={})),
        )

    def __str__(self) -> str:
        return f"sign {self.pk}"


class CaseKind(models.TextChoices):
    """What a case is about."""

    DROP_OUT_RISK = "drop_out_risk", "risk of leaving school"
    OUT_OF_SCHOOL = "out_of_school", "out of school"
    PROTECTION = "protection", "protection"
    HEALTH = "health", "health"
    GRANT = "grant", "grant"
    OTHER = "other", "other"


class CaseOutcome(models.TextChoices):
    """How a case ended."""

    STAYS_IN_SCHOOL = "stays_in_school", "stays in school"
    RETURNED_TO_SCHOOL = "returned_to_school", "is back in school"
    OTHER_LEARNING = "other_learning", "learns in another way"
    SUPPORTED = "supported", "supported"
    SETTLED = "settled", "settled"
    HANDED_OVER = "handed_over", "handed over to another office"
    DECLINED = "declined", "help was declined"
    MOVED_AWAY = "moved_away", "moved away, seen there"
    NOT_FOUND = "not_found", "not found after visits"
    UNFOUNDED = "unfounded", "nothing to be worried about"


@keep_history
class Case(models.Model):
    """Somebody looks after a child in a matter, from the day on which it was opened until it is closed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid_module.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=CaseKind)
    state = models.CharField(max_length=8, choices=CaseState, default=CaseState.OPEN)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=CaseOutcome, blank=True, default="", db_default="")
    summary = models.CharField(max_length=1000, blank=True, default="", db_default="")
    assigned_to = models.BigIntegerField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT, UPDATE")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "personal", "kind": "sensitive", "state": "sensitive", "opened_on": "personal",
        "closed_on": "personal", "outcome": "sensitive", "summary": "sensitive", "assigned_to": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_case_has_a_known_kind", condition=Q(kind__in=CaseKind.values)),
            models.CheckConstraint(name="a_case_has_a_known_state", condition=Q(state__in=CaseState.values)),
            models.CheckConstraint(
                name="a_closed_case_says_when_and_how",
                condition=Q(state="closed", closed_on__isnull=False, outcome__in=CaseOutcome.values)
                | ~Q(state="closed") & Q(closed_on__isnull=True, outcome=""),
            ),
            models.CheckConstraint(
                name="a_case_is_closed_after_it_is_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
            models.UniqueConstraint(
                name="a_case_of_a_kind_is_open_once", fields=["person", "kind"], condition=~Q(state="closed")
            ),
            models.UniqueConstraint(name="a_case_is_of_one_child", fields=["id", "person"]),
        )
        indexes = (models.Index(name="case_by_worker", fields=["assigned_to"], condition=Q(assigned_to__isnull=False)),)

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseEntryKind(models.TextChoices):
    """What was done in a case."""

    OPENED = "opened", "opened"
    VISIT = "visit", "visit"
    CALL = "call", "call"
    REFERRAL = "referral", "referral"
    HELP = "help", "help given"
    NOTE = "note", "note"
    CLOSED = "closed", "closed"


class CaseEntry(models.Model):
    """One thing that happened in a case. Entries are added, never changed: the worker has no right to update.

    `person` is that of the case, which a composite foreign key holds (`sql/references.sql`).
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    kind = models.CharField(max_length=10, choices=CaseEntryKind)
    text = models.CharField(max_length=2000, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    rights = Rights(web="SELECT", worker="SELECT, INSERT")
    protection = Protection.by_person("person_id")
    privacy: ClassVar[dict[str, str]] = {
        "happened_on": "personal", "kind": "sensitive", "text": "sensitive", "recorded_at": "open",
        "recorded_by": "personal",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_entry_of_a_case_has_a_known_kind", condition=Q(kind__in=CaseEntryKind.values)
            ),
            models.CheckConstraint(name="a_note_in_a_case_has_words", condition=~Q(kind="note") | ~Q(text="")),
        )

    def __str__(self) -> str:
        return f"entry {self.pk}"
