"""Invented schools: kinds, codes, names, levels, places, and the education areas that look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from isee.synth.draws import Flags, Ints, spread, stream
from isee.synth.land import Land, scatter
from isee.synth.plan import ProvincePlan, SubdistrictPlan, province_targets

GRADES: Final = (
    "K1", "K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6", "M1", "M2", "M3", "M4", "M5", "M6",
    "V1", "V2", "V3",
)  # fmt: skip
K1, K2, P1, P6, M1, M3, M4, M6, V1, V3 = 0, 1, 3, 8, 9, 11, 12, 14, 15, 17
COLLEGE_SHARE: Final = 0.07
"""Vocational pupils for each pupil up to M.3."""
COLLEGE_SIZE: Final = 740
PRIMARY_SIZE, CITY_SIZE = 282, 560
"""Pupils of a school with primary grades, on average, in the country and in Bangkok."""
SECONDARY_FROM: Final = 1_000
"""Pupils from which a subdistrict has a secondary school of its own."""
_BORDER: Final = frozenset(
    {"23", "27", "31", "32", "33", "34", "42", "48", "50", "55", "57", "58", "63", "71", "77", "95", "96"}
)
_FIRST: Final = (
    ("หนอง", "Nong"), ("ห้วย", "Huai"), ("โคก", "Khok"), ("นา", "Na"), ("ดอน", "Don"), ("ทุ่ง", "Thung"),
    ("คลอง", "Khlong"), ("บาง", "Bang"), ("เขา", "Khao"), ("ป่า", "Pa"), ("ท่า", "Tha"), ("วัง", "Wang"),
)  # fmt: skip
_SECOND: Final = (
    ("ใหญ่", "Yai"), ("แก้ว", "Kaeo"), ("ไผ่", "Phai"), ("บัว", "Bua"), ("ยาว", "Yao"), ("ขาม", "Kham"),
    ("มะม่วง", "Mamuang"), ("สัก", "Sak"), ("ทราย", "Sai"), ("หิน", "Hin"), ("แดง", "Daeng"), ("เขียว", "Khiao"),
    ("กลาง", "Klang"), ("สูง", "Sung"), ("งาม", "Ngam"), ("เย็น", "Yen"), ("ตาล", "Tan"), ("จันทร์", "Chan"),
    ("น้อย", "Noi"), ("ทอง", "Thong"), ("ศรี", "Si"), ("ลาน", "Lan"), ("เจริญ", "Charoen"), ("สว่าง", "Sawang"),
)  # fmt: skip
_PATTERNS: Final = {
    "primary": ("บ้าน{th}", "Ban {en} School"),
    "expanded": ("ชุมชนบ้าน{th}", "Chumchon Ban {en} School"),
    "secondary": ("{th}พิทยาคม", "{en} Phitthayakhom School"),
    "municipal": ("เทศบาล {n} (บ้าน{th})", "Municipal {n} (Ban {en}) School"),
    "private": ("{th}วิทยา", "{en} Witthaya School"),
    "city": ("วัด{th}", "Wat {en} School"),
    "border": ("ตำรวจตระเวนชายแดนบ้าน{th}", "Border Patrol Police Ban {en} School"),
    "temple": ("วัด{th}วิทยา (พระปริยัติธรรม)", "Wat {en} Buddhist Scripture School"),
    "college": ("วิทยาลัยการอาชีพ{th}", "{en} Industrial and Community Education College"),
    "centre": ("ศูนย์ส่งเสริมการเรียนรู้ระดับอำเภอ{th}", "{en} District Learning Promotion Centre"),
}
_AFFILIATION: Final = {
    "primary": "10", "expanded": "10", "secondary": "10", "municipal": "30", "private": "11", "city": "31",
    "border": "90", "temple": "70", "college": "13", "centre": "12",
}  # fmt: skip
_LEVELS: Final = {
    "primary": (K2, P6), "expanded": (K2, M3), "secondary": (M1, M6), "municipal": (K1, M3),
    "private": (K1, P6), "city": (K1, P6), "border": (K2, P6), "temple": (M1, M6), "college": (V1, V3),
    "centre": (M4, M6),
}  # fmt: skip
"""A learning centre (non-formal education) is put down with the grades that its levels are equivalent to: it has
no years of its own, and only learners of upper secondary level are made."""


@dataclass(frozen=True)
class Draft:
    """A school before it has codes: its kind, subdistrict (index) and the pupils it is meant for."""

    kind: str
    place: int
    size: float


def _primary_kinds(rng: np.random.Generator, code: str, count: int) -> list[str]:
    """Kinds of the schools with primary grades in one subdistrict, the first always a state school."""
    state = "city" if code == "10" else "primary"
    kinds = []
    for number in range(count):
        chance = rng.random()
        if number == 0:
            kinds.append(state)
        elif chance < 0.16:
            kinds.append("private")
        elif chance < 0.26:
            kinds.append(state if code == "10" else "municipal")
        elif chance < 0.31 and code in _BORDER:
            kinds.append("border")
        else:
            kinds.append("expanded" if chance > 0.82 and code != "10" else state)
    return kinds


def _draft_subdistrict(
    rng: np.random.Generator, code: str, area: SubdistrictPlan, place: int, lone: bool
) -> list[Draft]:
    secondary = area.pupils >= SECONDARY_FROM or lone
    upper = 0.30 if secondary else 0.0
    count = max(1, round(area.pupils * (1 - upper) / (CITY_SIZE if code == "10" else PRIMARY_SIZE)))
    kinds = _primary_kinds(rng, code, count)
    if not secondary:
        kinds[0] = "expanded"
    weights = rng.lognormal(0.0, 0.65, count) + 0.25
    sizes = area.pupils * (1 - upper) * weights / weights.sum()
    drafts = [Draft(kind, place, float(size)) for kind, size in zip(kinds, sizes, strict=True)]
    if secondary:
        many = max(1, round(area.pupils * upper / 900))
        drafts += [Draft("secondary", place, area.pupils * upper / many) for _ in range(many)]
        if area.pupils > 1500 and code[0] in "345" and rng.random() < 0.5:
            drafts.append(Draft("temple", place, 70.0))
    return drafts


def _drafts(rng: np.random.Generator, plan: ProvincePlan) -> list[Draft]:
    largest = max(range(len(plan.subdistricts)), key=lambda i: plan.subdistricts[i].pupils)
    drafts = [
        draft
        for place, area in enumerate(plan.subdistricts)
        for draft in _draft_subdistrict(rng, plan.code, area, place, place == largest)
    ]
    return drafts + _colleges(plan) + _centres(plan)


def _colleges(plan: ProvincePlan) -> list[Draft]:
    """Vocational colleges, in the largest subdistricts."""
    learners = plan.pupils * COLLEGE_SHARE
    many = max(1, round(learners / COLLEGE_SIZE))
    by_size = sorted(range(len(plan.subdistricts)), key=lambda i: -plan.subdistricts[i].pupils)
    return [Draft("college", by_size[n % len(by_size)], learners / many) for n in range(many)]


def _centres(plan: ProvincePlan) -> list[Draft]:
    """One learning centre in each district, in its largest subdistrict."""
    largest: dict[str, int] = {}
    for place, area in enumerate(plan.subdistricts):
        other = largest.get(area.code[:4])
        if other is None or plan.subdistricts[other].pupils < area.pupils:
            largest[area.code[:4]] = place
    return [Draft("centre", place, 300.0) for place in largest.values()]


def count_schools(plan: ProvincePlan, *, seed: int) -> int:
    """How many schools a province gets."""
    return len(_drafts(stream(seed, plan.code, "schools"), plan))


def make_schools(plan: ProvincePlan, grounds: list[Land], *, seed: int) -> pl.DataFrame:
    """Make the schools of a province, one row each.

    Columns: `school` (row number in the province), `code`, `code8`, `code6`, `name_th`, `name_en`,
    `affiliation`, `education_area`, `subdistrict`, `lat`, `lon`, `grade_from`, `grade_to`, `electricity`,
    `internet`, `opened_on`, and for the generator `kind`, `place`, `low`, `high`, `size`.
    """
    rng = stream(seed, plan.code, "schools")
    drafts = _drafts(rng, plan)
    place = np.array([d.place for d in drafts])
    points = scatter(stream(seed, plan.code, "school points"), grounds, place=place)
    size = len(drafts)
    names = _names(rng, drafts)
    remote = np.array([d.kind == "border" for d in drafts]) & (rng.random(size) < 0.15)
    return pl.DataFrame(
        {
            "school": np.arange(size),
            **_codes(plan, drafts),
            "name_th": [th for th, _ in names],
            "name_en": [en for _, en in names],
            "affiliation": [_AFFILIATION[d.kind] for d in drafts],
            "education_area": _education_areas(plan, drafts),
            "subdistrict": [plan.subdistricts[d.place].code for d in drafts],
            "lat": points[:, 0],
            "lon": points[:, 1],
            "grade_from": [GRADES[_LEVELS[d.kind][0]] for d in drafts],
            "grade_to": [GRADES[_LEVELS[d.kind][1]] for d in drafts],
            "electricity": ~remote,
            "internet": ~remote & (rng.random(size) > 0.008),
            "opened_on": [date(int(y), 5, 16) for y in rng.integers(1925, 2005, size)],
            "kind": [d.kind for d in drafts],
            "place": place,
            "low": [_LEVELS[d.kind][0] for d in drafts],
            "high": [_LEVELS[d.kind][1] for d in drafts],
            "size": [d.size for d in drafts],
        }
    )


CODES_PER_PROVINCE: Final = 1_290


def first_number(plan: ProvincePlan) -> int:
    """The six-digit code of a province's first school."""
    return 900_000 + plan.index * CODES_PER_PROVINCE


def _codes(plan: ProvincePlan, drafts: list[Draft]) -> dict[str, list[str]]:
    """Codes of an unused block: the six digits begin with 9, and so do the last four of eight."""
    if len(drafts) > CODES_PER_PROVINCE:
        raise ValueError(f"province {plan.code} has more schools than codes")
    six = [first_number(plan) + number for number in range(len(drafts))]
    district = [plan.subdistricts[d.place].code[2:4] for d in drafts]
    order: dict[str, int] = {}
    eight = []
    for pair in district:
        order[pair] = order.get(pair, -1) + 1
        eight.append(f"{plan.code}{pair}{9000 + order[pair]}")
    return {
        "code": [f"{_AFFILIATION[d.kind]}{plan.code}{number}" for d, number in zip(drafts, six, strict=True)],
        "code8": eight,
        "code6": [str(number) for number in six],
    }


def _names(rng: np.random.Generator, drafts: list[Draft]) -> list[tuple[str, str]]:
    seen: set[str] = set()
    names = []
    for number, draft in enumerate(drafts):
        thai, english = _PATTERNS[draft.kind]
        for attempt in range(30):
            first, second = _FIRST[rng.integers(len(_FIRST))], _SECOND[rng.integers(len(_SECOND))]
            words = {"th": first[0] + second[0], "en": f"{first[1]} {second[1]}", "n": str(number % 7 + 1)}
            if attempt > 9:
                third = _SECOND[rng.integers(len(_SECOND))]
                words = {**words, "th": words["th"] + third[0], "en": f"{words['en']} {third[1]}"}
            if thai.format(**words) not in seen:
                break
        prefix = "" if draft.kind in ("college", "centre") else "โรงเรียน"
        seen.add(thai.format(**words))
        names.append((prefix + thai.format(**words), english.format(**words)))
    return names


def _area_counts(plan: ProvincePlan) -> tuple[int, int]:
    """Primary and secondary education areas of a province: 183 and 62 in the nation."""
    targets = province_targets()
    weights = np.array([t.pupils_thousand for t in targets.values()])
    primary = 1 + spread(183 - len(targets), weights)
    row = list(targets).index(plan.code)
    return int(primary[row]), 1


def _education_areas(plan: ProvincePlan, drafts: list[Draft]) -> list[int | None]:
    primary, _ = _area_counts(plan)
    base = int(plan.code) * 1_000_000
    areas: list[int | None] = []
    for draft in drafts:
        district = int(plan.subdistricts[draft.place].code[2:4])
        if _AFFILIATION[draft.kind] != "10":
            areas.append(None)
        elif draft.kind == "secondary":
            areas.append(base + 510_000)
        else:
            areas.append(base + (district % primary + 1) * 10_000)
    return areas


def make_education_areas(plan: ProvincePlan) -> pl.DataFrame:
    """Make the education areas of a province: `code` (8 digits), `name_th`, `name_en`, `kind`, `province`."""
    primary, _ = _area_counts(plan)
    base, name = int(plan.code) * 1_000_000, plan.name_th
    english = plan.target.name_en
    rows = [
        {
            "code": base + n * 10_000,
            "name_th": f"สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{name} เขต {n}" if primary > 1
            else f"สำนักงานเขตพื้นที่การศึกษาประถมศึกษา{name}",
            "name_en": f"{english} Primary Educational Service Area Office {n}",
            "kind": "primary",
            "province": int(plan.code),
        }
        for n in range(1, primary + 1)
    ]  # fmt: skip
    rows.append(
        {
            "code": base + 510_000,
            "name_th": f"สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา{name}",
            "name_en": f"{english} Secondary Educational Service Area Office",
            "kind": "secondary",
            "province": int(plan.code),
        }
    )
    return pl.DataFrame(rows)


@dataclass(frozen=True)
class SchoolChoice:
    """The schools that each household would send its children to, by stage (row numbers, -1 for none)."""

    primary: Ints
    lower: Ints
    upper: Ints
    college: Ints
    centre: Ints


def choose_schools(schools: pl.DataFrame, *, place: Ints, rich: Flags, seed: int, province: str) -> SchoolChoice:
    """Choose schools for households: near ones, larger ones more often, private ones by the better-off."""
    rng = stream(seed, province, "school choice")
    kind, where = schools["kind"].to_numpy(), schools["place"].to_numpy()
    low, high = schools["low"].to_numpy(), schools["high"].to_numpy()
    weight = schools["size"].to_numpy()
    has_primary = (low <= P1) & (high >= P6)
    has_lower = (low <= M1) & (high >= M3) & (kind != "temple")
    has_upper = (low <= M4) & (high >= M6) & (kind == "secondary")
    size = len(place)
    primary, lower, upper = (np.full(size, -1, dtype=np.int64) for _ in range(3))
    everywhere = np.flatnonzero(has_upper)
    for index in np.unique(place):
        rows = np.flatnonzero(place == index)
        here = where == index
        options = np.flatnonzero(here & has_primary)
        for wealth in (False, True):
            some = rows[rich[rows] == wealth]
            factor = np.where(kind[options] == "private", 2.5 if wealth else 0.35, 1.0)
            primary[some] = _pick(rng, options, weight[options] * factor, len(some))
        options = np.flatnonzero(here & has_lower)
        factor = np.where(kind[options] == "secondary", 1.0, 0.25)
        lower[rows] = _pick(rng, options, weight[options] * factor, len(rows))
        options = np.flatnonzero(here & has_upper)
        options = options if len(options) else everywhere
        upper[rows] = _pick(rng, options, weight[options], len(rows))
    colleges, centres = np.flatnonzero(kind == "college"), np.flatnonzero(kind == "centre")
    college = _pick(rng, colleges, weight[colleges], size)
    district = np.array([code[:4] for code in schools["subdistrict"]])
    nearest = {district[centre]: int(centre) for centre in centres}
    of_place = dict(zip(where.tolist(), district.tolist(), strict=True))
    centre = np.array([nearest[of_place[p]] for p in range(len(of_place))], dtype=np.int64)[place]
    return SchoolChoice(primary, lower, upper, college, centre)


def _pick(
    rng: np.random.Generator, options: Ints, weights: np.ndarray[tuple[int], np.dtype[np.float64]], size: int
) -> Ints:
    if not len(options):
        return np.full(size, -1, dtype=np.int64)
    edges = np.cumsum(weights / weights.sum())
    index = np.minimum(np.searchsorted(edges, rng.random(size)), len(options) - 1)
    return options[index]
