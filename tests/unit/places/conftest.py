"""A small corner of the country for the tests of places: one province, two districts, three subdistricts."""

from datetime import UTC, datetime

import pytest

from isee.places.models import Affiliation, Area

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)

CORNER = (
    (1, "region", "ภาคเหนือ", "North", None),
    (58, "province", "แม่ฮ่องสอน", "Mae Hong Son", 1),
    (5803, "district", "ปาย", "Pai", 58),
    (5804, "district", "แม่สะเรียง", "Mae Sariang", 58),
    (580301, "subdistrict", "เวียงใต้", "Wiang Tai", 5803),
    (580401, "subdistrict", "บ้านกาศ", "Ban Kat", 5804),
    (580402, "subdistrict", "แม่สะเรียง", "Mae Sariang", 5804),
)


@pytest.fixture
def corner(db: None) -> None:
    """Areas and two affiliations; harmless where the reference data are loaded already."""
    Area.objects.bulk_create(
        [
            Area(code=code, level=level, name_th=name_th, name_en=name_en, parent_id=parent)
            for code, level, name_th, name_en, parent in CORNER
        ],
        ignore_conflicts=True,
    )
    Affiliation.objects.bulk_create(
        [
            Affiliation(code="10", name_th="สพฐ.", name_en="OBEC", short_th="สพฐ.", short_en="OBEC"),
            Affiliation(code="30", name_th="อปท.", name_en="Local", short_th="อปท.", short_en="Local"),
        ],
        ignore_conflicts=True,
    )
