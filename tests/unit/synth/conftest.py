"""A tiny nation, made once for the tests of synth that need no database."""

from collections.abc import Mapping

import pytest
from shapely.geometry.base import BaseGeometry

from isee.places.shapes import bundled_provinces
from isee.synth.nation import Province, make_province
from isee.synth.plan import plan_nation

SCALE = 0.0014
SEED = 7


@pytest.fixture(scope="session")
def shapes() -> Mapping[int, BaseGeometry]:
    """The provinces' shapes that the product ships."""
    return bundled_provinces()


@pytest.fixture(scope="session")
def provinces(shapes: Mapping[int, BaseGeometry]) -> list[Province]:
    """Ten subdistricts over the country, about 12,000 pupils."""
    return [make_province(plan, seed=SEED, shapes=shapes) for plan in plan_nation(scale=SCALE, seed=SEED)]
