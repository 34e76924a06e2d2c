"""The states of a delivery, and what its rows say about each other. Pure: no database, no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol

from isee.linkage.faults import RowFault


class ClashRow(Protocol):
    """What is compared: `person`, `school`, `identifier` and `student_number` are keys, never shown.

    ``place`` is the row's (table, row); ``person`` is name, birth date and sex; ``content`` is everything that
    would be recorded.
    """

    @property
    def place(self) -> tuple[int, int]: ...
    @property
    def school(self) -> int: ...
    @property
    def person(self) -> tuple[object, ...]: ...
    @property
    def identifier(self) -> str | None: ...
    @property
    def student_number(self) -> str | None: ...
    @property
    def content(self) -> object: ...


def find_clashes(rows: Iterable[ClashRow]) -> dict[tuple[int, int], RowFault]:
    """Faults of rows that contradict another row of the same delivery, by the row's place.

    - one ID, two persons: both rows are kept until somebody has looked at the papers;
    - one person at one school, two IDs: both rows are kept;
    - one pupil twice at one school with different data: both rows are refused, since nothing says which is right
      (the same row twice is harmless);
    - one student number, two persons, and a row without an ID: that row is kept.
    """
    listed = list(rows)
    found: dict[tuple[int, int], RowFault] = {}
    for code, column, group in _contradictions(listed):
        for row in group:
            found.setdefault(row.place, RowFault(row.place[1], column, code))
    return found


def _contradictions(rows: list[ClashRow]) -> Iterable[tuple[str, str, list[ClashRow]]]:
    by_identifier: dict[str, list[ClashRow]] = defaultdict(list)
    by_person: dict[tuple[object, ...], list[ClashRow]] = defaultdict(list)
    by_number: dict[tuple[int, str], list[ClashRow]] = defaultdict(list)
    for row in rows:
        by_person[row.school, row.person].append(row)
        if row.identifier is not None:
            by_identifier[row.identifier].append(row)
        if row.student_number is not None:
            by_number[row.school, row.student_number].append(row)
    for group in by_identifier.values():
        if len({row.person for row in group}) > 1:
            yield "id_two_persons", "citizen_id", group
    for group in by_person.values():
        if len({row.identifier for row in group} - {None}) > 1:
            yield "person_two_ids", "citizen_id", group
    for group in by_number.values():
        if len({row.person for row in group}) > 1:
            yield (
                "student_number_two_pupils",
                "student_number",
                [row for row in group if row.identifier is None],
            )
    for group in by_person.values():
        if len(group) > 1 and any(row.content != group[0].content for row in group):
            yield "row_conflict", "row", _same_pupil(group)


def _same_pupil(group: list[ClashRow]) -> list[ClashRow]:
    """Rows of one name, birth date and sex are one pupil unless student numbers, with no ID, tell them apart."""
    numbers = {row.student_number for row in group}
    are_namesakes = all(row.identifier is None for row in group) and len(numbers) == len(group)
    return [] if are_namesakes else group


class DeliveryState(StrEnum):
    """The states of a delivery."""

    RECEIVED = "received"  # read and stored; waits for the sender to confirm term and columns
    IMPORTING = "importing"
    DONE = "done"
    CANCELLED = "cancelled"  # the sender changed their mind before it began


class Mover(StrEnum):
    """Who may move a delivery on."""

    SENDER = "sender"
    JOB = "job"


TRANSITIONS: Mapping[tuple[DeliveryState, DeliveryState], Mover] = {
    (DeliveryState.RECEIVED, DeliveryState.IMPORTING): Mover.JOB,
    (DeliveryState.RECEIVED, DeliveryState.CANCELLED): Mover.SENDER,
    (DeliveryState.IMPORTING, DeliveryState.DONE): Mover.JOB,
}
"""Every allowed step of a delivery and who takes it; a file refused as a whole never becomes a delivery."""


class RowOutcome(StrEnum):
    """What became of one row; the counts of a delivery add up to its rows."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TRANSFER_ASKED = "transfer_asked"
    REFUSED = "refused"
    KEPT = "kept"


class Finding(StrEnum):
    """What the one door found about a stated person."""

    CREATED = "created"
    KNOWN = "known"  # in the sender's scope, and verified
    ELSEWHERE = "elsewhere"  # known, but not in the sender's scope
    NUMBER_OF_ANOTHER = "number_of_another"  # the number is borne by somebody else in scope
    TWO_NUMBERS = "two_numbers"  # the person has another number of this kind
    SHARED_STUDENT_NUMBER = "shared_student_number"  # the school's own number is another pupil's
