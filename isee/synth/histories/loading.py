"""Loads made histories through each package's own `load_bulk`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl
import pyarrow as pa

from isee.collect.api import load_bulk as load_collect
from isee.collect.api import rounds_of_terms
from isee.screening.api import load_bulk as load_screening
from isee.support.api import load_bulk as load_support
from isee.support.api import programmes, rates_of
from isee.synth.histories.make import shipped_grant_rates
from isee.synth.histories.tables import Known, history_tables
from isee.synth.plan import TERMS, ProvincePlan
from isee.tracking.api import load_bulk as load_tracking

_LOADERS: Final[Mapping[str, Callable[[str, pa.Table], int]]] = {
    "collect": load_collect, "screening": load_screening, "support": load_support, "tracking": load_tracking,
}  # fmt: skip


def load_histories(
    plan: ProvincePlan, made: Mapping[str, pl.DataFrame], *, schools: Mapping[int, int]
) -> dict[str, int]:
    """Load the histories of a province, whose persons and households are there; returns rows by table.

    `schools` has the id of each school by its row. Rounds, programmes and rates are those of the reference data.
    """
    known = look_up(schools)
    return {
        name: _LOADERS[package](name, rows.to_arrow()) if len(rows) else 0
        for package, name, rows in history_tables(plan, made, known)
    }


def look_up(schools: Mapping[int, int]) -> Known:
    """The ids of the reference rows that histories name. Raises LookupError where one is missing."""
    rounds = {(row.term_key, row.kind): row.pk for row in rounds_of_terms(TERMS[0], TERMS[-1])}
    known = {code: programme.pk for code, programme in programmes().items()}
    ids = {
        (code, rate.from_term, rate.grade_band, rate.poverty_class, rate.affiliation_id): rate.pk
        for code, programme in known.items()
        for rate in rates_of(programme)
    }
    try:
        rates = {
            rate.key: ids[rate.programme, rate.from_term, rate.grade_band, rate.poverty_class, rate.affiliation]
            for rate in shipped_grant_rates()
        }
    except KeyError as missing:
        raise LookupError(f"the reference data has no rate {missing.args[0]}") from missing
    return Known(schools, rounds, known, rates)
