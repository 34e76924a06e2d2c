"""Photos of homes for the demo, drawn by program from the answers of the visits.

Nothing in them is like a real home: `pictures/` draws walls, roofs and floors of the answers' materials, and the
rest by chance from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from isee.access.api import Actor
from isee.collect.api import NewPhoto, PhotoKind, Visit, add_photos, homes_to_photograph
from isee.registry.api import persons_by_id
from isee.synth.pictures.house import draw_house
from isee.synth.pictures.materials import Palette
from isee.synth.pictures.room import draw_room
from isee.synth.pictures.sign import draw_school_sign

HOMES_AT_ONCE: Final = 25


def photograph_homes(
    homes: int,
    *,
    seed: int,
    first_area: tuple[int, int],
    sign_font: Path,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Draw and store photos until so many homes have some; returns how many. Can be broken off and run again.

    Homes whose school lies between two subdistricts come first; names of schools are written in `sign_font`.
    `progress` is told homes done and all.
    """
    visits = homes_to_photograph(homes, first_area=first_area)
    girls = {person.pk: person.sex == "f" for person in persons_by_id([visit.person_id for visit in visits]).values()}
    made = 0
    for first in range(0, len(visits), HOMES_AT_ONCE):
        some = visits[first : first + HOMES_AT_ONCE]
        photos = [
            photo
            for visit in some
            for photo in draw_visit(visit, girl=girls.get(visit.person_id, False), sign_font=sign_font, seed=seed)
        ]
        made += len(add_photos(photos, by=by, at=at))
        progress(first + len(some), len(visits))
    return made


def draw_visit(visit: Visit, *, girl: bool, sign_font: Path, seed: int) -> Iterator[NewPhoto]:
    """The two photos of a home, or the one at the school's sign where the home could not be shown."""

    def photo(kind: PhotoKind, data: bytes) -> NewPhoto:
        assert visit.visited_on is not None, "a visit that was sent has its day"
        return NewPhoto(visit.pk, visit.term_key, visit.person_id, kind.value, visit.visited_on, data)

    def chance(kind: PhotoKind) -> random.Random:
        return random.Random(f"{seed}:{visit.uuid}:{kind.value}")

    if visit.photo_exception:
        kind = PhotoKind.SCHOOL_SIGN
        yield photo(kind, draw_school_sign(visit.school.name_th, girl=girl, font=sign_font, rng=chance(kind)))
        return
    palette = Palette(f"{seed}:{visit.uuid}")
    yield photo(PhotoKind.OUTSIDE, draw_house(visit.answers, palette=palette, rng=chance(PhotoKind.OUTSIDE)))
    yield photo(PhotoKind.INSIDE, draw_room(visit.answers, palette=palette, rng=chance(PhotoKind.INSIDE)))
