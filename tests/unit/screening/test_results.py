"""Results of screening: what the database refuses, what is loaded, and who reads them."""

from decimal import Decimal

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction

from isee.screening.api import Result, load_bulk, results_of
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school

pytestmark = pytest.mark.django_db
USUAL = {
    "term_key": TERM, "poverty_class": "poor", "income_per_head": Decimal("1039.00"), "score": Decimal("0.7500"),
    "model_version": "illustrative-1", "decided_at": AT,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"poverty_class": "near_poor"}, "a_result_has_one_of_the_three_classes"),
        ({"income_per_head": Decimal("-1")}, "an_income_per_head_is_not_negative"),
        ({"income_per_head": None}, "nobody_is_found_poor_without_a_known_income"),
        ({"score": Decimal("1.1")}, "a_score_lies_between_0_and_1"),
        ({"model_version": ""}, "a_result_names_its_model"),
        ({"term_key": 2569}, "a_result_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_result_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Result.objects.create(person=a_person(), school=a_school(), **{**USUAL, **change})


def test_a_child_has_one_result_in_a_term() -> None:
    person, school = a_person(), a_school()
    Result.objects.create(person=person, school=school, **USUAL)
    with pytest.raises(IntegrityError, match="a_child_has_one_result_in_a_term"), transaction.atomic():
        Result.objects.create(person=person, school=school, **USUAL)


def test_not_poor_may_have_an_unknown_income() -> None:
    result = Result.objects.create(
        person=a_person(), school=a_school(), **{**USUAL, "poverty_class": "not_poor", "income_per_head": None}
    )
    assert result.income_per_head is None


def test_many_results_are_loaded_at_once_and_read_newest_first() -> None:
    person, school = a_person(), a_school()
    terms = [25691, 25692, 25682]
    rows = pa.table(
        {
            "person_id": [person.pk] * 3,
            "term_key": terms,
            "school_id": [school.pk] * 3,
            "poverty_class": ["poor", "extremely_poor", "not_poor"],
            "income_per_head": pa.array([Decimal("1500.50"), Decimal("900.00"), None], pa.decimal128(10, 2)),
            "score": pa.array([Decimal("0.7000"), Decimal("0.9500"), None], pa.decimal128(5, 4)),
            "model_version": ["illustrative-1"] * 3,
            "decided_at": pa.array([AT] * 3, pa.timestamp("us", tz="UTC")),
        }
    )
    assert load_bulk("results", rows) == 3
    found = results_of(person.pk)
    assert [result.term_key for result in found] == sorted(terms, reverse=True)
    assert [result.income_per_head for result in found] == [Decimal("900.00"), Decimal("1500.50"), None]


def test_one_faulty_row_refuses_the_whole_load() -> None:
    person, school = a_person(), a_school()
    rows = pa.table(
        {
            "person_id": [person.pk] * 2,
            "term_key": [25691, 25692],
            "school_id": [school.pk] * 2,
            "poverty_class": ["not_poor", "poor"],
            "model_version": ["illustrative-1"] * 2,
            "decided_at": pa.array([AT] * 2, pa.timestamp("us", tz="UTC")),
        }
    )
    with pytest.raises(IntegrityError, match="nobody_is_found_poor"), transaction.atomic():
        load_bulk("results", rows)
    assert results_of(person.pk) == []


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="results"):
        load_bulk("payments", pa.table({}))


def test_without_a_scope_nobody_reads_a_result_and_the_extract_role_reads_no_score(as_role: RoleChanger) -> None:
    person = a_person()
    result = Result.objects.create(person=person, school=a_school(), **USUAL)
    with as_role("web"):
        assert results_of(person.pk) == []
    with as_role("extract"):
        found = Result.objects.filter(pk=result.pk).values_list("poverty_class", flat=True)
        assert list(found) == ["poor"]


def test_a_changed_result_leaves_its_former_self() -> None:
    result = Result.objects.create(person=a_person(), school=a_school(), **USUAL)
    Result.objects.filter(pk=result.pk).update(poverty_class="extremely_poor")
    history = Result._meta.apps.get_model("screening", "ResultEvent")
    assert list(history.objects.values_list("poverty_class", flat=True)) == ["poor"]
