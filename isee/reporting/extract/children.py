"""The queries behind `child_term`: one span of persons, and what the `extract_` views say of them in a term."""

import pyarrow as pa

# One span of persons, by internal id, each with all that is known of them under their other selves. Persons outside
# school are looked for from their third birthday to the day before their nineteenth, unless they have finished upper
# secondary school. Only those known by the end of the term count, so that a term frozen late says what it would have
# said then. What is asked for single persons is asked in subqueries and by arrays, so that every join can be a hash
# join: the planner misjudges spans that lie across a gap of the ids, and would loop over them.
_OTHER = """
WITH other AS MATERIALIZED (
    SELECT x.person_id, x.canonical_id FROM extract_absorbed x WHERE x.canonical_id BETWEEN {first} AND {last}
)
"""
CHILDREN = f"""{_OTHER},
latest AS (
    SELECT DISTINCT ON (e.child) e.child, e.school_id, e.grade,
           coalesce(e.ended_on < {{ends_on}} AND e.outcome IN ('dropped_out', 'transferred', 'dead'), false) AS gone,
           CASE WHEN e.ended_on <= {{ends_on}} AND e.outcome IN ('dropped_out', 'transferred')
                THEN e.outcome END AS left_as,
           coalesce(e.ended_on < {{ends_on}} AND e.outcome = 'dead', false) AS dead
    FROM (
        SELECT person_id AS child, enrolment_id, school_id, grade, ended_on, outcome
        FROM extract_enrolments WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
        UNION ALL
        SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = e.person_id),
               e.enrolment_id, e.school_id, e.grade, e.ended_on, e.outcome
        FROM extract_enrolments e
        WHERE e.term_key = {{term}} AND e.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
    ) e
    ORDER BY e.child, (e.ended_on IS NULL) DESC, e.ended_on DESC, e.enrolment_id DESC
),
finished AS NOT MATERIALIZED (
    SELECT person_id FROM extract_enrolments
    WHERE term_key < {{term}} AND outcome = 'graduated' AND grade IN ('M6', 'V3')
),
child AS (
    SELECT p.person_id, nullif(p.sex, 'u') AS sex,
           date_part('year', age({{aged_on}}, p.birth_date))::int AS age,
           l.child IS NOT NULL AND NOT l.gone AS in_school, l.left_as, l.school_id, l.grade
    FROM (SELECT * FROM extract_persons WHERE person_id BETWEEN {{first}} AND {{last}}) p
    LEFT JOIN latest l ON l.child = p.person_id
    WHERE p.person_id = p.canonical_id AND NOT coalesce(l.dead, false)
      AND (l.child IS NOT NULL OR p.life_status <> 'dead' AND p.recorded_at < {{ends_on}} + interval '1 day'
           AND p.birth_date > {{aged_on}} - interval '19 years'
           AND p.birth_date <= {{aged_on}} - interval '3 years'
           AND (SELECT count(*) FROM finished f WHERE f.person_id = p.person_id) = 0
           AND (SELECT coalesce(sum((SELECT count(*) FROM finished f WHERE f.person_id = o.person_id)), 0)
                FROM other o WHERE o.canonical_id = p.person_id) = 0)
)
SELECT c.person_id, c.sex, c.age, CASE WHEN c.in_school THEN c.grade END AS grade,
       CASE WHEN c.in_school THEN c.school_id END AS school_id,
       CASE WHEN NOT c.in_school
            THEN (SELECT h.subdistrict_code FROM extract_homes h WHERE h.person_id = c.person_id) END AS home,
       c.in_school, c.left_as
FROM child c
"""


def _of_all_selves(view: str, columns: str, *, when: str = "x.term_key = {term}") -> str:
    """Rows of a view in a term, each with the `child` that it is about."""
    return f"""(
    SELECT x.person_id AS child, {columns} FROM {view} x
    WHERE {when} AND x.person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = x.person_id), {columns} FROM {view} x
    WHERE {when} AND x.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
)"""


# What the term says of some of these persons, one source at a time: of a few in each span, so that they are put beside
# the others outside, which costs less than joining all. What is yes or no is told of those with a yes alone where the
# source holds no other answer.
RESULTS = f"""{_OTHER}
SELECT DISTINCT ON (r.child) r.child, r.poverty_class, r.income_per_head,
       r.income_per_head > r.income_line
       AND r.income_per_head * 100 <= r.income_line * (100 + {{near_per_cent}}) AS near_line
FROM {_of_all_selves("extract_results", "x.person_id, x.poverty_class, x.income_per_head, x.income_line")} r
ORDER BY r.child, (r.person_id = r.child) DESC, r.person_id DESC
"""
DAYS = f"""{_OTHER}
SELECT a.child, sum(a.days_expected) AS days_expected, sum(a.days_present) AS days_present
FROM {_of_all_selves("extract_attendance", "x.days_expected, x.days_present")} a
WHERE a.days_present IS NOT NULL
GROUP BY a.child
"""
LEARNING = f"""{_OTHER}
SELECT DISTINCT ON (s.child) s.child, s.gpa, nullif(s.promotion, '') AS promotion
FROM {_of_all_selves("extract_learning", "x.school_id, x.gpa, x.promotion")} s
ORDER BY s.child, (s.promotion <> '') DESC, (s.gpa IS NOT NULL) DESC, s.school_id DESC
"""
# Who was at the end of a stage when the last academic year ended, and had not left or repeated by then.
STAGES = f"""{_OTHER}
SELECT e.child, min(e.grade) AS finished
FROM {
    _of_all_selves(
        "extract_enrolments",
        "x.grade",
        when="x.term_key = {last_year} AND x.grade IN ('K3', 'P6', 'M3') "
        "AND (x.ended_on IS NULL OR x.outcome IN ('graduated', 'promoted'))",
    )
} e
GROUP BY e.child
"""
GROWTH = f"""{_OTHER}
SELECT DISTINCT ON (m.child) m.child, m.height_z, m.bmi_z, nullif(m.reference, '') AS growth_reference
FROM {_of_all_selves("extract_measurements", "x.measured_on, x.height_z, x.bmi_z, x.reference")} m
ORDER BY m.child, (m.height_z IS NOT NULL AND m.bmi_z IS NOT NULL) DESC, m.measured_on DESC
"""
GRANTED = f"""{_OTHER}
SELECT g.child, count(*) AS grants
FROM {_of_all_selves("extract_grants", "x.state")} g
WHERE g.state IN ('granted', 'held')
GROUP BY g.child
"""
PAID = f"""{_OTHER}
SELECT y.child, count(*) AS grants_paid,
       count(*) FILTER (WHERE y.state IN ('receipted', 'reconciled')) AS grants_receipted,
       sum(y.amount_baht) AS baht_paid
FROM {_of_all_selves("extract_payments", "x.state, x.amount_baht")} y
WHERE y.state IN ('paid', 'receipted', 'reconciled')
GROUP BY y.child
"""
HELPED = f"""{_OTHER}
SELECT DISTINCT h.child, true AS helped FROM {_of_all_selves("extract_other_help", "x.term_key")} h
"""
HOME_ANSWERS = (
    "verified", "lives_apart", "institution", "low_schooling", "no_earner", "dependants", "poor_housing", "no_meter",
    "open_water", "few_assets", "little_land", "long_way",
)  # fmt: skip
"""What the newest form about a home says, yes or no; the order is that of `extract_home_visits`."""
HOMES = f"""{_OTHER}
SELECT DISTINCT ON (v.child) v.child, v.term_key = {{term}} AS applied, {
    ", ".join(f"v.{name}" for name in HOME_ANSWERS)
}
FROM {
    _of_all_selves(
        "extract_home_visits",
        ", ".join(f"x.{name}" for name in ("term_key", *HOME_ANSWERS)),
        when="x.term_key BETWEEN {term} - 29 AND {term}",
    )
} v
ORDER BY v.child, v.term_key DESC, v.verified DESC
"""
PROBLEMS = f"""{_OTHER}
SELECT p.child, true AS problem, bool_or(p.disability) AS disability
FROM {_of_all_selves("extract_problems", "x.disability", when="x.term_key <= {term} AND x.to_term >= {term}")} p
GROUP BY p.child
"""
RISKS = f"""{_OTHER}
SELECT r.child, bool_or(r.risk) AS risk
FROM {_of_all_selves("extract_risks", "x.risk", when="x.term_key BETWEEN {term} / 10 * 10 AND {term}")} r
GROUP BY r.child
"""
DISADVANTAGES = f"""{_OTHER}
SELECT d.child, bool_or(d.abandoned) AS abandoned, bool_or(d.endangered) AS endangered
FROM {_of_all_selves("extract_disadvantages", "x.abandoned, x.endangered")} d
GROUP BY d.child
"""
SEARCHES = f"""{_OTHER}
SELECT DISTINCT c.child, true AS searched
FROM {_of_all_selves("extract_searches", "x.term_key", when="x.term_key BETWEEN {term} - 10 AND {term}")} c
"""
CHILD_COLUMNS = {
    "person_id": pa.int64(), "sex": pa.string(), "age": pa.int16(), "grade": pa.string(), "school_id": pa.int32(),
    "home": pa.int32(), "in_school": pa.bool_(), "left_as": pa.string(),
}  # fmt: skip
"""What `CHILDREN` gives, in its order."""
KNOWN: tuple[tuple[str, dict[str, pa.DataType]], ...] = tuple(
    (query, {"child": pa.int64(), **types})
    for query, types in (
        (RESULTS, {"poverty_class": pa.string(), "income_per_head": pa.decimal128(10, 2), "near_line": pa.bool_()}),
        (DAYS, {"days_expected": pa.int16(), "days_present": pa.int16()}),
        (LEARNING, {"gpa": pa.decimal128(3, 2), "promotion": pa.string()}),
        (STAGES, {"finished": pa.string()}),
        (GROWTH, {"height_z": pa.decimal128(5, 2), "bmi_z": pa.decimal128(5, 2), "growth_reference": pa.string()}),
        (GRANTED, {"grants": pa.int16()}),
        (
            PAID,
            {"grants_paid": pa.int16(), "grants_receipted": pa.int16(), "baht_paid": pa.decimal128(10, 2)},
        ),
        (HELPED, {"helped": pa.bool_()}),
        (HOMES, {name: pa.bool_() for name in ("applied", *HOME_ANSWERS)}),
        (PROBLEMS, {"problem": pa.bool_(), "disability": pa.bool_()}),
        (RISKS, {"risk": pa.bool_()}),
        (DISADVANTAGES, {"abandoned": pa.bool_(), "endangered": pa.bool_()}),
        (SEARCHES, {"searched": pa.bool_()}),
    )
)
"""The other queries, each with what it gives, in its order; `child` is a `person_id`."""
