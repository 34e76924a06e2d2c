"""The shapes of a release's JSON files, as pages and other readers meet them."""

from typing import Literal, NotRequired, TypedDict

CellState = Literal["ok", "few", "none"]


class Cell(TypedDict):
    """One published figure. `few`: too few children to show; `none`: no data; both have null numbers."""

    n: int | None
    d: int | None
    v: float | int | None
    s: CellState


class Figure(TypedDict):
    """One indicator in one term: for all children, by sex and by grade band."""

    all: Cell
    sex: dict[str, Cell]
    grade_band: dict[str, Cell]


class Place(TypedDict):
    """An area or a school by its code, level and names."""

    code: str
    level: str
    name_th: str
    name_en: str


class PlaceFigures(Place):
    """A place with its figures for all children, by term key and indicator."""

    figures: dict[str, dict[str, Cell]]


class AreaFigures(Place):
    """`areas/<code>.json`, and `schools/<code10>.json` with neither children nor schools.

    The nation's children are the regions first and then the provinces: tell them apart by `level`.
    """

    path: list[Place]
    figures: dict[str, dict[str, Figure]]
    children: list[PlaceFigures]
    schools: list[PlaceFigures]


class IndicatorWords(TypedDict):
    """What the manifest says of an indicator; releases made before there were families have none."""

    name: str
    label_th: str
    label_en: str
    unit: Literal["count", "share", "baht"]
    method_th: str
    method_en: str
    numerator_th: str
    numerator_en: str
    denominator_th: str
    denominator_en: str
    levels: list[str]
    family: NotRequired[str]
    family_th: NotRequired[str]
    family_en: NotRequired[str]


class Manifest(TypedDict):
    """`manifest.json` of a release."""

    id: str
    format: int
    term: int
    terms: list[int]
    made_at: str
    scale: float | None
    synthetic: bool
    threshold: int
    small_group: int
    extracts: dict[str, str]
    indicators: list[IndicatorWords]
    files: dict[str, str]
