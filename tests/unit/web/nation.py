"""A small published nation in the exact format of a release: real area codes, invented figures and schools.

Every province has one subdistrict with four schools, as in a nation of one per cent; Mae Hong Son has all of its
districts. Below the district shares are bands and there are no groups.
Figures are made from the codes alone, so that they are the same at every run.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geothai

from isee.reporting.api import AreaFigures, Cell, Figure, Manifest, Place, PlaceFigures

TERMS = (25671, 25672, 25681, 25682, 25691, 25692)
RELEASE = "2569-2-test"
WHOLE_PROVINCE = "58"
REGIONS = (
    ("R1", "ภาคเหนือ", "North", "56"),
    ("R2", "ภาคกลาง", "Central", "127"),
    ("R3", "ภาคตะวันออกเฉียงเหนือ", "Northeast", "34"),
    ("R4", "ภาคใต้", "South", "89"),
)
SHARES = {"poor": 6.5, "extremely_poor": 14.3, "attendance": 92.0, "out_of_school": 8.0}
INDICATORS = (
    ("pupils", "นักเรียน", "Pupils", "count"),
    ("poor", "นักเรียนยากจน", "Poor pupils", "share"),
    ("extremely_poor", "นักเรียนยากจนพิเศษ", "Extremely poor pupils", "share"),
    ("income", "รายได้เฉลี่ยต่อคนต่อเดือน", "Mean income per head and month", "baht"),
    ("attendance", "อัตราการมาเรียน", "Attendance rate", "share"),
    ("out_of_school", "เด็กนอกระบบการศึกษา", "Children out of school", "share"),
)
FAMILIES = {
    "pupils": ("school", "การเรียนและการมาเรียน", "School life"),
    "attendance": ("school", "การเรียนและการมาเรียน", "School life"),
    "out_of_school": ("out_of_school", "เด็กนอกระบบการศึกษา", "Children out of school"),
}
POVERTY = ("poverty", "ความยากจนและการคัดกรอง", "Poverty and screening")
FEW: Cell = {"n": None, "d": None, "v": None, "s": "few"}
NONE: Cell = {"n": None, "d": None, "v": None, "s": "none"}
BROAD = ("TH", "R1", "R2", "R3", "R4")
"""Places so large that their figures are near the mean."""
SEXES = ("f", "m")
BANDS = ("pre_primary", "primary", "lower_secondary", "upper_secondary")
RANGES = ((90, "90-100"), (75, "75-90"), (50, "50-75"), (25, "25-50"), (10, "10-25"), (0, "0-10"))
SMALL = ("subdistrict", "school")
LEVELS = ["nation", "region", "province", "district", "subdistrict", "school"]


def wave(*parts: object) -> float:
    """A number from 0 to 1 that depends on the parts alone."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32


def cell(code: str, indicator: str, term: int, pupils: int, *, group: str = "all") -> Cell:
    """One invented figure, hidden where it would be about fewer than ten."""
    if indicator == "pupils":
        return {"n": pupils, "d": None, "v": pupils, "s": "ok"} if pupils >= 10 else FEW
    if indicator == "income":
        if pupils < 10:
            return FEW
        mean = round(900 + 2400 * wave(code, "income") + 8 * (term - 25671))
        return {"n": mean * pupils, "d": pupils, "v": mean, "s": "ok"}
    spread = 2 * wave(code, indicator) - 1
    if code in BROAD:
        spread /= 8
    drift = 0.06 * (term - 25671) * (1 if indicator == "attendance" else -1)
    width = 4 if indicator == "attendance" else SHARES[indicator] * 0.8
    share = SHARES[indicator] + spread * width + drift + 2 * (wave(code, indicator, group) - 0.5)
    if len(code) >= 6:
        return band(max(share, 0.4), pupils)
    n = round(max(share, 0.4) * pupils / 100)
    if n < 10 or pupils - n < 10:
        return FEW
    return {"n": n, "d": pupils, "v": round(100 * n / pupils, 1), "s": "ok"}


def band(share: float, pupils: int) -> Cell:
    """A share of a small place: a range, or hidden where it would be about fewer than a hundred."""
    if pupils < 100:
        return FEW
    return {"n": None, "d": None, "v": None, "s": "band", "band": next(name for low, name in RANGES if share >= low)}


def figure(code: str, indicator: str, term: int, pupils: int) -> Figure:
    """One indicator of one term with its breakdowns."""
    if indicator == "out_of_school" and len(code) == 10:
        return {"all": NONE, "sex": {}, "grade_band": {}}
    if len(code) >= 6:
        return {"all": cell(code, indicator, term, pupils), "sex": {}, "grade_band": {}}
    return {
        "all": cell(code, indicator, term, pupils),
        "sex": {sex: cell(code, indicator, term, pupils // 2, group=sex) for sex in SEXES},
        "grade_band": {band: cell(code, indicator, term, pupils // 4, group=band) for band in BANDS},
    }


def pupils_of(code: str) -> int:
    """An invented number of pupils."""
    size = {1: 900_000, 2: 1000 if code == "TH" else 40_000, 4: 2400, 6: 900, 10: 240}.get(len(code), 1000)
    return 88_930 if code == "TH" else max(8, round(size * (0.03 + wave(code, "pupils"))))


def indicators_of(level: str) -> list[str]:
    """Income stops at the district."""
    return [name for name, *_ in INDICATORS if name != "income" or level not in SMALL]


def area_place(row: Any, level: str) -> Place:
    """A place from the register's row."""
    return {"code": row.code, "level": level, "name_th": row.name_th, "name_en": row.name_en}


class Nation:
    """Writes the release; `places` holds what lies in what."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, place: Place, path: Sequence[Place], children: Iterable[Place], schools: Iterable[Place]) -> None:
        """One area's or school's file."""
        content: AreaFigures = {
            **place,
            "path": list(path),
            "figures": {
                str(term): {
                    name: figure(place["code"], name, term, pupils_of(place["code"]))
                    for name in indicators_of(place["level"])
                }
                for term in TERMS
            },
            "children": [self.short(child) for child in children],
            "schools": [self.short(school) for school in schools],
        }
        kind = "schools" if place["level"] == "school" else "areas"
        target = self.folder / kind / f"{place['code']}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    def short(self, place: Place) -> PlaceFigures:
        """A child in its parent's file: everyone's figures only."""
        code = place["code"]
        figures = {
            str(term): {
                name: figure(code, name, term, pupils_of(code))["all"] for name in indicators_of(place["level"])
            }
            for term in TERMS
        }
        return {**place, "figures": figures}


def school_places(subdistrict: Any) -> list[Place]:
    """Four invented schools."""
    return [
        {
            "code": f"10{subdistrict.code[:2]}{int(subdistrict.code[2:]):04d}{serial:02d}", "level": "school",
            "name_th": f"โรงเรียนบ้าน{subdistrict.name_th} {serial}",
            "name_en": f"Ban {subdistrict.name_en} School {serial}",
        }
        for serial in range(1, 5)
    ]  # fmt: skip


def write_province(nation: Nation, province: Any, above: Sequence[Place]) -> None:
    """A province with its districts, subdistricts and schools."""
    whole = province.code == WHOLE_PROVINCE
    here = area_place(province, "province")
    districts = geothai.districts(province.code)[: None if whole else 1]
    for district in districts:
        within = area_place(district, "district")
        subdistricts = geothai.subdistricts(district.code)[: None if whole else 1]
        schools = [school for subdistrict in subdistricts for school in school_places(subdistrict)]
        nation.write(within, [*above, here], [area_place(one, "subdistrict") for one in subdistricts], schools)
        for subdistrict in subdistricts:
            own = area_place(subdistrict, "subdistrict")
            nation.write(own, [*above, here, within], [], school_places(subdistrict))
            for school in school_places(subdistrict):
                nation.write(school, [*above, here, within, own], [], [])
    nation.write(here, above, [area_place(one, "district") for one in districts], [])


def manifest(files: dict[str, str] | None = None) -> Manifest:
    """The manifest of the small nation with the hashes of its files."""
    return {
        "id": RELEASE, "format": 1, "term": TERMS[-1], "terms": list(TERMS),
        "made_at": "2026-11-10T05:00:00+00:00", "scale": 0.01, "synthetic": True, "threshold": 10, "small_group": 30,
        "extracts": {}, "files": files or {},
        "indicators": [
            {
                "name": name, "label_th": th, "label_en": en, "unit": unit,  # type: ignore[typeddict-item]
                "method_th": f"วิธีนับ{th} เป็นตัวอย่าง", "method_en": f"How {en} are counted, as an example.",
                "numerator_th": th, "numerator_en": en, "denominator_th": "", "denominator_en": "",
                "levels": [level for level in LEVELS if name in indicators_of(level)],
                "family": FAMILIES.get(name, POVERTY)[0], "family_th": FAMILIES.get(name, POVERTY)[1],
                "family_en": FAMILIES.get(name, POVERTY)[2],
            }
            for name, th, en, unit in INDICATORS
        ],
    }  # fmt: skip


def write_nation(home: Path) -> None:
    """Write the release below `home` and make it the newest."""
    folder = home / "releases" / RELEASE
    nation = Nation(folder)
    top: Place = {"code": "TH", "level": "nation", "name_th": "ประเทศไทย", "name_en": "Thailand"}
    regions: list[Place] = [
        {"code": code, "level": "region", "name_th": th, "name_en": en} for code, th, en, _digits in REGIONS
    ]
    provinces = geothai.provinces()
    everyone = [area_place(province, "province") for province in provinces]
    nation.write(top, [], [*regions, *everyone], [])
    for region, (_code, _th, _en, digits) in zip(regions, REGIONS, strict=True):
        own = [province for province in provinces if province.code[0] in digits]
        nation.write(region, [top], [area_place(province, "province") for province in own], [])
        for province in own:
            write_province(nation, province, [top, region])
    tables = folder / "tables"
    tables.mkdir()
    for name in ("nation", "regions", "provinces", "districts", "subdistricts", "schools"):
        (tables / f"{name}.csv").write_text("term,code\n2/2569,TH\n", encoding="utf-8")
    files = {f"tables/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(tables.iterdir())}
    (folder / "manifest.json").write_text(json.dumps(manifest(files), ensure_ascii=False), encoding="utf-8")
    (home / "releases" / "latest").write_text(f"{RELEASE}\n", encoding="utf-8")
