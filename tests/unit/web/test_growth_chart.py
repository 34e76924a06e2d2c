"""Growth curves: what is drawn, what is said, and that nothing hard to believe is judged."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from isee.tracking.api import growth
from isee.tracking.growth.lms import Lms
from isee.tracking.growth.references import TableRow
from isee.web.present.growth_chart import GrowthChart, Measured, growth_charts

BORN = date(2015, 3, 10)
SVG = "{http://www.w3.org/2000/svg}"


def measured(years: float, weight: float | None, height: float | None, *, doubtful: bool = False) -> Measured:
    return Measured(
        BORN + timedelta(days=round(years * 365.25)),
        None if weight is None else Decimal(str(weight)),
        None if height is None else Decimal(str(height)),
        doubtful,
    )


GROWING = [
    measured(4.2, 13.8, 97.5),
    measured(5.2, 15.4, 103.6),
    measured(8.3, 21.5, 119.9),
    measured(11.6, 36.1, 139.9),
]


def charts(*rows: Measured, sex: str = "f", reference: growth.LoadedReference | None = None) -> dict[str, GrowthChart]:
    with override("en"):
        return {one.measure: one for one in growth_charts(sex, born=BORN, measurements=rows, reference=reference)}


def words(chart: GrowthChart) -> list[str]:
    return [found.text or "" for found in ET.fromstring(chart.svg).iter(f"{SVG}text")]


def test_height_index_and_weight_are_drawn_each_with_its_reference() -> None:
    drawn = charts(*GROWING)
    assert list(drawn) == ["height", "bmi", "weight"]
    assert drawn["height"].source == "Reference: WHO 2006 to 60 months, WHO 2007 from 61"
    assert drawn["height"].summary == "139.9 cm at 11 y 7 m: height as expected (−1.32 SD)"
    for chart in drawn.values():
        assert chart.source in words(chart)
        assert ET.fromstring(chart.svg).get("role") == "img"


def test_weight_ends_with_ten_years() -> None:
    drawn = charts(*GROWING)
    assert len(drawn["weight"].rows) == 3
    assert "weight" not in charts(measured(11.6, 36.1, 139.9))


def test_the_table_has_every_measurement_newest_first() -> None:
    rows = charts(*GROWING)["bmi"].rows
    assert [row[1] for row in rows] == ["11 y 7 m", "8 y 3 m", "5 y 2 m", "4 y 2 m"]
    assert rows[0][2:5] == ["18.4", "+0.31", "body mass index as expected"]


def test_lines_carry_their_deviation_and_bands_their_word() -> None:
    written = words(charts(*GROWING)["bmi"])
    for label in ("−3", "−2", "0", "+1", "+2", "very low", "low", "expected", "high", "very high"):
        assert label in written


def test_lines_are_told_apart_without_colour() -> None:
    drawing = ET.fromstring(charts(*GROWING)["height"].svg)
    dashes = {path.get("stroke-dasharray") for path in drawing.iter(f"{SVG}path") if path.get("fill") == "none"}
    assert {None, "5 3", "1.5 2.5"} <= dashes


def test_a_slip_is_crossed_out_not_joined_and_not_judged() -> None:
    slip = measured(9.3, 26.0, 12.6)
    drawn = charts(*GROWING, slip)
    row = drawn["height"].rows[1]
    assert row[4] == "–"
    assert "the decimal point of the height may have slipped" in row[5]
    assert "hard to believe: measure again" in words(drawn["height"])
    assert len(list(ET.fromstring(drawn["height"].svg).iter(f"{SVG}circle"))) == len(GROWING)
    assert drawn["weight"].rows[0][4] == "weight not below what is expected"


def test_a_mark_without_a_reason_casts_its_doubt_on_all_charts() -> None:
    drawn = charts(measured(8.3, 21.5, 119.9, doubtful=True))
    assert {chart.rows[0][5] for chart in drawn.values()} == {"hard to believe"}
    assert drawn["height"].summary == "Every measurement is hard to believe: measure again."


@pytest.mark.parametrize("rows", [(), (measured(30, 60, 170),), (measured(8, None, None),)])
def test_nothing_to_show_draws_nothing(rows: tuple[Measured, ...]) -> None:
    assert charts(*rows) == {}
    assert charts(*GROWING, sex="u") == {}


@pytest.mark.parametrize("years", [0.02, 2, 4.9, 5.05, 9.9, 10.05, 18.9])
def test_a_single_measurement_stands_inside_its_chart(years: float) -> None:
    for chart in charts(measured(years, 3 + 2.7 * years, 52 + 6.2 * years)).values():
        for circle in ET.fromstring(chart.svg).iter(f"{SVG}circle"):
            assert 32 <= float(circle.get("cx", "0")) <= 266
            assert 20 <= float(circle.get("cy", "0")) <= 250


def test_thai_is_thai() -> None:
    with override("th"):
        chart = growth_charts("f", born=BORN, measurements=GROWING)[0]
    assert chart.title == "ส่วนสูงตามอายุ"
    assert chart.summary == "139.9 ซม. เมื่ออายุ 11 ปี 7 เดือน: ส่วนสูงอยู่ในเกณฑ์ (−1.32 SD)"
    assert "ในเกณฑ์" in words(chart)


def test_a_loaded_reference_draws_its_own_lines_alone() -> None:
    """The rows are made up: no number in them is of the Thai reference."""
    rows = [TableRow(float(month), Lms(1, 100 + (month - 60) / 2, 0.045)) for month in range(60, 160)]
    made_up = growth.LoadedReference("thai2564", {("height", "f"): rows})
    drawn = charts(*GROWING, reference=made_up)
    assert list(drawn) == ["height"]
    assert drawn["height"].source == "Reference: Thai 2564"
    assert {"−1.5", "+1.5", "rather short", "short"} <= set(words(drawn["height"]))


def test_a_drawing_needs_no_style_sheet_and_has_no_ids() -> None:
    text = charts(*GROWING)["height"].svg
    assert "style=" not in text
    assert " id=" not in text
    assert len(text) < 16_000
