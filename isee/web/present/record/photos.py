"""The photos of the home: closed until somebody says what they need them for."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isee.access.api import Part
from isee.collect.api import Photo as KeptPhoto
from isee.web.present.formats import day, term
from isee.web.present.record.blocks import Note, Photo, Photos, Section, closed, nothing
from isee.web.present.words import word
from isee.web.record.reading import Record

PHOTOS_CONSENT = "photos"


def photos(record: Record, *, address: Callable[[KeptPhoto], str] | None) -> Section:
    """The pictures of the last visit that has any, then the older ones; none where the family took its leave back."""
    title = _("Photos of the home")
    rows = record.photos
    if not rows:
        return Section("photo", title, _("none is kept"), nothing(_("No photo of the home is kept.")), part=Part.PHOTO)
    count = ngettext("%(photos)s photo", "%(photos)s photos", len(rows)) % {"photos": len(rows)}
    if is_withdrawn(record):
        said = _("The family has withdrawn its consent to photographs. They are not shown.")
        return Section("photo", title, _("consent withdrawn"), [Note(said, tone="alert")], part=Part.PHOTO)
    if Part.PHOTO not in record.opened or address is None:
        return closed("photo", title, Part.PHOTO, state=f"{count} · " + _("each look is written down"))
    shown = [
        Photo(address(row), _caption(row), row.width, row.height, key=str(row.store_key))
        for row in rows
    ]  # fmt: skip
    return Section(
        "photo", title, f"{count} · " + _("each look was written down"), [Photos(shown)], part=Part.PHOTO, open=True
    )


def is_withdrawn(record: Record) -> bool:
    """Was the last word on photographs a withdrawal?"""
    said = [row for row in record.consents if row.purpose == PHOTOS_CONSENT]
    return bool(said) and all(row.withdrawn_on is not None for row in said)


def _caption(row: KeptPhoto) -> str:
    return f"{word(row.kind, 'photo')}, {day(row.taken_on)} ({term(row.term_key)})"
