"""The bundled provinces and the drawing of maps."""

import re

import geothai
import pytest
import shapely

from isee.places.shapes import MAP_SIZE, bundled_provinces, draw_map, read_topology

SQUARES = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [100, 14]},
    "objects": {
        "squares": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "58", "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "50", "arcs": [[-1, 2]]},
            ],
        }
    },
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
}


def test_every_province_has_a_shape_and_no_other_area_has() -> None:
    assert bundled_provinces().keys() == {int(province.code) for province in geothai.provinces()}


def test_bundled_provinces_neither_overlap_nor_leave_the_country() -> None:
    shapes = list(bundled_provinces().values())
    assert all(shape.is_valid for shape in shapes)
    whole = shapely.union_all(shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(whole.area, rel=1e-4)
    assert whole.bounds == pytest.approx((97.35, 5.63, 105.64, 20.45), abs=0.05)


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [(10, 13.80, 100.55), (50, 18.80, 98.95), (83, 7.95, 98.33), (38, 18.30, 103.70), (96, 6.30, 101.75)],
)
def test_places_lie_in_their_province(code: int, lat: float, lon: float) -> None:
    inside = [number for number, shape in bundled_provinces().items() if shape.contains(shapely.Point(lon, lat))]
    assert inside == [code]


def test_topology_with_shared_and_reversed_lines_is_read() -> None:
    shapes = {feature["id"]: shape for feature, shape in read_topology(SQUARES, "squares")}
    assert shapes["58"].bounds == (100, 14, 101, 15)
    assert shapes["50"].bounds == (101, 14, 102, 15)
    assert shapes["58"].intersection(shapes["50"]).length == 1


def test_map_lies_north_up_within_its_box() -> None:
    south, north = shapely.box(100, 14, 101, 15), shapely.box(100, 16, 101, 17)
    drawn = draw_map({"58": south, "50": north}, attribution="ours")
    assert drawn.view_box.endswith(f" {MAP_SIZE}")
    assert drawn.anchors["50"][1] < drawn.anchors["58"][1]
    assert drawn.attribution == "ours"


def test_map_shortens_longitudes_by_the_cosine_of_the_latitude() -> None:
    drawn = draw_map({"a": shapely.box(100, 59, 102, 61)}, attribution="")
    assert drawn.view_box == f"0 0 {MAP_SIZE // 2} {MAP_SIZE}"


def test_path_steps_lead_back_to_the_outline() -> None:
    drawn = draw_map({"a": shapely.box(100, -1, 102, 1)}, attribution="")
    assert _corners(drawn.paths["a"]) == {(0, 0), (0, 1000), (1000, 0), (1000, 1000)}


def test_islets_too_small_to_see_are_left_out_but_never_a_whole_area() -> None:
    land, islet = shapely.box(100, 10, 104, 14), shapely.box(105, 10, 105.001, 10.001)
    drawn = draw_map({"a": shapely.MultiPolygon([land, islet]), "b": islet}, attribution="")
    assert drawn.paths["a"].count("M") == 1
    assert drawn.paths["b"].count("M") == 1


def test_whole_nation_is_drawn_in_less_than_thirty_kilobytes() -> None:
    drawn = draw_map({str(code): shape for code, shape in bundled_provinces().items()}, attribution="")
    assert len(drawn.paths) == 77
    assert sum(map(len, drawn.paths.values())) < 30_000


def _corners(path: str) -> set[tuple[int, int]]:
    numbers = [int(number) for number in re.findall(r"-?[0-9]+", path)]
    x, y = numbers[:2]
    corners = {(x, y)}
    for step_x, step_y in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + step_x, y + step_y
        corners.add((x, y))
    return corners
