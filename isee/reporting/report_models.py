"""Cross-tables that staff keep by name. A saved report is a question: neither a figure nor a person is in it."""

import uuid as uuid_module
from typing import ClassVar

from django.db import models
from django.db.models import Q

from isee.access.api import OPEN, Rights, User


class SavedReport(models.Model):
    """A named question. Shared, it is offered to those whose places lie within `spans` and `schools`, its owner's.

    Whoever opens it has it computed within the own scope: sharing gives nobody a place.
    """

    uuid = models.UUIDField(default=uuid_module.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    question = models.JSONField()
    shared = models.BooleanField(default=False)
    spans = models.JSONField(default=list)
    schools = models.JSONField(default=list)
    saved_at = models.DateTimeField()

    rights = Rights(web="SELECT, INSERT, UPDATE, DELETE", worker="SELECT")
    protection = OPEN
    privacy: ClassVar[dict[str, str]] = {
        "uuid": "open", "name": "open", "question": "open", "shared": "open", "spans": "open", "schools": "open",
        "saved_at": "open",
    }  # fmt: skip

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_saved_report_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(name="a_report_s_name_is_once_with_its_owner", fields=["owner", "name"]),
        )
        indexes = (models.Index(name="saved_report_by_sharing", fields=["shared", "name"]),)

    def __str__(self) -> str:
        return f"report {self.uuid}"
