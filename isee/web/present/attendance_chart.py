"""A child's attendance by term as a drawing: days present, days away, days not reported, and the rule of that time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isee.tracking.api import AttendanceRule
from isee.web.present import svg
from isee.web.present.formats import number, term

ROW = 30
BAR = 16
LEFT, RIGHT = 52.0, 268.0
TOP = 30.0
NEW_RULE = 10.0
"""Room above the first term of a new rule, for its words."""


@dataclass(frozen=True)
class TermDays:
    """Days at one school in one term; `present` is None where that school has not reported."""

    term_key: int
    expected: int
    present: int | None


@dataclass(frozen=True)
class TermShare:
    """One term over all schools of the child: days present and away as reported, and days that nobody reported."""

    term_key: int
    present: int
    away: int
    unknown: int
    rule: AttendanceRule | None

    @property
    def known(self) -> int:
        """Days that were reported."""
        return self.present + self.away

    @property
    def expected(self) -> int:
        """All school days of the term that the child was enrolled on."""
        return self.known + self.unknown

    @property
    def share(self) -> float | None:
        """Per cent of the reported days on which the child was there; None where no day was reported."""
        return 100 * self.present / self.known if self.known else None

    @property
    def met(self) -> bool | None:
        """Whether the reported days fulfil the rule of that time; None where there is no rule or no report."""
        if self.rule is None or not self.known:
            return None
        return self.rule.is_met(present=self.present, expected=self.known)


@dataclass(frozen=True)
class AttendanceChart:
    """A drawing with its words and its table, newest term last in the drawing and first in the table."""

    title: str
    summary: str
    svg: SafeString
    source: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def attendance_chart(days: Sequence[TermDays], *, rules: Sequence[AttendanceRule]) -> AttendanceChart | None:
    """The chart of the terms that have school days; None where there is none."""
    shares = _shares(days, rules)
    if not shares:
        return None
    title = _("Attendance by term")
    summary = _summary(shares)
    tops = _tops(shares)
    shapes = _axis(tops[-1] + BAR)
    for one, top in zip(shares, tops, strict=True):
        shapes += _bar(one, top)
    shapes += _rules(shares, tops)
    bottom = tops[-1] + ROW + 8
    shapes += _legend(shares, bottom)
    picture = svg.drawing(*shapes, height=bottom + 36, title=f"{title}. {summary}")
    heads = [_("Term"), _("Days present"), _("Days away"), _("Days not reported"), _("Present, %"), _("Rule")]
    rows = [_row(one) for one in reversed(shares)]
    return AttendanceChart(title, summary, picture, _source(shares), heads, rows)


def _shares(days: Sequence[TermDays], rules: Sequence[AttendanceRule]) -> list[TermShare]:
    """One row a term, the oldest first. Days of a school without a report are unknown, never days away."""
    shares = []
    for key, group in groupby(sorted(days, key=lambda one: one.term_key), key=lambda one: one.term_key):
        rows = list(group)
        known = [(one.present, one.expected) for one in rows if one.present is not None]
        present = sum(there for there, _expected in known)
        reported = sum(expected for _there, expected in known)
        unknown = sum(one.expected for one in rows if one.present is None)
        rule = next((rule for rule in rules if rule.from_term <= key <= rule.to_term), None)
        if reported + unknown:
            shares.append(TermShare(key, present, reported - present, unknown, rule))
    return shares


def _summary(shares: Sequence[TermShare]) -> str:
    newest = shares[-1]
    if newest.share is None:
        return _("%(term)s: no school has reported") % {"term": term(newest.term_key)}
    words = _("%(term)s: present on %(share)s %% of the reported days") % {
        "term": term(newest.term_key), "share": number(newest.share),
    }  # fmt: skip
    return f"{words}, {_verdict(newest)}" if newest.met is not None else words


def _verdict(one: TermShare) -> str:
    """Above or below the rule of the term, in words."""
    if one.rule is None or one.met is None:
        return ""
    limit = {"share": one.rule.share}
    return _("within the rule of %(share)s %%") % limit if one.met else _("below the rule of %(share)s %%") % limit


def _row(one: TermShare) -> list[str]:
    share = "–" if one.share is None else number(one.share, decimals=1)
    there, away = (number(one.present), number(one.away)) if one.known else (_("not reported"), _("not reported"))
    return [term(one.term_key), there, away, number(one.unknown), share, rule_words(one.rule)]


def rule_words(rule: AttendanceRule | None) -> str:
    """What a rule asks for: `over 80 %`, `at least 85 %`."""
    if rule is None:
        return "–"
    limit = {"share": rule.share}
    return _("over %(share)s %%") % limit if rule.comparison == "above" else _("at least %(share)s %%") % limit


def _source(shares: Sequence[TermShare]) -> str:
    """Which rules are drawn, and that their dates are illustrative where no source tells them."""
    rules = list(dict.fromkeys(one.rule for one in shares if one.rule))
    if not rules:
        return ""
    said = "; ".join(
        _("%(rule)s from %(term)s") % {"rule": rule_words(rule), "term": term(rule.from_term)} for rule in rules
    )
    words = _("Rule of the grant: %(rules)s") % {"rules": said}
    illustrative = any(rule.illustrative for rule in rules)
    return f"{words}. {_('The term in which it changed is illustrative.')}" if illustrative else words


def _x(share: float) -> float:
    return LEFT + share / 100 * (RIGHT - LEFT)


def _tops(shares: Sequence[TermShare]) -> list[float]:
    """Where each term's bar begins, from above."""
    tops = [TOP]
    for before, after in pairwise(shares):
        tops.append(tops[-1] + ROW + (NEW_RULE if after.rule != before.rule else 0))
    return tops


def _axis(bottom: float) -> list[SafeString]:
    """Nought, half and the whole of the school days."""
    return [svg.line((_x(share), TOP - 4), (_x(share), bottom + 4)) for share in (0, 50, 100)]


def _bar(one: TermShare, top: float) -> list[SafeString]:
    """One term: days present filled, days away empty, days not reported hatched, the share in words beside it."""
    there, reported = _x(100 * one.present / one.expected), _x(100 * one.known / one.expected)
    shapes = [svg.text(term(one.term_key), LEFT - 6, top + 13, text_anchor="end", fill=svg.INK, font_size=13)]
    if one.known:
        shapes += [
            svg.rectangle(LEFT, top, reported - LEFT, BAR, fill=svg.PAPER, stroke=svg.EDGE),
            svg.rectangle(LEFT, top, there - LEFT, BAR, fill=svg.TEAL if one.met is not False else svg.AMBER),
        ]
    if one.unknown:
        shapes += [
            svg.rectangle(reported, top, RIGHT - reported, BAR, fill=svg.PAPER, stroke=svg.EDGE),
            svg.element("path", d=svg.hatching(reported, top, RIGHT - reported, BAR), stroke=svg.EDGE, fill="none"),
        ]
    if one.share is None:
        return [*shapes, svg.text(_("not reported"), RIGHT + 6, top + 13)]
    below = one.met is False
    words = f"{number(one.share)} %{'*' if one.unknown else ''}"
    weight = 700 if below else 400
    shapes.append(svg.text(words, RIGHT + 6, top + 13, fill=svg.INK, font_size=13, font_weight=weight))
    if below:
        shapes.append(svg.text(_("below"), svg.WIDTH, top + 13, text_anchor="end", fill=svg.BRICK))
    return shapes


def _rules(shares: Sequence[TermShare], tops: Sequence[float]) -> list[SafeString]:
    """The line of each rule across the terms in which it holds, its words above its first term."""
    shapes = []
    for rule, group in groupby(zip(shares, tops, strict=True), key=lambda pair: pair[0].rule):
        places = [top for _share, top in group]
        if rule:
            x = _x(rule.share)
            shapes += [
                svg.line(
                    (x, places[0] - 5), (x, places[-1] + BAR + 4), stroke=svg.BRICK, stroke_width=2,
                    stroke_dasharray="4 2",
                ),
                svg.text(rule_words(rule), x, places[0] - 8, text_anchor="middle", fill=svg.BRICK),
            ]  # fmt: skip
    return shapes


def _legend(shares: Sequence[TermShare], top: float) -> list[SafeString]:
    """What the fillings mean; days not reported only where there are some."""
    items = [(_("present"), svg.TEAL, False), (_("away"), svg.PAPER, False)]
    if any(one.unknown for one in shares):
        items.append((_("not reported: not known"), svg.PAPER, True))
    shapes = []
    x = LEFT
    for words, fill, hatched in items:
        shapes.append(svg.rectangle(x, top, 16, 11, fill=fill, stroke=svg.EDGE))
        if hatched:
            shapes.append(svg.element("path", d=svg.hatching(x, top, 16, 11, step=4), stroke=svg.EDGE, fill="none"))
        shapes.append(svg.text(words, x + 21, top + 10))
        x += 36 + 6.5 * len(words)
    if any(one.unknown and one.known for one in shares):
        shapes.append(svg.text(_("* of the days that were reported"), LEFT, top + 28))
    return shapes
