"""The shapes of a release's JSON files, as pages and other readers meet them."""

from typing import Literal, NotRequired, TypedDict

from isee.reporting.manifest_formats import Corrections, IndicatorVersion, Rules, Signature, Versions

CellState = Literal["ok", "few", "band", "none"]


class Cell(TypedDict):
    """One published figure.

    `few`: too few children to show; `none`: no data; `band`: told roughly, in `band`, such as `10-25` per cent (with
    its lower edge and not its upper one). All three have null numbers.
    """

    n: int | None
    d: int | None
    v: float | int | None
    s: CellState
    band: NotRequired[str]


class Figure(TypedDict):
    """One indicator in one term: for all children, by sex and by grade band; below the district for all alone."""

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


class Licence(TypedDict):
    """A licence by its SPDX id, with its address and what it allows in words."""

    id: str
    url: str
    title_th: str
    title_en: str


class TermsOfUse(TypedDict):
    """What a reader may do with a release; `notice` says that it is invented, or nothing."""

    licence: Licence
    contact_th: str
    contact_en: str
    citation_th: str
    citation_en: str
    notice_th: str
    notice_en: str


class Meaning(TypedDict):
    """What a value stands for."""

    value: str
    th: str
    en: str


class ColumnWords(TypedDict):
    """A column of a table; `values` where only some values are possible and each has a meaning."""

    name: str
    type: str
    nullable: bool
    th: str
    en: str
    values: list[Meaning]


class TableWords(TypedDict):
    """A table of a release, the same in each of its formats."""

    name: str
    level: str
    label_th: str
    label_en: str
    rows: int
    indicators: list[str]
    columns: list[ColumnWords]


class SourceColumn(TypedDict):
    """A column of the extract that an indicator reads."""

    name: str
    type: str
    th: str
    en: str


class CodebookIndicator(IndicatorWords):
    """An indicator with its unit in words and how sensitive its subject is."""

    unit_th: str
    unit_en: str
    sensitivity: str
    sources: NotRequired[list[SourceColumn]]
    expressions: NotRequired[dict[str, str]]
    version: NotRequired[IndicatorVersion]
    terms: NotRequired[list[int]]


class Codebook(TypedDict):
    """`codebook.json` of a release."""

    format: int
    terms: list[str]
    indicators: list[CodebookIndicator]
    tables: list[TableWords]
    extract: NotRequired[dict[str, list[ColumnWords]]]
    states: list[Meaning]
    groups: list[Meaning]
    notes_th: str
    notes_en: str


class AttackWords(TypedDict):
    """What the attack found in one term.

    `opened` hidden cells can be told too closely. `narrowest` is the smallest
    sure width of an interval, in children: 10 means that a hidden number can be anything within at least ten.
    None where nothing is hidden.
    """

    hidden: int
    opened: int
    narrowest: float | None
    method: str


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
    use: NotRequired[TermsOfUse]
    attack: NotRequired[dict[str, AttackWords]]
    schema: NotRequired[Versions]
    versions: NotRequired[dict[str, IndicatorVersion]]
    rules: NotRequired[Rules]
    corrections: NotRequired[Corrections]
    signature: NotRequired[Signature]
