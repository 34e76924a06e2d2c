"""What an area code says by itself: level, parent and official text; and the distance of two points.

Areas are keyed by integers whose ranges cannot meet, so that one column holds every level and scope policies
compare plain integers:

===================== ======================= ================================================
level                 integer                 text
===================== ======================= ================================================
region                1-4                     `R1`-`R4` (ours: the government numbers none)
province              10-99                   `58`
district              1000-9999               `5804`
subdistrict           100000-999999           `580401`
village               10000000-99999999       `58040107`: subdistrict, then the two digits of its moo
local administration  100000000-199999999     `L05580102`: `L`, then up to eight official digits
===================== ======================= ================================================

The nation has no row. Its text is `TH`, in addresses and in release files.
"""

import math
import re
from enum import StrEnum
from typing import Final

from isee.kernel import ascii_digits
from isee.places.errors import PlacesError

NATION: Final = "TH"
LOCAL_ADMINISTRATION_BASE: Final = 100_000_000
#: Mean radius of the earth in kilometres (IUGG).
EARTH_RADIUS_KM: Final = 6371.0088
#: The region of a province by the first digit of its code.
REGION_OF_FIRST_DIGIT: Final = {1: 2, 2: 2, 3: 3, 4: 3, 5: 1, 6: 1, 7: 2, 8: 4, 9: 4}


class AreaLevel(StrEnum):
    """The levels of areas below the nation."""

    REGION = "region"
    PROVINCE = "province"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    VILLAGE = "village"
    LOCAL_ADMINISTRATION = "local_administration"


#: First and last integer of each level.
CODE_RANGES: Final = {
    AreaLevel.REGION: (1, 4),
    AreaLevel.PROVINCE: (10, 99),
    AreaLevel.DISTRICT: (1_000, 9_999),
    AreaLevel.SUBDISTRICT: (100_000, 999_999),
    AreaLevel.VILLAGE: (10_000_000, 99_999_999),
    AreaLevel.LOCAL_ADMINISTRATION: (LOCAL_ADMINISTRATION_BASE, 2 * LOCAL_ADMINISTRATION_BASE - 1),
}
_TEXT: Final = re.compile(r"R(?P<region>[1-4])|L(?P<local>[0-9]{1,8})|(?P<digits>[1-9][0-9]{1,7})")


def area_level(code: int) -> AreaLevel:
    """The level that an integer code belongs to. Raises `PlacesError` (`area_code_invalid`)."""
    for level, (first, last) in CODE_RANGES.items():
        if first <= code <= last:
            return level
    raise PlacesError("area_code_invalid", "No level of areas has codes of this length.")


def area_code(text: str) -> int:
    """The integer key of an official code (`58`, `5804`, `R1`); P-codes `TH58` are read too.

    Raises `PlacesError` (`area_code_invalid`), also for `TH`, since the nation has no row.
    """
    plain = ascii_digits(text.strip()).upper()
    found = _TEXT.fullmatch(plain.removeprefix(NATION))
    if not found:
        raise PlacesError(
            "area_code_invalid", "An area code has 2, 4, 6 or 8 digits, or R1 to R4 for a region; as in 5804."
        )
    if found["region"]:
        return int(found["region"])
    if found["local"]:
        return LOCAL_ADMINISTRATION_BASE + int(found["local"])
    code = int(found["digits"])
    area_level(code)
    return code


def area_text(code: int) -> str:
    """The official code as text. Raises `PlacesError` (`area_code_invalid`)."""
    level = area_level(code)
    if level is AreaLevel.REGION:
        return f"R{code}"
    if level is AreaLevel.LOCAL_ADMINISTRATION:
        return f"L{code - LOCAL_ADMINISTRATION_BASE:08d}"
    return str(code)


def parent_code(code: int) -> int | None:
    """The parent that the code itself names; a region and a local administration name none."""
    level = area_level(code)
    if level is AreaLevel.PROVINCE:
        return REGION_OF_FIRST_DIGIT[code // 10]
    if level in (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.VILLAGE):
        return code // 100
    return None


def great_circle_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Distance over the sphere in kilometres (haversine), of two points in degrees."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def bounding_box(lat: float, lon: float, radius_km: float) -> tuple[float, float, float, float]:
    """West, south, east and north in degrees of a box that holds every point within the radius.

    It is a millionth wider than the radius, against rounding; a box that would reach a pole or cross the date
    line covers all longitudes.
    """
    angle = radius_km / EARTH_RADIUS_KM * (1 + 1e-6) + 1e-9
    phi = math.radians(lat)
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if abs(phi) + angle >= math.pi / 2:
        return (-180.0, max(south, -90.0), 180.0, min(north, 90.0))
    spread = math.degrees(math.asin(math.sin(angle) / math.cos(phi)))
    if lon - spread < -180 or lon + spread > 180:
        return (-180.0, south, 180.0, north)
    return (lon - spread, south, lon + spread, north)
