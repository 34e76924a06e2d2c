"""Cross-tables of staff over all pupils and terms: from the sums made beforehand, and from the rows of children.

Each question goes the whole way that a page goes: the scope, what can be chosen, the check, the views, the query. The
alternatives answer one of them, on one term: PostgreSQL from the live tables, with their indexes, as the owner, whom no
policy slows; and pandas from the same Parquet files, reading only the columns that it needs.
"""

import random
import shutil
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench._home import nation_home
from bench._measure import median_of, percentile

QUESTIONS, ANY_QUESTIONS = 60, 30
LIVE = """
SELECT s.subdistrict_id / 10000 AS province, p.sex, count(*),
       count(*) FILTER (WHERE r.poverty_class = 'poor'), count(*) FILTER (WHERE r.poverty_class = 'extremely_poor')
FROM registry_enrolment e
JOIN places_school s ON s.id = e.school_id
JOIN registry_person p ON p.id = e.person_id
LEFT JOIN screening_result r ON r.person_id = e.person_id AND r.term_key = %(term)s
WHERE e.term_key = %(term)s AND e.ended_on IS NULL
GROUP BY 1, 2
"""
ALIKE = ("pupils", "poor", "extremely_poor")


def run() -> dict[str, Any]:
    """Ask what staff could ask, in a fixed order; then one of the questions in the two other ways."""
    with nation_home() as (home, scale):
        extracts, seconds = ready_extracts(home)
        rng = random.Random(5)
        quick = [ask(extracts, *quick_question(extracts, rng)) for _ in range(QUESTIONS)]
        slow = [ask(extracts, *any_question(extracts, rng)) for _ in range(ANY_QUESTIONS)]
        assert not any(source == "child_term" for _taken, source in quick)
        assert all(source == "child_term" for _taken, source in slow)
        ours, live, pandas = alike(extracts)
        rows = sum(int(one.manifest["rows"]) for one in extracts.extracts)
    quick_s, slow_s = [taken for taken, _ in quick], [taken for taken, _ in slow]
    return {
        "scale": scale,
        "figures": {
            "terms": len(extracts.terms),
            "child_terms": rows,
            "p50_ms": percentile(quick_s, 0.5),
            "p95_ms": percentile(quick_s, 0.95),
            "any_p50_ms": percentile(slow_s, 0.5),
            "any_p95_ms": percentile(slow_s, 0.95),
            "sums_seconds_a_term": round(seconds, 1),
            "alike_ms": round(ours * 1000, 1),
            "alike_postgresql_ms": round(live * 1000, 1),
            "alike_pandas_ms": round(pandas * 1000, 1),
        },
        "ratios": {"vs_postgresql": round(live / ours, 1), "vs_pandas": round(pandas / ours, 1)},
        "notes": "Any: what the sums cannot answer, schools or subdistricts by age, in a province or a region.",
    }


def ready_extracts(home: Path) -> tuple[Any, float]:
    """What staff can ask, with its sums made; the seconds of making them for the newest term."""
    from isee.access.api import SYSTEM
    from isee.kernel import AcademicTerm
    from isee.reporting.api import freeze_extract, make_cubes, staff_extracts
    from isee.reporting.cubes import cube_folder
    from isee.synth.api import NEWEST
    from isee.system.api import now

    if staff_extracts(home) is None:
        freeze_extract(AcademicTerm.from_key(NEWEST), by=SYSTEM, at=now())
    found = staff_extracts(home)
    assert found is not None
    for extract in found.extracts[:-1]:
        make_cubes(home, extract)
    newest = found.extracts[-1]
    shutil.rmtree(cube_folder(home, newest), ignore_errors=True)  # made when it was frozen; made anew, to be timed
    began = time.perf_counter()
    make_cubes(home, newest)
    return found, time.perf_counter() - began


def ask(extracts: Any, scope: Any, question: Any) -> tuple[float, str]:
    """Seconds of one question, and from what it was answered."""
    from isee.reporting.api import check, choices_of, columns_of, compute, staff_tables

    began = time.perf_counter()
    narrow = extracts.gazetteer.narrowed(scope, question.place) if question.place else scope
    asked = check(question, choices=choices_of(extracts, narrow))
    with staff_tables(extracts, narrow, terms=asked.terms, columns=columns_of(asked)) as tables:
        answer = compute(asked, tables=tables, gazetteer=extracts.gazetteer)
    return time.perf_counter() - began, answer.source


def nation() -> Any:
    """The scope of who sees every place."""
    from isee.reporting.api import StaffScope

    return StaffScope(spans=((0, 999_999_999),))


def quick_question(extracts: Any, rng: random.Random) -> tuple[Any, Any]:
    """A question about the whole nation, over all terms or one, by what the sums were made by; or by school."""
    from isee.reporting.api import CHILD_INDICATORS, Dimension, Question

    D = Dimension
    names = tuple(one.name for one in rng.sample(CHILD_INDICATORS, rng.randint(1, 4)))
    if rng.random() < 0.2:
        place = rng.choice(_provinces(extracts))
        by = rng.choice([D.SEX, D.GRADE_BAND, D.POVERTY_CLASS])
        return nation(), Question(names, (D.SCHOOL,), (by,), tuple(extracts.terms[-1:]), place)
    rows: tuple[Dimension, ...] = rng.choice(
        [(D.REGION,), (D.PROVINCE,), (D.DISTRICT,), (D.GRADE, D.SEX), (D.AGE,), (D.POVERTY_CLASS,)]
    )
    across: tuple[Dimension, ...] = rng.choice(
        [(), (D.TERM,), (D.GRADE_BAND,), (D.POVERTY_CLASS, D.SEX), (D.TERM, D.SEX)]
    )
    across = () if set(across) & set(rows) else across
    filters: dict[Any, tuple[str, ...]] = {} if rng.random() < 0.7 else {D.SEX: ("f",), D.GRADE: ("P4", "P5", "P6")}
    terms = extracts.terms if D.TERM in across else extracts.terms[-1:]
    return nation(), Question(names, rows, across, tuple(terms), "", filters)


def any_question(extracts: Any, rng: random.Random) -> tuple[Any, Any]:
    """A question that no sums answer: schools or subdistricts by age, in one province or region."""
    from isee.reporting.api import CHILD_INDICATORS, Dimension, Question

    D = Dimension
    names = tuple(one.name for one in rng.sample(CHILD_INDICATORS, rng.randint(1, 3)))
    if rng.random() < 0.5:
        region = rng.choice([code for code, one in extracts.gazetteer.areas.items() if one["level"] == "region"])
        return nation(), Question(names[:1], (D.SUBDISTRICT,), (D.AGE,), tuple(extracts.terms[-1:]), region)
    place = rng.choice(_provinces(extracts))
    if rng.random() < 0.5:
        ages = {D.AGE: ("7", "8", "9")}
        return nation(), Question(names, (D.SCHOOL,), (D.TERM,), tuple(extracts.terms), place, ages)
    return nation(), Question(names, (D.SCHOOL,), (D.AGE,), tuple(extracts.terms[-1:]), place)


def _provinces(extracts: Any) -> list[str]:
    """Provinces that have schools."""
    return sorted({str(one["subdistrict"])[:2] for one in extracts.gazetteer.schools.values()})


def alike(extracts: Any) -> tuple[float, float, float]:
    """Median seconds of pupils, poor and extremely poor by province and sex in the newest term, in three ways."""
    from django.db import connection

    from isee.reporting.api import Dimension, Question, columns_of, compute, staff_tables

    newest = extracts.extracts[-1]
    found: dict[str, Any] = {}
    question = Question(ALIKE, (Dimension.PROVINCE,), (Dimension.SEX,), (newest.term_key,))

    def ours() -> None:
        with staff_tables(extracts, nation(), terms=question.terms, columns=columns_of(question)) as tables:
            found["ours"] = compute(question, tables=tables, gazetteer=extracts.gazetteer).sums

    def live() -> None:
        with connection.cursor() as cursor:
            cursor.execute(LIVE, {"term": newest.term_key})
            found["live"] = cursor.fetchall()

    def pandas() -> None:
        found["pandas"] = by_pandas(newest.child_files())

    times = median_of(ours, times=9), median_of(live, times=1), median_of(pandas, times=1)
    assert {key: sums[0] for key, sums in found["ours"].items() if sums[0]} == found["pandas"]
    pupils = sum(n for (name, _, _), (n, _d) in found["ours"].items() if name == "pupils")
    counted = sum(row[2] for row in found["live"])
    assert abs(pupils - counted) <= 0.02 * counted, (pupils, counted)
    return times


def by_pandas(files: Sequence[Path]) -> dict[Any, int]:
    """The same sums by pandas: the columns that the question needs, then a `groupby`."""
    pd: Any = import_module("pandas")
    columns = ["province", "sex", "in_school", "poverty_class"]
    children = pd.read_parquet([str(path) for path in files], columns=columns, partitioning=None)
    children["pupils"] = children["in_school"].astype("int64")
    for name in ALIKE[1:]:
        children[name] = (children["in_school"] & (children["poverty_class"] == name)).astype("int64")
    sums = children.groupby(["province", "sex"], dropna=False)[list(ALIKE)].sum()
    told: dict[Any, int] = {}
    for (province, sex), row in sums.iterrows():
        keys = tuple(("unknown",) if pd.isna(part) else (str(part),) for part in (province, sex))
        told |= {(name, *keys): int(row[name]) for name in ALIKE if row[name]}
    return told
