"""A province on one page for its governor: the document of plain values that `brief.typ` lays out.

All figures come from one release. Indicators are taken by name, as far as the release has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from isee.kernel import ThaiDate
from isee.places.api import ShapeMap
from isee.reporting.api import AreaFigures, Cell, PlaceFigures, Release
from isee.web.paper.brief_pictures import CHART_HEIGHTS, district_map, line_sample, sample, trend_chart
from isee.web.paper.brief_words import LEAD, figure, pieces, sentences
from isee.web.present.choice import GROUPS, NO_DATA, Choice, cell_of, group_label, label_of
from isee.web.present.choropleth import class_limits, legend, paint
from isee.web.present.figures import cell_text, state_text
from isee.web.present.formats import UNBROKEN, in_thai, name, number, term, value_text
from isee.web.present.pages import scale_text
from isee.web.present.places import BANGKOK, NATION, kinds, title

FEW, NONE = "×", "–"
"""Signs for the states of a figure in narrow columns; a line below the tables says what they mean."""
IN_BARS = 18
IN_ONE_COLUMN = 16
"""A table of more districts stands in two columns, which have room for fewer indicators."""
WIDE_ONLY = "poor"


@dataclass(frozen=True)
class Column:
    """One column of the tables: an indicator's value, or the number of children behind its share.

    A column without a heading stands under the one before it.
    """

    indicator: str
    heading: str
    unit: str
    part: str = "v"


@dataclass(frozen=True)
class Province:
    """A province of a release, with what is known of its districts beside figures: their outlines and how many."""

    release: Release
    area: AreaFigures
    shapes: ShapeMap | None
    districts: int


def brief_document(province: Province) -> dict[str, Any]:
    """Everything that stands on the page, in the language of the moment."""
    release, area = province.release, province.area
    manifest, nation = release.manifest, release.area(NATION)
    key = manifest["term"]
    known = {words["name"]: words for words in manifest["indicators"] if "province" in words["levels"]}
    units = {indicator: str(words["unit"]) for indicator, words in known.items()}
    columns = [column for column in _columns() if column.indicator in known]
    told = sentences(area, nation, units=units, labels={one: label_of(words) for one, words in known.items()}, key=key)
    made = timezone.localtime(datetime.fromisoformat(manifest["made_at"])).date()
    made_text = ThaiDate(made).long_th() if in_thai() else date_format(made, "j F Y")
    ordered = _ordered(area["children"], key)
    document: dict[str, Any] = _whole({
        "language": get_language() or "th",
        "service": "iSEE", "service_name": _("Information for equal education"),
        "use": _("Province brief"), "title": title(area),
        "subtitle": _("Equity in education, term %(term)s") % {"term": _era(key)},
        "release": _("Release %(id)s of %(day)s") % {"id": release.id, "day": made_text},
        "synthetic": _synthetic(release),
        "sentences": pieces(told),
        "picture": _picture(province, ordered, key) if LEAD in known else None,
        "trend": _trend(area, nation, sorted(manifest["terms"])) if LEAD in known else None,
        "groups": _groups(area, nation, columns, units, key),
        "districts": _districts(province, ordered, columns, units, key),
        "signs": [
            f"{FEW} {state_text('few')}", f"{NONE} {state_text('none')}",
            _("Extremely poor: by the term's screening, out of all pupils. Out of school: of children aged 3–18."),
        ],
        "foot": _foot(release, area, made_text), "page": _("Page 1 of 1"),
    })  # fmt: skip
    return document


def _whole(value: Any) -> Any:
    """All texts with word joiners in the Thai terms that must not break over a line."""
    if isinstance(value, dict):
        return {key: _whole(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, str) and not value.startswith("<"):
        for word in UNBROKEN:
            value = value.replace(word.replace("\u2060", ""), word)
    return value


def _era(key: int) -> str:
    """The term; in English with the common-era year beside the Buddhist one."""
    return term(key) if in_thai() else f"{term(key)} (B.E. {key // 10}, {key // 10 - 543})"


def _synthetic(release: Release) -> str:
    if not release.manifest["synthetic"]:
        return ""
    scale = release.manifest["scale"]
    if not scale:
        return _("Synthetic data: no real person is in it.")
    return _("Synthetic data at %(scale)s %% of the country's size: no real person is in it.") % {
        "scale": scale_text(scale)
    }


def _columns() -> list[Column]:
    return [
        Column("pupils", _("Pupils"), _("number")),
        Column(LEAD, _("Extremely poor"), _("number"), "n"),
        Column(LEAD, "", "%"),
        Column("poor", _("Poor"), "%"),
        Column("out_of_school", _("Out of school"), "%"),
        Column("attendance", _("Present"), "%"),
        Column("income", _("Income"), _("baht")),
    ]


def _heads(columns: Sequence[Column]) -> dict[str, Any]:
    """The headings with how many columns each spans, and the units below them."""
    heads: list[list[Any]] = []
    for column in columns:
        if column.heading or not heads:
            heads.append([column.heading, 1])
        else:
            heads[-1][1] += 1
    return {"heads": heads, "units": [column.unit for column in columns]}


def _value(cell: Cell, column: Column, unit: str) -> str:
    """A figure for a table, or the sign of why there is none."""
    if cell["s"] == "band":
        return cell_text(cell, unit)
    if cell["v"] is None:
        return NONE if cell["s"] == "none" else FEW
    if column.part == "n":
        return NONE if cell["n"] is None else number(cell["n"])
    return value_text(cell["v"], unit)


def _short(child: PlaceFigures, indicator: str, key: int) -> Cell:
    return child["figures"].get(str(key), {}).get(indicator, NO_DATA)


def _ordered(children: Sequence[PlaceFigures], key: int) -> list[PlaceFigures]:
    """Districts by the share of extremely poor pupils, the greatest first; those without a figure last, by code."""

    def need(child: PlaceFigures) -> tuple[bool, bool, float, str]:
        cell = _short(child, LEAD, key)
        return cell["v"] is None, cell["s"] == "none", -(cell["v"] or 0), child["code"]

    return sorted((child for child in children if child["level"] == "district"), key=need)


def _kinds(area: AreaFigures) -> str:
    """Districts, which Bangkok calls by another name in Thai."""
    return "เขต" if area["code"] == BANGKOK and in_thai() else kinds("district")


def _district_name(child: PlaceFigures) -> str:
    return name(child).removeprefix("เขต")


def _picture(province: Province, ordered: Sequence[PlaceFigures], key: int) -> dict[str, Any]:
    """The map where outlines of districts in the release are loaded, else bars."""
    shapes, heading = province.shapes, {"kinds": _kinds(province.area)}
    cells = {child["code"]: _short(child, LEAD, key) for child in ordered}
    if shapes is None or not cells.keys() & shapes.paths.keys():
        return {
            "heading": _("Share of extremely poor pupils, by %(kinds)s") % heading, "svg": "",
            "bars": _bars(ordered, cells),
            "more": _("The first %(count)s of %(all)s; all of them are in the table.")
            % {"count": number(IN_BARS), "all": number(len(ordered))} if len(ordered) > IN_BARS else "",
        }  # fmt: skip
    values = [cell["v"] for cell in cells.values() if cell["v"] is not None]
    limits = class_limits(values, finest=0.1)
    paints = {
        code: paint(cell["v"], limits) if cell["v"] is not None else cell["s"]
        for code, cell in ((code, cells.get(code, NO_DATA)) for code in shapes.paths)
    }
    painted = set(paints.values())
    keys = legend(
        limits, finest=0.1, unit="%", low_is_need=False, few=bool(painted & {"few"}), none=bool(painted & {"none"})
    )
    shown = [[sample(item.paint), item.label] for item in keys]
    if values and not limits:
        shown.insert(0, [sample(paint(values[0], ())), f"{value_text(values[0], 'share')} %"])
    return {
        "heading": _("Share of extremely poor pupils, by %(kinds)s") % heading,
        "svg": district_map(shapes, paints=paints, numbers={child["code"]: n for n, child in enumerate(ordered, 1)}),
        "legend": shown,
        "note": _("Numbers as in the table. Outlines: %(source)s") % {"source": shapes.attribution},
        "alt": _("Map of the %(kinds)s; the table below has its figures") % heading,
    }  # fmt: skip


def _bars(ordered: Sequence[PlaceFigures], cells: dict[str, Cell]) -> list[list[Any]]:
    top = max((cell["v"] or 0 for cell in cells.values()), default=0) or 1
    column = Column(LEAD, "", "%")
    return [
        [_district_name(child), round(100 * (cell["v"] or 0) / top, 1), _value(cell, column, "share")]
        for child in ordered[:IN_BARS]
        for cell in [cells[child["code"]]]
    ]


def _trend(area: AreaFigures, nation: AreaFigures | None, terms: Sequence[int]) -> dict[str, Any]:
    here = [figure(area, LEAD, key)["v"] for key in terms]
    whole = [figure(nation, LEAD, key)["v"] for key in terms]
    return {
        "heading": _("Extremely poor pupils over the terms, per cent"),
        "charts": [
            trend_chart([term(key) for key in terms], here, whole, unit="share", height=height)
            for height in CHART_HEIGHTS
        ],
        "lines": [[line_sample(nation=False), title(area)], [line_sample(nation=True), _("The whole country")]],
        "none": _("Fewer than two terms have a figure that can be shown."),
        "alt": _("Line chart by term: %(values)s")
        % {"values": ", ".join(f"{term(key)} {value}" for key, value in zip(terms, here, strict=True) if value)},
    }  # fmt: skip


def _groups(
    area: AreaFigures, nation: AreaFigures | None, columns: Sequence[Column], units: dict[str, str], key: int
) -> dict[str, Any]:
    """The whole province, girls and boys, levels of school, and the nation beside them."""

    def row(label: str, place: AreaFigures, group: str) -> list[str]:
        cells = [cell_of(place, Choice(column.indicator, key, group)) for column in columns]
        return [label, *_texts(cells, columns, units)]

    rows = [row(name(area), area, "all"), *(row(group_label(group), area, group) for group in GROUPS)]
    if nation:
        rows.append(row(_("The whole country"), nation, "all"))
    return {
        "heading": _("Girls and boys, levels of school"), **_heads(columns),
        "rows": rows, "strong": [0, len(rows) - 1] if nation else [0],
    }  # fmt: skip


def _texts(cells: Sequence[Cell], columns: Sequence[Column], units: dict[str, str]) -> list[str]:
    return [_value(cell, column, units[column.indicator]) for cell, column in zip(cells, columns, strict=True)]


def _districts(
    province: Province, ordered: Sequence[PlaceFigures], columns: Sequence[Column], units: dict[str, str], key: int
) -> dict[str, Any]:
    split = len(ordered) > IN_ONE_COLUMN
    columns = [column for column in columns if not (split and column.indicator == WIDE_ONLY)]
    rows = [
        [
            number(place), _district_name(child),
            *_texts([_short(child, column.indicator, key) for column in columns], columns, units),
        ]
        for place, child in enumerate(ordered, 1)
    ]  # fmt: skip
    said = {"kinds": _kinds(province.area), "shown": number(len(rows)), "all": number(province.districts)}
    lacking = province.districts > len(rows)
    return {
        "heading": _capital((
            _("%(kinds)s, greatest share of extremely poor pupils first") if lacking
            else _("All %(shown)s %(kinds)s, greatest share of extremely poor pupils first")
        ) % said), "split": split, **_heads(columns),
        "rows": rows,
        "note": _("%(shown)s of the province's %(all)s %(kinds)s have figures in this release.") % said
        if lacking else "",
    }  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _foot(release: Release, area: AreaFigures, made: str) -> list[list[str]]:
    """Source, method and how to cite: each with its word."""
    place = {"id": release.id, "title": title(area), "code": area["code"], "day": made}
    year = release.manifest["term"] // 10
    return [
        [_("Source"), _("iSEE, published figures of release %(id)s (pages “Data” and “Method”).") % place],
        [_("Method"), " ".join([
            _("The screening rules are an example for this open system, not the official ones."),
            _("Figures about fewer than %(threshold)s children are not shown.")
            % {"threshold": release.manifest["threshold"]},
            _("Others are hidden with them where they would give the hidden one away."),
        ])],
        [_("Cite as"), _("iSEE (%(year)s). Province brief: %(title)s. Release %(id)s, %(day)s. /areas/%(code)s")
         % {**place, "year": year if in_thai() else year - 543}],
    ]  # fmt: skip
