"""Runs every specification page of this folder: each row of each marked table is one test."""

from pathlib import Path

import pytest

from tests.spec.steps import all_steps, runs_in_world
from tests.spec.tables import Example, SpecError, read_examples

EXAMPLES = [example for page in sorted(Path(__file__).parent.glob("*.md")) for example in read_examples(page)]


@pytest.mark.parametrize("example", [pytest.param(e, id=f"{e.step}-{e.place}") for e in EXAMPLES])
def test_example(example: Example, request: pytest.FixtureRequest) -> None:
    check = all_steps()[example.step]
    if runs_in_world(example.step):
        request.getfixturevalue("world")
    check(example.row)


def test_every_table_names_a_step_and_every_step_has_a_table() -> None:
    assert {example.step for example in EXAMPLES} == set(all_steps())


def test_a_mark_without_a_table_is_an_error_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- spec: a.step -->\n\nNo table here.\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"page\.md:1"):
        read_examples(page)


def test_a_row_with_a_missing_cell_is_an_error_with_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- spec: a.step -->\n| a | b |\n|---|---|\n| 1 |\n", encoding="utf-8")
    with pytest.raises(SpecError, match=r"page\.md:4"):
        read_examples(page)


def test_cells_keep_quoted_spaces_and_escaped_bars(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- spec: a.step -->\n| a | b |\n|---|---|\n| ` 1 ` | x\\|y |\n", encoding="utf-8")
    assert [example.row for example in read_examples(page)] == [{"a": " 1 ", "b": "x|y"}]
