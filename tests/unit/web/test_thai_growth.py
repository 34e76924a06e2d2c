"""Official Thai classes: with a loaded table alone, in full words. All rows are made up, none is of the reference."""

from datetime import date
from decimal import Decimal

from django.utils.translation import override

from isee.tracking.api import growth
from isee.tracking.growth.references import TableRow
from isee.web.present.growth_chart import Measured
from isee.web.present.thai_growth import ThaiGrowth, thai_growth

BORN = date(2016, 11, 5)
SHARES = ((-3.0, 0.78), (-2.0, 0.84), (-1.5, 0.87), (0.0, 1.0), (1.5, 1.16), (2.0, 1.22), (3.0, 1.36))


def rows(first: int, last: int, middle: float) -> list[TableRow]:
    return [TableRow(float(at), None, tuple((z, middle * share) for z, share in SHARES)) for at in range(first, last)]


def made_up(*measures: str) -> growth.LoadedReference:
    tables = {
        ("weight_for_height", "f"): rows(100, 160, 30), ("height", "f"): rows(60, 200, 130),
        ("weight", "f"): rows(60, 200, 30),
    }  # fmt: skip
    held = {key: table for key, table in tables.items() if key[0] in measures}
    return growth.LoadedReference("thai2564", held, "made up for a test", illustrative=True)


def classes(weight: float, height: float, *measures: str, language: str = "th") -> ThaiGrowth | None:
    one = Measured(date(2026, 11, 5), Decimal(str(weight)), Decimal(str(height)))
    with override(language):
        return thai_growth("f", born=BORN, measured=one, reference=made_up(*measures))


def test_classes_are_said_in_full_words() -> None:
    found = classes(25.8, 130, "weight_for_height", "height", "weight")
    assert found is not None
    assert [one.label for one in found.classes] == ["ค่อนข้างผอม", "สูงตามเกณฑ์", "น้ำหนักค่อนข้างน้อย"]
    assert found.grows_well is False
    assert found.source.endswith("(ข้อมูลสมมติเพื่อทดลองระบบ)")


def test_tall_and_well_proportioned_needs_both_tables() -> None:
    both, one = classes(30, 130, "weight_for_height", "height"), classes(30, 130, "height")
    assert both is not None
    assert one is not None
    assert (both.grows_well, one.grows_well) == (True, None)
    assert [found.title for found in one.classes] == ["ส่วนสูงตามอายุ"]


def test_without_a_table_nothing_is_said() -> None:
    assert classes(30, 130) is None
    assert classes(30, 90, "weight_for_height") is None


def test_english_is_english() -> None:
    found = classes(24, 130, "weight_for_height", language="en")
    assert found is not None
    assert (found.classes[0].title, found.classes[0].label) == ("Weight for height", "thin")
