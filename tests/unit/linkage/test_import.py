"""A roster becomes persons, enrolments, transfers and rows that wait; the same file again changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from isee.access.api import AuditEvent, current_actor
from isee.kernel import CitizenId
from isee.linkage.api import (
    Delivery,
    DeliveryFault,
    FileRefusedError,
    ImportResult,
    ImportRow,
    NotAllowedError,
    QuestionAnswer,
    StewardQuestion,
    answer_question,
    discard_kept_row,
    kept_rows,
    missing_from,
    open_cells,
    open_questions,
)
from isee.registry.api import Enrolment, Identifier, Person, Transfer, identifier_text
from isee.registry.models import NamedRelation
from isee.system.api import lookup
from tests.conftest import RoleChanger
from tests.unit.linkage.conftest import Send
from tests.unit.linkage.roster_files import as_csv, as_excel, as_zip, grid
from tests.unit.linkage.roster_files import pupil as any_pupil
from tests.world import AT, NOW, World, citizen_id_of

A, B = "1058000001", "1058000002"


def pupil(serial: int = 1, **changed: object) -> dict[str, object]:
    return any_pupil(serial, **{"school_code": A, **changed})


def known(key: str, given: str, family: str, sex: object = "ช", **changed: object) -> dict[str, object]:
    """A child of the small world, as a school would state it."""
    stated: dict[str, object] = {
        "citizen_id": citizen_id_of(key).digits, "given_name": given, "family_name": family, "sex": sex,
        "birth_date": "9/3/2559", "student_number": "", "grade": "ป.4", "room": "1", "weight": "", "height": "",
        "prefix": "คุณ", "nationality": "", "disadvantage": "", "mother_given_name": "", "mother_family_name": "",
        "mother_occupation": "",
    }  # fmt: skip
    return pupil(900, **{**stated, **changed})


def anan(**changed: object) -> dict[str, object]:
    return known("anan", "อนันต์", "ใจดี", **changed)


def file_of(*pupils: dict[str, object]) -> bytes:
    return as_csv(grid(pupils))


def counts(result: ImportResult) -> dict[str, int]:
    return {name: value for name, value in result.items() if isinstance(value, int) and value and name != "rows"}


def adds_up(result: ImportResult) -> bool:
    five = sum(result[name] for name in ("created", "updated", "unchanged", "transfers_asked", "refused"))
    return result["rows"] == five + len(result["kept_for_correction"]) and result["refused"] == len(result["refusals"])


def person_of(citizen_id: CitizenId) -> Person:
    wanted = lookup("identifier-lookup", identifier_text("citizen_id", citizen_id.digits))
    return Person.objects.get(identifiers__lookup=wanted)


def snapshot() -> dict[str, list[Any]]:
    """Everything that an import could change, history included."""
    tables = ("person", "identifier", "namedrelation", "enrolment", "transfer", "room")
    found: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT t::text FROM registry_{table} t ORDER BY id")
            found[table] = cursor.fetchall()
        for table in ("personevent", "enrolmentevent", "identifierevent", "namedrelationevent", "transferevent"):
            cursor.execute(f"SELECT count(*) FROM registry_{table}")
            found[table] = cursor.fetchall()
        for table in ("linkage_importrow", "linkage_stewardquestion", "access_personscope"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchall()
    return found


def test_new_pupils_are_registered_enrolled_and_in_scope(world: World, send: Send, as_role: RoleChanger) -> None:
    result = send(file_of(pupil(1), pupil(2, citizen_id="G64-98-00000001", room="2")))
    assert counts(result) == {"created": 2}
    person = person_of(CitizenId.synthetic(1))
    assert (person.given_name, person.sex, str(person.birth_date)) == ("ทดสอบข", "m", "2019-12-05")
    assert person.nationality == "TH"
    enrolment = Enrolment.objects.get(person=person)
    assert (enrolment.school_id, enrolment.term_key, enrolment.grade) == (world.schools["A"], NOW, "P1")
    assert enrolment.room is not None
    assert (enrolment.room.name, enrolment.disadvantages, str(enrolment.weight_kg)) == ("1", ["01"], "21.50")
    assert NamedRelation.objects.get(child=person).given_name == "มารดาสมมติ"
    kinds = set(Identifier.objects.filter(person=person).values_list("kind", flat=True))
    assert kinds == {"citizen_id", "student_number"}
    with as_role("web", token=world.token("school_admin")):
        assert Person.objects.filter(pk=person.pk).exists()
    with as_role("web", token=world.token("director")):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_the_same_file_again_changes_nothing(world: World, send: Send) -> None:
    data = file_of(
        pupil(1), pupil(2, citizen_id=""), anan(room="2"), known("dao", "ดาว", "ศรีสุข", "ญ"), pupil(3, grade="ป.9"),
        pupil(4, citizen_id="1980000000011"), known("benja", "เบญจา", "ใจดี", "ญ"), anan(student_number="77"),
        known("gamon", "คนละคน", "กันเลย", birth_date="1/1/2560"), pupil(7), pupil(7, given_name="อื่น"),
    )  # fmt: skip
    send(data)
    before = snapshot()
    again = send(data)
    assert snapshot() == before
    assert adds_up(again)
    assert again["created"] == again["updated"] == 0


def test_a_changed_row_changes_only_what_differs_with_history(world: World, send: Send) -> None:
    send(file_of(pupil(1), pupil(2)))
    person = person_of(CitizenId.synthetic(1))
    other = person_of(CitizenId.synthetic(2))
    before = Enrolment.objects.get(person=other)
    result = send(file_of(pupil(1, family_name="สกุลใหม่", room="3"), pupil(2)))
    assert counts(result) == {"updated": 1, "unchanged": 1}
    person.refresh_from_db()
    assert (person.given_name, person.family_name) == ("ทดสอบข", "สกุลใหม่")
    assert Enrolment.objects.filter(person=person).values_list("room__name").get() == ("3",)
    assert Enrolment.objects.get(person=other).recorded_at == before.recorded_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT family_name FROM registry_personevent WHERE pgh_obj_id = %s", [person.pk])
        assert cursor.fetchall() == [("นามสมมติ",)]


def test_what_a_row_does_not_state_stays(world: World, send: Send) -> None:
    send(file_of(pupil(1)))
    bare = pupil(1, disadvantage="", weight="", height="0", nationality="", prefix="", mother_given_name="", room="")
    assert counts(send(file_of(bare))) == {"unchanged": 1}
    assert Enrolment.objects.get(person=person_of(CitizenId.synthetic(1))).disadvantages == ["01"]


def test_a_pupil_of_an_earlier_term_is_enrolled_in_this_one(world: World, send: Send) -> None:
    send(file_of(pupil(1)), term="1/2569")
    result = send(file_of(pupil(1)), term="2/2569")
    assert counts(result) == {"updated": 1}
    terms = Enrolment.objects.filter(person=person_of(CitizenId.synthetic(1))).values_list("term_key", flat=True)
    assert sorted(terms) == [25691, 25692]


def test_a_pupil_known_elsewhere_is_asked_for_and_not_opened(world: World, send: Send, as_role: RoleChanger) -> None:
    result = send(file_of(known("dao", "ดาว", "ศรีสุข", "ญ"), known("benja", "เบญจา", "ใจดี", "ญ")))
    assert counts(result) == {"transfers_asked": 2}
    with as_role("web", token=world.token("school_admin")):
        assert not Person.objects.filter(pk=world.persons["benja"]).exists()
        asked = Transfer.objects.get(person_id=world.persons["benja"])
        assert (asked.stated_given_name, asked.state) == ("เบญจา", "asked")
    assert Transfer.objects.get(person_id=world.persons["benja"]).from_school_id == world.schools["B"]
    assert Enrolment.objects.get(person_id=world.persons["benja"], term_key=NOW).school_id == world.schools["B"]


def test_the_answer_is_the_same_whoever_bears_the_number_elsewhere(
    world: World, send: Send, as_role: RoleChanger
) -> None:
    right = send(file_of(known("benja", "เบญจา", "ใจดี", "ญ")))
    wrong = send(file_of(known("chai", "คนละคน", "กันเลย", "ญ", birth_date="1/1/2560")))
    assert right == wrong
    with as_role("web", token=world.token("school_admin")):
        assert Transfer.objects.filter(to_school_id=world.schools["A"]).count() == 2
        assert StewardQuestion.objects.count() == 0
    assert StewardQuestion.objects.get().person_id == world.persons["chai"]


def test_a_number_of_another_pupil_of_the_school_is_kept_and_asked_about(world: World, send: Send) -> None:
    result = send(file_of(pupil(1), known("gamon", "คนละคน", "กันเลย", birth_date="1/1/2560")))
    assert counts(result) == {"created": 1}
    assert result["kept_for_correction"] == [{"row": 1, "column": "citizen_id", "code": "id_other_person"}]
    assert StewardQuestion.objects.get().kind == "number_of_another"
    assert Person.objects.get(pk=world.persons["gamon"]).given_name == "กมล"


def test_a_pupil_with_another_id_than_recorded_is_kept_and_asked_about(world: World, send: Send) -> None:
    result = send(file_of(anan(citizen_id=CitizenId.synthetic(55).digits)))
    assert result["kept_for_correction"] == [{"row": 0, "column": "citizen_id", "code": "person_two_ids"}]
    assert StewardQuestion.objects.get().person_id == world.persons["anan"]


def test_one_person_with_two_ids_in_a_file_is_kept_and_asked_about(world: World, send: Send) -> None:
    twice = pupil(1, citizen_id=CitizenId.synthetic(2).digits)
    result = send(file_of(pupil(1), twice, pupil(3)))
    assert counts(result) == {"created": 1}
    assert [entry["code"] for entry in result["kept_for_correction"]] == ["person_two_ids"] * 2
    assert StewardQuestion.objects.count() == 2


def test_two_persons_with_one_id_are_both_kept(world: World, send: Send) -> None:
    result = send(file_of(pupil(1), pupil(1, given_name="คนอื่น", student_number="5"), pupil(3)))
    assert counts(result) == {"created": 1}
    assert [entry["code"] for entry in result["kept_for_correction"]] == ["id_two_persons"] * 2


def test_an_id_with_a_wrong_check_digit_is_kept_sealed_for_its_school(
    world: World, send: Send, as_role: RoleChanger
) -> None:
    result = send(file_of(pupil(1, citizen_id="1980000000011"), pupil(2)))
    assert result["kept_for_correction"] == [{"row": 0, "column": "citizen_id", "code": "id_checksum"}]
    row = ImportRow.objects.get()
    assert b"1980000000011" not in bytes(row.sealed)
    with as_role("web", token=world.token("school_admin")):
        assert open_cells(kept_rows().get())["citizen_id"] == "1980000000011"
    with as_role("web", token=world.token("area_officer")):
        assert kept_rows().count() == 1
    for role in ("director", "teacher", "province_officer"):
        with as_role("web", token=world.token(role)):
            assert kept_rows().count() == 0


def test_a_corrected_row_waits_no_longer(world: World, send: Send) -> None:
    send(file_of(pupil(1, citizen_id="1980000000011")))
    assert counts(send(file_of(pupil(1)))) == {"created": 1}
    assert ImportRow.objects.get().state == "corrected"


def test_a_kept_row_can_be_discarded_by_its_school_alone(world: World, send: Send, as_role: RoleChanger) -> None:
    send(file_of(pupil(1, citizen_id="1980000000011")))
    uuid = ImportRow.objects.get().uuid
    with as_role("web", token=world.token("director")):
        assert not discard_kept_row(uuid, by=current_actor(), at=AT)
    with as_role("web", token=world.token("school_admin")):
        assert discard_kept_row(uuid, by=current_actor(), at=AT)
        assert not discard_kept_row(uuid, by=current_actor(), at=AT)
    assert ImportRow.objects.get().state == "discarded"


def test_a_question_is_answered_by_a_steward_alone(world: World, send: Send, as_role: RoleChanger) -> None:
    send(file_of(pupil(1, school_code=B), known("benja", "คนละคน", "กันเลย", school_code=B)), role="director")
    with as_role("web", token=world.token("director")):
        assert open_questions().count() == 0
    with as_role("web", token=world.token("area_officer")):
        assert open_questions().count() == 0
    answer: dict[str, Any] = {"answer": QuestionAnswer.REGISTRY_IS_RIGHT, "reason": "เอกสาร", "at": AT}
    with as_role("web", token=world.token("steward")):
        uuid = open_questions().get().uuid
        assert answer_question(uuid, by=current_actor(), **answer)
        assert not answer_question(uuid, by=current_actor(), **answer)
    with as_role("web", token=world.token("director")), pytest.raises(NotAllowedError):
        answer_question(uuid, by=current_actor(), **answer)


def test_a_pupil_without_an_id_is_known_by_the_student_number(world: World, send: Send) -> None:
    assert counts(send(file_of(pupil(1, citizen_id="")))) == {"created": 1}
    assert counts(send(file_of(pupil(1, citizen_id="", room="2")))) == {"updated": 1}
    assert counts(send(file_of(pupil(1, room="2")))) == {"updated": 1}
    assert counts(send(file_of(pupil(1, room="2")))) == {"unchanged": 1}
    assert person_of(CitizenId.synthetic(1)).given_name == "ทดสอบข"


def test_a_g_code_is_followed_by_an_id_of_the_same_pupil(world: World, send: Send) -> None:
    send(file_of(pupil(1, citizen_id="G64-98-00000001", student_number="")))
    send(file_of(pupil(1, student_number="")))
    person = person_of(CitizenId.synthetic(1))
    kinds = set(Identifier.objects.filter(person=person, valid_to=None).values_list("kind", flat=True))
    assert kinds == {"citizen_id", "g_code"}
    assert Person.objects.filter(given_name="ทดสอบข").count() == 1


def test_a_shared_student_number_keeps_the_row_without_an_id(world: World, send: Send) -> None:
    send(file_of(pupil(1)))
    other = {"given_name": "คนละคน", "family_name": "กันเลย", "birth_date": "1/1/2561"}
    result = send(file_of(pupil(2, citizen_id="", student_number="1001", **other)))
    assert result["kept_for_correction"] == [
        {"row": 0, "column": "student_number", "code": "student_number_two_pupils"}
    ]
    taken = send(file_of(pupil(3, student_number="1001", **other)))
    assert counts(taken) == {"created": 1}
    assert DeliveryFault.objects.filter(code="student_number_taken", decides=False).count() == 1


def test_rows_of_other_schools_are_refused_one_by_one(world: World, send: Send) -> None:
    rows = [pupil(1), pupil(2, school_code=B), pupil(3, school_code="1099999999"), pupil(4, school_code="123")]
    result = send(file_of(*rows))
    assert counts(result) == {"created": 1, "refused": 3}
    assert result["refusals"] == [
        {"row": 1, "column": "school_code", "code": "school_out_of_scope"},
        {"row": 2, "column": "school_code", "code": "school_unknown"},
        {"row": 3, "column": "school_code", "code": "school_invalid"},
    ]
    assert not Person.objects.filter(given_name=any_pupil(2)["given_name"]).exists()


def test_an_area_officer_imports_for_the_schools_of_the_area(world: World, send: Send) -> None:
    data = as_zip({"a.csv": file_of(pupil(1)), "b.xlsx": as_excel(grid([pupil(2, school_code=B)]))})
    assert counts(send(data, role="area_officer", name="all.zip")) == {"created": 2}


def test_a_file_of_other_schools_alone_is_refused_whole(world: World, receive: Callable[..., Delivery]) -> None:
    with pytest.raises(FileRefusedError) as caught:
        receive(file_of(pupil(1, school_code=B)))
    assert caught.value.code == "no_row_in_scope"
    assert Delivery.objects.count() == 0


def test_a_teacher_cannot_import(world: World, receive: Callable[..., Delivery]) -> None:
    with pytest.raises(NotAllowedError):
        receive(file_of(pupil(1)), role="teacher")


def test_all_faults_are_listed_and_one_is_an_entry(world: World, send: Send) -> None:
    result = send(file_of(pupil(1, grade="ป.9", birth_date="", sex="x"), pupil(2, weight="900")))
    assert counts(result) == {"created": 1, "refused": 1}
    assert result["refusals"] == [{"row": 0, "column": "grade", "code": "grade_unknown"}]
    delivery = Delivery.objects.get()
    listed = list(delivery.faults.order_by("pk").values_list("row", "column", "code", "decides"))
    assert listed == [
        (0, "grade", "grade_unknown", True),
        (0, "sex", "sex_unknown", False),
        (0, "birth_date", "date_missing", False),
        (1, "weight", "weight_range", False),
    ]


def test_those_enrolled_but_not_in_the_file_are_named_and_left_alone(
    world: World, send: Send, as_role: RoleChanger
) -> None:
    send(file_of(anan(), pupil(1), pupil(2, citizen_id="1980000000011")))
    delivery = Delivery.objects.get()
    with as_role("web", token=world.token("school_admin")):
        assert [enrolment.person_id for enrolment in missing_from(delivery)] == [world.persons["gamon"]]
    assert Enrolment.objects.get(person_id=world.persons["gamon"], term_key=NOW).ended_on is None


def test_a_row_that_was_left_out_still_names_its_pupil(world: World, send: Send, as_role: RoleChanger) -> None:
    send(file_of(anan(), known("gamon", "กมล", "แสงทอง", grade="ป.9")))
    with as_role("web", token=world.token("school_admin")):
        assert list(missing_from(Delivery.objects.get())) == []


def test_a_pupil_who_cannot_be_struck_off_is_marked_and_unmarked(world: World, send: Send) -> None:
    send(file_of(pupil(1, cannot_strike_off="Y")))
    person = person_of(CitizenId.synthetic(1))
    assert Enrolment.objects.get(person=person).outcome == "not_struck_off"
    assert counts(send(file_of(pupil(1, cannot_strike_off="Y")))) == {"unchanged": 1}
    assert counts(send(file_of(pupil(1, cannot_strike_off="")))) == {"updated": 1}
    assert Enrolment.objects.get(person=person).outcome == ""


def test_an_older_roster_leaves_a_pupil_who_has_moved_on_alone(world: World, send: Send) -> None:
    result = send(file_of(known("ek", "เอกชัย", "พรหมมา", grade="ป.5")), term="1/2569")
    assert counts(result) == {"unchanged": 1}


def test_the_import_is_in_the_audit_without_a_person(world: World, send: Send) -> None:
    send(file_of(pupil(1)))
    events = AuditEvent.objects.filter(object_kind="delivery").order_by("pk")
    assert [event.action for event in events] == ["roster_received", "roster_imported"]
    assert events[1].detail == {"created": 1}
    assert events[1].user_id == world.users["school_admin"].pk
