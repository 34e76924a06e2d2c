"""The pupil beside the school's sign, where the home cannot be shown; the pupil is a plain figure without a face."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from isee.synth.pictures.canvas import FINER, HEIGHT, WIDTH, Camera, Canvas, Colour, Face, mix, varied
from isee.synth.pictures.house import DAYLIGHTS, GRASS, LEAF

SKIN: Final[Colour] = (196, 150, 116)
NAVY: Final[Colour] = (40, 52, 96)
RED: Final[Colour] = (180, 40, 52)
WHITE: Final[Colour] = (240, 240, 240)


def draw_school_sign(school_name: str, *, girl: bool, font: Path, rng: random.Random) -> bytes:
    """A JPEG of a pupil at the sign of a school, whose name is written on it in a (Thai) font."""
    day = rng.choice(DAYLIGHTS)
    camera = Camera((rng.uniform(-1, 1), -7.5, 1.6), (0, 0, 1.5), focal=1.05)
    canvas = Canvas(camera, light=day.light, tint=day.tint)
    horizon = camera.see((0, 300, 0))[1]
    canvas.fade(*day.sky, until=horizon + 4)
    canvas.shape([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], GRASS)
    for number in range(24):
        middle = (WIDTH * number / 23, horizon - rng.uniform(0, 30))
        canvas.disc(middle, rng.uniform(40, 90), rng.uniform(30, 60), mix(rng.choice(LEAF), day.sky[1], 0.3))
    canvas.flat([(-9, -5, 0), (9, -5, 0), (7, 2.5, 0), (-7, 2.5, 0)], (190, 186, 178))
    _building(canvas, rng)
    _sign(canvas, school_name, font, rng)
    _pupil(canvas, girl=girl, rng=rng)
    return canvas.jpeg()


def _building(canvas: Canvas, rng: random.Random) -> None:
    """A long school building of two floors behind the sign, and a flagpole."""
    wall = varied(rng, (232, 224, 196), 0.05)
    canvas.box((-11, 14, 0), (22, 6, 6.2), wall)
    for floor in (0.9, 4.0):
        for number in range(12):
            canvas.face(Face((-10.4 + number * 1.8, 13.98, floor), (1.1, 0, 0), (0, 0, 1.3)), (92, 116, 130))
    canvas.flat([(-11.8, 13.6, 6.1), (11.8, 13.6, 6.1), (10.4, 17, 8.0), (-10.4, 17, 8.0)], (150, 74, 56))
    top = 6.4
    canvas.line([(5.2, 9, 0), (5.2, 9, top)], (214, 214, 214), width=4)
    for low, high, colour in (
        (0.25, 0.25, RED),
        (0.5, 0.25, WHITE),
        (1.0, 0.5, NAVY),
        (1.25, 0.25, WHITE),
        (1.5, 0.25, RED),
    ):
        canvas.face(Face((5.25, 9, top - low), (2.2, 0, 0), (0, 0, high)), colour)


def _sign(canvas: Canvas, name: str, font: Path, rng: random.Random) -> None:
    """A wall with the name in relief, on a base with flowers."""
    wall = rng.choice(((108, 66, 52), (60, 84, 120), (150, 120, 84)))
    canvas.box((-2.7, 0.1, 0), (4.6, 0.4, 2.2), wall)
    plate = Face((-2.5, 0.08, 0.75), (4.2, 0, 0), (0, 0, 1.15))
    canvas.face(plate, mix(wall, (244, 238, 222), 0.86))
    _write(canvas, name, plate, font)
    canvas.box((-3.0, -0.5, 0), (5.2, 0.55, 0.3), (176, 170, 160))
    for number in range(30):
        spot = (-2.9 + number * 0.17, -0.3 + rng.uniform(-0.1, 0.1), 0.38)
        canvas.ball(spot, 0.1, 0.09, rng.choice(LEAF))
        canvas.ball(
            (spot[0], spot[1], 0.46), 0.04, 0.04, rng.choice(((226, 120, 150), (240, 200, 80), (250, 250, 250)))
        )


def _write(canvas: Canvas, name: str, plate: Face, path: Path) -> None:
    """The name in the middle of the plate, as large as fits."""
    left, top = canvas.camera.see(plate.at(0.05, 0.9))
    right, bottom = canvas.camera.see(plate.at(0.95, 0.1))
    room = (right - left) * FINER
    size = round((bottom - top) * FINER * 0.52)
    font = _font(path, size)
    width = font.getlength(name)
    if width > room:
        font = _font(path, max(12, round(size * room / width)))
    middle = ((left + right) / 2 * FINER, (top + bottom) / 2 * FINER)
    canvas.draw.text(middle, name, font=font, fill=canvas.lit((48, 40, 60)), anchor="mm")


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _pupil(canvas: Canvas, *, girl: bool, rng: random.Random) -> None:
    """White shirt, navy skirt or shorts; no face is drawn."""
    x, y = 2.55, -0.7
    tall = rng.uniform(0.94, 1.06)
    canvas.ball((x + 0.1, y, 0.02), 0.35, 0.05, (120, 118, 112))
    for leg in (-0.1, 0.1):
        canvas.line([(x + leg, y, 0.05), (x + leg, y, 0.5 * tall)], SKIN, width=12)
        canvas.line([(x + leg, y, 0.05), (x + leg, y, 0.2)], (244, 244, 244), width=13)
        canvas.ball((x + leg, y, 0.05), 0.1, 0.05, (40, 36, 34))
    if girl:
        skirt = [
            (x - 0.3, y, 0.42 * tall),
            (x + 0.3, y, 0.42 * tall),
            (x + 0.18, y, 0.78 * tall),
            (x - 0.18, y, 0.78 * tall),
        ]
        canvas.flat(skirt, NAVY)
    else:
        canvas.flat(
            [
                (x - 0.2, y, 0.62 * tall),
                (x + 0.2, y, 0.62 * tall),
                (x + 0.19, y, 0.78 * tall),
                (x - 0.19, y, 0.78 * tall),
            ],
            NAVY,
        )
        for leg in (-0.11, 0.11):
            canvas.flat(
                [
                    (x + leg - 0.1, y, 0.45 * tall),
                    (x + leg + 0.09, y, 0.45 * tall),
                    (x + leg + 0.08, y, 0.7 * tall),
                    (x + leg - 0.08, y, 0.7 * tall),
                ],
                NAVY,
            )
    canvas.flat(
        [(x - 0.2, y, 0.76 * tall), (x + 0.2, y, 0.76 * tall), (x + 0.22, y, 1.16 * tall), (x - 0.22, y, 1.16 * tall)],
        (246, 246, 248),
    )
    for arm in (-1, 1):
        canvas.line([(x + arm * 0.24, y, 1.1 * tall), (x + arm * 0.29, y, 0.72 * tall)], SKIN, width=10)
        canvas.line([(x + arm * 0.22, y, 1.12 * tall), (x + arm * 0.27, y, 0.94 * tall)], (240, 240, 244), width=15)
    if girl:
        canvas.ball((x, y + 0.01, 1.32 * tall), 0.17, 0.2, (30, 26, 24))
    canvas.ball((x, y, 1.3 * tall), 0.14, 0.17, SKIN)
    canvas.ball((x, y - 0.01, 1.42 * tall), 0.145, 0.075, (30, 26, 24))
    canvas.flat(
        [(x - 0.08, y, 1.16 * tall), (x + 0.08, y, 1.16 * tall), (x, y, 1.02 * tall)], NAVY if girl else (232, 232, 236)
    )
