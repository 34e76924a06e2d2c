"""A room from inside: floor and interior, as the form asks, in the materials and with the things of the answers."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from isee.synth.pictures.canvas import Camera, Canvas, Colour, Face, Spot, mix, shade, varied
from isee.synth.pictures.materials import FLOORS, ROOFS, WALLS, Palette, paint

DARK: Final[Colour] = (48, 42, 38)
WOOD: Final[Colour] = (128, 92, 62)
CLOTH: Final[tuple[Colour, ...]] = (
    (180, 70, 76), (66, 98, 156), (212, 170, 84), (92, 138, 104), (158, 110, 162), (222, 214, 204),
)  # fmt: skip
#: Materials that look otherwise as a floor than as a wall or roof.
FLOOR_PAINTERS: Final = {"tile": "floor_tile", "vinyl": "floor_vinyl"}
LIGHTS: Final = ((0.98, (255, 250, 240)), (0.86, (255, 236, 206)), (0.8, (232, 238, 246)), (0.92, (255, 246, 226)))


@dataclass(frozen=True)
class Room:
    """A room in metres: x from `-wide / 2`, y from the camera to `deep`, z up to `high`."""

    wide: float
    deep: float
    high: float

    @property
    def left(self) -> float:
        """The x of the wall on the left."""
        return -self.wide / 2

    @property
    def right(self) -> float:
        """The x of the wall on the right."""
        return self.wide / 2


def draw_room(answers: Mapping[str, Any], *, palette: Palette, rng: random.Random) -> bytes:
    """A JPEG of the main room of the house that the answers describe; the rest of it is drawn by chance."""
    light, tint = rng.choice(LIGHTS)
    room = Room(rng.uniform(3.2, 4.6), rng.uniform(3.4, 4.4), rng.uniform(2.3, 2.7))
    aside = rng.uniform(-0.5, 0.5)
    camera = Camera((aside, -0.9, 1.45), (-aside * 0.4, room.deep, 1.0), focal=rng.uniform(0.66, 0.76))
    canvas = Canvas(camera, light=light, tint=tint)
    bright = rng.choice((-1, 1))
    _shell(canvas, room, answers, palette, bright, rng)
    _window(canvas, room, rng.uniform(-0.9, 0.3), rng)
    _lamp(canvas, room, answers)
    _on_the_wall(canvas, room, bright, rng)
    _things(canvas, room, answers, bright, rng)
    return canvas.jpeg()


def _codes(answers: Mapping[str, Any], question: str) -> list[str]:
    return list(answers.get(question) or ["other"])


def _shell(
    canvas: Canvas, room: Room, answers: Mapping[str, Any], palette: Palette, bright: int, rng: random.Random
) -> None:
    """Roof or ceiling, floor, and the three walls that are seen; the one away from the light is darker."""
    near = -0.6
    long = room.deep - near
    walls = _codes(answers, "wall")
    _above(canvas, room, answers, palette, near, rng)
    floors = _codes(answers, "floor")
    floor = Face((room.left, near, 0), (room.wide, 0, 0), (0, long, 0))
    paint(
        canvas, floor, FLOOR_PAINTERS.get(floors[0], floors[0]), palette.colour(FLOORS, floors[0]), light=0.96, rng=rng
    )
    if len(floors) > 1:
        part = floor.part(0, 0.45, 0.35, 1)
        paint(
            canvas,
            part,
            FLOOR_PAINTERS.get(floors[1], floors[1]),
            palette.colour(FLOORS, floors[1]),
            light=0.94,
            rng=rng,
        )
    colour = mix(palette.colour(WALLS, walls[0]), (214, 206, 192), 0.18)
    for face, light in (
        (Face((room.left, near, 0), (0, long, 0), (0, 0, room.high)), 0.72 if bright < 0 else 0.92),
        (Face((room.right, room.deep, 0), (0, -long, 0), (0, 0, room.high)), 0.92 if bright < 0 else 0.72),
        (Face((room.left, room.deep, 0), (room.wide, 0, 0), (0, 0, room.high)), 0.84),
    ):
        paint(canvas, face, walls[0], colour, light=light, rng=rng)
        canvas.face(face.part(0, 1, 0, 0.02), DARK, light * 1.3)
    for x in (room.left, room.right):
        canvas.line([(x, room.deep, 0), (x, room.deep, room.high)], DARK, width=2.5, light=1.4)


def _above(
    canvas: Canvas, room: Room, answers: Mapping[str, Any], palette: Palette, near: float, rng: random.Random
) -> None:
    """A ceiling in a plastered house, else the roof from below with its rafters."""
    long = room.deep - near
    face = Face((room.left, near, room.high), (room.wide, 0, 0), (0, long, 0.0))
    if _codes(answers, "wall")[0] == "plastered":
        canvas.face(face, (226, 224, 216), 0.92)
        return
    roof = _codes(answers, "roof")[0]
    paint(canvas, face, roof, palette.colour(ROOFS, roof), light=0.5, rng=rng)
    for share in (0.3, 0.52, 0.74, 0.95):
        canvas.face(face.part(0, 1, share, share + 0.03), WOOD, 0.6)
    for share in (0.2, 0.5, 0.8):
        canvas.face(face.part(share, share + 0.02, 0, 1), WOOD, 0.48)


def _window(canvas: Canvas, room: Room, left: float, rng: random.Random) -> None:
    """A window in the far wall, the light that falls from it, and a curtain or shutters."""
    wide, low, high = rng.uniform(0.8, 1.1), 0.95, 1.95
    y = room.deep - 0.01
    frame = Face((left - 0.06, y, low - 0.06), (wide + 0.12, 0, 0), (0, 0, high - low + 0.12))
    canvas.face(frame, WOOD, 0.9)
    view = Face((left, y, low), (wide, 0, 0), (0, 0, high - low))
    canvas.face(view, (214, 232, 244), 1.08)
    canvas.face(view.part(0, 1, 0, 0.4), (140, 172, 108), 1.05)
    for bar in range(1, 6):
        canvas.face(view.part(bar / 6, bar / 6 + 0.018, 0, 1), (96, 90, 84))
    patch = [(left + 0.2, room.deep - 1.1, 0.004), (left + wide + 0.5, room.deep - 1.1, 0.004),
             (left + wide + 0.9, room.deep - 2.1, 0.004), (left + 0.5, room.deep - 2.1, 0.004)]  # fmt: skip
    x, y_floor = canvas.camera.see(((patch[0][0] + patch[2][0]) / 2, (patch[0][1] + patch[2][1]) / 2, 0))
    under = canvas.image.getpixel((round(x) * 2 % canvas.image.width, min(round(y_floor) * 2, canvas.image.height - 1)))
    if isinstance(under, tuple):
        red, green, blue = (int(part) for part in under[:3])
        canvas.flat(patch, mix((red, green, blue), (255, 244, 214), 0.35))
    if rng.random() < 0.6:
        cloth = varied(rng, rng.choice(CLOTH))
        canvas.face(view.part(-0.1, 0.22, -0.08, 1.08), cloth, 0.95)
        canvas.face(view.part(0.8, 1.1, -0.08, 1.08), cloth, 0.86)
        for fold in (-0.02, 0.08, 0.16, 0.86, 0.96):
            canvas.face(view.part(fold, fold + 0.02, -0.08, 1.08), cloth, 0.72)


def _lamp(canvas: Canvas, room: Room, answers: Mapping[str, Any]) -> None:
    """A tube where there is a meter, a bulb on a wire from a shared line, else nothing hangs there."""
    y = room.deep * 0.62
    if answers.get("electricity") == "meter":
        canvas.box((-0.6, y, room.high - 0.1), (1.2, 0.1, 0.06), (250, 250, 244), side=0.9)
    elif answers.get("electricity") in ("shared", "solar"):
        canvas.line([(0.2, y, room.high), (0.2, y, room.high - 0.45)], DARK, width=2)
        canvas.ball((0.2, y, room.high - 0.52), 0.06, 0.08, (255, 244, 196), 1.1)


def _on_the_wall(canvas: Canvas, room: Room, bright: int, rng: random.Random) -> None:
    """A calendar, frames without faces, and clothes on a line."""
    y = room.deep - 0.02
    page = Face((rng.uniform(0.7, room.right - 0.55), y, 1.35), (0.36, 0, 0), (0, 0, 0.5))
    canvas.face(page, (240, 240, 236))
    canvas.face(page.part(0, 1, 0.62, 1), varied(rng, rng.choice(CLOTH)))
    for row in range(4):
        for day in range(6):
            spot = page.part(0.08 + day * 0.145, 0.08 + day * 0.145 + 0.07, 0.08 + row * 0.13, 0.14 + row * 0.13)
            canvas.face(spot, (150, 150, 150))
    if rng.random() < 0.6:
        for number in range(rng.randint(1, 3)):
            left = room.left + 0.25 + number * 0.36
            frame = Face((left, y, 1.85), (0.26, 0, 0), (0, 0, 0.32))
            canvas.face(frame, (150, 116, 62))
            canvas.face(frame.part(0.12, 0.88, 0.1, 0.9), varied(rng, (188, 196, 196), 0.15))
    if rng.random() < 0.75:
        _clothes(canvas, room, -bright, rng)


def _clothes(canvas: Canvas, room: Room, side: int, rng: random.Random) -> None:
    """A line along one wall with clothes, a school uniform among them."""
    x = (room.left + 0.15) if side < 0 else (room.right - 0.15)
    canvas.line([(x, 0.9, 1.95), (x, room.deep, 1.9)], (200, 200, 196), width=2)
    for number in range(rng.randint(4, 6)):
        y = room.deep - 0.35 - number * 0.38
        cloth = ((244, 244, 246), (44, 58, 104))[number] if number < 2 else rng.choice(CLOTH)
        long = rng.uniform(0.5, 0.75)
        canvas.flat([(x, y, 1.9), (x, y - 0.3, 1.9), (x, y - 0.32, 1.9 - long), (x, y + 0.02, 1.9 - long)], cloth, 0.92)
        canvas.flat(
            [(x, y - 0.13, 1.9), (x, y - 0.17, 1.9), (x, y - 0.17, 1.9 - long), (x, y - 0.13, 1.9 - long)], cloth, 0.76
        )


def _things(canvas: Canvas, room: Room, answers: Mapping[str, Any], bright: int, rng: random.Random) -> None:
    """Furniture from the far wall to the front: what the household owns, and a place to sleep."""
    owned = set(answers.get("appliances") or [])
    far = room.deep
    place = room.right - 0.75 if bright > 0 else room.left + 0.1
    if "refrigerator" in owned:
        colour = rng.choice(((226, 228, 230), (158, 186, 196), (196, 84, 80)))
        canvas.box((place, far - 0.62, 0), (0.62, 0.58, 1.45), colour)
        canvas.face(Face((place + 0.02, far - 0.63, 1.0), (0.58, 0, 0), (0, 0, 0.012)), DARK)
        for z in (0.78, 1.08):
            canvas.face(Face((place + 0.5, far - 0.63, z), (0.04, 0, 0), (0, 0, 0.16)), (120, 120, 120))
        place += -0.85 if bright > 0 else 0.78
    if "washing_machine" in owned:
        canvas.box((place, far - 0.6, 0), (0.6, 0.55, 0.92), (232, 234, 236))
        canvas.face(Face((place + 0.06, far - 0.61, 0.74), (0.48, 0, 0), (0, 0, 0.12)), (120, 140, 160))
    if "flat_tv" in owned:
        _television(canvas, room, bright, rng)
    else:
        _cupboard(canvas, room, bright, rng)
    if "air_conditioner" in owned:
        canvas.box((room.left + 0.3, far - 0.25, room.high - 0.55), (0.85, 0.22, 0.28), (240, 240, 238))
    if rng.random() < 0.6:
        _wardrobe(canvas, room, bright, rng)
    _sleeping_place(canvas, room, bright, rng, poor=_codes(answers, "floor")[0] in ("earth", "bamboo", "planks"))
    if "computer" in owned:
        _desk(canvas, room, bright)
    if answers.get("electricity") in ("meter", "shared"):
        _fan(canvas, (bright * (room.wide / 2 - 0.7), far - 1.5, 0.0), rng)
    _schoolbag(canvas, (-bright * 0.35, far - 1.9, 0.0), rng)


def _television(canvas: Canvas, room: Room, bright: int, rng: random.Random) -> None:
    x = -0.55 - bright * 0.35
    y = room.deep - 0.5
    canvas.box((x, y, 0), (1.15, 0.42, 0.5), varied(rng, WOOD))
    canvas.box((x + 0.12, y + 0.1, 0.54), (0.92, 0.06, 0.54), (36, 36, 38))
    screen = Face((x + 0.15, y + 0.095, 0.58), (0.86, 0, 0), (0, 0, 0.46))
    canvas.face(screen, (58, 64, 72))
    canvas.flat([screen.at(0.08, 1), screen.at(0.4, 1), screen.at(0.2, 0), screen.at(0, 0.05)], (84, 92, 102))


def _cupboard(canvas: Canvas, room: Room, bright: int, rng: random.Random) -> None:
    """A low cupboard with bowls and a rice cooker on it."""
    x, y = -0.5 - bright * 0.4, room.deep - 0.48
    colour = varied(rng, WOOD, 0.15)
    canvas.box((x, y, 0), (1.0, 0.42, 0.74), colour)
    for share in (0.04, 0.52):
        canvas.face(Face((x + share, y - 0.01, 0.06), (0.44, 0, 0), (0, 0, 0.62)), shade(colour, 0.84))
    canvas.ball((x + 0.25, y + 0.2, 0.86), 0.15, 0.12, (216, 216, 218))
    for number in range(3):
        canvas.ball((x + 0.58 + number * 0.15, y + 0.2, 0.79), 0.07, 0.045, rng.choice(CLOTH))


def _wardrobe(canvas: Canvas, room: Room, bright: int, rng: random.Random) -> None:
    """A wardrobe of cloth or plastic beside the wall that is away from the light."""
    x = room.left + 0.06 if bright > 0 else room.right - 0.82
    colour = varied(rng, rng.choice(CLOTH), 0.1)
    canvas.box((x, room.deep - 0.55, 0), (0.76, 0.5, 1.6), colour)
    for number in range(4):
        for row in range(7):
            spot = Face((x + 0.08 + number * 0.18, room.deep - 0.56, 0.1 + row * 0.21), (0.05, 0, 0), (0, 0, 0.06))
            canvas.face(spot, mix(colour, (255, 255, 255), 0.4))


def _sleeping_place(canvas: Canvas, room: Room, bright: int, rng: random.Random, *, poor: bool) -> None:
    """A mat on the floor, or a mattress with a blanket; sometimes a folded mosquito net."""
    wide, long = rng.uniform(1.1, 1.4), 1.75
    x = room.left + 0.15 if bright > 0 else room.right - 0.15 - wide
    y = room.deep - 0.75 - long
    if poor and rng.random() < 0.7:
        mat = Face((x, y, 0.012), (wide, 0, 0), (0, long, 0))
        colour = rng.choice(((196, 168, 104), (150, 104, 96), (104, 130, 112)))
        for stripe in range(9):
            canvas.face(mat.part(stripe / 9, (stripe + 1) / 9, 0, 1), colour if stripe % 2 else shade(colour, 1.2))
        rest: Spot = (x + 0.15, y + long - 0.42, 0.015)
    else:
        cover = varied(rng, rng.choice(CLOTH))
        canvas.box((x, y, 0), (wide, long, 0.2), cover)
        canvas.face(Face((x, y, 0.205), (wide, 0, 0), (0, long * 0.62, 0)), shade(cover, 0.86))
        for stripe in range(4):
            canvas.face(
                Face((x, y + 0.1 + stripe * 0.26, 0.21), (wide, 0, 0), (0, 0.07, 0)), mix(cover, (255, 255, 255), 0.35)
            )
        rest = (x + 0.15, y + long - 0.42, 0.21)
    canvas.box(rest, (0.5, 0.3, 0.11), varied(rng, (226, 220, 208)))


def _desk(canvas: Canvas, room: Room, bright: int) -> None:
    x, y = (room.right - 1.05 if bright > 0 else room.left + 0.15), room.deep - 1.5
    canvas.box((x, y, 0.66), (0.9, 0.5, 0.05), WOOD)
    for leg in (x + 0.03, x + 0.82):
        canvas.box((leg, y, 0), (0.05, 0.05, 0.66), WOOD)
    canvas.box((x + 0.2, y + 0.28, 0.74), (0.5, 0.05, 0.34), (40, 42, 46))
    canvas.face(Face((x + 0.22, y + 0.275, 0.77), (0.46, 0, 0), (0, 0, 0.28)), (82, 106, 132))
    canvas.box((x + 0.2, y + 0.08, 0.71), (0.46, 0.14, 0.02), (60, 62, 66))


def _fan(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, _ = spot
    colour = rng.choice(((88, 150, 190), (220, 220, 222), (196, 96, 96)))
    canvas.ball((x, y, 0.04), 0.2, 0.05, colour, 0.8)
    canvas.line([(x, y, 0.04), (x, y, 0.75)], (170, 170, 170), width=5)
    canvas.ball((x, y, 0.85), 0.24, 0.24, colour, 0.75)
    canvas.ball((x, y, 0.85), 0.21, 0.21, (206, 212, 216))
    for turn in (-1, 0, 1):
        canvas.ball((x + turn * 0.1, y - 0.01, 0.85 + (0.09 if turn == 0 else -0.05)), 0.09, 0.09, colour)
    canvas.ball((x, y - 0.02, 0.85), 0.05, 0.05, (90, 90, 90))


def _schoolbag(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    """A school bag and some books on the floor."""
    x, y, _ = spot
    colour = varied(rng, rng.choice(CLOTH[:5]))
    canvas.box((x, y, 0), (0.34, 0.2, 0.4), colour)
    canvas.face(Face((x + 0.04, y - 0.01, 0.05), (0.26, 0, 0), (0, 0, 0.16)), shade(colour, 0.75))
    canvas.face(Face((x + 0.12, y - 0.01, 0.4), (0.1, 0, 0), (0, 0, 0.05)), shade(colour, 0.6))
    for number in range(rng.randint(1, 3)):
        canvas.box((x + 0.5, y, number * 0.03), (0.26, 0.2, 0.028), rng.choice(CLOTH))
