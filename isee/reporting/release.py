"""Builds a release from the newest extract of each term: computes, hides what is small, writes the files.

The same extracts and the same code give the same bytes and the same id. Files are written aside and get their
place in one step; `releases/latest` then names the release that pages show.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from isee.reporting import formats
from isee.reporting.catalogue import catalogue
from isee.reporting.codebook import codebook
from isee.reporting.disclosure import Thresholds, thresholds_on
from isee.reporting.equity_tables import write_equity
from isee.reporting.extract.files import FrozenExtract, newest_extracts
from isee.reporting.figures import BREAKDOWNS, LEVEL_COLUMNS, NATION, Position
from isee.reporting.folders import file_hashes, fresh_folder, point, publish, sole_writer, write_json
from isee.reporting.indicators import DISTRICT_LEVELS, INDICATORS, Indicator
from isee.reporting.manifest import facts, id_of, write_manifest
from isee.reporting.protection import protected
from isee.reporting.suppression import TermCells
from isee.reporting.tables import TableRow, terms_told, write_csv, write_parquet, write_xlsx
from isee.reporting.terms_of_use import terms_of_use
from isee.reporting.twin import write_twin

FORMAT = 1
LEVEL_ORDER = {level: number for number, level in enumerate(LEVEL_COLUMNS)}
TABLES = {"nation": "nation", "region": "regions", "province": "provinces", "district": "districts",
          "subdistrict": "subdistricts", "school": "schools"}  # fmt: skip
ALL_TERMS_IN_SHEETS = ("nation", "region", "province")
Report = Callable[[str, int, int], None]
"""Called with the phase, how much of it is done, and how much there is."""


class NothingToReleaseError(RuntimeError):
    """No term has been frozen yet: run `isee extract` first."""


@dataclass(frozen=True)
class Built:
    """A release on disk, and the extracts that it was made from."""

    folder: Path
    manifest: formats.Manifest


@dataclass(frozen=True)
class Tree:
    """The places of a release: their words, and which lies in which."""

    places: Mapping[str, formats.Place]
    parents: Mapping[str, str]

    def path(self, code: str) -> list[formats.Place]:
        """The places above one, the nation first."""
        above: list[formats.Place] = []
        while (parent := self.parents.get(code)) is not None:
            above.insert(0, self.places[parent])
            code = parent
        return above


@dataclass(frozen=True)
class Picture:
    """Everything that a release says, before it is written."""

    tree: Tree
    terms: Mapping[int, TermCells]
    attacks: Mapping[int, formats.AttackWords]
    shown: Sequence[str]
    children: Mapping[str, Sequence[str]]


def write_release(home: Path, *, report: Report, reason: str = "") -> Built:
    """Build the release of all frozen terms under `home` and point `latest` at it.

    `reason` says why figures of terms that were released before change, where they do.
    """
    extracts = newest_extracts(home)
    if not extracts:
        raise NothingToReleaseError("No term has been frozen yet: run `isee extract` first.")
    thresholds = thresholds_on(extracts[-1].made_at.date(), read_thresholds())
    parent = home / "releases"
    with sole_writer(parent), fresh_folder(parent) as folder:
        picture = _picture(extracts, thresholds, report)
        _write_places(folder, picture, report)
        rows = _write_tables(folder / "tables", picture, extracts[-1].made_at)
        words = [_words(indicator) for indicator in INDICATORS]
        write_equity(folder, indicators=words, terms=list(picture.terms), made_at=extracts[-1].made_at)
        _describe(folder, extracts, rows)
        manifest = _manifest(folder, extracts, thresholds, picture.attacks)
        manifest = write_manifest(folder, manifest, parent=parent, reason=reason)
        publish(folder, parent / manifest["id"])
        point(parent / "latest", manifest["id"])
    return Built(parent / manifest["id"], manifest)


def read_thresholds() -> list[Thresholds]:
    """The dated disclosure rules that the package ships."""
    source = files("isee.reporting").joinpath("data/disclosure_thresholds.csv").read_text(encoding="utf-8")
    return [
        Thresholds(date.fromisoformat(row["valid_from"]), int(row["threshold"]), int(row["small_group"]))
        for row in csv.DictReader(source.splitlines())
    ]


def _picture(extracts: Sequence[FrozenExtract], thresholds: Thresholds, report: Report) -> Picture:
    tree = tree_of(extracts)
    terms: dict[int, TermCells] = {}
    attacks: dict[int, formats.AttackWords] = {}
    report("figures", 0, len(extracts))
    for term_key, cells, words in protected(extracts, parents=tree.parents, thresholds=thresholds):
        terms[term_key], attacks[term_key] = cells, words
        report("figures", len(terms), len(extracts))
    found = {unit for cells in terms.values() for unit in cells.figures.levels} & tree.places.keys()
    shown = sorted(found, key=lambda code: (LEVEL_ORDER[tree.places[code]["level"]], code))
    children: dict[str, list[str]] = {}
    for code in shown:
        if code in tree.parents:
            children.setdefault(tree.parents[code], []).append(code)
    return Picture(tree, terms, attacks, shown, children)


def tree_of(extracts: Sequence[FrozenExtract]) -> Tree:
    """Places of all extracts; the newest words and the newest place in the tree hold."""
    places: dict[str, formats.Place] = {}
    parents: dict[str, str] = {}
    for extract in extracts:
        for area in extract.table("areas").to_pylist():
            places[area["code"]] = _place(area, area["level"])
            if area["parent"] is not None:
                parents[area["code"]] = area["parent"]
        for school in extract.table("schools").to_pylist():
            places[school["code"]] = _place(school, "school")
            parents[school["code"]] = school["subdistrict"]
    return Tree(places, parents)


def _place(row: Mapping[str, Any], level: str) -> formats.Place:
    return {"code": row["code"], "level": level, "name_th": row["name_th"], "name_en": row["name_en"]}


def _write_places(folder: Path, picture: Picture, report: Report) -> None:
    for name in ("areas", "schools", "tables"):
        (folder / name).mkdir()
    for number, code in enumerate(picture.shown):
        if number % 100 == 0:
            report("places", number, len(picture.shown))
        kind = "schools" if picture.tree.places[code]["level"] == "school" else "areas"
        write_json(folder / kind / f"{code}.json", _page(picture, code))
    report("places", len(picture.shown), len(picture.shown))


def _page(picture: Picture, code: str) -> formats.AreaFigures:
    place = picture.tree.places[code]
    below = list(picture.children.get(code, ()))
    if code == NATION:
        below += [grandchild for child in below for grandchild in picture.children.get(child, ())]
    schools = [child for child in below if picture.tree.places[child]["level"] == "school"]
    if place["level"] == "district":
        schools = [school for child in below for school in picture.children.get(child, ())]
    return {
        **place,
        "path": picture.tree.path(code),
        "figures": {
            str(term): {
                indicator.name: cells.figure(indicator, code)
                for indicator in INDICATORS
                if place["level"] in indicator.levels
            }
            for term, cells in picture.terms.items()
        },
        "children": [_summary(picture, child) for child in below if child not in schools],
        "schools": [_summary(picture, school) for school in schools],
    }


def _summary(picture: Picture, code: str) -> formats.PlaceFigures:
    place = picture.tree.places[code]
    whole = Position(code, "all", "all")
    return {
        **place,
        "figures": {
            str(term): {
                indicator.name: cells.cell(indicator, whole)
                for indicator in INDICATORS
                if place["level"] in indicator.levels
            }
            for term, cells in picture.terms.items()
        },
    }


def _write_tables(folder: Path, picture: Picture, made_at: datetime) -> dict[str, tuple[str, int]]:
    """One table for each level; schools without breakdowns, and the sheets of the newest term alone for
    them. Returns each table's level and number of rows.
    """
    newest, written = max(picture.terms), {}
    for level, name in TABLES.items():
        rows = list(_table_rows(picture, level))
        write_csv(folder / f"{name}.csv", rows)
        write_parquet(folder / f"{name}.parquet", rows)
        sheet_rows = rows if level in ALL_TERMS_IN_SHEETS else [row for row in rows if row.term_key == newest]
        indicators = [indicator for indicator in INDICATORS if level in indicator.levels]
        write_xlsx(folder / f"{name}.xlsx", sheet_rows, indicators=indicators, made_at=made_at)
        written[name] = (level, len(rows))
    return written


def _describe(folder: Path, extracts: Sequence[FrozenExtract], rows: Mapping[str, tuple[str, int]]) -> None:
    """The codebook, the synthetic twin and the catalogue of the tables, beside them."""
    use, terms = _use(extracts), [extract.term_key for extract in extracts]
    book = codebook(INDICATORS, terms=terms, rows=rows, told=terms_told(folder / "tables" / "nation.parquet"))
    made_at = max(extract.made_at for extract in extracts)
    write_json(folder / "codebook.json", book, indent=1)
    areas = extracts[-1].table("areas").to_pylist()
    write_twin(folder / "twin", folder / "tables", term=extracts[-1].term_key, areas=areas)
    described = catalogue(folder, book=book, use=use, terms=terms, made_at=made_at)
    write_json(folder / "catalogue.jsonld", described, indent=1)


def _use(extracts: Sequence[FrozenExtract]) -> formats.TermsOfUse:
    made_at = max(extract.made_at for extract in extracts)
    return terms_of_use(
        [extract.term_key for extract in extracts], made_at=made_at, synthetic=extracts[-1].manifest["synthetic"]
    )


def _table_rows(picture: Picture, level: str) -> Iterator[TableRow]:
    breakdowns = BREAKDOWNS if level in DISTRICT_LEVELS else {"all": ("all",)}
    for code in picture.shown:
        place = picture.tree.places[code]
        if place["level"] != level:
            continue
        for term, cells in picture.terms.items():
            for indicator in INDICATORS:
                if level not in indicator.levels:
                    continue
                for breakdown, groups in breakdowns.items():
                    for group in groups:
                        cell = cells.cell(indicator, Position(code, breakdown, group))
                        yield TableRow(term, place, indicator, breakdown, group, cell)


def _manifest(
    folder: Path,
    extracts: Sequence[FrozenExtract],
    thresholds: Thresholds,
    attacks: Mapping[int, formats.AttackWords],
) -> formats.Manifest:
    newest, made = extracts[-1], facts(extracts, release_format=FORMAT, thresholds=thresholds)
    content: formats.Manifest = {
        "id": "",
        "format": FORMAT,
        "term": newest.term_key,
        "terms": [extract.term_key for extract in extracts],
        "made_at": max(extract.made_at for extract in extracts).isoformat(),
        "scale": newest.manifest["scale"],
        "synthetic": newest.manifest["synthetic"],
        "threshold": thresholds.threshold,
        "small_group": thresholds.small_group,
        "extracts": {str(extract.term_key): extract.id for extract in extracts},
        "indicators": [_words(indicator) for indicator in INDICATORS],
        "files": file_hashes(folder),
        "use": _use(extracts),
        "attack": {str(term): found for term, found in attacks.items()},
        "schema": made["schema"],
        "versions": made["versions"],
        "rules": made["rules"],
    }
    content["id"] = id_of(content)
    return content


def _words(indicator: Indicator) -> formats.IndicatorWords:
    return {
        "name": indicator.name,
        "label_th": indicator.label_th,
        "label_en": indicator.label_en,
        "unit": indicator.unit.value,
        "method_th": indicator.method_th,
        "method_en": indicator.method_en,
        "numerator_th": indicator.numerator_th,
        "numerator_en": indicator.numerator_en,
        "denominator_th": indicator.denominator_th,
        "denominator_en": indicator.denominator_en,
        "levels": list(indicator.levels),
        "family": indicator.family.value,
        "family_th": indicator.family.label_th,
        "family_en": indicator.family.label_en,
    }
