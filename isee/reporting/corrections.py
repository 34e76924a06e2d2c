"""What a new release changes in terms that the release before it had: found by comparing their tables."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.manifest_formats import Cause, Correction, Corrections

KEYS = ["term", "code", "indicator", "breakdown", "group"]
NUMBERS = ["n", "d", "value"]
LONGEST_REASON = 500


class ReasonError(ValueError):
    """A reason for a correction that cannot be published; the message says what to write."""


def checked_reason(text: str) -> str:
    """The reason as it is published. Raises `ReasonError` for one too long, or with a number of a person in it."""
    reason = " ".join(text.split())
    if len(reason) > LONGEST_REASON:
        raise ReasonError(f"The reason has {len(reason)} characters: write at most {LONGEST_REASON}.")
    if any(sum(sign.isdigit() for sign in word) >= 13 for word in reason.replace("-", "").split()):
        raise ReasonError("The reason holds a number of 13 digits. It is published: leave out numbers of persons.")
    return reason


def corrections_since(
    before: Path | None, folder: Path, manifest: formats.Manifest, *, reason: str = ""
) -> Corrections | None:
    """How the release in `folder` differs from that in `before`, where both have a figure.

    None when there is none before, or it is the same release.
    """
    if before is None:
        return None
    earlier: formats.Manifest = json.loads((before / "manifest.json").read_text(encoding="utf-8"))
    if earlier["id"] == manifest["id"]:
        return None
    changes = [
        _correction(earlier, manifest, row)
        for row in _changed(before / "tables", folder / "tables").iter_rows(named=True)
    ]
    order = {one["name"]: number for number, one in enumerate(manifest["indicators"])}
    changes.sort(key=lambda one: (one["term"], order.get(one["indicator"], len(order))))
    return {"replaces": earlier["id"], "reason": reason, "changes": changes}


def _changed(before: Path, after: Path) -> pl.DataFrame:
    """Of each term and indicator with a difference: how many figures differ, and how many are shown otherwise."""
    found = [
        _differences(before / path.name, path)
        for path in sorted(after.glob("*.parquet"))
        if (before / path.name).is_file()
    ]
    if not found:
        return pl.DataFrame()
    added = pl.concat(found).group_by("term", "indicator").agg(pl.col("figures").sum(), pl.col("shown").sum())
    return added.filter((pl.col("figures") > 0) | (pl.col("shown") > 0))


def _differences(before: Path, after: Path) -> pl.DataFrame:
    both = _rows(after).join(_rows(before), on=KEYS, suffix="_before")
    same_state = pl.col("state") == pl.col("state_before")
    numbers_differ = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in NUMBERS)
    return (
        both.group_by("term", "indicator")
        .agg(
            (same_state & numbers_differ).sum().cast(pl.Int64).alias("figures"),
            (~same_state).sum().cast(pl.Int64).alias("shown"),
        )
        .collect()
    )


def _rows(path: Path) -> pl.LazyFrame:
    """The figures of a table; a band is part of how a figure is shown."""
    rows = pl.scan_parquet(path)
    if "band" in rows.collect_schema().names():
        rows = rows.with_columns(state=pl.concat_str("state", pl.col("band").fill_null("")))
    return rows.select(*KEYS, *NUMBERS, "state")


def _correction(earlier: formats.Manifest, later: formats.Manifest, row: Mapping[str, Any]) -> Correction:
    term = AcademicTerm.parse(row["term"]).key
    return {
        "term": term,
        "indicator": row["indicator"],
        "figures": row["figures"],
        "shown": row["shown"],
        "causes": list(_causes(earlier, later, term=term, indicator=row["indicator"])) or ["program"],
    }


def _causes(earlier: formats.Manifest, later: formats.Manifest, *, term: int, indicator: str) -> Iterator[Cause]:
    """What can be seen from the two manifests; releases made before versions were have none to compare."""
    if earlier["extracts"].get(str(term)) != later["extracts"].get(str(term)):
        yield "data"
    versions = [one.get("versions", {}).get(indicator) for one in (earlier, later)]
    if None not in versions and len({one["expression"] for one in versions if one}) > 1:
        yield "method"
    if any(earlier[rule] != later[rule] for rule in ("threshold", "small_group")):
        yield "hiding"
