"""Public area pages over HTTP, against the same figures added up by SQL on the live tables."""

import http.client
import random
import statistics
import time
from collections.abc import Sequence
from typing import Any

from bench._home import nation_home, serving
from bench._measure import percentile

PAGES = {"province": 77, "district": 120, "subdistrict": 120}
LIVE = 5

# The figures of an area page: the area by sex and grade, and each area below it, in the newest term.
LIVE_FIGURES = """
WITH pupil AS (
    SELECT e.person_id, e.grade, p.sex, s.subdistrict_id / %(below)s AS below
    FROM places_school s
    JOIN registry_enrolment e ON e.school_id = s.id AND e.term_key = %(term)s AND e.ended_on IS NULL
    JOIN registry_person p ON p.id = e.person_id
    WHERE s.subdistrict_id BETWEEN %(first)s AND %(last)s
),
known AS (
    SELECT u.*, r.poverty_class, r.income_per_head, a.days_expected, a.days_present
    FROM pupil u
    LEFT JOIN screening_result r ON r.person_id = u.person_id AND r.term_key = %(term)s
    LEFT JOIN tracking_termattendance a ON a.person_id = u.person_id AND a.term_key = %(term)s
),
away AS (
    SELECT h.subdistrict_id / %(below)s AS below, count(*) AS children
    FROM registry_household h
    JOIN registry_householdmember m ON m.household_id = h.id AND m.until IS NULL
    JOIN registry_person p ON p.id = m.person_id
    WHERE h.subdistrict_id BETWEEN %(first)s AND %(last)s AND p.birth_date BETWEEN '2007-05-17' AND '2023-05-16'
      AND NOT EXISTS (SELECT 1 FROM registry_enrolment e WHERE e.person_id = p.id AND e.term_key = %(term)s
                      AND e.ended_on IS NULL)
    GROUP BY 1
)
SELECT below, sex, grade, count(*), count(*) FILTER (WHERE poverty_class = 'poor'),
       count(*) FILTER (WHERE poverty_class = 'extremely_poor'), avg(income_per_head), sum(days_expected),
       sum(days_present), NULL
FROM known GROUP BY GROUPING SETS ((), (sex), (grade), (below))
UNION ALL
SELECT below, NULL, NULL, 0, 0, 0, NULL, NULL, NULL, children FROM away
"""


class Client:
    """One browser, which keeps its connection; pages come compressed, as browsers ask for them."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)

    def seconds(self, path: str) -> float:
        """Seconds until the whole page is there."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "th"})
        response = self._connection.getresponse()
        response.read()
        if response.status != 200:
            raise AssertionError(f"{path} answers {response.status}.")
        return time.perf_counter() - began


def run() -> dict[str, Any]:
    """Ask for pages of every level one after another; then work out the figures of some of them by SQL."""
    with nation_home() as (_home, scale):
        areas = areas_by_level(newest_release())
        with serving() as address:
            client = Client(address)
            timed = {level: _visit(client, codes) for level, codes in areas.items()}
        live = {level: live_seconds(codes) for level, codes in areas.items()}
    everything = [seconds for of_level in timed.values() for seconds in of_level]
    return {
        "scale": scale,
        "figures": {
            "pages": len(everything),
            "p50_ms": percentile(everything, 0.5),
            "p95_ms": percentile(everything, 0.95),
            **{f"{level}_p95_ms": percentile(of_level, 0.95) for level, of_level in timed.items()},
            **{f"{level}_live_sql_ms": round(of_level * 1000, 1) for level, of_level in live.items()},
        },
        "ratios": {
            "vs_live_sql": round(live["province"] / statistics.median(timed["province"]), 1),
            **{
                f"vs_live_sql_{level}": round(live[level] / statistics.median(timed[level]), 1)
                for level in ("district", "subdistrict")
            },
        },
    }


def newest_release() -> Any:
    """The release that pages show; the newest term is frozen and released first where there is none."""
    from isee.access.api import SYSTEM
    from isee.kernel import AcademicTerm
    from isee.reporting.api import build_release, freeze_extract, latest_release
    from isee.synth.api import NEWEST
    from isee.system.api import now

    if latest_release() is None:
        freeze_extract(AcademicTerm.from_key(NEWEST), by=SYSTEM, at=now())
        build_release(by=SYSTEM, at=now())
    return latest_release()


def areas_by_level(release: Any) -> dict[str, list[str]]:
    """Codes of areas that the release has, drawn evenly from each level."""
    codes = sorted(path.stem for path in (release.folder / "areas").glob("[0-9]*.json"))
    rng = random.Random(5)
    by_level = {
        level: [code for code in codes if len(code) == digits]
        for level, digits in (("province", 2), ("district", 4), ("subdistrict", 6))
    }
    return {level: rng.sample(found, min(PAGES[level], len(found))) for level, found in by_level.items()}


def _visit(client: Client, codes: Sequence[str]) -> list[float]:
    """Seconds of one visit of each page, after one of them was visited for the first time."""
    client.seconds(f"/areas/{codes[0]}")
    return [client.seconds(f"/areas/{code}") for code in codes]


def live_seconds(codes: Sequence[str]) -> float:
    """The median seconds of the same figures by SQL, as the owner, whom no policy slows."""
    from django.db import connection

    from isee.synth.api import NEWEST

    taken = []
    for code in codes[:LIVE]:
        missing = 6 - len(code)
        below = 100 if missing >= 2 else 1
        values = {
            "term": NEWEST, "first": int(code + "0" * missing), "last": int(code + "9" * missing), "below": below,
        }  # fmt: skip
        with connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(LIVE_FIGURES, values)
            cursor.fetchall()
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)
