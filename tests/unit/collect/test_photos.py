"""Photos: only the picture is kept, sealed; what is no picture is refused; nothing is left behind."""

import hashlib
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from isee.access.api import SYSTEM, AuditEvent
from isee.collect.api import NewPhoto, Photo, PhotoError, Visit, add_photos, clean_picture, open_photo, photos_of
from isee.collect.photos import LONGEST_SIDE
from isee.system.api import isee_home
from tests.unit.records import AT, TERM, a_person, a_school

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
DAY = date(2026, 11, 4)


@pytest.fixture
def home() -> Path:
    """Where the file store of the tests lies."""
    return isee_home() / "files"


def a_picture(size: tuple[int, int] = (640, 480), *, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def written_by_a_camera(**tags: int | str) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER] = "A phone"
    exif.get_ifd(GPS)[1] = "N"
    for tag, value in tags.items():
        exif[int(tag.removeprefix("tag"))] = value
    return exif


def new_photo(visit: Visit, data: bytes, kind: str = "outside") -> NewPhoto:
    return NewPhoto(visit.pk, visit.term_key, visit.person_id, kind, DAY, data)


def a_visit() -> Visit:
    return Visit.objects.create(
        person_id=a_person().pk, school=a_school(), term_key=TERM, visited_on=DAY, picture_source="teacher_visited",
        state="sent", questionnaire_version="2569", answers={}, recorded_at=AT, source="synthetic",
    )  # fmt: skip


def test_a_clean_picture_is_kept_byte_for_byte() -> None:
    data = a_picture()
    picture = clean_picture(data)
    assert (picture.data, picture.width, picture.height) == (data, 640, 480)
    assert picture.sha256 == hashlib.sha256(data).digest()


@pytest.mark.parametrize(
    "data",
    [
        a_picture(exif=written_by_a_camera()),
        a_picture(comment=b"somebody's house"),
        a_picture(icc_profile=b"a profile"),
        a_picture() + b"\x00\x00ftypmp42 a film of a child",
        a_picture() + a_picture((32, 32)),
        a_picture(kind="PNG"),
        a_picture(kind="WEBP", exif=written_by_a_camera()),
        a_picture((2560, 1920)),
    ],
    ids=["place and device", "comment", "profile", "film behind", "second picture behind", "png", "webp", "large"],
)
def test_what_a_camera_adds_is_taken_off(data: bytes) -> None:
    picture = clean_picture(data)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, len(image.getexif()), max(image.size) <= LONGEST_SIDE) == ("JPEG", 0, True)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        corner = image.getpixel((5, 5))
        assert isinstance(corner, tuple)
        assert corner[0] > 150
    assert b"phone" not in picture.data
    assert b"film" not in picture.data
    assert clean_picture(picture.data).data == picture.data


def test_a_picture_taken_sideways_stands_upright() -> None:
    picture = clean_picture(a_picture(exif=written_by_a_camera(**{f"tag{ORIENTATION}": 6})))
    assert (picture.width, picture.height) == (480, 640)


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 not a picture", a_picture()[:2000], a_picture(kind="GIF")],
    ids=["nothing", "another kind of file", "a broken head", "cut short", "a format that is not taken"],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PhotoError) as refused:
        clean_picture(data)
    assert refused.value.code == "photo_unreadable"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened() -> None:
    bomb = a_picture((9000, 9000), kind="PNG", optimize=True)
    with pytest.raises(PhotoError) as refused:
        clean_picture(bomb)
    assert refused.value.code == "photo_too_large"


@pytest.mark.django_db
def test_a_photo_lies_sealed_in_the_store_and_is_read_back(home: Path) -> None:
    visit, data = a_visit(), a_picture()
    (photo,) = add_photos([new_photo(visit, data)], by=SYSTEM, at=AT)
    stored = home / photo.store_key.hex[:2] / photo.store_key.hex
    assert b"JFIF" not in stored.read_bytes()
    assert open_photo(photo) == data
    assert [(row.width, row.height, row.bytes) for row in photos_of(visit.person_id)] == [(640, 480, len(data))]
    assert AuditEvent.objects.filter(action="photos_stored", detail={"photos": 1}).exists()


@pytest.mark.django_db
def test_the_same_picture_again_is_the_same_photo() -> None:
    visit, data = a_visit(), a_picture()
    first = add_photos([new_photo(visit, data)], by=SYSTEM, at=AT)
    again = add_photos([new_photo(visit, data), new_photo(visit, data, "inside")], by=SYSTEM, at=AT)
    assert [row.pk for row in again][:1] == [row.pk for row in first]
    assert Photo.objects.count() == 2


@pytest.mark.django_db
def test_when_one_photo_is_refused_none_is_kept_and_no_file_is_left(home: Path) -> None:
    visit = a_visit()
    before = set(home.rglob("*"))
    with pytest.raises(PhotoError):
        add_photos([new_photo(visit, a_picture()), new_photo(visit, b"no picture", "inside")], by=SYSTEM, at=AT)
    with pytest.raises(Exception, match="a_photo_has_a_known_kind"):
        add_photos([new_photo(visit, a_picture()), new_photo(visit, a_picture(), "selfie")], by=SYSTEM, at=AT)
    assert Photo.objects.count() == 0
    assert {path for path in home.rglob("*") if path.is_file()} == {path for path in before if path.is_file()}


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["gone", "altered", "another"])
def test_a_file_that_is_gone_or_altered_is_not_shown(home: Path, damage: str) -> None:
    visit = a_visit()
    photo, other = add_photos(
        [new_photo(visit, a_picture()), new_photo(visit, a_picture((64, 64)), "inside")], by=SYSTEM, at=AT
    )
    stored = home / photo.store_key.hex[:2] / photo.store_key.hex
    if damage == "gone":
        stored.unlink()
    elif damage == "altered":
        stored.write_bytes(stored.read_bytes()[:-40] + bytes(40))
    else:
        photo.store_key = other.store_key
    with pytest.raises(PhotoError) as refused:
        open_photo(photo)
    assert refused.value.code == "photo_lost"
