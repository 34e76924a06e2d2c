"""Equity measures: their intervals hold what they promise, they read published figures only, and do not change."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from django.test import override_settings
from python_calamine import CalamineWorkbook

from isee.reporting.equity import Curve, Part, curve, measures
from isee.reporting.equity_figures import Nation, codes_read, gaps_of
from isee.reporting.equity_tables import MEASURES, write_equity
from isee.reporting.formats import AreaFigures, Cell, IndicatorWords, Manifest
from isee.reporting.reading import Release, latest_release
from tests.unit.web.nation import FEW, TERMS, write_nation

NEWEST = TERMS[-1]
MADE_AT = datetime(2026, 11, 10, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    home = tmp_path_factory.mktemp("equity")
    write_nation(home)
    with override_settings(ISEE_HOME=home):
        found = latest_release()
    assert found is not None
    return found


def nation_of(release: Release) -> Nation:
    top = release.area("TH")
    assert top is not None
    areas = {code: area for code in codes_read(top) if (area := release.area(code)) is not None}
    return Nation(areas)


def words(manifest: Manifest, name: str) -> IndicatorWords:
    return next(one for one in manifest["indicators"] if one["name"] == name)


def drawn(generator: np.random.RandomState, *, areas: int, children: int) -> tuple[list[Part], list[Part]]:
    """Areas with the risks that hold, and the same areas with the numbers that chance made of them."""
    sizes = (children * np.exp(generator.normal(0, 0.5, areas))).astype(int) + 30
    risks = 1 / (1 + np.exp(1.5 - generator.normal(0, 0.4, areas)))
    numbers = generator.binomial(sizes, risks)
    true = [Part(f"{i:03d}", float(d * p), int(d), None) for i, (d, p) in enumerate(zip(sizes, risks, strict=True))]
    seen = [Part(f"{i:03d}", int(n), int(d), int(d)) for i, (n, d) in enumerate(zip(numbers, sizes, strict=True))]
    return true, seen


@pytest.mark.parametrize(("areas", "children"), [(77, 5000), (77, 200), (15, 400)])
def test_the_intervals_hold_the_true_measure_nearly_always(areas: int, children: int) -> None:
    """60 times over; of 95 per cent intervals three should miss, and more than nine would be no chance."""
    generator = np.random.RandomState(1)
    missed = dict.fromkeys(("index", "theil", "tenth", "fifth"), 0)
    for _ in range(60):
        true, seen = drawn(generator, areas=areas, children=children)
        holds, told = measures(true), measures(seen)
        for name in missed:
            low, high = told[name].low, told[name].high
            missed[name] += low is None or high is None or not low <= holds[name].value <= high
    assert max(missed.values()) <= 9, missed


def test_small_areas_that_are_alike_are_not_called_unequal() -> None:
    generator = np.random.RandomState(2)
    seen = [Part(f"{i:03d}", int(generator.binomial(60, 0.3)), 60, 60) for i in range(77)]
    found = measures(seen)
    assert found["tenth"].value > 1.8
    assert found["tenth"].low is not None
    assert found["tenth"].low < 1.3


def test_the_same_figures_give_the_same_measures_in_any_order() -> None:
    _true, seen = drawn(np.random.RandomState(3), areas=40, children=300)
    assert measures(seen) == measures(seen[::-1]) == measures(seen)


def test_an_income_has_measures_without_intervals() -> None:
    found = measures([Part(code, 100.0 * mean, 100) for code, mean in (("a", 900), ("b", 1500), ("c", 2400))])
    assert found["fifth"].value == pytest.approx(2.67)
    assert {one.low for one in found.values()} == {None}


def test_the_curve_runs_below_the_diagonal_for_its_own_rank_and_above_for_the_poorest_first() -> None:
    parts = [Part("a", 30, 100, 100, income=900), Part("b", 20, 100, 100, income=1500), Part("c", 10, 100, 100)]
    own = curve(parts)
    assert own == Curve(["c", "b", "a"], [(0, 0), (1 / 3, 1 / 6), (2 / 3, 0.5), (1, 1)])
    assert own.index == pytest.approx(0.2222, abs=1e-4)
    assert curve(parts, "income") is None
    poorest_first = curve([*parts, Part("d", 5, 50, 50, income=2400)], "income")
    assert poorest_first is not None
    assert poorest_first.order == ["a", "b", "d"]
    assert poorest_first.index < 0


def test_hidden_areas_are_told_and_not_counted_as_zero(release: Release) -> None:
    nation = nation_of(release)
    found = nation.spread("district", indicator=words(release.manifest, "poor"), term_key=NEWEST)
    assert found["areas"] == len(nation.districts)
    assert found["counted"] == sum(child["figures"][str(NEWEST)]["poor"]["s"] == "ok" for child in nation.districts)
    assert 3 < found["counted"] < found["areas"]


def test_parts_of_theil_add_up_to_it(release: Release) -> None:
    found = nation_of(release).spread("district", indicator=words(release.manifest, "poor"), term_key=NEWEST)[
        "measures"
    ]
    parts = [one.value for name, one in found.items() if name.startswith("theil_")]
    assert len(parts) == 3
    assert sum(parts) == pytest.approx(found["theil"].value, abs=2e-5)


def test_a_gap_with_a_hidden_group_is_left_out(release: Release) -> None:
    top = release.area("TH")
    assert top is not None
    poor = words(release.manifest, "poor")
    pairs = [(one["first"], one["second"]) for one in gaps_of(top, indicator=poor, term_key=NEWEST)]
    assert ("f", "m") in pairs
    hidden = _with_hidden(top, "f", FEW)
    assert ("f", "m") not in [(one["first"], one["second"]) for one in gaps_of(hidden, indicator=poor, term_key=NEWEST)]


def _with_hidden(area: AreaFigures, sex: str, cell: Cell) -> AreaFigures:
    copied: AreaFigures = json.loads(json.dumps(area))
    copied["figures"][str(NEWEST)]["poor"]["sex"][sex] = cell
    return copied


def test_the_files_name_every_measure_and_are_the_same_each_time(release: Release, tmp_path: Path) -> None:
    (tmp_path / "areas").symlink_to(release.folder / "areas")
    written = []
    for _ in range(2):
        write_equity(
            tmp_path, indicators=release.manifest["indicators"], terms=[NEWEST],
            made_at=MADE_AT,
        )  # fmt: skip
        written.append([(tmp_path / name).read_bytes() for name in ("equity.json", "equity.csv", "equity.xlsx")])
    assert written[0] == written[1]
    content = json.loads(written[0][0])
    assert {one["name"] for one in content["measures"]} == set(MEASURES)
    poor = content["terms"][str(NEWEST)]["poor"]
    assert poor["province"]["measures"]["tenth"]["low"] <= poor["province"]["measures"]["tenth"]["high"]
    assert "pupils" not in content["terms"][str(NEWEST)]
    rows = list(csv.DictReader(written[0][1].decode().splitlines()))
    assert {row["measure"] for row in rows} <= set(MEASURES)
    sheets = CalamineWorkbook.from_path(tmp_path / "equity.xlsx")
    assert len(sheets.get_sheet_by_index(0).to_python()) == len(rows) + 1


def test_before_there_are_areas_the_files_are_empty_and_sound(tmp_path: Path) -> None:
    write_equity(tmp_path, indicators=[], terms=[], made_at=MADE_AT)
    assert json.loads((tmp_path / "equity.json").read_text())["terms"] == {}
