"""Risk behaviour, problems and protection: closed until somebody says what they need it for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import Part
from isee.tracking.api import Case
from isee.web.present.formats import day, term
from isee.web.present.record.blocks import Block, Cell, Note, Section, Table, Value, closed, nothing
from isee.web.present.record.family import label
from isee.web.present.words import word
from isee.web.record.reading import Record

LEVEL_TONES = {"risk": "draft", "problem": "back"}
CASE_TONES = {"open": "back", "visiting": "draft", "helping": "wait", "referred": "wait", "closed": "ok"}


def risk(record: Record) -> Section:
    """What the care screening found, by area of life."""
    title = _("Risk behaviour")
    rows = record.care.risks
    if rows is None:
        return closed("risk", title, Part.RISK, state=_("closed; the look is written down"))
    state = _("this look was written down")
    if not rows:
        return Section("risk", title, state, nothing(_("Nobody has screened for it yet.")), part=Part.RISK, open=True)
    heads = [_("Term"), _("Area"), _("Finding"), _("By means of"), _("Day")]
    cells: list[list[Value]] = [
        [
            term(row.term_key),
            label(record, "care_area", row.area),
            Cell(word(row.level, "level"), tone=LEVEL_TONES.get(row.level, "")),
            word(row.instrument, "instrument"),
            day(row.screened_on),
        ]
        for row in rows
    ]
    note = Note(_("A screening is a first hint, never a diagnosis. Talk with the child before you act."))
    return Section("risk", title, state, [Table(title, heads, cells), note], part=Part.RISK, open=True)


def protection(record: Record) -> Section:
    """Problems, disadvantage as rosters state it, and the cases in which somebody looked after the child."""
    title = _("Problems, protection and cases")
    problems, cases = record.care.problems, record.care.cases
    if problems is None or cases is None:
        return closed("protection", title, Part.PROTECTION, state=_("closed; the look is written down"))
    blocks: list[Block] = []
    if problems:
        heads = [_("Problem"), _("Since"), _("Until"), _("Noted on")]
        rows: list[list[Value]] = [
            [
                Cell(label(record, "problem", row.kind), note=row.note),
                day(row.since) if row.since else _("not known"),
                day(row.until) if row.until else Cell(_("holds"), tone="back"),
                day(row.noted_on),
            ]
            for row in problems
        ]
        blocks.append(Table(_("Problems"), heads, rows))
    blocks += _stated(record)
    blocks += _cases(cases)
    return Section(
        "protection", title, _("this look was written down"), blocks or nothing(_("None is known.")),
        part=Part.PROTECTION, open=True,
    )  # fmt: skip


def _stated(record: Record) -> list[Block]:
    """The kinds of disadvantage of a term's roster; the same ones are named once with their terms."""
    kinds: dict[str, list[int]] = {}
    for row in reversed(record.enrolments):
        for code in row.disadvantages:
            kinds.setdefault(str(code), []).append(row.term_key)
    if not kinds:
        return []
    rows = [[label(record, "disadvantage", code), ", ".join(term(key) for key in keys)] for code, keys in kinds.items()]
    return [Table(_("Disadvantage, as the rosters state it"), [_("Kind"), _("Terms")], rows)]


def _cases(cases: Sequence[Case]) -> list[Block]:
    blocks: list[Block] = []
    for case in cases:
        said = _("Case: %(kind)s, opened on %(day)s") % {"kind": word(case.kind, "case"), "day": day(case.opened_on)}
        steps: list[list[Value]] = [
            [day(row.happened_on), word(row.kind, "case_event"), row.text] for row in case.entries.all()
        ]
        state = Cell(word(case.state, "case_state"), tone=CASE_TONES.get(case.state, ""))
        if case.closed_on:
            how = word(case.outcome, "case_outcome") if case.outcome else ""
            state = Cell(state.text, state.tone, note=" · ".join(part for part in (day(case.closed_on), how) if part))
        summary: list[list[Value]] = [[_("State"), state, case.summary]]
        blocks.append(Table(said, [_("Day"), _("What was done"), _("Note")], summary + steps))
    return blocks


def open_matters(cases: Sequence[Case]) -> str:
    """How many cases are open, in words."""
    count = sum(1 for case in cases if case.state != "closed")
    return ngettext("%(cases)s open case", "%(cases)s open cases", count) % {"cases": count} if count else ""
