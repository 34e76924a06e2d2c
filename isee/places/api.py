"""What other packages may use of `places`."""

from isee.places.boundaries import BoundaryReport, load_boundaries
from isee.places.errors import PlacesError
from isee.places.local_areas import AreaReport, load_local_areas
from isee.places.maps import area_shapes, outline_path, points_inside, shape_paths
from isee.places.models import Area, School
from isee.places.operations import change_term_dates, close_school, load_bulk
from isee.places.queries import (
    NearSchool,
    area_path,
    child_areas,
    code_items,
    code_labels,
    code_spellings,
    find_area,
    match_subdistrict,
    nearest_schools,
    schools_between,
    schools_by_code,
    schools_by_id,
    schools_in_area,
    term_calendar,
)
from isee.places.reference import load_reference_data
from isee.places.rules import AreaLevel, area_code, area_text
from isee.places.search import search_areas, search_education_areas, search_schools
from isee.places.shapes import ShapeMap

__all__ = [
    "Area",
    "AreaLevel",
    "AreaReport",
    "BoundaryReport",
    "NearSchool",
    "PlacesError",
    "School",
    "ShapeMap",
    "area_code",
    "area_path",
    "area_shapes",
    "area_text",
    "change_term_dates",
    "child_areas",
    "close_school",
    "code_items",
    "code_labels",
    "code_spellings",
    "find_area",
    "load_boundaries",
    "load_bulk",
    "load_local_areas",
    "load_reference_data",
    "match_subdistrict",
    "nearest_schools",
    "outline_path",
    "points_inside",
    "schools_between",
    "schools_by_code",
    "schools_by_id",
    "schools_in_area",
    "search_areas",
    "search_education_areas",
    "search_schools",
    "shape_paths",
    "term_calendar",
]
