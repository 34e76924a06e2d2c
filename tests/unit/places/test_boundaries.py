"""Loading shapes from files of every kind, whole and broken."""

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapefile
import shapely
from django.conf import settings

from isee.access.api import SYSTEM, AuditEvent
from isee.places.api import (
    BoundaryReport,
    PlacesError,
    area_shapes,
    load_boundaries,
    load_reference_data,
    points_inside,
    shape_paths,
)
from isee.places.models import Area, Boundary
from tests.unit.places.conftest import AT

pytestmark = pytest.mark.usefixtures("corner")

PAI = shapely.box(98.0, 19.0, 98.5, 19.5)
MAE_SARIANG = shapely.box(98.0, 18.5, 98.5, 19.0)


def feature(code: object, shape: Any, *, name: str = "ADM2_PCODE") -> dict[str, Any]:
    """A GeoJSON feature with its code under a name."""
    return {"type": "Feature", "properties": {name: code}, "geometry": shape and json.loads(shapely.to_geojson(shape))}


def geojson(path: Path, *features: dict[str, Any]) -> Path:
    """A GeoJSON file of these features."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    """Two neighbouring districts with P-codes."""
    return geojson(tmp_path / "districts.geojson", feature("TH5803", PAI), feature("TH5804", MAE_SARIANG))


def load(path: Path, **options: Any) -> BoundaryReport:
    """Load a file as the system."""
    return load_boundaries(path, by=SYSTEM, at=AT, **options)


def test_geojson_with_p_codes_is_stored_and_recorded(districts: Path) -> None:
    report = load(districts, attribution="A survey, CC BY")
    assert report.stored == {"district": 2}
    assert area_shapes([5803])[5803].equals(PAI)
    assert Boundary.objects.get(area=5803).attribution == "A survey, CC BY"
    assert AuditEvent.objects.get(action="boundaries_loaded").detail == {"district": 2}


def test_loading_gives_areas_their_centre(districts: Path) -> None:
    load(districts)
    area = Area.objects.get(code=5804)
    assert area.lat is not None
    assert area.lon is not None
    assert MAE_SARIANG.contains(shapely.Point(area.lon, area.lat))


def test_loading_again_replaces_the_level(districts: Path, tmp_path: Path) -> None:
    load(districts)
    load(geojson(tmp_path / "other.geojson", feature("5803", MAE_SARIANG, name="code")))
    assert list(Boundary.objects.values_list("area_id", "source")) == [(5803, "other.geojson")]


def test_topojson_keeps_common_lines(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "objects": {
            "districts": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "5803", "arcs": [[0, 1]]},
                    {"type": "Polygon", "id": "5804", "arcs": [[-1, 2]]},
                ],
            }
        },
        "arcs": [
            [[98.0, 19.0], [98.25, 19.04], [98.5, 19.0]],
            [[98.5, 19.0], [98.5, 19.5], [98.0, 19.5], [98.0, 19.0]],
            [[98.0, 19.0], [98.0, 18.5], [98.5, 18.5], [98.5, 19.0]],
        ],
    }
    path = tmp_path / "districts.topojson"
    path.write_text(json.dumps(topology))
    assert load(path).stored == {"district": 2}
    shapes = area_shapes([5803, 5804])
    assert shapes[5803].intersection(shapes[5804]).area == 0
    assert shapes[5803].intersection(shapes[5804]).length > 0.5


def test_zipped_shapefile_is_read(tmp_path: Path) -> None:
    with shapefile.Writer(tmp_path / "amphoe") as writer:
        writer.field("ADM1_PCODE", "C", 10)
        writer.field("ADM2_PCODE", "C", 10)
        for code, shape in (("TH5803", PAI), ("TH5804", MAE_SARIANG)):
            writer.shape(json.loads(shapely.to_geojson(shape)))
            writer.record("TH58", code)
    path = tmp_path / "amphoe.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"amphoe.{part}", f"folder/amphoe.{part}")
    assert load(path).stored == {"district": 2}
    assert area_shapes([5804])[5804].equals(MAE_SARIANG)


def test_parts_of_one_area_are_joined(tmp_path: Path) -> None:
    path = geojson(tmp_path / "parts.geojson", feature("5803", PAI), feature("5803", MAE_SARIANG))
    assert load(path).stored == {"district": 1}
    assert area_shapes([5803])[5803].bounds == (98.0, 18.5, 98.5, 19.5)


def test_levels_may_share_a_file(tmp_path: Path) -> None:
    path = geojson(tmp_path / "both.geojson", feature("5803", PAI), feature(580401.0, MAE_SARIANG, name="code"))
    assert load(path).stored == {"district": 1, "subdistrict": 1}


def test_codes_without_an_area_and_areas_without_a_shape_are_reported(tmp_path: Path) -> None:
    path = geojson(tmp_path / "some.geojson", feature("5803", PAI), feature("9999", MAE_SARIANG))
    report = load(path)
    assert report.unknown_codes == ("9999",)
    assert "5804" in report.without_shape
    assert str(report).startswith("Loaded 1 district shapes. No area has these codes: 9999. Areas without a shape:")


def test_shape_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = shapely.Polygon([(98, 19), (98.5, 19.5), (98.5, 19), (98, 19.5)])
    load(geojson(tmp_path / "bow.geojson", feature("5803", bow)))
    assert area_shapes([5803])[5803].is_valid


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (feature(None, PAI), "Feature 2 of broken.geojson has no code"),
        (feature("Pai", PAI), "Feature 2 of broken.geojson: adm2_pcode is not an area code"),
        (feature("5804", None), r"Feature 2 \(5804\) of broken.geojson has no shape"),
        (feature("5804", shapely.Point(98, 19)), r"Feature 2 \(5804\) of broken.geojson is not a polygon"),
        (feature("5804", shapely.box(390000, 2.1e6, 400000, 2.2e6)), r"Feature 2 .* outside Thailand.*WGS84"),
    ],
)
def test_broken_feature_is_named_and_nothing_is_stored(
    districts: Path, tmp_path: Path, broken: dict[str, Any], words: str
) -> None:
    load(districts)
    with pytest.raises(PlacesError, match=words) as refusal:
        load(geojson(tmp_path / "broken.geojson", feature("5803", MAE_SARIANG), broken))
    assert refusal.value.code == "boundary_feature"
    assert area_shapes([5803])[5803].equals(PAI)


#: Files that hold no boundaries, by their names.
UNREADABLE = {
    "empty.json": b"",
    "truncated.json": b'{"type": "FeatureCollection", "features": [{"type"',
    "binary.json": bytes(range(256)),
    "deep.json": b"[" * 100_000,
    "other.json": b'{"type": "Feature"}',
    "list.json": b"[1, 2]",
    "none.geojson": b'{"type": "FeatureCollection", "features": []}',
    "text.geojson": b'{"type": "FeatureCollection", "features": ["a"]}',
    "lines.topojson": b'{"type": "Topology", "arcs": [], "objects": {"a": {"geometries": '
    b'[{"type": "Polygon", "arcs": [[3]]}]}}}',
    "circle.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", '
    b'"properties": {"code": "5803"}, "geometry": {"type": "Circle"}}]}',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_file_that_cannot_be_read_is_named_with_the_next_step(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(UNREADABLE[name])
    with pytest.raises(PlacesError, match=rf"{name} cannot be read.*Give a TopoJSON") as refusal:
        load(path)
    assert refusal.value.code == "boundary_file"


def test_archive_without_a_shapefile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"")
    with pytest.raises(PlacesError, match="no features"):
        load(path)


def test_archive_with_a_spoiled_shapefile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spoiled.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", b"not a shapefile")
        archive.writestr("a.dbf", b"nor a table")
    with pytest.raises(PlacesError, match="cannot be read"):
        load(path)


def test_archive_that_unpacks_beyond_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("isee.places.boundaries.MAX_FILE_BYTES", 1000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 100_000)
    with pytest.raises(PlacesError, match="unpacks to more"):
        load(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match="no such file"):
        load(tmp_path / "nowhere.json")


def test_shapes_of_villages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match="not: village") as refusal:
        load(geojson(tmp_path / "villages.geojson", feature("58040101", PAI, name="code")))
    assert refusal.value.code == "boundary_level"


def test_file_of_another_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match=r"No code of other\.geojson"):
        load(geojson(tmp_path / "other.geojson", feature("9999", PAI)))


def test_map_of_a_province_appears_with_its_boundaries(districts: Path) -> None:
    assert shape_paths("58") is None
    load(districts, attribution="A survey, CC BY")
    drawn = shape_paths("58")
    assert drawn is not None
    assert set(drawn.paths) == {"5803", "5804"}
    assert drawn.attribution == "A survey, CC BY"


def test_map_of_a_region_shows_its_provinces_without_any_loading() -> None:
    drawn = shape_paths("R1")
    assert drawn is not None
    assert "58" in drawn.paths
    assert "Natural Earth" in drawn.attribution


def test_loaded_provinces_take_the_place_of_the_bundled_ones(tmp_path: Path) -> None:
    load(geojson(tmp_path / "provinces.geojson", feature("TH58", PAI, name="ADM1_PCODE")))
    assert area_shapes([58])[58].equals(PAI)


def test_points_are_told_inside_from_outside() -> None:
    inside = points_inside(58, lon=np.array([97.97, 100.5]), lat=np.array([19.30, 13.7]))
    assert inside.tolist() == [True, False]


def test_points_of_an_area_without_shape_are_refused() -> None:
    with pytest.raises(KeyError):
        points_inside(5803, lon=np.array([98.0]), lat=np.array([19.0]))


@pytest.mark.skipif(not settings.ISEE_GEO_DIR, reason="needs ISEE_GEO_DIR: boundary files are not shipped")
def test_boundaries_of_the_whole_country_load() -> None:
    load_reference_data(by=SYSTEM, at=AT)
    folder = Path(settings.ISEE_GEO_DIR or "")
    assert load(folder / "districts.topojson").stored == {"district": 928}
    report = load(folder / "subdistricts.topojson")
    assert report.stored["subdistrict"] + len(report.without_shape) >= 7436
    shapes = list(
        area_shapes(list(Boundary.objects.filter(level="district").values_list("area_id", flat=True))).values()
    )
    assert shapely.union_all(shapes).area == pytest.approx(sum(shape.area for shape in shapes), rel=1e-3)
    bangkok = shape_paths("10")
    assert bangkok is not None
    assert len(bangkok.paths) == 50
