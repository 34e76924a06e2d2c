"""Drawn photos of homes: the same by the same seed, as the answers say, and none in a whole nation."""

import io
import random
import time
from datetime import date
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from isee.access.api import SYSTEM
from isee.collect.api import Photo, Visit, clean_picture, homes_to_photograph
from isee.synth.api import photograph_homes
from isee.synth.photos import draw_visit
from isee.synth.pictures.house import draw_house
from isee.synth.pictures.materials import FLOORS, ROOFS, WALLS, Palette
from isee.synth.pictures.room import draw_room
from isee.web.commands.demo_photos import SIGN_FONT
from tests.unit.records import AT, TERM, a_person, a_school

HOME: dict[str, Any] = {
    "wall": ["planks"], "roof": ["metal"], "floor": ["cement"], "water": "rain", "electricity": "meter",
    "vehicles": ["motorcycle"], "appliances": ["flat_tv"],
}  # fmt: skip


def difference(one: bytes, other: bytes) -> float:
    """How much two pictures differ on average, from 0 to 255."""
    pictures = [Image.open(io.BytesIO(data)).convert("L") for data in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*pictures)).mean[0])


def house(seed: str = "a", **answers: object) -> bytes:
    return draw_house({**HOME, **answers}, palette=Palette(seed), rng=random.Random(seed))


def room(seed: str = "a", **answers: object) -> bytes:
    return draw_room({**HOME, **answers}, palette=Palette(seed), rng=random.Random(seed))


@pytest.mark.parametrize("draw", [house, room])
def test_the_same_seed_draws_the_same_picture_and_another_seed_another(draw: Any) -> None:
    assert draw() == draw()
    assert difference(draw(), draw("b")) > 8


@pytest.mark.parametrize("draw", [house, room])
def test_a_picture_is_a_clean_jpeg_of_the_size_of_a_photo(draw: Any) -> None:
    data = draw()
    assert len(data) < 200_000
    assert clean_picture(data).data == data
    assert (clean_picture(data).width, clean_picture(data).height) == (1280, 960)


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("roof", ["metal", "leaf"])
def test_every_wall_is_drawn_under_every_sort_of_roof(wall: str, roof: str) -> None:
    assert len(house(wall=[wall], roof=[roof])) > 20_000


@pytest.mark.parametrize("code", sorted({*ROOFS, *FLOORS}))
def test_every_roof_and_floor_is_drawn(code: str) -> None:
    assert len(house(roof=[code])) > 20_000
    assert len(room(floor=[code], roof=[code])) > 20_000


def test_the_materials_of_the_answers_are_those_of_the_picture() -> None:
    assert difference(house(), house(wall=["bamboo"])) > 3
    assert difference(house(), house(roof=["leaf"])) > 3
    assert difference(room(), room(floor=["earth"])) > 3
    assert difference(room(), room(appliances=["refrigerator", "washing_machine"])) > 1


def test_a_home_has_the_same_colours_inside_and_outside_and_another_home_others() -> None:
    one, other = Palette("one"), Palette("other")
    assert one.colour(WALLS, "plastered") == one.colour(WALLS, "plastered")
    assert [one.colour(ROOFS, code) for code in ROOFS] != [other.colour(ROOFS, code) for code in ROOFS]


def test_answers_that_are_missing_are_no_reason_to_fail() -> None:
    assert draw_house({}, palette=Palette("a"), rng=random.Random(1))
    assert draw_room({}, palette=Palette("a"), rng=random.Random(1))


def test_four_thousand_pictures_take_about_a_minute() -> None:
    """The bound is wide: the machine that runs the tests does other things at the same time."""
    start = time.process_time()
    for number in range(5):
        house(str(number))
        room(str(number))
    assert (time.process_time() - start) / 10 * 4000 < 240


def a_visit(household: int, *, subdistrict: int = 580401, **values: object) -> Visit:
    school = a_school(f"10{subdistrict // 10_000}{household:06}", subdistrict=subdistrict)
    fields: dict[str, Any] = {
        "person_id": a_person().pk, "household_id": household, "school": school, "term_key": TERM,
        "visited_on": date(2026, 11, 4), "picture_source": "teacher_visited", "state": "sent",
        "questionnaire_version": "2569", "answers": HOME, "recorded_at": AT, "source": "synthetic", **values,
    }  # fmt: skip
    return Visit.objects.create(**fields)


@pytest.mark.django_db
def test_homes_of_the_first_area_come_first_and_each_home_once() -> None:
    elsewhere, first = a_visit(1, subdistrict=500101), a_visit(2)
    later = a_visit(3, term_key=25691)
    newest = Visit.objects.create(
        **{name: getattr(later, name) for name in ("person_id", "household_id", "school", "answers", "picture_source")},
        term_key=TERM, visited_on=date(2026, 11, 5), state="sent", questionnaire_version="2569", recorded_at=AT,
        source="synthetic",
    )  # fmt: skip
    a_visit(4, state="draft")
    found = homes_to_photograph(10, first_area=(580000, 589999))
    assert {visit.pk for visit in found[:2]} == {first.pk, newest.pk}
    assert found[2:] == [elsewhere]


@pytest.mark.django_db
def test_photographing_goes_on_where_it_broke_off() -> None:
    for household in range(1, 4):
        a_visit(household)
    a_visit(4, photo_exception="other_province", subdistrict=500101)
    told: list[tuple[int, int]] = []

    def make(homes: int) -> int:
        return photograph_homes(
            homes, seed=1, first_area=(580000, 589999), sign_font=SIGN_FONT, by=SYSTEM, at=AT,
            progress=lambda done, total: told.append((done, total)),
        )  # fmt: skip

    assert [make(2), make(2), make(0), make(40)] == [4, 0, 0, 3]
    assert told == [(2, 2), (2, 2)]
    assert sorted(Photo.objects.values_list("kind", flat=True)) == ["inside"] * 3 + ["outside"] * 3 + ["school_sign"]


@pytest.mark.django_db
def test_a_home_that_could_not_be_shown_has_a_photo_at_the_school_sign() -> None:
    visit = a_visit(9, photo_exception="permission_refused")
    boy, girl = (list(draw_visit(visit, girl=one, sign_font=SIGN_FONT, seed=1)) for one in (False, True))
    assert [photo.kind for photo in boy] == ["school_sign"]
    assert difference(boy[0].data, girl[0].data) > 0
