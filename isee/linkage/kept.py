"""Rows kept for correction, questions for a steward, and the traces of a delivery; cells are sealed."""

from __future__ import annotations

import json
import uuid as uuid_module
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from isee.access.api import Actor
from isee.linkage.faults import RowFault
from isee.linkage.models import (
    Delivery,
    DeliveryFault,
    DeliveryPerson,
    ImportRow,
    KeptRowState,
    QuestionKind,
    StewardQuestion,
)
from isee.linkage.queries import rows_wait
from isee.linkage.roster_import import ReadyRow
from isee.registry.api import name_key
from isee.system.api import insert_values, keyed_hash, keyring, seal, unseal

_PURPOSE = "import-row"


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A row to be kept, the fault that keeps it and its cells as the file has them."""

    ready: ReadyRow
    fault: RowFault
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the row of this index in its chunk, and the person of the registry whom it touches."""

    index: int
    kind: QuestionKind
    person_id: int | None


def keep_rows(
    delivery: Delivery,
    rows: Sequence[Kept],
    questions: Sequence[tuple[Question, ReadyRow, dict[str, str]]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Keep rows and ask questions; a row that waits already, or was asked about, is not kept or asked twice."""
    prints = {id(kept): _fingerprints(delivery, kept.ready, kept.cells) for kept in rows}
    waiting = {
        bytes(found)
        for found in ImportRow.objects.filter(
            fingerprint__in=[one for ones in prints.values() for one in ones], state=KeptRowState.WAITING
        ).values_list("fingerprint", flat=True)
    }
    fresh = [kept for kept in rows if not waiting & set(prints[id(kept)])]
    ImportRow.objects.bulk_create(
        [_import_row(delivery, kept, prints[id(kept)][-1], by=by, at=at) for kept in fresh], ignore_conflicts=True
    )
    StewardQuestion.objects.bulk_create(
        [_question(delivery, *one, by=by, at=at) for one in questions], ignore_conflicts=True
    )


def _fingerprints(delivery: Delivery, ready: ReadyRow, cells: dict[str, str]) -> list[bytes]:
    """Keyed hashes of a row under every version of the key, the newest last."""
    assert ready.school is not None
    text = json.dumps([ready.school.pk, delivery.term_key, cells], ensure_ascii=False, sort_keys=True).encode()
    return [keyed_hash(_PURPOSE, text, version=version) for version in keyring().versions(_PURPOSE)]


def _identity_mark(ready: ReadyRow) -> bytes | None:
    """A keyed hash of school, name and birth date, by which a corrected row is known as the same pupil's."""
    row = ready.row
    if ready.school is None or row.given_name is None or row.birth_date is None:
        return None
    parts = (ready.school.pk, name_key(row.given_name), name_key(row.family_name or ""), row.birth_date.isoformat())
    return keyed_hash(_PURPOSE, json.dumps(parts, ensure_ascii=False).encode())


def _sealed(table: str, uuid: uuid_module.UUID, cells: dict[str, str]) -> bytes:
    return seal(_PURPOSE, json.dumps(cells, ensure_ascii=False), bound_to=f"{table}:{uuid}:sealed")


def _import_row(delivery: Delivery, kept: Kept, fingerprint: bytes, *, by: Actor, at: datetime) -> ImportRow:
    school = kept.ready.school
    assert school is not None
    uuid = uuid_module.uuid4()
    return ImportRow(
        uuid=uuid,
        delivery=delivery,
        school=school,
        subdistrict=school.subdistrict_id,
        term_key=delivery.term_key,
        line=kept.ready.row.line,
        column=kept.fault.column,
        code=kept.fault.code,
        sealed=_sealed("linkage_importrow", uuid, kept.cells),
        fingerprint=fingerprint,
        identity_mark=_identity_mark(kept.ready),
        kept_at=at,
        kept_by=by.user_id,
    )


def _question(
    delivery: Delivery, question: Question, ready: ReadyRow, cells: dict[str, str], *, by: Actor, at: datetime
) -> StewardQuestion:
    school = ready.school
    assert school is not None
    uuid = uuid_module.uuid4()
    return StewardQuestion(
        uuid=uuid,
        kind=question.kind,
        person_id=question.person_id,
        asked_for=school,
        subdistrict=school.subdistrict_id,
        term_key=delivery.term_key,
        sealed=_sealed("linkage_stewardquestion", uuid, cells),
        fingerprint=_fingerprints(delivery, ready, cells)[-1],
        asked_at=at,
        asked_by=by.user_id,
    )


def close_corrected(admitted: Sequence[ReadyRow], *, by: Actor, at: datetime) -> None:
    """Rows that waited for the correction of these pupils wait no longer."""
    if not rows_wait({ready.school.pk for ready in admitted if ready.school}):
        return
    marks = [mark for ready in admitted if (mark := _identity_mark(ready))]
    ImportRow.objects.filter(identity_mark__in=marks, state=KeptRowState.WAITING).update(
        state=KeptRowState.CORRECTED, decided_at=at, decided_by=by.user_id
    )


def list_faults(delivery: Delivery, faults: Sequence[tuple[ReadyRow, RowFault, bool]]) -> None:
    """Write the faults of a chunk, for the result page and the error file."""
    DeliveryFault.objects.bulk_create(
        DeliveryFault(
            delivery=delivery,
            owner_id=delivery.owner_id,
            table=ready.table,
            row=fault.row,
            line=ready.row.line,
            column=fault.column,
            code=fault.code,
            outcome=fault.outcome.value,
            decides=decides,
        )
        for ready, fault, decides in faults
    )


def name_persons(delivery: Delivery, persons: Collection[tuple[int, int]]) -> None:
    """Write which pupils of one's own schools the file names (person id, school id)."""
    insert_values(
        DeliveryPerson, ("person_id", "school_id"), sorted(persons),
        same={"delivery_id": delivery.pk}, on_conflict="ON CONFLICT DO NOTHING",
    )  # fmt: skip


def open_cells(row: ImportRow | StewardQuestion) -> dict[str, str]:
    """The cells of a kept row or of a question; the caller records why. Raises `SealError`."""
    text = unseal(_PURPOSE, bytes(row.sealed), bound_to=f"{row._meta.db_table}:{row.uuid}:sealed")
    cells: dict[str, str] = json.loads(text)
    return cells
