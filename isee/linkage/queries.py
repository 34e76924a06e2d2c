"""Reads of linkage: deliveries and their results, rows that wait, questions; row-level security decides which."""

from __future__ import annotations

import uuid as uuid_module
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from isee.access.api import current_actor
from isee.linkage.error_file import ListedFault
from isee.linkage.models import Delivery, DeliveryFault, DeliveryPerson, ImportRow, KeptRowState, StewardQuestion
from isee.registry.api import Enrolment


class FaultEntry(TypedDict):
    """One refused or kept row: `row` 0 is the first data row, `column` our canonical name."""

    row: int
    column: str
    code: str


class ImportResult(TypedDict):
    """What became of a delivery; `rows` is the sum of the five counts and of the kept rows."""

    rows: int
    created: int
    updated: int
    unchanged: int
    transfers_asked: int
    refused: int
    refusals: list[FaultEntry]
    kept_for_correction: list[FaultEntry]


def delivery_by_uuid(uuid: uuid_module.UUID) -> Delivery | None:
    """The delivery, or None: unknown and out of scope look the same."""
    return Delivery.objects.filter(uuid=uuid).first()


def deliveries() -> QuerySet[Delivery]:
    """The user's own deliveries (all of them for those who read the audit), newest first."""
    return Delivery.objects.order_by("-received_at", "-pk")


def my_deliveries() -> QuerySet[Delivery]:
    """What the user of the open scope has sent, newest first."""
    return deliveries().filter(owner_id=current_actor().user_id)


def import_result(delivery: Delivery) -> ImportResult:
    """The result of the rows done so far, one entry for each refused and each kept row.

    In a delivery of several tables, rows are counted in each table anew; the error file names the table.
    """
    decisive = DeliveryFault.objects.filter(delivery=delivery, decides=True).order_by("table", "row")
    entries: dict[str, list[FaultEntry]] = {"refused": [], "kept": []}
    for fault in decisive:
        entries[fault.outcome].append({"row": fault.row, "column": fault.column, "code": fault.code})
    return {
        "rows": delivery.rows_done,
        "created": delivery.created,
        "updated": delivery.updated,
        "unchanged": delivery.unchanged,
        "transfers_asked": delivery.transfers_asked,
        "refused": delivery.refused,
        "refusals": entries["refused"],
        "kept_for_correction": entries["kept"],
    }


def delivery_faults(delivery: Delivery) -> QuerySet[DeliveryFault]:
    """All faults of a delivery, in the order of the file."""
    return DeliveryFault.objects.filter(delivery=delivery).order_by("table", "row", "pk")


def listed_faults(delivery: Delivery, table_names: list[str]) -> list[ListedFault]:
    """All faults of a delivery for the error file; `table_names` as `Roster.tables` gives them."""
    return [
        ListedFault(table_names[fault.table], fault.row, fault.line, fault.column, fault.code)
        for fault in delivery_faults(delivery)
    ]


def missing_from(delivery: Delivery) -> QuerySet[Enrolment]:
    """Pupils enrolled in the delivery's schools and term whom it does not name. Nothing is changed for them.

    Schools are those for which the delivery names anybody; pupils as far as they are in scope.
    """
    named = DeliveryPerson.objects.filter(delivery=delivery)
    schools = named.values("school_id").distinct()
    in_file = named.filter(person_id=OuterRef("person_id"))
    return (
        Enrolment.objects.filter(school_id__in=schools, term_key=delivery.term_key, ended_on=None)
        .exclude(Exists(in_file))
        .select_related("person", "school", "room")
        .order_by("school__code", "grade", "room__name", "person__given_key", "pk")
    )


def kept_rows() -> QuerySet[ImportRow]:
    """Rows that wait for correction in the scope that is open, oldest first."""
    waiting = ImportRow.objects.filter(state=KeptRowState.WAITING)
    return waiting.select_related("school").order_by("kept_at", "pk")


def rows_wait(school_ids: Collection[int]) -> bool:
    """Whether rows of these schools wait for a correction, which any row of a new delivery could be."""
    return kept_rows().filter(school_id__in=school_ids).exists()


def open_questions() -> QuerySet[StewardQuestion]:
    """Questions that no steward has answered, in the scope that is open, oldest first."""
    return StewardQuestion.objects.filter(answer="").select_related("asked_for").order_by("asked_at", "pk")


@dataclass(frozen=True)
class Sighting:
    """The last delivery of a feed in which a pupil was named."""

    feed: str
    term_key: int
    received_at: datetime
    school_id: int


def sightings_of(person_id: int) -> list[Sighting]:
    """Where a pupil in scope was last named by each feed; empty for one who was never in a delivery."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM linkage_sightings(%s)", [person_id])
        return [Sighting(*row) for row in cursor.fetchall()]
