"""The attendance chart: unknown is never zero, and a term is measured by the rule of its own time."""

import xml.etree.ElementTree as ET

from django.utils.translation import override

from isee.tracking.api import AttendanceRule, attendance_rule, attendance_rules
from isee.web.present.attendance_chart import AttendanceChart, TermDays, attendance_chart, rule_words

SVG = "{http://www.w3.org/2000/svg}"
BEFORE = AttendanceRule(25612, 25672, 80, "above", "published", illustrative=True)
AFTER = AttendanceRule(25681, 99999, 85, "at_least", "published", illustrative=True)


def chart(*days: tuple[int, int, int | None]) -> AttendanceChart:
    with override("en"):
        drawn = attendance_chart([TermDays(*one) for one in days], rules=[BEFORE, AFTER])
    assert drawn is not None
    return drawn


def words(drawn: AttendanceChart) -> list[str]:
    return [found.text or "" for found in ET.fromstring(drawn.svg).iter(f"{SVG}text")]


def test_a_term_is_measured_by_the_rule_of_its_own_time() -> None:
    drawn = chart((25672, 100, 82), (25681, 100, 82))
    assert words(drawn).count("below") == 1
    assert {"over 80 %", "at least 85 %"} <= set(words(drawn))
    assert drawn.summary == "1/2568: present on 82 % of the reported days, below the rule of 85 %"
    assert [row[5] for row in drawn.rows] == ["at least 85 %", "over 80 %"]
    assert "illustrative" in drawn.source


def test_exactly_the_share_is_enough_only_where_the_rule_says_at_least() -> None:
    assert "below" in words(chart((25672, 100, 80)))
    assert "below" not in words(chart((25681, 100, 85)))


def test_days_of_a_school_without_a_report_are_unknown_and_not_away() -> None:
    drawn = chart((25681, 60, 57), (25681, 40, None))
    assert drawn.rows == [["1/2568", "57", "3", "40", "95.0", "at least 85 %"]]
    assert "95 %*" in words(drawn)
    assert "below" not in words(drawn)
    assert "not reported: not known" in words(drawn)


def test_a_term_without_any_report_has_no_share() -> None:
    drawn = chart((25681, 100, None))
    assert drawn.rows == [["1/2568", "not reported", "not reported", "100", "–", "at least 85 %"]]
    assert drawn.summary == "1/2568: no school has reported"
    assert not [text for text in words(drawn) if text.startswith("0 %")]


def test_a_child_who_was_never_there_has_nought_per_cent() -> None:
    assert "0 %" in words(chart((25681, 100, 0)))


def test_terms_without_school_days_are_not_drawn() -> None:
    assert attendance_chart([], rules=[AFTER]) is None
    assert attendance_chart([TermDays(25681, 0, 0)], rules=[AFTER]) is None


def test_a_term_before_the_first_rule_is_not_judged() -> None:
    drawn = chart((25601, 100, 50))
    assert drawn.rows[0][5] == "–"
    assert "below" not in words(drawn)
    assert drawn.source == ""


def test_a_drawing_needs_no_style_sheet_and_has_no_ids() -> None:
    text = chart(
        *((key, 100, 90) for key in (25651, 25652, 25661, 25662, 25671, 25672, 25681, 25682, 25691, 25692))
    ).svg
    assert "style=" not in text
    assert " id=" not in text


def test_rules_follow_each_other_without_a_gap_and_each_has_its_source() -> None:
    rules = attendance_rules()
    assert [(rule.share, rule.comparison) for rule in rules] == [(80, "above"), (85, "at_least")]
    assert all(rule.source and rule.illustrative for rule in rules)
    assert attendance_rule(25672) == rules[0]
    assert attendance_rule(25681) == attendance_rule(26992) == rules[1]
    assert attendance_rule(25611) is None
    with override("th"):
        assert rule_words(rules[1]) == "ไม่ต่ำกว่า 85 %"
