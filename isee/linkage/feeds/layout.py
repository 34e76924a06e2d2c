"""The layouts of the ministries' files, as data: what a file is called, how it is written, what its columns mean.

Published layouts (`ours` is false) describe what others defined; ours stand where no public layout was found. A real
layout is another file in `layouts/`, mapped by the `role` of each column: no code knows a column's name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

TYPES: Final = frozenset(
    {"text", "code", "integer", "decimal", "citizen_id", "number", "date", "month", "datetime", "area_code", "grade"}
)
"""`citizen_id` has 13 digits; `number` is one, or a G-code."""
PRIVACY: Final = ("open", "personal", "sensitive")
_TIMES: Final = frozenset({"date", "month", "datetime"})


class LayoutError(ValueError):
    """A layout file contradicts itself; the message names the layout, the column and what to mend."""


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column. ``role`` is what linkage takes it for, the same word in every layout; "" is not used by linkage.

    ``era`` (BE or CE) and ``format`` belong to dates. ``codes`` are the values with their meaning;
    ``illustrative`` says that nobody has checked them. ``added_later`` columns are missing in older files.
    """

    name: str
    th: str
    en: str
    type: str
    privacy: Literal["open", "personal", "sensitive"]
    role: str = ""
    required: bool = False
    era: Literal["", "BE", "CE"] = ""
    format: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    illustrative: bool = False
    added_later: bool = False


@dataclass(frozen=True, slots=True)
class FeedLayout:
    """One kind of file. ``encodings`` lists what is seen, the first is usual; lines end with CR LF.

    ``header`` is whether a header row stands above, or "optional". ``key`` names the columns that tell rows apart.
    """

    name: str
    ministry: str
    owner_th: str
    owner_en: str
    title_th: str
    title_en: str
    ours: bool
    source: str
    kind: Literal["csv", "text"]
    encodings: tuple[str, ...]
    separator: str
    header: bool | Literal["optional"]
    key: tuple[str, ...]
    columns: tuple[LayoutColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, role: str) -> LayoutColumn:
        """The column with a role. Raises `LookupError` when the layout has none."""
        for column in self.columns:
            if column.role == role:
                return column
        raise LookupError(f"The layout {self.name} has no column for {role}.")


@cache
def feed_layouts() -> Mapping[str, FeedLayout]:
    """Every layout by its name, in alphabetical order. Raises `LayoutError` when one contradicts itself."""
    folder = files("isee.linkage.feeds").joinpath("layouts")
    texts = {
        entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")
    }
    return {name.removesuffix(".toml"): read_layout(name.removesuffix(".toml"), texts[name]) for name in sorted(texts)}


def feed_layout(name: str) -> FeedLayout:
    """One layout. Raises `LookupError`, with the names that there are, for an unknown one."""
    try:
        return feed_layouts()[name]
    except KeyError:
        raise LookupError(f"No layout is called {name!r}. There are: {', '.join(feed_layouts())}.") from None


def read_layout(name: str, text: str) -> FeedLayout:
    """A layout from the text of its file. Raises `LayoutError`."""
    data: dict[str, Any] = tomllib.loads(text)
    try:
        columns = tuple(LayoutColumn(**column) for column in data.pop("columns"))
        encodings, key = tuple(data.pop("encodings")), tuple(data.pop("key"))
        layout = FeedLayout(name=name, columns=columns, encodings=encodings, key=key, **data)
    except (TypeError, KeyError) as error:
        raise LayoutError(f"{name}: a field is missing or unknown ({error}).") from None
    for column in columns:
        _check_column(name, column)
    _check_names(layout)
    return layout


def _check_column(layout: str, column: LayoutColumn) -> None:
    where = f"{layout}, column {column.name}"
    if column.type not in TYPES:
        raise LayoutError(f"{where}: there is no type {column.type!r}; use one of {', '.join(sorted(TYPES))}.")
    if column.privacy not in PRIVACY:
        raise LayoutError(f"{where}: mark it open, personal or sensitive.")
    if (column.type in _TIMES) != bool(column.era and column.format):
        raise LayoutError(f"{where}: a date needs its era (BE or CE) and its format, and nothing else has them.")
    if column.era not in ("", "BE", "CE"):
        raise LayoutError(f"{where}: the era is BE or CE.")
    if column.type in ("citizen_id", "number") and column.privacy != "sensitive":
        raise LayoutError(f"{where}: a person's number is sensitive.")


def _check_names(layout: FeedLayout) -> None:
    roles = [column.role for column in layout.columns if column.role]
    if len(set(layout.names)) != len(layout.names) or len(set(roles)) != len(roles):
        raise LayoutError(f"{layout.name}: two columns have one name or one role.")
    if not set(layout.key) <= set(layout.names):
        raise LayoutError(f"{layout.name}: the key names a column that is not there.")
