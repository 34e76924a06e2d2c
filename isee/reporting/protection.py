"""Adds up each term of a release, hides what must be hidden, and attacks the result; terms go side by side."""

import math
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

import duckdb
import ibis
from django.conf import settings

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.attack import METHOD
from isee.reporting.disclosure import Thresholds
from isee.reporting.engines import open_children
from isee.reporting.extract.files import FrozenExtract
from isee.reporting.figures import Figures, add_up_term
from isee.reporting.indicators import INDICATORS, Indicator
from isee.reporting.suppression import Attack, TermCells, attack_term, suppress

MOST_AT_ONCE = 4
"""A term of the nation takes up to three gigabytes while it is attacked."""
ROUNDS = 3
Protected = tuple[int, TermCells, formats.AttackWords]


class OpenedError(RuntimeError):
    """The attack could tell hidden numbers of a term: nothing is published."""

    def __init__(self, term_key: int, found: Attack) -> None:
        super().__init__(term_key, found)
        self.term_key, self.found = term_key, found

    def __str__(self) -> str:
        indicators = ", ".join(sorted({name for name, _ in self.found.opened})[:5])
        return (
            f"{len(self.found.opened)} of {self.found.hidden} hidden figures of term "
            f"{AcademicTerm.from_key(self.term_key)} can be told from the others ({indicators}): nothing was "
            "published. Keep the extract and report this."
        )


def protected(
    extracts: Sequence[FrozenExtract], *, parents: Mapping[str, str], thresholds: Thresholds
) -> Iterator[Protected]:
    """Each term with what it hides and what the attack found, the oldest first. Raises `OpenedError`."""
    several = min(len(extracts), os.cpu_count() or 1, MOST_AT_ONCE)
    if several == 1 or settings.ISEE_ENGINE != "duckdb":
        yield from (_protect(extract, parents, thresholds) for extract in extracts)
        return
    with ProcessPoolExecutor(several, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [pool.submit(_protect, extract, parents, thresholds) for extract in extracts]
        try:
            yield from (one.result() for one in waiting)
        finally:
            for one in waiting:
                one.cancel()


def figures_of(extract: FrozenExtract, *, indicators: Iterable[Indicator] = INDICATORS) -> Figures:
    """All sums of one extract; the engine that `ISEE_ENGINE` names passes over the children."""
    with duckdb.connect() as connection, open_children(extract.child_files()) as children:
        connection.read_parquet(str(extract.folder / "school_term.parquet")).create_view("school_term")
        schools = ibis.duckdb.from_connection(connection).table("school_term")
        return add_up_term(children, schools, indicators=indicators)


def _protect(
    extract: FrozenExtract, parents: Mapping[str, str], thresholds: Thresholds
) -> tuple[int, TermCells, formats.AttackWords]:
    """One term with what it must hide, and the attack on it; refused when a number can be told.

    Of an indicator that the search could not close nothing is shown in the term.
    """
    extract.check()
    cells = suppress(figures_of(extract), parents=parents, thresholds=thresholds)
    found = attack_term(cells.figures, cells.hidden, cells.bands, parents=parents, thresholds=thresholds)
    for _ in range(ROUNDS):
        if not found.opened:
            break
        cells = cells.without({name for name, _ in found.opened})
        found = attack_term(cells.figures, cells.hidden, cells.bands, parents=parents, thresholds=thresholds)
    if found.opened:
        raise OpenedError(extract.term_key, found)
    return extract.term_key, cells, attack_words(found, thresholds)


def attack_words(found: Attack, thresholds: Thresholds) -> formats.AttackWords:
    """An attack as a manifest says it; the narrowest interval is rounded down to a tenth of a child."""
    narrowest = math.floor(found.narrowest * thresholds.threshold * 10) / 10 if math.isfinite(found.narrowest) else None
    return {"hidden": found.hidden, "opened": len(found.opened), "narrowest": narrowest, "method": METHOD}
