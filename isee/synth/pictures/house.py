"""A house from outside: roof and walls of the whole house, as the form asks, in the materials of the answers."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from isee.synth.pictures.canvas import HEIGHT, WIDTH, Camera, Canvas, Colour, Face, Spot, mix, shade, varied
from isee.synth.pictures.materials import ROOFS, WALLS, Palette, paint

DARK: Final[Colour] = (46, 40, 36)
WOOD: Final[Colour] = (112, 82, 58)
LEAF: Final[tuple[Colour, ...]] = ((74, 116, 58), (92, 132, 66), (62, 98, 54), (104, 138, 74))
GRASS: Final[Colour] = (118, 142, 78)
EARTH: Final[Colour] = (176, 146, 108)
LIGHT_WALLS: Final = ("bamboo", "planks", "plywood", "other")


@dataclass(frozen=True)
class Daylight:
    """The light of an hour: how much, its tint, the sky from top to bottom, and the light on front and side."""

    light: float
    tint: Colour
    sky: tuple[Colour, Colour]
    front: float
    side: float


DAYLIGHTS: Final = (
    Daylight(1.02, (255, 252, 244), ((96, 152, 214), (206, 226, 240)), 1.0, 0.72),
    Daylight(0.97, (255, 238, 212), ((124, 164, 206), (246, 224, 190)), 0.86, 1.04),
    Daylight(0.9, (238, 242, 248), ((158, 170, 182), (206, 212, 216)), 0.94, 0.82),
    Daylight(0.98, (255, 246, 228), ((78, 138, 206), (188, 214, 232)), 1.04, 0.66),
)


@dataclass(frozen=True)
class Shape:
    """The house in metres: its box, how high it stands above the ground, and its roof."""

    wide: float
    deep: float
    floor: float
    wall: float
    rise: float
    over: float
    lean_to: bool

    @property
    def eaves(self) -> float:
        """How high the walls end."""
        return self.floor + self.wall


def draw_house(answers: Mapping[str, Any], *, palette: Palette, rng: random.Random) -> bytes:
    """A JPEG of the house that the answers describe; everything else of it is drawn by chance."""
    day = rng.choice(DAYLIGHTS)
    walls, roofs = _codes(answers, "wall"), _codes(answers, "roof")
    shape = _shape(walls[0], roofs[0], rng)
    side = rng.choice((-1, 1))
    away = rng.uniform(9.0, 10.5) + shape.wide * 0.28 + shape.floor * 1.4
    eye = (side * rng.uniform(4.8, 7.2), -away, rng.uniform(1.9, 2.8) + shape.floor * 0.25)
    camera = Camera(eye, (side * 0.6, 1.0, shape.eaves * 0.55 + 0.35), focal=rng.uniform(1.0, 1.12))
    canvas = Canvas(camera, light=day.light, tint=day.tint)
    _land(canvas, day, rng)
    _behind(canvas, shape, answers, rng)
    _house(canvas, shape, day, (walls, roofs), palette, side, rng)
    _around(canvas, shape, answers, side, rng)
    return canvas.jpeg()


def _codes(answers: Mapping[str, Any], question: str) -> list[str]:
    return list(answers.get(question) or ["other"])


def _shape(wall: str, roof: str, rng: random.Random) -> Shape:
    poor = wall in ("bamboo", "zinc", "other") or roof in ("leaf", "vinyl")
    raised = wall in ("planks", "bamboo", "plywood") and rng.random() < 0.55
    return Shape(
        wide=rng.uniform(4.4, 6.0) if poor else rng.uniform(5.8, 8.0),
        deep=rng.uniform(3.2, 4.2) if poor else rng.uniform(4.4, 6.0),
        floor=rng.uniform(1.0, 1.7) if raised else rng.uniform(0.08, 0.3),
        wall=rng.uniform(2.1, 2.4) if poor else rng.uniform(2.5, 2.8),
        rise=rng.uniform(1.5, 2.0) if roof in ("leaf", "tile") else rng.uniform(0.9, 1.5),
        over=rng.uniform(0.4, 0.7),
        lean_to=poor and roof != "tile" and rng.random() < 0.35,
    )


def _land(canvas: Canvas, day: Daylight, rng: random.Random) -> None:
    """Sky, far hills, a row of trees, grass and the trodden yard."""
    horizon = canvas.camera.see((canvas.camera.eye[0], 400, 0))[1]
    canvas.fade(*day.sky, until=horizon + 4)
    for _ in range(rng.randint(2, 5)):
        x, y = rng.uniform(0, WIDTH), rng.uniform(40, max(60, horizon - 160))
        for _ in range(5):
            place = x + rng.uniform(-90, 90), y + rng.uniform(-14, 14)
            canvas.disc(place, rng.uniform(50, 110), rng.uniform(14, 30), mix(day.sky[1], (255, 255, 255), 0.45))
    _hills(canvas, horizon, day, rng)
    edges = [horizon + (HEIGHT - horizon) * (step / 7) ** 1.6 for step in range(8)]
    for step, (top, bottom) in enumerate(pairwise(edges)):
        band = [(0, top), (WIDTH, top), (WIDTH, bottom + 1), (0, bottom + 1)]
        canvas.shape(band, varied(rng, GRASS, 0.06), 0.95 + step * 0.012)
    for number in range(26):
        x = WIDTH * number / 25 + rng.uniform(-30, 30)
        canvas.disc(
            (x, horizon - rng.uniform(4, 26)),
            rng.uniform(40, 80),
            rng.uniform(26, 52),
            mix(rng.choice(LEAF), day.sky[1], 0.25),
        )
    yard = [
        (math.cos(turn) * rng.uniform(6.4, 7.4), 0.5 + math.sin(turn) * rng.uniform(5.6, 6.4), 0.0)
        for turn in (step * math.tau / 22 for step in range(22))
    ]
    canvas.flat(yard, varied(rng, EARTH), 1.0)
    for _ in range(160):
        x, y = rng.uniform(-14, 14), rng.uniform(-9, 12)
        if abs(x) > 6.5 or abs(y) > 6:
            canvas.line(
                [(x, y, 0), (x + rng.uniform(-0.1, 0.1), y, rng.uniform(0.1, 0.3))], varied(rng, GRASS, 0.25), width=1.4
            )


def _hills(canvas: Canvas, horizon: float, day: Daylight, rng: random.Random) -> None:
    if rng.random() < 0.45:
        return
    far = mix((110, 134, 150), day.sky[1], 0.45)
    x, points = -20.0, [(-20.0, horizon)]
    while x < WIDTH + 80:
        points.append((x, horizon - rng.uniform(30, 130)))
        x += rng.uniform(70, 190)
    canvas.shape([*points, (WIDTH + 90, horizon)], far)


def _behind(canvas: Canvas, shape: Shape, answers: Mapping[str, Any], rng: random.Random) -> None:
    """Trees behind the house, and the line to its meter."""
    for _ in range(rng.randint(2, 4)):
        spot = (rng.uniform(-11, 11), rng.uniform(shape.deep + 3, 15), 0.0)
        rng.choice((_tree, _banana, _tree, _palm))(canvas, spot, rng)
    if answers.get("electricity") in ("meter", "shared"):
        pole = (rng.choice((-1, 1)) * (shape.wide / 2 + rng.uniform(2.0, 3.5)), shape.deep + 1.5, 0.0)
        high = 6.8
        canvas.line([pole, (pole[0], pole[1], high)], (150, 148, 142), width=5)
        canvas.line(
            [(pole[0] - 0.7, pole[1], high - 0.4), (pole[0] + 0.7, pole[1], high - 0.4)], (120, 112, 104), width=3
        )
        end = (math.copysign(shape.wide / 2, pole[0]), shape.deep / 2, shape.eaves - 0.1)
        middle = tuple((a + b) / 2 for a, b in zip((pole[0], pole[1], high - 0.4), end, strict=True))
        sag: Spot = (middle[0], middle[1], middle[2] - 0.5)
        canvas.line([(pole[0], pole[1], high - 0.4), sag, end], DARK, width=1.2)


def _tree(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, _ = spot
    high = rng.uniform(3.5, 6.5)
    canvas.line([spot, (x, y, high * 0.6)], (98, 78, 60), width=max(3, canvas.metre(spot) * 0.22))
    for _ in range(9):
        place = (x + rng.uniform(-1.3, 1.3), y, high + rng.uniform(-1.5, 0.9))
        canvas.ball(place, rng.uniform(0.7, 1.3), rng.uniform(0.6, 1.0), varied(rng, rng.choice(LEAF), 0.1))


def _banana(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, _ = spot
    for _ in range(rng.randint(2, 4)):
        root = x + rng.uniform(-0.9, 0.9)
        high = rng.uniform(1.6, 2.6)
        canvas.line([(root, y, 0), (root, y, high)], (128, 140, 84), width=max(3, canvas.metre(spot) * 0.16))
        for turn in range(7):
            lean = (turn - 3) * 0.34
            tip = (root + lean * 1.25, y, high + 1.2 - abs(lean) * 1.1)
            middle = (root + lean * 0.6, y, high + 0.9)
            edge = (middle[0] + 0.14, y, middle[2] - 0.34)
            canvas.flat([(root, y, high), middle, tip, edge], varied(rng, (120, 158, 66), 0.14))


def _palm(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, _ = spot
    high, bend = rng.uniform(6, 8.5), rng.uniform(-0.8, 0.8)
    canvas.line(
        [spot, (x + bend * 0.4, y, high * 0.5), (x + bend, y, high)],
        (132, 116, 94),
        width=max(3, canvas.metre(spot) * 0.18),
    )
    for turn in range(11):
        lean = (turn - 5) * 0.36
        out = (x + bend + lean * 1.1, y, high + 0.75 - abs(lean) * 0.32)
        tip = (x + bend + lean * 1.75, y, high - 0.1 - abs(lean) * 0.62)
        canvas.flat([(x + bend, y, high), out, tip, (out[0], y, out[2] - 0.26)], varied(rng, LEAF[1], 0.16))


def _house(
    canvas: Canvas,
    shape: Shape,
    day: Daylight,
    codes: tuple[list[str], list[str]],
    palette: Palette,
    side: int,
    rng: random.Random,
) -> None:
    walls, roofs = codes
    half = shape.wide / 2
    colours = {code: palette.colour(WALLS, code) for code in walls}
    low, lower_part = shape.floor, rng.random() < 0.5
    canvas.flat(_on_ground(-half - 0.4, half + 0.9, -0.5, shape.deep + 0.4), EARTH, 0.68)
    if shape.floor > 0.6:
        _under(canvas, shape, rng)
    else:
        canvas.box((-half - 0.15, -0.15, 0), (shape.wide + 0.3, shape.deep + 0.3, shape.floor), (158, 152, 144))
    flank_corner = (half, 0.0, low) if side > 0 else (-half, shape.deep, low)
    flank = Face(flank_corner, (0, shape.deep * side, 0), (0, 0, shape.wall))
    front = Face((-half, 0, low), (shape.wide, 0, 0), (0, 0, shape.wall))
    for face, light in ((flank, day.side), (front, day.front)):
        code = walls[0]
        paint(canvas, face, code, colours[code], light=light, rng=rng)
        if len(walls) > 1:
            other = walls[1]
            part = face.part(0, 1, 0, 0.42) if lower_part else face.part(0, 0.4, 0, 1)
            paint(canvas, part, other, colours[other], light=light, rng=rng)
    canvas.face(front.part(0, 1, 0.9, 1), DARK, 1.4 * day.front)
    _openings(canvas, front, flank, day, poor=walls[0] in LIGHT_WALLS, rng=rng)
    _roof(canvas, shape, day, roofs, palette, colours[walls[0]], side, rng)
    if shape.floor > 0.6:
        _stairs(canvas, shape, rng)


def _on_ground(left: float, right: float, near: float, far: float) -> list[Spot]:
    return [(left, near, 0.0), (right, near, 0.0), (right, far, 0.0), (left, far, 0.0)]


def _under(canvas: Canvas, shape: Shape, rng: random.Random) -> None:
    """Posts, and the shade below a raised house."""
    half = shape.wide / 2
    canvas.flat(_on_ground(-half, half, 0.1, shape.deep), DARK, 1.3)
    canvas.face(Face((-half, shape.deep, 0), (shape.wide, 0, 0), (0, 0, shape.floor)), (84, 84, 70), 0.8)
    for y in (shape.deep, shape.deep / 2, 0.0):
        for step in range(4):
            x = -half + shape.wide * step / 3
            canvas.line(
                [(x, y, 0), (x, y, shape.floor)], WOOD, width=canvas.metre((x, y, 0)) * 0.16, light=0.7 + 0.1 * (y == 0)
            )
    canvas.box((-half - 0.05, -0.05, shape.floor - 0.18), (shape.wide + 0.1, shape.deep, 0.18), WOOD)


def _stairs(canvas: Canvas, shape: Shape, rng: random.Random) -> None:
    steps = max(3, round(shape.floor / 0.24))
    left = rng.uniform(-0.9, 0.1)
    for step in range(steps):
        high = shape.floor * (1 - (step + 1) / (steps + 1))
        near = -0.28 * (step + 1)
        canvas.box((left, near, high - 0.05), (1.0, 0.26, 0.07), WOOD, top=1.25)
    end = -0.28 * (steps + 1)
    for x in (left, left + 1.0):
        canvas.line([(x, 0, shape.floor), (x, end, 0)], WOOD, width=5, light=0.8)


def _openings(canvas: Canvas, front: Face, flank: Face, day: Daylight, *, poor: bool, rng: random.Random) -> None:
    """A door and windows; shutters of wood, or panes in a frame."""
    door = rng.uniform(0.36, 0.52)
    wide = 0.14
    frame = WOOD if poor else rng.choice(((236, 236, 230), WOOD, (90, 110, 128)))
    canvas.face(front.part(door - 0.012, door + wide + 0.012, 0, 0.83), frame, day.front * 0.9)
    canvas.face(front.part(door, door + wide, 0, 0.81), DARK, 0.9)
    if rng.random() < 0.6:
        canvas.face(front.part(door, door + wide * 0.55, 0, 0.81), varied(rng, WOOD, 0.2), day.front)
    for left in (rng.uniform(0.1, 0.16), rng.uniform(0.68, 0.76)):
        _window(canvas, front.part(left, left + 0.16, 0.4, 0.76), frame, day.front, poor=poor, rng=rng)
    _window(canvas, flank.part(0.36, 0.6, 0.4, 0.76), frame, day.side, poor=poor, rng=rng)


def _window(canvas: Canvas, face: Face, frame: Colour, light: float, *, poor: bool, rng: random.Random) -> None:
    canvas.face(face.part(-0.06, 1.06, -0.06, 1.06), frame, light * 0.92)
    canvas.face(face, DARK, 1.1)
    if poor:
        leaf = varied(rng, WOOD, 0.15)
        canvas.face(face.part(0, rng.choice((0.25, 0.48, 1.0)), 0, 1), leaf, light * 0.95)
        return
    for left in (0.03, 0.52):
        canvas.face(face.part(left, left + 0.45, 0.04, 0.96), (128, 152, 166), light * 0.9)
        canvas.face(face.part(left, left + 0.2, 0.5, 0.96), (176, 198, 208), light * 0.9)
    if rng.random() < 0.5:
        for bar in range(1, 6):
            canvas.face(face.part(bar / 6, bar / 6 + 0.02, 0, 1), (224, 224, 220), light)


def _roof(
    canvas: Canvas,
    shape: Shape,
    day: Daylight,
    roofs: list[str],
    palette: Palette,
    wall: Colour,
    side: int,
    rng: random.Random,
) -> None:
    """A gable with its ridge along the front, or one slope down to the back of a lean-to."""
    half, over = shape.wide / 2 + shape.over, shape.over
    colour = palette.colour(ROOFS, roofs[0])
    back = shape.deep if shape.lean_to else shape.deep / 2
    top = shape.eaves + shape.rise * (0.7 if shape.lean_to else 1)
    drop = over * (top - shape.eaves) / back
    x = side * shape.wide / 2
    gable: list[Spot] = [
        (x, 0, shape.eaves),
        (x, back, top),
        (x, shape.deep, shape.eaves if not shape.lean_to else top),
    ]
    if shape.lean_to:
        gable.append((x, shape.deep, shape.eaves))
    canvas.flat(gable, wall, day.side * 0.82)
    edge = x + side * over
    if not shape.lean_to:
        under: list[Spot] = [
            (x, back, top),
            (edge, back, top),
            (edge, shape.deep, shape.eaves),
            (x, shape.deep, shape.eaves),
        ]
        canvas.flat(under, shade(colour, 0.5), day.side)
    slope = Face((-half, -over, shape.eaves - drop), (half * 2, 0, 0), (0, back + over, top - shape.eaves + drop))
    shadow = Face((-half + over, -0.01, shape.eaves - 0.22), (half * 2 - 2 * over, 0, 0), (0, 0, 0.22))
    canvas.face(shadow, DARK, 1.2)
    paint(canvas, slope, roofs[0], colour, light=day.front * 1.03, rng=rng)
    if len(roofs) > 1:
        other = palette.colour(ROOFS, roofs[1])
        paint(canvas, slope.part(0, 0.36, 0, 0.62), roofs[1], other, light=day.front, rng=rng)
    for _ in range(rng.randint(0, 4) if roofs[0] == "metal" else 0):
        left, low = rng.uniform(0, 0.85), rng.uniform(0, 0.7)
        canvas.face(
            slope.part(left, left + rng.uniform(0.03, 0.1), low, low + rng.uniform(0.1, 0.3)),
            mix(colour, (138, 92, 62), 0.55),
            day.front,
        )
    canvas.line([(edge, -over, shape.eaves - drop), (edge, back, top)], shade(colour, 0.62), width=5)
    canvas.line([slope.at(0, 0), slope.at(1, 0)], shade(colour, 0.6), width=4)
    if roofs[0] in ("vinyl", "leaf") and rng.random() < 0.7:
        for share in (0.2, 0.5, 0.8):
            canvas.line([slope.at(share, 0.02), slope.at(share, 0.98)], WOOD, width=4)


def _around(canvas: Canvas, shape: Shape, answers: Mapping[str, Any], side: int, rng: random.Random) -> None:
    """What stands before the house: jars for rain water, a line with washing, a vehicle, plants."""
    half = shape.wide / 2
    if answers.get("water") in ("rain", "well") or rng.random() < 0.4:
        for number in range(rng.randint(1, 3)):
            _jar(canvas, (-side * (half - 0.5 - number * 0.95), -1.15, 0.0), rng)
    if rng.random() < 0.55:
        _washing(canvas, (side * (half + 1.1), -0.6, 0.0), side, rng)
    vehicles = answers.get("vehicles") or []
    if "motorcycle" in vehicles:
        _motorcycle(canvas, (side * rng.uniform(1.4, 2.2) - 0.7, -2.4, 0.0), rng)
    if any(code.startswith(("car", "pickup")) for code in vehicles):
        _pickup(canvas, (-side * (half + 2.2) - 1.6, -0.4, 0.0), rng)
    for _ in range(rng.randint(1, 4)):
        x = rng.uniform(-half - 2, half + 2)
        spot = (x, rng.uniform(-3.8, -2.9) if abs(x) < half else rng.uniform(-3, 2), 0.0)
        for _ in range(5):
            place = (spot[0] + rng.uniform(-0.3, 0.3), spot[1], rng.uniform(0.1, 0.5))
            canvas.ball(place, 0.22, 0.18, varied(rng, rng.choice(LEAF), 0.15))


def _jar(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    """A big glazed jar for rain water."""
    x, y, _ = spot
    colour = varied(rng, (126, 84, 58), 0.15)
    canvas.ball((x + 0.1, y, 0.05), 0.5, 0.1, EARTH, 0.65)
    canvas.ball((x, y, 0.48), 0.42, 0.48, colour)
    canvas.ball((x - 0.12, y, 0.6), 0.16, 0.24, shade(colour, 1.25))
    canvas.ball((x, y, 0.93), 0.25, 0.08, shade(colour, 0.75))
    canvas.ball((x, y, 0.97), 0.27, 0.06, (176, 176, 172))


def _washing(canvas: Canvas, spot: Spot, side: int, rng: random.Random) -> None:
    x, y, _ = spot
    end = x + side * 2.6
    for place in (x, end):
        canvas.line([(place, y, 0), (place, y, 1.65)], WOOD, width=4)
    canvas.line([(x, y, 1.6), ((x + end) / 2, y, 1.52), (end, y, 1.6)], (220, 220, 216), width=1.5)
    for number in range(5):
        left = x + side * (0.3 + number * 0.45)
        cloth = rng.choice(((236, 236, 240), (70, 96, 150), (190, 84, 84), (236, 206, 120), (120, 150, 110)))
        long = rng.uniform(0.45, 0.8)
        canvas.flat(
            [
                (left, y, 1.55),
                (left + side * 0.36, y, 1.55),
                (left + side * 0.34, y, 1.55 - long),
                (left + side * 0.02, y, 1.55 - long),
            ],
            cloth,
        )


def _motorcycle(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, _ = spot
    paintwork = rng.choice(((176, 40, 40), (38, 70, 140), (40, 40, 44), (196, 196, 200)))
    for wheel in (x, x + 1.25):
        canvas.ball((wheel, y, 0.3), 0.3, 0.3, DARK, 0.8)
        canvas.ball((wheel, y, 0.3), 0.17, 0.17, (140, 140, 140))
    canvas.flat(
        [(x + 0.1, y, 0.35), (x + 0.95, y, 0.3), (x + 1.1, y, 0.62), (x + 0.55, y, 0.55), (x - 0.2, y, 0.7)], paintwork
    )
    canvas.flat([(x - 0.3, y, 0.74), (x + 0.5, y, 0.7), (x + 0.5, y, 0.8), (x - 0.25, y, 0.84)], DARK)
    canvas.line([(x + 1.25, y, 0.3), (x + 1.0, y, 1.0)], (110, 110, 110), width=4)
    canvas.line([(x + 0.85, y, 1.05), (x + 1.12, y, 0.98)], DARK, width=4)


def _pickup(canvas: Canvas, spot: Spot, rng: random.Random) -> None:
    x, y, z = spot
    paintwork = rng.choice(((150, 152, 156), (60, 78, 104), (128, 40, 40), (226, 226, 224)))
    canvas.box((x, y, z + 0.4), (3.4, 1.6, 0.55), paintwork)
    canvas.box((x + 1.3, y + 0.05, z + 0.95), (1.2, 1.5, 0.55), paintwork)
    canvas.face(Face((x + 1.38, y + 0.04, z + 1.0), (1.02, 0, 0), (0, 0, 0.42)), (70, 84, 94))
    for wheel in (x + 0.65, x + 2.7):
        canvas.ball((wheel, y - 0.02, 0.36), 0.36, 0.36, DARK, 0.7)
        canvas.ball((wheel, y - 0.02, 0.36), 0.18, 0.18, (150, 150, 150))
