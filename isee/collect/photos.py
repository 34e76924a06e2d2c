"""Keeps photos of homes: nothing but the picture, sealed in the file store, read back only one by one.

What a camera writes beside the picture (place, time, device, a preview, a film behind the last line) is taken off
before anything is stored. A picture that never had any is kept byte for byte, so that its hash is that of the phone.
"""

import hashlib
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from isee.access.api import Actor, record_event
from isee.collect.models import Photo
from isee.system.api import SealError, delete_file, read_file, store_file

LONGEST_SIDE: Final = 1280
MOST_PIXELS: Final = 64_000_000
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP")
END_OF_PICTURE: Final = b"\xff\xd9"


class PhotoError(ValueError):
    """A photo that cannot be taken or shown; `code` is `photo_unreadable`, `photo_too_large` or `photo_lost`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class NewPhoto:
    """A photo as it comes in: its visit (id and term), whose home it is, what it shows, and the file's bytes."""

    visit_id: int
    term_key: int
    person_id: int
    kind: str
    taken_on: date
    data: bytes


@dataclass(frozen=True)
class Picture:
    """A picture alone: a JPEG at most 1280 pixels long without anything that the camera added."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> bytes:
        """The hash by which the same picture is known again."""
        return hashlib.sha256(self.data).digest()


def add_photos(photos: Sequence[NewPhoto], *, by: Actor, at: datetime) -> list[Photo]:
    """Store photos of visits; returns their rows in order. All or none are kept.

    A picture that its visit has already is not stored again: its row is returned. Raises `PhotoError`.
    """
    pictures = [clean_picture(photo.data) for photo in photos]
    stored: list[uuid.UUID] = []
    try:
        with transaction.atomic():
            rows = [_row(photo, picture, stored) for photo, picture in zip(photos, pictures, strict=True)]
            record_event(action="photos_stored", by=by, at=at, object_kind="photo", detail={"photos": len(stored)})
    except BaseException:
        for key in stored:
            delete_file(key)
        raise
    return rows


def _row(photo: NewPhoto, picture: Picture, stored: list[uuid.UUID]) -> Photo:
    present = Photo.objects.filter(
        visit_id=photo.visit_id, term_key=photo.term_key, kind=photo.kind, sha256=picture.sha256
    ).first()
    if present is not None:
        return present
    stored.append(store_file([picture.data]))
    return Photo.objects.create(
        visit_id=photo.visit_id, term_key=photo.term_key, person_id=photo.person_id, kind=photo.kind,
        taken_on=photo.taken_on, sha256=picture.sha256, store_key=stored[-1], width=picture.width,
        height=picture.height, bytes=len(picture.data),
    )  # fmt: skip


def open_photo(photo: Photo) -> bytes:
    """The JPEG of a photo. Whoever calls this has recorded the viewing. Raises `PhotoError` (`photo_lost`)."""
    try:
        data = b"".join(read_file(photo.store_key))
    except (OSError, SealError) as fault:
        raise PhotoError("photo_lost", "The file of this photo is missing or damaged: restore it.") from fault
    if hashlib.sha256(data).digest() != bytes(photo.sha256):
        raise PhotoError("photo_lost", "The file of this photo is not the one that was stored: restore it.")
    return data


def clean_picture(data: bytes) -> Picture:
    """The picture in a file and nothing else of it, upright. Raises `PhotoError`."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoError("photo_too_large", "This picture is too large: send one of at most 64 megapixels.")
            if not _is_clean(image, data):
                return _redrawn(image)
            width, height = image.size
            image.draft("RGB", (width // 8, height // 8))  # an eighth is enough to see that all of it is there
            image.load()
            return Picture(data, width, height)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as fault:
        raise PhotoError(
            "photo_unreadable", "This file is not a whole picture: take it again, or send a JPEG, PNG or WebP file."
        ) from fault


def _is_clean(image: Image.Image, data: bytes) -> bool:
    """Whether a file is a JPEG of our size that holds no more than the picture: no segments of a camera, no tail."""
    segments = [name for name, _ in getattr(image, "applist", [])]
    return (
        image.format == "JPEG"
        and image.mode == "RGB"
        and max(image.size) <= LONGEST_SIDE
        and segments == ["APP0"]
        and "jfif" in image.info
        and data.find(END_OF_PICTURE) == len(data) - len(END_OF_PICTURE)
    )


def _redrawn(image: Image.Image) -> Picture:
    """The pixels alone, turned as the camera said, and made smaller where they are too many."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    plain = Image.new("RGB", upright.size, (255, 255, 255))
    seen = upright.convert("RGBA")
    plain.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), plain.width, plain.height)
