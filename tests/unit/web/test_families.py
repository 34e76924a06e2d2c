"""Many figures to choose from: grouped by what they are about, and offered only where they are published."""

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from isee.web.present.choice import by_family
from tests.unit.web.nation import RELEASE, manifest

pytestmark = pytest.mark.django_db


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def poor_to_the_district(settings: Settings, nation_home: Path, tmp_path: Path) -> None:
    """The same nation, where the poor are published no further than the district."""
    release, copy = nation_home / "releases" / RELEASE, tmp_path / "releases" / RELEASE
    copy.mkdir(parents=True)
    for name in ("areas", "schools", "tables"):
        (copy / name).symlink_to(release / name)
    words = manifest()
    for one in words["indicators"]:
        if one["name"] == "poor":
            one["levels"] = ["nation", "region", "province", "district"]
    (copy / "manifest.json").write_text(json.dumps(words), encoding="utf-8")
    (tmp_path / "releases" / "latest").write_text(RELEASE, encoding="utf-8")
    settings.ISEE_HOME = tmp_path


def test_the_chooser_groups_figures_by_family(client: Client, published: Path) -> None:
    chooser = page(client, "/en/").split('name="show"')[1].split("</select>")[0]
    assert chooser.count("<optgroup") == 3
    poverty = chooser.split('label="Poverty and screening">')[1].split("</optgroup>")[0]
    assert [name for name in ("pupils", "poor", "income") if f'value="{name}"' in poverty] == ["poor", "income"]


def test_the_method_page_is_ordered_by_family_and_keeps_its_addresses(client: Client, published: Path) -> None:
    text = page(client, "/method")
    assert text.index("ความยากจนและการคัดกรอง") < text.index('<h3 id="poor">') < text.index('<h3 id="income">')
    assert text.count('<h3 id="') == len(manifest()["indicators"])


def test_a_release_without_families_is_one_list_without_a_heading() -> None:
    words = manifest()["indicators"]
    for one in words:
        one.pop("family_th", None)
        one.pop("family_en", None)
    assert [(heading, len(family)) for heading, family in by_family(words)] == [("", len(words))]


def test_a_place_offers_what_is_published_for_its_level(client: Client, poor_to_the_district: None) -> None:
    assert 'value="poor"' in page(client, "/en/areas/5804")
    assert 'value="poor"' not in page(client, "/en/areas/580401")


def test_a_choice_kept_below_its_last_level_says_so_and_ranks_nobody(
    client: Client, poor_to_the_district: None
) -> None:
    assert "this figure is not published for subdistricts" in page(client, "/en/areas/580401?show=poor")
    assert "ไม่เผยแพร่ตัวเลขนี้ในระดับตำบล" in page(client, "/areas/580401?show=poor")
    assert "Ban Mae Sariang School 1" not in page(client, "/en/areas/5804?show=poor")
