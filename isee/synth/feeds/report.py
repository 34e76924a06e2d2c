"""Faults wanted beside faults made, and how many rows each feed has: the tables of docs/synthetic-nation.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from isee.synth.feeds.kinds import fault_kinds, feed_names
from isee.synth.feeds.made import Made
from isee.synth.feeds.people import make_people
from isee.synth.feeds.spoil import Tally
from isee.synth.feeds.writing import make_feeds
from isee.synth.loading import make_planned
from isee.synth.nation import Province
from isee.synth.plan import plan_nation

_SHORT: Final = {
    "interior_civil": "Interior", "education_obec": "OBEC", "education_local": "local", "education_private": "private",
    "education_vocational": "vocat.", "education_nonformal": "non-formal", "health_person": "PERSON",
    "health_nutrition": "NUTRITION", "health_disability": "DISABILITY", "finance_welfare": "Finance",
    "social_newborn": "Social Dev.", "labour_insured": "Labour",
}  # fmt: skip
"""Headings of narrow columns."""


@dataclass
class Counts:
    """What was made of one feed: its rows, those of strangers, those that are gone, and its faults by kind."""

    rows: int = 0
    gone: int = 0
    strangers: int = 0
    tallies: dict[str, list[Tally]] = field(default_factory=lambda: defaultdict(list))

    def add(self, made: Made) -> None:
        """Count one province's feed."""
        there = made.truth.filter(~pl.col("row_gone"))
        self.rows += len(there)
        self.gone += len(made.truth) - len(there)
        self.strangers += there["person"].null_count()
        for tally in made.tallies:
            self.tallies[tally.kind].append(tally)


def fault_report(*, scale: float, seed: int) -> str:
    """Make the feeds of a nation in memory; return two Markdown tables: rows by feed, faults by kind and feed."""
    provinces = (make_planned(plan, seed=seed) for plan in plan_nation(scale=scale, seed=seed))
    counts = count_faults(provinces, seed=seed)
    return f"{rows_table(counts)}\n\n{faults_table(counts)}\n"


def count_faults(provinces: Iterable[Province], *, seed: int) -> dict[str, Counts]:
    """Make the feeds of some provinces in memory and count them."""
    counts: dict[str, Counts] = {feed: Counts() for feed in feed_names()}
    for province in provinces:
        for made in make_feeds(make_people(province, seed=seed), province, seed=seed):
            counts[made.feed].add(made)
    return counts


def rows_table(counts: dict[str, Counts]) -> str:
    """Rows by feed, as a Markdown table."""
    lines = ["| Feed | rows | of strangers | gone: in the truth alone |", "|---|---:|---:|---:|"]
    lines += [f"| `{feed}` | {c.rows:,} | {c.strangers:,} | {c.gone:,} |" for feed, c in counts.items()]
    return "\n".join(lines)


def faults_table(counts: dict[str, Counts]) -> str:
    """Each kind of fault in each feed, wanted and made in percent, as a Markdown table."""
    lines = [
        f"| wanted / made, % | {' | '.join(_SHORT[feed] for feed in counts)} |",
        "|---|" + "---:|" * len(counts),
    ]
    for kind in fault_kinds():
        cells = (_cell(found.tallies.get(kind, ())) for found in counts.values())
        lines.append(f"| `{kind}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(tallies: Iterable[Tally]) -> str:
    mine = list(tallies)
    if not mine:
        return ""
    candidates, made = sum(t.candidates for t in mine), sum(t.made for t in mine)
    return f"{_pct(mine[0].share)} / {_pct(made / candidates) if candidates else '–'}"


def _pct(share: float) -> str:
    return f"{100 * share:.3f}".rstrip("0").rstrip(".")
