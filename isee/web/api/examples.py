"""Examples of answers for OpenAPI. Their figures are invented."""

from typing import Any

RELEASE_ID = "25692-8f8a785dfc1d"
MADE_AT = "2026-11-10T03:00:00+00:00"
THAILAND = {"code": "TH", "level": "nation", "name_th": "ประเทศไทย", "name_en": "Thailand"}
NORTH = {"code": "R1", "level": "region", "name_th": "ภาคเหนือ", "name_en": "North"}
PROVINCE = {"code": "58", "level": "province", "name_th": "แม่ฮ่องสอน", "name_en": "Mae Hong Son"}
A_SCHOOL = {
    "code": "1058000001", "level": "school",
    "name_th": "โรงเรียนตัวอย่างหนึ่ง", "name_en": "Example School One",
}  # fmt: skip
SHOWN = {"n": 62, "d": 540, "v": 11.5, "s": "ok"}
BAND = {"n": None, "d": None, "v": None, "s": "band", "band": "10-25"}
HIDDEN = {"n": None, "d": None, "v": None, "s": "few"}
FIGURE = {
    "all": SHOWN,
    "sex": {"f": {"n": 42, "d": 270, "v": 15.6, "s": "ok"}, "m": {"n": 20, "d": 270, "v": 7.4, "s": "ok"}},
    "grade_band": {"primary": SHOWN, "upper_secondary": HIDDEN},
}
POOR: dict[str, Any] = {
    "name": "poor", "label_th": "นักเรียนยากจน", "label_en": "Poor pupils", "unit": "share",
    "method_th": "นับนักเรียนที่ผลการคัดกรองของภาคเรียนนั้นเป็น “ยากจน” เทียบกับนักเรียนทั้งหมด",
    "method_en": "Pupils whose screening result of the term is “poor”, out of all pupils.",
    "numerator_th": "นักเรียนที่ผลการคัดกรองเป็นยากจน", "numerator_en": "pupils whose screening result is poor",
    "denominator_th": "นักเรียนทั้งหมด", "denominator_en": "all pupils",
    "levels": ["nation", "region", "province", "district", "subdistrict", "school"],
}  # fmt: skip
DIGEST = "ee732d79424dbb8ce118aaf8de8dd7876f3ee5d0d77b3858814e5fbad3be44ef"

AREA = {"release": RELEASE_ID, **PROVINCE, "path": [THAILAND, NORTH], "figures": {"25692": {"poor": FIGURE}}}
AREAS = {
    "release": RELEASE_ID, "total": 77, "page": 1, "size": 1,
    "next": "/api/v1/areas?level=province&indicator=poor&term=2%2F2569&page=2&size=1",
    "items": [{**PROVINCE, "parent": "R1", "figures": {"25692": {"poor": SHOWN}}}],
}  # fmt: skip
SCHOOL = {
    "release": RELEASE_ID, **A_SCHOOL, "path": [THAILAND, NORTH, PROVINCE],
    "figures": {
        "25692": {
            "pupils": {"all": {"n": 214, "d": None, "v": 214, "s": "ok"}, "sex": {}, "grade_band": {}},
            "poor": {"all": BAND, "sex": {}, "grade_band": {}},
            "extremely_poor": {"all": HIDDEN, "sex": {}, "grade_band": {}},
        }
    },
}  # fmt: skip
SCHOOLS = {
    "release": RELEASE_ID, "total": 1, "page": 1, "size": 100, "next": None,
    "items": [{**A_SCHOOL, "figures": {"25692": {"poor": BAND}}}],
}  # fmt: skip
INDICATORS = {"release": RELEASE_ID, "items": [POOR]}
INDICATOR = {"release": RELEASE_ID, **POOR, "terms": ["1/2569", "2/2569"]}
A_RELEASE = {
    "id": RELEASE_ID, "newest": True, "made_at": MADE_AT, "term": "2/2569", "terms": ["1/2569", "2/2569"],
    "synthetic": True, "scale": 0.01, "threshold": 10,
}  # fmt: skip
RELEASES = {"release": RELEASE_ID, "items": [A_RELEASE]}
RELEASE = {"release": RELEASE_ID, **A_RELEASE, "indicators": [POOR], "tables": {"provinces.csv": DIGEST}}
TABLES = {
    "release": RELEASE_ID,
    "items": [
        {
            "name": "provinces.csv", "format": "csv", "bytes": 18230, "sha256": DIGEST,
            "url": "/api/v1/tables/provinces.csv",
        }
    ],
}  # fmt: skip
SCOPE = {
    "internal": True,
    "token": {
        "name": "Yearly report", "role": "province_officer", "purpose": "Tables of the province's yearly report",
        "expires_at": "2027-02-08T03:00:00+00:00",
    },
    "nation": False, "areas": [PROVINCE], "schools": [], "terms": ["1/2569", "2/2569"],
    "indicators": ["pupils", "poor"],
}  # fmt: skip
SMALL = {"n": 3, "d": 14, "v": 21.4, "s": "ok"}
STAFF_AREA = {
    "internal": True, "extract": "20261110T030000000000Z", **PROVINCE, "whole": True,
    "figures": {"25692": {"poor": {"all": SHOWN, "sex": FIGURE["sex"], "grade_band": {"upper_secondary": SMALL}}}},
}  # fmt: skip
STAFF_SCHOOL = {
    "internal": True, "extract": "20261110T030000000000Z", **A_SCHOOL, "whole": True,
    "figures": {"25692": {"poor": {"all": SMALL, "sex": {}, "grade_band": {}}}},
}  # fmt: skip
