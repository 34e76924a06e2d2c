"""The shapes of the API's answers, as OpenAPI tells them; figures are passed on as the release has them."""

from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

OF_A_RELEASE = "The release that the answer is made from."
BY_TERM = "By term key (`25692` is 2/2569) and indicator."
TERM = "^(?:[12]/2[4-9][0-9]{2}|2[4-9][0-9]{2}[12])?$"
INDICATOR = "^(?:[a-z][a-z0-9_]{0,39})?$"


class Open(Schema):
    """A shape to which later releases may add."""

    model_config = ConfigDict(extra="allow")


class Problem(Schema):
    """Why there is no answer."""

    error: str = Field(description="A word that stays the same, for programs.", examples=["unknown_area"])
    hint: str = Field(description="What to do, in Thai, or in English with `Accept-Language: en`.")
    nearest: list[str] = Field(description="Choices that exist and look like what was asked, best first.")


class Choice(Schema):
    """Of which term, and which indicator."""

    term: str = Field("", pattern=TERM, description="A term: `2/2569` or `25692`; else all.")
    indicator: str = Field("", pattern=INDICATOR, description="One indicator by name; else all.")


class StaffChoice(Choice):
    """Of which term, and which indicator, for staff."""

    term: str = Field("", pattern=TERM, description="A term: `2/2569` or `25692`; else the newest.")


class Listing(Choice):
    """Which part of a list."""

    page: int = Field(1, ge=1, le=100_000, description="Which page, from 1.")
    size: int = Field(100, ge=1, le=200, description="How many to a page.")


class Cell(Open):
    """One published figure.

    `s` is `ok`, `band` (a share that is told by its band alone, in `band`), `few` (about too few children to show, or
    from which such a figure could be worked out) or `none` (no data). The numbers of the last three are null; none of
    them means zero.
    """

    n: int | None = Field(description="The numerator.", examples=[62])
    d: int | None = Field(description="The denominator.", examples=[540])
    v: float | int | None = Field(description="The value in the indicator's unit; shares in per cent.", examples=[11.5])
    s: Literal["ok", "band", "few", "none"] = Field(description="Whether and how the figure is shown.")
    band: Literal["0-10", "10-25", "25-50", "50-75", "75-90", "90-100"] | None = Field(
        default=None,
        description="With `band` alone: the share in per cent, from the first number to under the second; `90-100` "
        "includes 100.",
        examples=["10-25"],
    )


class Figure(Open):
    """One indicator in one term."""

    all: Cell = Field(description="All children.")
    sex: dict[str, Cell] = Field(description="By sex: `f`, `m`.")
    grade_band: dict[str, Cell] = Field(description="By level of school: `pre_primary`, `primary`, ...")


class Place(Open):
    """An area or a school."""

    code: str = Field(description="Official code; `TH` the nation, `R1` to `R4` the regions.", examples=["58"])
    level: Literal["nation", "region", "province", "district", "subdistrict", "school"]
    name_th: str = Field(examples=["แม่ฮ่องสอน"])
    name_en: str = Field(examples=["Mae Hong Son"])


class PlaceAnswer(Place):
    """A place with all its figures."""

    release: str = Field(description=OF_A_RELEASE)
    path: list[Place] = Field(description="What it lies in, the nation first.")
    figures: dict[str, dict[str, Figure]] = Field(description=BY_TERM)


class ListedSchool(Place):
    """A school in a list."""

    figures: dict[str, dict[str, Cell]] = Field(
        description="For all children, by term key and indicator; empty unless `term` or `indicator` asks for them."
    )


class ListedArea(ListedSchool):
    """An area in a list."""

    parent: str | None = Field(description="The area that it lies in; null for the nation.")


class Page(Schema):
    """One page of a list."""

    release: str = Field(description=OF_A_RELEASE)
    total: int = Field(description="How many there are on all pages.")
    page: int
    size: int
    next: str | None = Field(description="The address of the next page; null on the last one.")


class AreasAnswer(Page):
    """Areas by code."""

    items: list[ListedArea]


class SchoolsAnswer(Page):
    """Schools by code."""

    items: list[ListedSchool]


class Indicator(Open):
    """What a figure says and how it is made."""

    name: str = Field(examples=["poor"])
    label_th: str
    label_en: str
    unit: str = Field(description="`count`, `share` (per cent) or `baht`.", examples=["share"])
    method_th: str
    method_en: str
    numerator_th: str
    numerator_en: str
    denominator_th: str
    denominator_en: str
    levels: list[str] = Field(description="The levels that have it.")


class IndicatorsAnswer(Schema):
    """All indicators of the release."""

    release: str = Field(description=OF_A_RELEASE)
    items: list[Indicator]


class IndicatorAnswer(Indicator):
    """One indicator."""

    release: str = Field(description=OF_A_RELEASE)
    terms: list[str] = Field(description="The terms of the release.", examples=[["1/2569", "2/2569"]])


class Table(Schema):
    """A published table as a file."""

    name: str = Field(examples=["provinces.csv"])
    format: str = Field(examples=["csv"])
    bytes: int
    sha256: str
    url: str = Field(description="Where the file is.", examples=["/api/v1/tables/provinces.csv"])


class TablesAnswer(Schema):
    """The tables of the release."""

    release: str = Field(description=OF_A_RELEASE)
    items: list[Table]


class ReleaseWords(Schema):
    """A release on this server."""

    id: str = Field(examples=["25692-8f8a785dfc1d"])
    newest: bool = Field(description="Is it the one that the pages and the other addresses show?")
    made_at: str = Field(description="When its data were frozen, ISO 8601.")
    term: str = Field(description="Its newest term.", examples=["2/2569"])
    terms: list[str]
    synthetic: bool = Field(description="True where all children are invented.")
    scale: float | None = Field(description="Share of the nation that a synthetic release has.")
    threshold: int = Field(description="A figure about fewer children than this is hidden.")


class ReleasesAnswer(Schema):
    """All releases, the newest first."""

    release: str = Field(description="The newest release.")
    items: list[ReleaseWords]


class ReleaseAnswer(ReleaseWords):
    """One release with its indicators and the hash of each file."""

    release: str = Field(description=OF_A_RELEASE)
    indicators: list[Indicator]
    tables: dict[str, str] = Field(description="SHA-256 of each table by name.")


class TokenWords(Schema):
    """The token that was sent, without itself."""

    name: str = Field(description="What its owner called it.", examples=["Yearly report"])
    role: str = Field(description="The role in which it reads.", examples=["province_officer"])
    purpose: str = Field(description="What its owner said the figures are for.")
    expires_at: str = Field(description="Until when it works, ISO 8601.")


class StaffAnswer(Schema):
    """Figures for staff, which are not suppressed."""

    internal: Literal[True] = Field(description="Small groups are in it: not for publication.")


class ScopeAnswer(StaffAnswer):
    """What the token may read."""

    token: TokenWords
    nation: bool = Field(description="Is it every place?")
    areas: list[Place] = Field(description="The areas that lie in the scope as a whole, the largest of each.")
    schools: list[str] = Field(description="The schools in a scope of schools, by their ten digits; else empty.")
    terms: list[str] = Field(description="The terms of which there are figures.", examples=[["1/2569", "2/2569"]])
    indicators: list[str] = Field(description="The names of the figures.", examples=[["pupils", "poor"]])


class StaffPlaceAnswer(StaffAnswer, Place):
    """A place with its figures of one term."""

    model_config = ConfigDict(extra="allow")

    extract: str = Field(description="The extract that the figures were worked out from.")
    whole: bool = Field(description="False where the place reaches beyond the scope: only the part within is told.")
    figures: dict[str, dict[str, Figure]] = Field(description=BY_TERM)


def example(body: Any, *, media_type: str = "application/json") -> dict[str, Any]:
    """An example of an answer, in the form that an operation of OpenAPI takes."""
    return {"responses": {200: {"content": {media_type: {"example": body}}}}}
