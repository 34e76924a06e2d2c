"""Photos of a home: each by an address that works for its reader and a few minutes, each look written down."""

import base64
import uuid as uuid_module
from collections.abc import Callable

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from isee.access.api import Part, ReadingPurpose, record_reading
from isee.collect.api import Photo, PhotoError, find_photo, open_photo
from isee.system.api import now
from isee.web.guards import actor_of

SALT = "isee.photo"
SECONDS = 300
KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"RIFF", "image/webp"))


def photo_url(request: HttpRequest, child: uuid_module.UUID, photo: Photo, *, purpose: ReadingPurpose) -> str:
    """Where the reader of this request can see a photo now, for the purpose that was stated."""
    token = signing.dumps([str(photo.uuid), actor_of(request).assignment_id, purpose.value], salt=SALT, compress=True)
    return reverse("child_photo", args=[child, token])


def opened_photo(request: HttpRequest, token: str) -> tuple[Photo, ReadingPurpose] | None:
    """The photo of a fresh address of this very reader, inside the scope; None otherwise."""
    try:
        key, assignment, purpose = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if assignment != actor_of(request).assignment_id:
        return None
    photo = find_photo(uuid_module.UUID(key))
    return None if photo is None else (photo, ReadingPurpose(purpose))


def picture(request: HttpRequest, photo: Photo, *, purpose: ReadingPurpose) -> tuple[bytes, str]:
    """The bytes of a photo and their type, the look written down. Raises `PhotoError`."""
    content = open_photo(photo)
    record_reading(person_id=photo.person_id, part=Part.PHOTO, by=actor_of(request), at=now(), purpose=purpose)
    kind = next((kind for start, kind in KINDS if content.startswith(start)), "application/octet-stream")
    return content, kind


def embedded_photo(request: HttpRequest, *, purpose: ReadingPurpose) -> Callable[[Photo], str]:
    """Photos for paper, as drawings that hold the picture itself; each is written down as a look."""

    def embed(photo: Photo) -> str:
        try:
            content, kind = picture(request, photo, purpose=purpose)
        except PhotoError:
            return ""
        data = base64.b64encode(content).decode()
        size = f'width="{photo.width}" height="{photo.height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image href="data:{kind};base64,{data}" {size}/></svg>'

    return embed
