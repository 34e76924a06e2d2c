"""Every column of an extract is explained, and the codebook says so."""

from isee.reporting.codebook import codebook
from isee.reporting.extract.schema import CHILD_TERM, SCHOOL_TERM
from isee.reporting.extract.words import WORDS, extract_columns
from isee.reporting.indicators import ALL_INDICATORS


def test_every_column_has_words_in_both_languages_and_no_word_is_left_over() -> None:
    assert set(WORDS) == {*CHILD_TERM.names, *SCHOOL_TERM.names}
    assert all(th and en for th, en in WORDS.values())


def test_the_codebook_tells_the_columns_of_extracts() -> None:
    told = codebook(ALL_INDICATORS, terms=[25692], rows={}, told={}).get("extract", {})
    assert told == extract_columns()
    assert [column["name"] for column in told["child_term"]] == CHILD_TERM.names
    assert {column["type"] for column in told["child_term"]} == {"integer", "binary", "string", "boolean", "number"}


def test_every_indicator_names_columns_of_its_table() -> None:
    columns = {"child_term": set(CHILD_TERM.names), "school_term": set(SCHOOL_TERM.names)}
    assert {name for name in ALL_INDICATORS if not set(name.columns) <= columns[name.table]} == set()
