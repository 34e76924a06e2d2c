"""What a delivery holds and what became of it, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.http import HttpRequest

from isee.linkage.api import (
    Delivery,
    FaultOutcome,
    ReadyRoster,
    delivery_faults,
    fault_classes,
    missing_from,
    roster_columns,
)
from isee.places.api import School
from isee.registry.api import Enrolment
from isee.web.present.formats import in_thai, number
from isee.web.present.staff import Page, page_of

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ColumnRead:
    """One of our columns, and what the file calls it; empty where the file has no such column."""

    name: str
    heading: str


@dataclass(frozen=True)
class TableRead:
    """One table of the file."""

    name: str
    rows: int
    columns: Sequence[ColumnRead]
    absent: Sequence[str]
    unknown: Sequence[str]


@dataclass(frozen=True)
class FaultCount:
    """How many rows have a fault, and what becomes of them."""

    count: int
    message: str
    outcome: str


@dataclass(frozen=True)
class Preview:
    """What the sender looks over before anything is taken in."""

    schools: Sequence[School]
    tables: Sequence[TableRead]
    rows: int
    faults: Sequence[FaultCount]
    refused: Sequence[str]


@dataclass(frozen=True)
class FaultLine:
    """One fault: where it is, what it is, what to do."""

    line: int
    row: int
    column: str
    message: str
    next_step: str
    outcome: str


def language() -> Literal["th", "en"]:
    """The reader's language, as the messages of faults take it."""
    return "th" if in_thai() else "en"


def size_text() -> str:
    """The largest file that is taken: `200 MB`."""
    return f"{number(settings.ISEE_MAX_UPLOAD_BYTES / MEGABYTE)} MB"


def column_label(name: str) -> str:
    """A canonical column in the reader's language; a fault of a whole row names none."""
    column = roster_columns().get(name)
    if column is None:
        return ""
    return column.header if in_thai() else column.label_en


def preview_of(ready: ReadyRoster) -> Preview:
    """The preview of a roster that was read and judged, but not taken in."""
    tables = [
        TableRead(
            table.name, table.row_count,
            [ColumnRead(column_label(name), heading) for name, heading in table.header.headings.items()],
            [column_label(name) for name in roster_columns() if name not in table.header.headings],
            table.header.unknown,
        )
        for table in ready.roster.tables
    ]  # fmt: skip
    classes = fault_classes()
    faults = [
        FaultCount(count, classes[code].message(language()), classes[code].outcome.value)
        for code, count in sorted(ready.fault_counts.items(), key=lambda pair: -pair[1])
    ]
    refused = [f"{one.file}: {one.message(language())} {one.next_step(language())}" for one in ready.roster.refused]
    return Preview(ready.schools, tables, ready.row_count, faults, refused)


def faults_in_words(delivery: Delivery, *, at_most: int) -> list[FaultLine]:
    """The first faults of a delivery, those that keep a row out before those that do not."""
    classes = fault_classes()
    found = delivery_faults(delivery)
    listed = [*found.exclude(outcome=FaultOutcome.NOTED.value)[:at_most]]
    listed += [*found.filter(outcome=FaultOutcome.NOTED.value)[: at_most - len(listed)]]
    return [
        FaultLine(
            fault.line, fault.row, column_label(fault.column),
            classes[fault.code].message(language()),
            classes[fault.code].next_step(language()), fault.outcome,
        )
        for fault in listed
    ]  # fmt: skip


def missing_page(delivery: Delivery, request: HttpRequest) -> Page[Enrolment]:
    """Pupils enrolled in the delivery's schools and term whom it does not name."""
    return page_of(missing_from(delivery), request)
