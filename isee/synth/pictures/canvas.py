"""A canvas with a camera: flat shapes in space, drawn at twice the size and reduced, so that edges are smooth."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 1280
HEIGHT: Final = 960
FINER: Final = 2
QUALITY: Final = 76

Colour = tuple[int, int, int]
Point = tuple[float, float]
Spot = tuple[float, float, float]
"""A place in metres: x to the right, y away from the front of the house, z up."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two; `share` of the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def shade(colour: Colour, light: float) -> Colour:
    """A colour in more (above 1) or less light."""
    red, green, blue = (max(0, min(255, round(part * light))) for part in colour)
    return red, green, blue


def varied(rng: random.Random, colour: Colour, amount: float = 0.08) -> Colour:
    """A colour a little lighter or darker by chance."""
    return shade(colour, 1 + rng.uniform(-amount, amount))


@dataclass(frozen=True)
class Face:
    """A flat four-sided piece in space: a corner and two sides that start there."""

    corner: Spot
    along: Spot
    up: Spot

    def at(self, share: float, height: float) -> Spot:
        """The place at two shares of the sides, each from 0 to 1."""
        x, y, z = (
            corner + along * share + up * height
            for corner, along, up in zip(self.corner, self.along, self.up, strict=True)
        )
        return x, y, z

    def part(self, left: float, right: float, low: float, high: float) -> Face:
        """A piece of the face, by shares of its sides."""
        first, across, above = self.at(left, low), self.at(right, low), self.at(left, high)
        return Face(first, _minus(across, first), _minus(above, first))

    def corners(self) -> list[Spot]:
        """Its four corners in turn."""
        return [self.at(0, 0), self.at(1, 0), self.at(1, 1), self.at(0, 1)]


def _minus(one: Spot, other: Spot) -> Spot:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


class Camera:
    """Where the picture is taken from and where to; `focal` is in widths of the picture."""

    def __init__(self, eye: Spot, target: Spot, *, focal: float) -> None:
        self.eye = eye
        ahead = _minus(target, eye)
        length = math.sqrt(sum(part * part for part in ahead))
        self.ahead: Spot = (ahead[0] / length, ahead[1] / length, ahead[2] / length)
        flat = math.hypot(self.ahead[0], self.ahead[1])
        self.right: Spot = (self.ahead[1] / flat, -self.ahead[0] / flat, 0.0)
        self.up: Spot = (-self.ahead[0] * self.ahead[2] / flat, -self.ahead[1] * self.ahead[2] / flat, flat)
        self.scale = focal * WIDTH

    def see(self, spot: Spot) -> Point:
        """Where a place in front of the camera falls on the picture, in pixels."""
        away = _minus(spot, self.eye)
        depth = max(0.05, _dot(away, self.ahead))
        x = WIDTH / 2 + self.scale * _dot(away, self.right) / depth
        y = HEIGHT / 2 - self.scale * _dot(away, self.up) / depth
        return x, y


def _dot(one: Spot, other: Spot) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


class Canvas:
    """A picture in the making. `light` is that of the day, `tint` the colour that it gives."""

    def __init__(self, camera: Camera, *, light: float = 1.0, tint: Colour = (255, 255, 255)) -> None:
        self.camera = camera
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER))
        self.draw = ImageDraw.Draw(self.image)
        self.light, self.tint = light, tint

    def lit(self, colour: Colour, light: float = 1.0) -> Colour:
        """A colour as it looks in this light."""
        red, green, blue = (
            min(255, round(part * self.light * light * glow / 255))
            for part, glow in zip(colour, self.tint, strict=True)
        )
        return red, green, blue

    def fade(self, top: Colour, bottom: Colour, *, until: float) -> None:
        """Fill the upper part of the picture from one colour to another; `until` is in pixels."""
        bands = 120
        for band in range(bands):
            top_edge, bottom_edge = (until * FINER * step / bands for step in (band, band + 1))
            self.draw.rectangle(
                [0, round(top_edge), WIDTH * FINER, round(bottom_edge)],
                fill=self.lit(mix(top, bottom, band / (bands - 1))),
            )

    def shape(self, points: Sequence[Point], colour: Colour, light: float = 1.0) -> None:
        """A filled shape, in pixels."""
        self.draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=self.lit(colour, light))

    def flat(self, spots: Sequence[Spot], colour: Colour, light: float = 1.0) -> None:
        """A filled shape in space."""
        self.shape([self.camera.see(spot) for spot in spots], colour, light)

    def face(self, face: Face, colour: Colour, light: float = 1.0) -> None:
        """A filled face."""
        self.flat(face.corners(), colour, light)

    def line(self, spots: Sequence[Spot], colour: Colour, *, width: float = 1.0, light: float = 1.0) -> None:
        """A line in space; `width` in pixels."""
        points = [self.camera.see(spot) for spot in spots]
        self.draw.line(
            [(x * FINER, y * FINER) for x, y in points],
            fill=self.lit(colour, light), width=max(1, round(width * FINER)),
        )  # fmt: skip

    def disc(self, middle: Point, wide: float, high: float, colour: Colour, light: float = 1.0) -> None:
        """A filled ellipse, in pixels; `wide` and `high` are half of its size."""
        x, y = middle
        box = [(x - wide) * FINER, (y - high) * FINER, (x + wide) * FINER, (y + high) * FINER]
        self.draw.ellipse(box, fill=self.lit(colour, light))

    def ball(self, spot: Spot, wide: float, high: float, colour: Colour, light: float = 1.0) -> None:
        """A round thing in space, its half width and half height in metres."""
        x, y = self.camera.see(spot)
        size = self.metre(spot)
        self.disc((x, y), wide * size, high * size, colour, light)

    def metre(self, spot: Spot) -> float:
        """How many pixels a metre is at a place."""
        x, y, z = spot
        low, high = self.camera.see((x, y, z)), self.camera.see((x, y, z + 1))
        return math.dist(low, high)

    def box(self, corner: Spot, size: Spot, colour: Colour, *, top: float = 1.12, side: float = 0.78) -> None:
        """A box that stands on `corner` (left, front, low): front, the side that shows, and its top."""
        x, y, z = corner
        wide, deep, high = size
        if self.camera.eye[0] > x + wide:
            self.face(Face((x + wide, y, z), (0, deep, 0), (0, 0, high)), colour, side)
        elif self.camera.eye[0] < x:
            self.face(Face((x, y, z), (0, deep, 0), (0, 0, high)), colour, side)
        if self.camera.eye[2] > z + high:
            self.face(Face((x, y, z + high), (wide, 0, 0), (0, deep, 0)), colour, top)
        self.face(Face((x, y, z), (wide, 0, 0), (0, 0, high)), colour)

    def jpeg(self) -> bytes:
        """The picture as a JPEG of 1280 x 960 that holds nothing but the picture."""
        small = self.image.reduce(FINER)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=QUALITY, subsampling=2)
        return out.getvalue()
