"""Blocks as HTML: what stands in a cell is text, whatever it looks like."""

from isee.web.present.record.blocks import Block, Cell, Facts, Items, Note, Photo, Photos, Section, Table
from isee.web.present.record.html import life_html, section_html

NASTY = '<script>alert("x")</script>'


def test_no_value_is_read_as_markup() -> None:
    cell = Cell(NASTY, tone=NASTY, note=NASTY, url=f'"{NASTY}', end=NASTY)
    blocks: list[Block] = [
        Table(NASTY, [NASTY], [[NASTY], [cell]]), Facts([(NASTY, cell)], caption=NASTY), Items([cell], caption=NASTY),
        Note(NASTY, tone=NASTY), Photos([Photo(f'"{NASTY}', NASTY)]),
    ]  # fmt: skip
    page = section_html(Section("key", "title", "state", blocks))
    assert "<script" not in page
    assert 'href=""' not in page


def test_a_caption_that_repeats_its_section_is_for_the_ear() -> None:
    table = Table("Attendance", ["Term"], [["2/2569"]])
    assert "visually-hidden" in section_html(Section("key", "Attendance", "", [table]))
    assert "visually-hidden" not in section_html(Section("key", "Other", "", [table]))


def test_the_first_cell_of_a_row_names_it() -> None:
    table = Table("Days", ["Day", "Number"], [["Monday", "3"]], frozenset({1}))
    page = section_html(Section("key", "title", "", [table]))
    assert '<th scope="row">Monday</th><td class="num">3</td>' in page


def test_names_of_schools_on_the_line_are_text() -> None:
    from types import SimpleNamespace
    from typing import Any

    from isee.kernel import AcademicTerm
    from isee.web.present.life import Mark, draw_life

    school = SimpleNamespace(name_th=NASTY, name_en=NASTY)
    enrolment: Any = SimpleNamespace(term_key=25692, grade="P4", school=school, ended_on=None)
    life = draw_life([enrolment], [(NASTY, {2569: Mark(NASTY, note=NASTY)})], present=AcademicTerm(2569, 2))
    assert "<script" not in life_html(life)
