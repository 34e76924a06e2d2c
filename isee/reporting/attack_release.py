"""Attacks a release that is on disk: what its files hide, against the extracts that it was made from.

What counts as hidden is read from the files as a stranger reads them, not from the code that wrote them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isee.reporting import formats
from isee.reporting.disclosure import State, thresholds_on
from isee.reporting.extract.files import FrozenExtract, newest_extracts
from isee.reporting.figures import Place, Position
from isee.reporting.protection import attack_words, figures_of
from isee.reporting.release import read_thresholds, tree_of
from isee.reporting.suppression import attack_term


class ExtractGoneError(RuntimeError):
    """The extract that a release was made from is no longer the one on disk."""


def attack_release(home: Path, release: str) -> Iterator[tuple[int, formats.AttackWords]]:
    """What the attack finds in each term of a release under `home`, the oldest first."""
    folder = home / "releases" / release
    manifest: formats.Manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    extracts = _extracts(home, manifest)
    thresholds = thresholds_on(max(extract.made_at for extract in extracts).date(), read_thresholds())
    parents = tree_of(extracts).parents
    hidden, bands = _hidden_in(folder)
    for extract in extracts:
        figures, term = figures_of(extract), str(extract.term_key)
        found = attack_term(figures, hidden[term], bands[term], parents=parents, thresholds=thresholds)
        yield extract.term_key, attack_words(found, thresholds)


def _extracts(home: Path, manifest: formats.Manifest) -> list[FrozenExtract]:
    there = {extract.id: extract for extract in newest_extracts(home)}
    for term, wanted in manifest["extracts"].items():
        if wanted not in there:
            raise ExtractGoneError(f"Extract {wanted} of term {term} is not the newest on disk: build a release first.")
    return [there[wanted] for _, wanted in sorted(manifest["extracts"].items())]


def _hidden_in(folder: Path) -> tuple[Mapping[str, set[Place]], Mapping[str, dict[Place, str]]]:
    """What each term hides, and what it tells by bands."""
    hidden: dict[str, set[Place]] = defaultdict(set)
    bands: dict[str, dict[Place, str]] = defaultdict(dict)
    for path in (*folder.glob("areas/*.json"), *folder.glob("schools/*.json")):
        page: formats.AreaFigures = json.loads(path.read_text(encoding="utf-8"))
        for term, figures in page["figures"].items():
            for name, figure in figures.items():
                for breakdown, groups in _groups(figure):
                    for group, cell in groups.items():
                        place = (name, Position(page["code"], breakdown, group))
                        if cell["s"] == State.FEW.value:
                            hidden[term].add(place)
                        elif cell["s"] == State.BAND.value:
                            bands[term][place] = cell["band"]
    return hidden, bands


def _groups(figure: Any) -> Iterator[tuple[str, Mapping[str, formats.Cell]]]:
    for breakdown, found in figure.items():
        yield breakdown, {"all": found} if breakdown == "all" else found
