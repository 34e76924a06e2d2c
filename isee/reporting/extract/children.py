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
# What the term says of some of these persons, one source at a time: of a few in each span, so that they are put beside
# the others outside, which costs less than joining all.
RESULTS = f"""{_OTHER}
SELECT DISTINCT ON (r.child) r.child, r.poverty_class, r.income_per_head
FROM (
    SELECT person_id AS child, person_id, poverty_class, income_per_head
    FROM extract_results WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = r.person_id),
           r.person_id, r.poverty_class, r.income_per_head
    FROM extract_results r
    WHERE r.term_key = {{term}} AND r.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) r
ORDER BY r.child, (r.person_id = r.child) DESC, r.person_id DESC
"""
DAYS = f"""{_OTHER}
SELECT a.child, sum(a.days_expected) AS days_expected, sum(a.days_present) AS days_present
FROM (
    SELECT person_id AS child, days_expected, days_present
    FROM extract_attendance WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = a.person_id), a.days_expected, a.days_present
    FROM extract_attendance a
    WHERE a.term_key = {{term}} AND a.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) a
WHERE a.days_present IS NOT NULL
GROUP BY a.child
"""
LEARNING = f"""{_OTHER}
SELECT DISTINCT ON (s.child) s.child, s.gpa, nullif(s.promotion, '') AS promotion
FROM (
    SELECT person_id AS child, school_id, gpa, promotion
    FROM extract_learning WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = s.person_id), s.school_id, s.gpa, s.promotion
    FROM extract_learning s
    WHERE s.term_key = {{term}} AND s.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) s
ORDER BY s.child, (s.promotion <> '') DESC, (s.gpa IS NOT NULL) DESC, s.school_id DESC
"""
GROWTH = f"""{_OTHER}
SELECT DISTINCT ON (m.child) m.child, m.height_z, m.bmi_z, nullif(m.reference, '') AS growth_reference
FROM (
    SELECT person_id AS child, measured_on, height_z, bmi_z, reference
    FROM extract_measurements WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = m.person_id),
           m.measured_on, m.height_z, m.bmi_z, m.reference
    FROM extract_measurements m
    WHERE m.term_key = {{term}} AND m.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) m
ORDER BY m.child, (m.height_z IS NOT NULL AND m.bmi_z IS NOT NULL) DESC, m.measured_on DESC
"""
GRANTED = f"""{_OTHER}
SELECT g.child, count(*) AS grants
FROM (
    SELECT person_id AS child, state
    FROM extract_grants WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = g.person_id), g.state
    FROM extract_grants g
    WHERE g.term_key = {{term}} AND g.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) g
WHERE g.state IN ('granted', 'held')
GROUP BY g.child
"""
PAID = f"""{_OTHER}
SELECT y.child, count(*) AS grants_paid,
       count(*) FILTER (WHERE y.state IN ('receipted', 'reconciled')) AS grants_receipted
FROM (
    SELECT person_id AS child, state
    FROM extract_payments WHERE term_key = {{term}} AND person_id BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT (SELECT o.canonical_id FROM other o WHERE o.person_id = y.person_id), y.state
    FROM extract_payments y
    WHERE y.term_key = {{term}} AND y.person_id = ANY (ARRAY(SELECT o.person_id FROM other o))
) y
WHERE y.state IN ('paid', 'receipted', 'reconciled')
GROUP BY y.child
"""
CHILD_COLUMNS = {
    "person_id": pa.int64(), "sex": pa.string(), "age": pa.int16(), "grade": pa.string(), "school_id": pa.int32(),
    "home": pa.int32(), "in_school": pa.bool_(), "left_as": pa.string(),
}  # fmt: skip
"""What `CHILDREN` gives, in its order."""
KNOWN: tuple[tuple[str, dict[str, pa.DataType]], ...] = (
    (RESULTS, {"child": pa.int64(), "poverty_class": pa.string(), "income_per_head": pa.decimal128(10, 2)}),
    (DAYS, {"child": pa.int64(), "days_expected": pa.int16(), "days_present": pa.int16()}),
    (LEARNING, {"child": pa.int64(), "gpa": pa.decimal128(3, 2), "promotion": pa.string()}),
    (
        GROWTH,
        {
            "child": pa.int64(),
            "height_z": pa.decimal128(5, 2),
            "bmi_z": pa.decimal128(5, 2),
            "growth_reference": pa.string(),
        },
    ),
    (GRANTED, {"child": pa.int64(), "grants": pa.int16()}),
    (PAID, {"child": pa.int64(), "grants_paid": pa.int16(), "grants_receipted": pa.int16()}),
)
"""The other queries, each with what it gives, in its order; `child` is a `person_id`."""
