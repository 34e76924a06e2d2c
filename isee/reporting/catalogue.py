"""The catalogue of a release for other systems: DCAT-AP 3 as JSON-LD, one dataset for each table.

Addresses are relative to the catalogue's own, `/data/<release>/catalogue.jsonld`, so that the same bytes are right on
every site that serves the release.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from isee.kernel import AcademicTerm
from isee.reporting import formats
from isee.reporting.folders import hash_of
from isee.reporting.twin import NOTICE_EN, NOTICE_TH

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
FURTHER_MEDIA_TYPES = {"txt": "text/plain", **MEDIA_TYPES}
DATA_PAGE = "../../data"
"""The page for people, as seen from the catalogue."""
AUTHORITY = "http://publications.europa.eu/resource/authority/"
PUBLISHER = ("ผู้ให้บริการระบบ iSEE", "The body that runs this iSEE")
TERM_MONTHS = {1: (5, 10), 2: (11, 15)}
"""First and last month of a term, counted from January of the school year; the third month after it is 15."""


def catalogue(
    folder: Path,
    *,
    book: formats.Codebook,
    use: formats.TermsOfUse,
    terms: Sequence[int],
    made_at: datetime,
) -> dict[str, Any]:
    """The catalogue of the tables and of the synthetic twin that lie in `folder`."""
    common = {
        "dct:publisher": {"@id": "#publisher"},
        "dct:issued": _typed(made_at.isoformat(), "dateTime"),
        "dct:language": [{"@id": f"{AUTHORITY}language/{code}"} for code in ("THA", "ENG")],
        "dct:spatial": {"@id": f"{AUTHORITY}country/THA"},
        "dct:temporal": _period(terms),
        "dcat:theme": {"@id": f"{AUTHORITY}data-theme/EDUC"},
    }
    datasets = [_dataset(folder / "tables", table, use=use) | common for table in book["tables"]]
    datasets.append(_twin(folder / "twin", use=use) | common)
    graph = [
        {
            "@id": "#catalogue",
            "@type": "dcat:Catalog",
            "dct:title": _both("ตัวเลขเผยแพร่ของ iSEE", "Published figures of iSEE"),
            "dct:description": _both(_described("th", use), _described("en", use)),
            "dct:license": {"@id": use["licence"]["url"]},
            "foaf:homepage": {"@id": DATA_PAGE},
            "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
            **common,
        },
        {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": _both(*PUBLISHER)},
        {"@id": use["licence"]["url"], "@type": "dct:LicenseDocument",
         "dct:title": _both(use["licence"]["title_th"], use["licence"]["title_en"])},
        *datasets,
    ]  # fmt: skip
    return {"@context": CONTEXT, "@graph": graph}


def _dataset(folder: Path, table: formats.TableWords, *, use: formats.TermsOfUse) -> dict[str, Any]:
    name = table["name"]
    return {
        "@id": f"#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _both(
            f"ตัวชี้วัดความเสมอภาคทางการศึกษา: {table['label_th']}",
            f"Indicators of educational equity: {table['label_en'].lower()}",
        ),
        "dct:description": _both(_described("th", use), _described("en", use)),
        "dcat:keyword": [*_both("การศึกษา", "education"), *_both("ความยากจน", "poverty"), *_both("เด็ก", "children")],
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": PUBLISHER[1],
            "vcard:note": _both(use["contact_th"], use["contact_en"]),
        },
        "foaf:page": {"@id": "codebook.json", "@type": "foaf:Document"},
        "dct:bibliographicCitation": _both(use["citation_th"], use["citation_en"]),
        "dcat:landingPage": {"@id": DATA_PAGE},
        "dcat:distribution": [
            _distribution(
                folder / f"{name}.{extension}",
                (f"{table['label_th']} ({extension.upper()})", f"{table['label_en']} ({extension.upper()})"),
                use=use,
            )
            for extension in MEDIA_TYPES
        ],
    }


def _twin(folder: Path, *, use: formats.TermsOfUse) -> dict[str, Any]:
    return {
        "@id": "#synthetic_twin",
        "@type": "dcat:Dataset",
        "dct:identifier": "synthetic_twin",
        "dct:title": _both("ข้อมูลจำลองสำหรับเขียนโปรแกรม (สังเคราะห์)", "Synthetic twin, to write programs against"),
        "dct:description": _both(NOTICE_TH, NOTICE_EN),
        "dcat:keyword": [*_both("ข้อมูลสังเคราะห์", "synthetic data")],
        "dcat:landingPage": {"@id": DATA_PAGE},
        "dcat:distribution": [
            _distribution(path, (path.name, path.name), use=use) for path in sorted(folder.glob("*"))
        ],
    }


def _distribution(path: Path, title: tuple[str, str], *, use: formats.TermsOfUse) -> dict[str, Any]:
    extension = path.suffix.lstrip(".")
    return {
        "@id": f"#{path.name}",
        "@type": "dcat:Distribution",
        "dct:title": _both(*title),
        "dcat:accessURL": {"@id": path.name},
        "dcat:downloadURL": {"@id": path.name},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{FURTHER_MEDIA_TYPES[extension]}"},
        "dct:format": {"@id": f"{AUTHORITY}file-type/{extension.upper()}"},
        "dct:license": {"@id": use["licence"]["url"]},
        "dcat:byteSize": _typed(str(path.stat().st_size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(hash_of(path), "hexBinary"),
        },
    }


def _described(language: str, use: formats.TermsOfUse) -> str:
    words = {
        "th": (
            "หนึ่งแถวต่อหนึ่งตัวเลข แยกตามภาคเรียน พื้นที่ ตัวชี้วัด เพศ และระดับการศึกษา ตัวเลขที่มีเด็กน้อยเกินไปไม่แสดง",
            use["notice_th"],
        ),
        "en": (
            "One row for each figure, by term, place, indicator, sex and level of schooling. Figures about too few "
            "children are not shown.",
            use["notice_en"],
        ),
    }
    return " ".join(part for part in words[language] if part)


def _period(terms: Sequence[int]) -> dict[str, Any]:
    """From the first month of the first term to the last month of the last, by the ministry's usual calendar."""
    return {
        "@type": "dct:PeriodOfTime",
        "rdfs:label": " ".join(str(AcademicTerm.from_key(key)) for key in terms),
        "dcat:startDate": _typed(_month(terms[0], last=False), "gYearMonth"),
        "dcat:endDate": _typed(_month(terms[-1], last=True), "gYearMonth"),
    }


def _month(key: int, *, last: bool) -> str:
    term = AcademicTerm.from_key(key)
    years, month = divmod(TERM_MONTHS[term.term][last] - 1, 12)
    return f"{term.year - 543 + years}-{month + 1:02d}"


def _both(th: str, en: str) -> list[Mapping[str, str]]:
    return [{"@language": "th", "@value": th}, {"@language": "en", "@value": en}]


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}
