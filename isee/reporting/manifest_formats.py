"""The shapes of what a manifest says besides its figures: versions, dated rules, corrections, who signed."""

from typing import Literal, TypedDict


class IndicatorVersion(TypedDict):
    """Hashes that change with an indicator: `expression` with how it is counted, `words` with what is said of it."""

    expression: str
    words: str


class DisclosureRule(TypedDict):
    """The rule for small figures that this release was made under, with the day from which it holds."""

    valid_from: str
    threshold: int
    small_group: int


class TermRule(TypedDict):
    """A dated rule behind one term's figures; `holds_from` is a day or a term, empty where it is not dated."""

    rule: Literal["screening", "attendance"]
    version: str
    holds_from: str
    illustrative: bool


class Rules(TypedDict):
    """The dated rules behind a release: for small figures, and by term key those that its figures rest on."""

    disclosure: DisclosureRule
    terms: dict[str, list[TermRule]]


class Versions(TypedDict):
    """The versions of the forms that a release is written in and was made from."""

    release: int
    codebook: int
    extract: int


Cause = Literal["data", "method", "hiding", "program"]


class Correction(TypedDict):
    """How one indicator of one term differs from the release before, over all places and groups.

    `figures` are shown in both and differ; `shown` are those of which one release shows a number and the other none,
    or another kind of it. `causes`: the term was frozen anew, the indicator is counted anew, other rules hide, or only
    the program is another.
    """

    term: int
    indicator: str
    figures: int
    shown: int
    causes: list[Cause]


class Corrections(TypedDict):
    """What a release changes in terms that the release before it had, and the reason that was given for it."""

    replaces: str
    reason: str
    changes: list[Correction]


class Signature(TypedDict):
    """Who signed `manifest.json`: the signature lies in `file`, beside it."""

    algorithm: str
    file: str
    public_key: str
