"""The data files that the package ships."""

import pytest

from isee.kernel import Grade, GradeBand
from isee.places.reference import CODE_LISTS, read_data_rows


@pytest.mark.parametrize("name", CODE_LISTS)
def test_list_is_whole_in_both_languages(name: str) -> None:
    rows = read_data_rows(f"codes/{name}")
    codes = [row["code"] for row in rows]
    assert len(codes) == len(set(codes))
    assert all(row["code"] and row["label_th"] and row["label_en"] for row in rows)
    assert {row["ours"] for row in rows} <= {"yes", "no"}


@pytest.mark.parametrize("name", CODE_LISTS)
def test_spelling_means_one_entry_only(name: str) -> None:
    spellings = [word for row in read_data_rows(f"codes/{name}") for word in _words(row)]
    assert [word for word in spellings if spellings.count(word) > 1] == []


def _words(row: dict[str, str]) -> set[str]:
    words = (row["code"], row["label_th"], row["label_en"], *row["aliases"].split("|"))
    return {word.lower() for word in words if word}


def test_grades_are_those_of_the_kernel() -> None:
    rows = {row["code"]: (row["label_th"], row["label_en"]) for row in read_data_rows("codes/grade")}
    assert rows == {grade.value: (grade.label_th, grade.label_en) for grade in Grade}


def test_grade_bands_are_those_of_the_kernel() -> None:
    assert [row["code"] for row in read_data_rows("codes/grade_band")] == [band.value for band in GradeBand]


@pytest.mark.parametrize(
    ("name", "entries"),
    [("disadvantage", 10), ("disability", 9), ("dropout_reason", 19), ("family_status", 7), ("lives_with", 5)],
)
def test_official_lists_have_their_number_of_entries(name: str, entries: int) -> None:
    assert len(read_data_rows(f"codes/{name}")) == entries


def test_border_patrol_police_have_a_code_of_ours() -> None:
    ours = [(row["code"], row["short_en"]) for row in read_data_rows("affiliations") if row["ours"] == "yes"]
    assert ours == [("90", "Border Patrol Police")]
