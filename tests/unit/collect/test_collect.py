"""Rounds, visits and photos: what the database refuses, what is loaded, what is kept and who reads it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from isee.access.api import SYSTEM
from isee.collect.api import (
    Photo,
    Round,
    RoundException,
    Visit,
    find_photo,
    load_bulk,
    load_reference_data,
    photos_of,
    rounds_of_terms,
    visits_of,
)
from tests.conftest import RoleChanger
from tests.unit.records import AT, TERM, a_person, a_school
from tests.world import World

pytestmark = pytest.mark.django_db
FAR_TERM = 25801
ROUND = {
    "term_key": FAR_TERM, "kind": "new_applicants", "opens_on": date(2037, 6, 1), "closes_on": date(2037, 7, 21),
    "source": "a test",
}  # fmt: skip
VISIT = {
    "term_key": TERM, "visited_on": date(2026, 11, 4), "picture_source": "teacher_visited", "state": "sent",
    "questionnaire_version": "2569", "answers": {"water": "well"}, "recorded_at": AT, "source": "synthetic",
}  # fmt: skip
CERTIFIED = {"state": "certified", "certified_on": date(2026, 11, 9), "certifier_position": "กำนัน"}
PHOTO = {
    "term_key": TERM, "kind": "outside", "taken_on": date(2026, 11, 4), "sha256": b"\x01" * 32,
    "width": 1280, "height": 960, "bytes": 100_000,
}  # fmt: skip


def a_visit(**values: object) -> Visit:
    fields: dict[str, Any] = {"person_id": a_person().pk, "school": a_school(), **VISIT, **values}
    return Visit.objects.create(**fields)


def a_photo(visit: Visit, **values: object) -> Photo:
    fields: dict[str, Any] = {
        "visit_id": visit.pk,
        "person_id": visit.person_id,
        "store_key": visit.uuid,
        **PHOTO,
        **values,
    }
    return Photo.objects.create(**fields)


def refused(constraint: str, make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "everybody"}, "a_round_has_a_known_kind"),
        ({"term_key": 2580}, "a_round_belongs_to_a_term"),
        ({"closes_on": date(2037, 5, 31)}, "a_round_closes_after_it_opens"),
        ({"grace_until": date(2037, 7, 21)}, "grace_ends_after_the_round_closes"),
        ({"results_on": date(2037, 6, 1)}, "results_come_after_the_round_opens"),
        ({"source": ""}, "a_round_says_where_its_dates_are_from"),
    ],
)
def test_the_database_refuses_a_round_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: Round.objects.create(**{**ROUND, **change}))


def test_a_term_has_one_round_of_each_kind() -> None:
    Round.objects.create(**ROUND)
    later = {"opens_on": date(2037, 8, 1), "closes_on": date(2037, 8, 2)}
    refused("a_term_has_one_round_of_each_kind", lambda: Round.objects.create(**{**ROUND, **later}))


def test_rounds_of_one_kind_do_not_overlap_not_even_in_their_days_of_grace() -> None:
    Round.objects.create(**ROUND, grace_until=date(2037, 7, 31))
    other: dict[str, Any] = {
        **ROUND,
        "term_key": FAR_TERM + 1,
        "opens_on": date(2037, 7, 31),
        "closes_on": date(2037, 9, 1),
    }
    refused("rounds_of_one_kind_do_not_overlap", lambda: Round.objects.create(**other))
    Round.objects.create(**{**other, "kind": "continuing"})
    Round.objects.create(**{**other, "opens_on": date(2037, 8, 1)})


def test_an_exception_has_a_reason_and_is_given_once() -> None:
    school, held = a_school(), Round.objects.create(**ROUND)
    fields: dict[str, Any] = {"round": held, "school": school, "open_until": date(2037, 8, 1), "recorded_at": AT}
    refused("an_exception_has_a_reason", lambda: RoundException.objects.create(**fields, reason=""))
    RoundException.objects.create(**fields, reason="น้ำท่วม")
    refused("an_exception_is_given_once", lambda: RoundException.objects.create(**fields, reason="น้ำท่วม"))


def test_the_shipped_calendar_is_whole_and_says_what_is_illustrative() -> None:
    rounds = rounds_of_terms(25651, 25692)
    assert len(rounds) == 20
    published = {(held.term_key, held.kind, held.closes_on) for held in rounds if not held.illustrative}
    assert published == {(25681, "continuing", date(2025, 7, 24))}


def test_a_second_load_keeps_what_was_changed_by_hand_and_brings_back_what_is_gone() -> None:
    Round.objects.filter(term_key=25691, kind="new_applicants").update(closes_on=date(2026, 7, 31), source="office")
    Round.objects.filter(term_key=25692, kind="continuing").delete()
    assert load_reference_data(by=SYSTEM, at=AT) == 1
    assert load_reference_data(by=SYSTEM, at=AT) == 0
    assert Round.objects.get(term_key=25691, kind="new_applicants").closes_on == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"answers": []}, "answers_are_keys_with_values"),
        ({"answers": "01"}, "answers_are_keys_with_values"),
        ({"state": "lost"}, "a_visit_has_a_known_state"),
        ({"picture_source": "neighbour"}, "pictures_of_a_visit_come_from_somewhere"),
        ({"source": "rumour"}, "a_visit_has_a_known_source"),
        ({"visited_on": None}, "a_visit_that_was_sent_has_its_day"),
        ({"state": "returned"}, "a_returned_visit_says_why"),
        ({**CERTIFIED, "certified_on": None}, "a_certified_visit_and_no_other"),
        ({**CERTIFIED, "certifier_position": ""}, "a_certified_visit_and_no_other"),
        ({**CERTIFIED, "state": "sent"}, "a_certified_visit_and_no_other"),
        ({"certified_by": 1}, "a_certified_visit_and_no_other"),
        ({**CERTIFIED, "certified_on": date(2026, 11, 3)}, "a_visit_is_certified_on_its_day_or_later"),
        ({"lat": 18.0}, "a_pin_has_both_coordinates_or_none"),
        ({"accuracy_m": 5.0}, "a_pin_has_both_coordinates_or_none"),
        ({"lat": 98.0, "lon": 18.0}, "a_pin_has_both_coordinates_or_none"),
        ({"lat": 18.0, "lon": 98.0, "accuracy_m": -1.0}, "an_accuracy_is_not_negative"),
        ({"questionnaire_version": ""}, "a_visit_names_its_questionnaire"),
        ({"questionnaire": ""}, "a_visit_names_its_questionnaire"),
    ],
)
def test_the_database_refuses_a_visit_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    refused(constraint, lambda: a_visit(**change))


def test_a_visit_of_no_term_is_refused() -> None:
    refused("a_visit_belongs_to_a_term", lambda: a_visit(term_key=2569))


def test_a_draft_has_no_day_yet_and_a_certified_visit_has_its_official() -> None:
    assert a_visit(state="draft", visited_on=None).certified_on is None
    assert Visit.objects.create(person_id=1, school=a_school("1058000002"), **{**VISIT, **CERTIFIED}).pk


def test_the_same_form_sent_twice_is_one_visit() -> None:
    first = a_visit()
    again = {"person_id": first.person_id, "school_id": first.school_id, **VISIT, "uuid": first.uuid}
    refused("a_visit_is_sent_once", lambda: Visit.objects.create(**again))


def test_a_changed_visit_leaves_its_former_self() -> None:
    visit = a_visit()
    Visit.objects.filter(pk=visit.pk).update(state="returned", return_reason="ภาพไม่ชัด")
    history = apps.get_model("collect", "VisitEvent")
    assert list(history.objects.values_list("state", "return_reason")) == [("sent", "")]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "selfie"}, "a_photo_has_a_known_kind"),
        ({"width": 0}, "a_photo_has_a_size"),
        ({"bytes": 0}, "a_photo_has_a_size"),
        ({"sha256": b"short"}, "a_hash_of_a_photo_has_32_bytes"),
        ({"term_key": 2569}, "a_photo_belongs_to_a_term"),
    ],
)
def test_the_database_refuses_a_photo_that_cannot_be(change: dict[str, object], constraint: str) -> None:
    visit = a_visit()
    refused(constraint, lambda: a_photo(visit, **change))


def test_a_visit_has_each_picture_once_and_a_file_is_one_photo() -> None:
    visit, other = a_visit(), Visit.objects.create(person_id=1, school=a_school("1058000002"), **VISIT)
    a_photo(visit)
    refused("a_visit_has_each_picture_once", lambda: a_photo(visit, store_key=other.uuid))
    refused("a_stored_file_is_one_photo", lambda: a_photo(visit, sha256=b"\x02" * 32))


@pytest.mark.parametrize("change", [{"visit_id": 1}, {"term_key": 25691}])
def test_a_photo_belongs_to_a_visit_of_its_term(change: dict[str, object]) -> None:
    visit = a_visit()

    def add_and_check() -> None:
        a_photo(visit, **change)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused("a_photo_belongs_to_a_visit", add_and_check)


def test_visits_and_photos_are_loaded_with_the_defaults_of_their_tables_and_read_newest_first() -> None:
    person, school = a_person(), a_school()
    visits = pa.table(
        {
            "id": [70001, 70002],
            "person_id": [person.pk] * 2,
            "school_id": [school.pk] * 2,
            "term_key": [25691, 25692],
            "visited_on": [date(2026, 7, 1), date(2026, 11, 4)],
            "picture_source": ["teacher_visited"] * 2,
            "state": ["sent"] * 2,
            "questionnaire_version": ["2569"] * 2,
            "answers": ['{"water": "well", "vehicles": ["motorcycle"]}', "{}"],
            "recorded_at": [AT] * 2,
            "source": ["synthetic"] * 2,
        }
    )
    assert load_bulk("visits", visits) == 2
    photos = pa.table(
        {
            "visit_id": [70001],
            "term_key": [25691],
            "person_id": [person.pk],
            "kind": ["inside"],
            "taken_on": [date(2026, 7, 1)],
            "sha256": [b"\x07" * 32],
            "store_key": ["8c0f0d3e-7c0b-4b7c-9a3e-5d1f4b0c2a11"],
            "width": [1280],
            "height": [960],
            "bytes": [90_000],
        }
    )
    assert load_bulk("photos", photos) == 1
    found = visits_of(person.pk)
    assert [visit.term_key for visit in found] == [25692, 25691]
    assert found[1].answers == {"water": "well", "vehicles": ["motorcycle"]}
    assert (found[1].questionnaire, found[1].photo_exception, found[1].lat) == ("nr01", "", None)
    (photo,) = photos_of(person.pk)
    assert (photo.kind, find_photo(photo.uuid)) == ("inside", photo)


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(ValueError, match="visits, photos, rounds"):
        load_bulk("homes", pa.table({}))


def test_a_teacher_finds_the_photos_of_the_own_room_alone(world: World, as_role: RoleChanger) -> None:
    anan, chai = (photos_of(world.persons[key])[0] for key in ("anan", "chai"))
    with as_role("web", token=world.token("teacher")):
        assert (find_photo(anan.uuid), find_photo(chai.uuid)) == (anan, None)
        assert visits_of(world.persons["chai"]) == []
    with as_role("web"):
        assert find_photo(anan.uuid) is None
        assert visits_of(world.persons["anan"]) == []
