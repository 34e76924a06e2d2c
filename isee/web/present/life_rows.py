"""The rows of a life: what of each thing is shown for a year, from the rows of the packages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.collect.api import Visit, VisitState
from isee.screening.api import Result
from isee.support.api import Entitlement, EntitlementState, OtherHelp, Payment, PaymentState
from isee.tracking.api import Case, EarlySign, LearningResult, Measurement, TermAttendance
from isee.web.present.formats import day, number
from isee.web.present.life import Mark
from isee.web.present.words import word

CLASS_TONES = {"extremely_poor": "extreme", "poor": "poor"}
ENOUGH_DAYS, FEW_DAYS = 90, 85
"""Per cent of school days: below the second the mark turns to alert. A hint to the eye, not the rule of the grant."""
UNDER_WAY = (PaymentState.ALLOCATED, PaymentState.BATCHED, PaymentState.SENT)
NOT_ARRIVED = (PaymentState.BOUNCED, PaymentState.HELD)
GIVEN_BACK = (PaymentState.RECALLED, PaymentState.RETURNED)


class OfTerm(Protocol):
    """Anything that belongs to a term."""

    @property
    def term_key(self) -> int:
        """The Buddhist year times ten plus the term."""


BUDDHIST_ERA = 543
FIRST_MONTH = 5
Row = TypeVar("Row", bound=OfTerm)
Marks = dict[int, Mark]


def by_year(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    """The rows of each school year, in the order given."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.term_key // 10].append(row)
    return found


def _latest(rows: Iterable[Row]) -> dict[int, Row]:
    return {year: max(those, key=lambda row: row.term_key) for year, those in by_year(rows).items()}


def classes(results: Sequence[Result]) -> Marks:
    """The class of each year's last result."""
    return {
        year: Mark(word(row.poverty_class, "class"), CLASS_TONES.get(row.poverty_class, ""))
        for year, row in _latest(results).items()
    }


def incomes(results: Sequence[Result]) -> Marks:
    """Baht a head and month, where it was known."""
    known = [row for row in results if row.income_per_head is not None]
    return {year: Mark(number(row.income_per_head or 0)) for year, row in _latest(known).items()}


def attendance(rows: Sequence[TermAttendance]) -> Marks:
    """Per cent of the days expected in the terms that were reported, and whether a term is missing."""
    marks: Marks = {}
    for year, of_year in by_year(row for row in rows if row.days_expected).items():
        reported = [row for row in of_year if row.days_present is not None]
        expected = sum(row.days_expected for row in reported)
        if not expected:
            marks[year] = Mark(_("not reported"), "mute")
            continue
        share = round(100 * sum(row.days_present or 0 for row in reported) / expected)
        tone = "att" if share >= ENOUGH_DAYS else "low" if share >= FEW_DAYS else "alarm"
        partly = len(reported) < len(of_year)
        marks[year] = Mark(f"{share}*" if partly else str(share), tone, _("one term is not reported") if partly else "")
    return marks


def grades(rows: Sequence[LearningResult]) -> Marks:
    """The grade average of each year's last term; that a grade is repeated is said with it."""
    marks: Marks = {}
    for year, of_year in by_year(rows).items():
        known = [row for row in of_year if row.gpa is not None]
        last = max(known, key=lambda row: row.term_key) if known else None
        repeats = any(row.promotion == "repeats" for row in of_year)
        text = number(last.gpa, decimals=2) if last and last.gpa is not None else ""
        if text or repeats:
            note = word("repeats", "promotion") if repeats else ""
            marks[year] = Mark(text or note, "low" if repeats else "", note if text else "")
    return marks


def measured(rows: Sequence[Measurement], *, shown: bool) -> Marks:
    """That a child was measured; how heavy and tall only where the part was opened."""
    marks: Marks = {}
    for year, row in _latest(rows).items():
        if not shown:
            marks[year] = Mark("●", "dot", _("measured"))
            continue
        weight = "–" if row.weight_kg is None else number(row.weight_kg)
        height = "–" if row.height_cm is None else number(row.height_cm)
        marks[year] = Mark(f"{weight}/{height}")
    return marks


def visits(rows: Sequence[Visit]) -> Marks:
    """A dot for each home visit that was sent, a ring for one that is still being filled in or mended."""
    marks: Marks = {}
    for year, of_year in by_year(rows).items():
        done = [row for row in of_year if row.state in (VisitState.SENT, VisitState.CERTIFIED)]
        days = ", ".join(day(row.visited_on) for row in done if row.visited_on)
        if done:
            marks[year] = Mark("●" * min(len(done), 3), "dot", days)
        else:
            marks[year] = Mark("○", "dot", word(of_year[0].state, "visit"))
    return marks


def grants(entitlements: Sequence[Entitlement], payments: Sequence[Payment]) -> Marks:
    """Baht granted in a year, and how far the money is where it has not arrived yet."""
    paid = by_year(payments)
    marks: Marks = {}
    for year, of_year in by_year(entitlements).items():
        granted = [row for row in of_year if row.state == EntitlementState.GRANTED]
        if not granted:
            marks[year] = Mark(word(of_year[0].state, "entitlement"), "low")
            continue
        states = {row.state for row in paid.get(year, [])}
        marks[year] = Mark(number(sum(row.amount_baht for row in granted)), *_progress(states))
    return marks


def _progress(states: set[str]) -> tuple[str, str]:
    """The tone and the word for the payment of a year that is furthest behind."""
    for group, tone in (
        (NOT_ARRIVED, "alarm"),
        (GIVEN_BACK, "low"),
        ((PaymentState.PAID,), "wait"),
        (UNDER_WAY, "wait"),
    ):
        found = [state for state in group if state in states]
        if found:
            return tone, word(found[0], "payment")
    return ("", "") if states else ("wait", _("not yet paid"))


def help_given(rows: Sequence[OtherHelp]) -> Marks:
    """Help outside the programmes by its kinds."""
    return {
        year: Mark(", ".join(dict.fromkeys(word(row.kind, "help") for row in of_year)))
        for year, of_year in by_year(rows).items()
    }


def signs(rows: Sequence[EarlySign]) -> Marks:
    """Early signs that were raised; those that still hold are marked."""
    return {
        year: Mark(
            ngettext("%(signs)s sign", "%(signs)s signs", len(of_year)) % {"signs": len(of_year)},
            "alarm" if any(row.cleared_on is None for row in of_year) else "mute",
        )
        for year, of_year in by_year(rows).items()
    }


def cases(rows: Sequence[Case]) -> Marks:
    """Matters that somebody looked after, in the school year in which they were opened (it begins in May)."""
    marks: Marks = {}
    for row in reversed(rows):
        opened = row.opened_on
        year = opened.year + BUDDHIST_ERA - (opened.month < FIRST_MONTH)
        text = word(row.kind, "case")
        before = marks.get(year)
        marks[year] = Mark(f"{before.text}, {text}" if before else text)
    return marks
