"""Schools and grades, attendance, learning."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.kernel import Grade
from isee.tracking.api import Absence, SignKind, attendance_rules
from isee.web.present.accounts import room_name
from isee.web.present.attendance_chart import TermDays, attendance_chart
from isee.web.present.formats import day, in_thai, name, number, term
from isee.web.present.record.blocks import Block, Cell, Drawing, Note, Section, Table, nothing
from isee.web.present.words import word
from isee.web.record.reading import Record

ABSENCES_SHOWN = 60
CLOSED_SIGNS = (SignKind.GROWTH_FALTER,)
"""Early signs that tell of health stay in that part."""


def grade_label(code: str) -> str:
    """`P1` as `ป.1`, in English `P.1`."""
    grade = Grade(code)
    return grade.label_th if in_thai() else grade.label_en


def schools(record: Record) -> Section:
    """Each term's school, room and how it ended, newest first."""
    rows = record.enrolments
    title = _("Schools and classes")
    if not rows:
        return Section("schools", title, _("none is known"), nothing(_("No enrolment is known yet.")))
    heads = [_("Term"), _("Class"), _("School"), _("How it ended")]
    table = Table(
        title,
        heads,
        [
            [
                term(row.term_key),
                room_name(row.grade, row.room.name if row.room else ""),
                Cell(name(row.school), url=reverse("school", args=[row.school.code])),
                " ".join(
                    part for part in (word(row.outcome, "outcome") if row.outcome else "", _day(row.ended_on)) if part
                ),
            ]
            for row in reversed(rows)
        ],
    )
    known = len({row.school_id for row in rows})
    state = ngettext("%(schools)s school", "%(schools)s schools", known) % {"schools": known}
    terms = len({row.term_key for row in rows})
    return Section(
        "schools",
        title,
        f"{state} · " + ngettext("%(terms)s term", "%(terms)s terms", terms) % {"terms": terms},
        [table],
    )


def _day(value: date | None) -> str:
    return day(value) if value else ""


def attendance(record: Record) -> Section:
    """The chart and its table by term, the days away of the last terms, and early signs."""
    title = _("Attendance")
    days = [TermDays(row.term_key, row.days_expected, row.days_present) for row in record.attendance]
    chart = attendance_chart(days, rules=attendance_rules())
    blocks: list[Block] = []
    if chart is not None:
        blocks += [
            Drawing(chart.svg, chart.source or chart.title),
            Table(chart.title, chart.heads, chart.rows, frozenset({1, 2, 3, 4}), narrow=True),
        ]
    blocks += _absences(record.absences)
    blocks += _signs(record)
    if not blocks:
        return Section("attendance", title, _("nothing recorded"), nothing(_("No school has reported attendance yet.")))
    return Section("attendance", title, chart.summary if chart else _("nothing recorded"), blocks)


def _absences(rows: Sequence[Absence]) -> list[Block]:
    """The days away, newest first: counted by kind, and each day of the last ones."""
    if not rows:
        return []
    kinds = Counter(row.kind for row in rows)
    said = ", ".join(f"{word(kind, 'absence')} {count}" for kind, count in kinds.most_common())
    first = min(row.day for row in rows)
    shown = sorted(rows, key=lambda row: row.day, reverse=True)[:ABSENCES_SHOWN]
    table = Table(_("Days away"), [_("Day"), _("Kind")], [[day(row.day), word(row.kind, "absence")] for row in shown])
    return [
        Note(_("Days away since %(day)s: %(kinds)s.") % {"day": day(first), "kinds": said}, tone=""), table,
    ]  # fmt: skip


def _signs(record: Record) -> list[Block]:
    rows = [row for row in record.signs if row.kind not in CLOSED_SIGNS]
    if not rows:
        return []
    return [
        Table(
            _("Early signs"),
            [_("Term"), _("Sign"), _("Raised on"), _("State")],
            [
                [
                    term(row.term_key),
                    word(row.kind, "sign"),
                    day(row.raised_on),
                    Cell(_("holds"), tone="back")
                    if row.cleared_on is None
                    else _("cleared on %(day)s") % {"day": day(row.cleared_on)},
                ]
                for row in rows
            ],
        )
    ]


def learning(record: Record) -> Section:
    """Grade averages, marks and promotion by term."""
    rows = record.learning
    title = _("Grades and promotion")
    if not rows:
        return Section("learning", title, _("nothing recorded"), nothing(_("No school has reported grades yet.")))
    heads = [
        _("Term"), _("Class"), _("Average (0–4)"), _("Subjects not passed"), _("Reading and thinking (0–3)"),
        _("Character (0–3)"), _("Activities"), _("End of year"),
    ]  # fmt: skip
    table = Table(
        title,
        heads,
        [
            [
                term(row.term_key),
                grade_label(row.grade),
                _known(row.gpa, decimals=2),
                _known(row.subjects_below),
                _known(row.reading_thinking),
                _known(row.character),
                "–" if row.activities_passed is None else _("passed") if row.activities_passed else _("not passed"),
                word(row.promotion, "promotion") if row.promotion else "",
            ]
            for row in rows
        ],
        frozenset({2, 3, 4, 5}),
    )
    averages = [row for row in rows if row.gpa is not None]
    state = _("no average is known")
    if averages and averages[0].gpa is not None:
        state = f"{term(averages[0].term_key)}: " + _("average %(gpa)s") % {"gpa": number(averages[0].gpa, decimals=2)}
    return Section("learning", title, state, [table])


def _known(value: object, *, decimals: int = 0) -> str:
    """A number, or a dash where it is not known."""
    return "–" if value is None else number(float(str(value)), decimals=decimals)
