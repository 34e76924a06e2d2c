"""Photos of homes for a small nation, drawn by program from the answers of the visits; none at scale 1.

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

MOST_HOMES: Final = 2000
HOMES_OF_THE_NATION: Final = 40_000
"""Homes with photos for a whole nation's worth of children: 400 at scale 0.01."""
HOMES_AT_ONCE: Final = 25


def homes_with_photos(scale: float) -> int:
    """How many homes have photos in a nation of this scale: at most 2,000, and none in a whole one."""
    return 0 if scale >= 1 else min(MOST_HOMES, round(HOMES_OF_THE_NATION * scale))


def photograph_homes(
    *,
    scale: float,
    seed: int,
    first_area: tuple[int, int],
    sign_font: Path,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Draw and store the photos that homes still lack; returns how many. Can be broken off and run again.

    Homes whose school lies between two subdistricts come first; names of schools are written in `sign_font`.
    `progress` is told homes done and all.
    """
    visits = homes_to_photograph(homes_with_photos(scale), first_area=first_area)
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
