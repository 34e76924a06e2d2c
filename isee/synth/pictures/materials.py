"""How the materials of the form look on a face in space: floors, walls and roofs by their codes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from isee.synth.pictures.canvas import Canvas, Colour, Face, mix, shade, varied

Painter = Callable[[Canvas, Face, Colour, float, random.Random], None]

WALLS: Final[dict[str, tuple[Colour, ...]]] = {
    "plastered": ((232, 226, 208), (206, 222, 214), (236, 206, 178), (214, 214, 226), (240, 232, 190)),
    "brick": ((178, 98, 70), (188, 186, 180), (196, 112, 84)),
    "zinc": ((162, 166, 170), (140, 148, 152), (150, 132, 118)),
    "planks": ((142, 98, 62), (118, 82, 56), (160, 122, 84)),
    "plywood": ((202, 168, 118), (190, 152, 104)),
    "fibre_cement": ((200, 202, 198), (186, 196, 190), (214, 208, 196)),
    "bamboo": ((200, 176, 112), (184, 156, 96), (172, 150, 104)),
    "other": ((168, 118, 78), (86, 128, 176), (176, 138, 96)),
}
ROOFS: Final[dict[str, tuple[Colour, ...]]] = {
    "metal": ((170, 176, 180), (158, 112, 86), (72, 112, 150), (148, 60, 52), (96, 132, 104)),
    "tile": ((170, 84, 58), (150, 152, 152), (128, 72, 60)),
    "planks": ((122, 92, 64), (136, 108, 80)),
    "leaf": ((162, 136, 84), (140, 116, 74), (124, 112, 72)),
    "vinyl": ((58, 112, 178), (70, 140, 96), (182, 92, 60)),
    "other": ((150, 146, 138), (132, 120, 106)),
}
FLOORS: Final[dict[str, tuple[Colour, ...]]] = {
    "tile": ((226, 220, 208), (212, 218, 220), (220, 206, 186)),
    "parquet": ((168, 112, 66), (150, 98, 58)),
    "cement": ((166, 164, 158), (150, 148, 144)),
    "planks": ((142, 102, 68), (122, 88, 60)),
    "vinyl": ((176, 150, 112), (120, 142, 126), (170, 120, 110)),
    "bamboo": ((196, 170, 112), (178, 152, 98)),
    "earth": ((150, 118, 84), (164, 130, 92)),
    "other": ((156, 148, 136),),
}


@dataclass(frozen=True)
class Palette:
    """The colours of one home's materials: outside and inside the same, whatever else of a picture is chance."""

    home: str

    def colour(self, kinds: Mapping[str, tuple[Colour, ...]], code: str) -> Colour:
        """One of the colours in which a material is seen, of `WALLS`, `ROOFS` or `FLOORS`."""
        shades = kinds.get(code, kinds["other"])
        rng = random.Random(f"{self.home}:{code}:{shades[0]}")
        return varied(rng, rng.choice(shades), 0.06)


def paint(canvas: Canvas, face: Face, code: str, colour: Colour, *, light: float, rng: random.Random) -> None:
    """Cover a face with a material; codes are those of the form's lists."""
    canvas.face(face, colour, light)
    PAINTERS.get(code, _patches)(canvas, face, colour, light, rng)


def _strips(count: int, depth: float) -> Painter:
    """Upright strips, every other one darker: sheets of metal."""

    def draw(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
        for number in range(count):
            piece = face.part(number / count, (number + 0.45) / count, 0, 1)
            canvas.face(piece, varied(rng, colour, 0.03), light * (1 - depth))

    return draw


def _rows(count: int, depth: float) -> Painter:
    """Level boards, each of its own shade, with a dark seam below."""

    def draw(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
        for number in range(count):
            low, high = number / count, (number + 1) / count
            canvas.face(face.part(0, 1, low, high), varied(rng, colour, 0.09), light)
            canvas.face(face.part(0, 1, low, low + 0.12 / count), colour, light * (1 - depth))

    return draw


def _bricks(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    rows, columns = 16, 14
    canvas.face(face, mix(colour, (212, 204, 194), 0.55), light)
    for row in range(rows):
        shift = 0.5 * (row % 2)
        for column in range(-1, columns):
            left, right = max(0, (column + shift) / columns), min(1, (column + shift + 0.9) / columns)
            if right > left:
                piece = face.part(left, right, row / rows, (row + 0.86) / rows)
                canvas.face(piece, varied(rng, colour, 0.12), light)


def _panels(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Boards of 1.2 metres with seams between."""
    for number in range(5):
        canvas.face(face.part(number / 5, (number + 1) / 5, 0, 1), varied(rng, colour, 0.07), light)
        canvas.face(face.part(number / 5, number / 5 + 0.008, 0, 1), colour, light * 0.6)


def _bamboo(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Canes side by side, with their knots."""
    count = 46
    for number in range(count):
        left = number / count
        canvas.face(face.part(left, left + 0.8 / count, 0, 1), varied(rng, colour, 0.16), light)
        knot = rng.random()
        canvas.face(face.part(left, left + 0.8 / count, knot, min(1, knot + 0.012)), colour, light * 0.55)


def _tiles(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Rows of roof tiles, each row with a shadow."""
    rows, columns = 13, 26
    for row in range(rows):
        low = row / rows
        canvas.face(face.part(0, 1, low, low + 1 / rows), varied(rng, colour, 0.06), light)
        canvas.face(face.part(0, 1, low, low + 0.16 / rows), colour, light * 0.62)
        for column in range(columns):
            left = (column + 0.5 * (row % 2)) / columns
            if left < 0.99:
                canvas.face(face.part(left, left + 0.1 / columns, low, low + 0.9 / rows), colour, light * 0.8)


def _leaves(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Thatch: rows of leaves with ragged lower ends, from the eaves up."""
    rows, columns = 8, 34
    for row in range(rows - 1, -1, -1):
        low, high = row / rows, (row + 1) / rows
        canvas.face(face.part(0, 1, low, high), varied(rng, colour, 0.08), light)
        for column in range(columns):
            left = column / columns
            drop = rng.uniform(0.2, 0.75) / rows
            canvas.face(
                face.part(left, left + 0.5 / columns, max(0, low - drop * 0.4), high),
                varied(rng, colour, 0.22),
                light * 0.92,
            )


def _sheet(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """A plastic sheet: folds, and lighter patches where it is worn."""
    for _ in range(9):
        left = rng.uniform(0, 0.95)
        canvas.face(face.part(left, left + rng.uniform(0.01, 0.03), 0, 1), colour, light * rng.choice((0.8, 1.15)))


def _patches(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Bits of this and that nailed together."""
    for row in range(3):
        for column in range(5):
            piece = face.part(column / 5, (column + 1) / 5, row / 3, (row + 1) / 3)
            canvas.face(piece, mix(varied(rng, colour, 0.25), (150, 150, 150), rng.random() * 0.3), light)


def _plaster(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Plain, with damp at the foot."""
    canvas.face(face.part(0, 1, 0, 0.07), mix(colour, (120, 110, 96), 0.45), light)
    for _ in range(3):
        left = rng.uniform(0, 0.9)
        canvas.face(face.part(left, left + rng.uniform(0.03, 0.09), 0.05, rng.uniform(0.1, 0.22)), colour, light * 0.93)


def _squares(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Floor tiles of two shades with pale seams."""
    for row in range(8):
        for column in range(8):
            piece = face.part((column + 0.02) / 8, (column + 0.98) / 8, (row + 0.02) / 8, (row + 0.98) / 8)
            canvas.face(piece, varied(rng, colour if (row + column) % 2 else shade(colour, 0.92), 0.02), light)


def _ground(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Trodden earth: darker and lighter spots."""
    for _ in range(60):
        left, low = rng.uniform(0, 0.94), rng.uniform(0, 0.94)
        canvas.face(
            face.part(left, left + rng.uniform(0.01, 0.06), low, low + rng.uniform(0.005, 0.03)),
            varied(rng, colour, 0.1),
            light,
        )


def _worn(canvas: Canvas, face: Face, colour: Colour, light: float, rng: random.Random) -> None:
    """Cement: a few cracks and stains."""
    for _ in range(12):
        left, low = rng.uniform(0, 0.85), rng.uniform(0, 0.85)
        canvas.face(
            face.part(left, left + rng.uniform(0.03, 0.15), low, low + rng.uniform(0.01, 0.08)),
            varied(rng, colour, 0.05),
            light,
        )
    canvas.line(
        [face.at(rng.random(), 0.1), face.at(rng.random(), 0.5), face.at(rng.random(), 0.8)], colour, light=light * 0.75
    )


PAINTERS: Final[dict[str, Painter]] = {
    "zinc": _strips(34, 0.13),
    "metal": _strips(30, 0.12),
    "planks": _rows(11, 0.4),
    "brick": _bricks,
    "plywood": _panels,
    "fibre_cement": _panels,
    "bamboo": _bamboo,
    "leaf": _leaves,
    "vinyl": _sheet,
    "plastered": _plaster,
    "tile": _tiles,
    "other": _patches,
    "floor_tile": _squares,
    "parquet": _rows(22, 0.25),
    "cement": _worn,
    "earth": _ground,
    "floor_vinyl": _squares,
}
