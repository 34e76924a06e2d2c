"""The ladder of grades and its readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isee.kernel import Grade, GradeBand, parse_grade
from tests.unit.kernel.refusals import refusal

grades = st.sampled_from(Grade)
rooms = st.integers(1, 30)
LONG = {
    "K": "อนุบาลปีที่",
    "P": "ประถมศึกษาปีที่",
    "M": "มัธยมศึกษาปีที่",
    "V": "ประกาศนียบัตรวิชาชีพชั้นปีที่",
}
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def writings(grade: Grade) -> list[str]:
    stage, year = grade.value
    return [
        grade.value,
        grade.label_th,
        grade.label_th.replace(".", ""),
        grade.label_th.replace(".", ". "),
        grade.label_th.translate(TO_THAI),
        f"{LONG[stage]} {year}",
        f"{LONG[stage]}{year}",
        f"ชั้น{LONG[stage]} {year}",
    ]


@given(grades)
def test_every_usual_writing_is_the_grade(grade: Grade) -> None:
    for written in writings(grade):
        assert parse_grade(written) == (grade, None)


@given(grades, rooms)
def test_a_room_in_the_same_cell_is_split_off(grade: Grade, room: int) -> None:
    for written in writings(grade):
        for joined in (f"{written}/{room}", f"{written} / {room:02d}", f"{written} ห้อง {room}"):
            assert parse_grade(joined) == (grade, str(room))


@given(st.one_of(st.text(), st.text("อปมวช./0123456789 PMK")))
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = refusal(lambda: parse_grade(text))
    assert refused is None or refused.code == "grade_unknown"


def test_order_numbers_the_ladder_from_one() -> None:
    assert [grade.order for grade in Grade] == list(range(1, 19))


@given(grades)
def test_promotion_is_one_step_up_the_same_ladder(grade: Grade) -> None:
    above = grade.next()
    if above is None:
        assert grade in (Grade.M6, Grade.V3)
    else:
        assert above.order == grade.order + 1


def test_fifteen_years_lead_from_kindergarten_to_the_end() -> None:
    life = [Grade.K1]
    while above := life[-1].next():
        life.append(above)
    assert len(life) == 15
    assert life[-1] is Grade.M6


def test_compulsory_years_are_nine() -> None:
    assert [grade for grade in Grade if grade.compulsory] == [
        *(Grade(f"P{year}") for year in range(1, 7)),
        *(Grade(f"M{year}") for year in range(1, 4)),
    ]


@pytest.mark.parametrize(
    ("band", "size"),
    [
        (GradeBand.PRE_PRIMARY, 3),
        (GradeBand.PRIMARY, 6),
        (GradeBand.LOWER_SECONDARY, 3),
        (GradeBand.UPPER_SECONDARY, 6),
    ],
)
def test_bands_hold_their_grades(band: GradeBand, size: int) -> None:
    assert sum(grade.band is band for grade in Grade) == size


def test_labels_are_those_of_schools() -> None:
    assert [Grade.K1.label_th, Grade.P1.label_th, Grade.M1.label_th, Grade.V1.label_th] == [
        "อ.1",
        "ป.1",
        "ม.1",
        "ปวช.1",
    ]
    assert len({grade.label_en for grade in Grade}) == len(Grade)
