-- Rows taken in before, and whether what they left behind is still recorded as they left it.

-- A hash of everything that a roster row could change of a pupil who is enrolled in the term. Nobody's for one who was
-- merged into another person, or who is not enrolled any more.
CREATE OR REPLACE FUNCTION linkage_recorded(persons bigint[], term int)
RETURNS TABLE (person_id bigint, school_id int, birth_date date, state bytea)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH numbers AS MATERIALIZED (
        SELECT i.person_id, string_agg(concat_ws(':', i.kind, i.school_id, encode(i.lookup, 'hex')), ',' ORDER BY i.lookup) AS said
        FROM registry_identifier i WHERE i.person_id = ANY (persons) AND i.valid_to IS NULL GROUP BY i.person_id
    ),
    kin AS MATERIALIZED (
        SELECT n.child_id, string_agg(ROW(n.role, n.prefix, n.given_name, n.family_name, n.relation, n.occupation)::text,
                                      ',' ORDER BY n.role) AS said
        FROM registry_namedrelation n WHERE n.child_id = ANY (persons) GROUP BY n.child_id
    ),
    enrolled AS MATERIALIZED (
        SELECT e.person_id, e.school_id, ROW(e.id, e.school_id, e.room_id, e.grade, e.outcome, e.disadvantages, e.weight_kg,
                                             e.height_cm) AS said
        FROM registry_enrolment e WHERE e.term_key = term AND e.person_id = ANY (persons) AND e.ended_on IS NULL
    )
    SELECT p.id, e.school_id, p.birth_date, substr(sha256(convert_to(ROW(
        p.prefix, p.given_name, p.family_name, p.sex, p.birth_date - date '2000-01-01', p.nationality, p.life_status,
        e.said, n.said, k.said)::text, 'UTF8')), 1, 16)
    FROM registry_person p JOIN enrolled e ON e.person_id = p.id
    LEFT JOIN numbers n ON n.person_id = p.id LEFT JOIN kin k ON k.child_id = p.id
    WHERE p.id = ANY (persons) AND p.canonical_id IS NULL
$$;
REVOKE ALL ON FUNCTION linkage_recorded(bigint[], int) FROM PUBLIC;

-- The marks of these schools whose pupils, in the open scope, are recorded as their rows left them.
CREATE OR REPLACE FUNCTION linkage_known_rows(schools int[], term int, oldest_birth date, newest_birth date)
RETURNS TABLE (school_id int, mark bytea, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH taken AS MATERIALIZED (
        SELECT a.school_id, a.person_id, a.mark, a.state FROM linkage_acceptedrow a
        WHERE a.school_id = ANY (schools) AND a.term_key = term
    ),
    ids AS MATERIALIZED (SELECT ARRAY(SELECT s FROM access_persons_in_scope(ARRAY(SELECT t.person_id FROM taken t)) s) AS seen)
    SELECT t.school_id, t.mark, t.person_id
    FROM taken t JOIN (SELECT r.* FROM ids, linkage_recorded(ids.seen, term) r) now
        ON now.person_id = t.person_id AND now.school_id = t.school_id AND now.state = t.state
    WHERE now.birth_date BETWEEN oldest_birth AND newest_birth
$$;
REVOKE ALL ON FUNCTION linkage_known_rows(int[], int, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_known_rows(int[], int, date, date) TO isee_web, isee_worker;

-- Which of some rows are still known so; asked in the transaction that counts them as unchanged.
CREATE OR REPLACE FUNCTION linkage_still_known(schools int[], persons bigint[], marks bytea[], term int)
RETURNS TABLE (school_id int, mark bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH asked AS MATERIALIZED (SELECT * FROM unnest(schools, persons, marks) AS u(school_id, person_id, mark)),
    ids AS MATERIALIZED (SELECT ARRAY(SELECT s FROM access_persons_in_scope(persons) s) AS seen),
    taken AS MATERIALIZED (
        SELECT a.school_id, a.person_id, a.mark, a.state FROM linkage_acceptedrow a
        WHERE a.person_id = ANY (persons) AND a.term_key = term
    )
    SELECT t.school_id, t.mark
    FROM taken t JOIN asked USING (school_id, person_id, mark)
    JOIN (SELECT r.* FROM ids, linkage_recorded(ids.seen, term) r) now
        ON now.person_id = t.person_id AND now.school_id = t.school_id AND now.state = t.state
$$;
REVOKE ALL ON FUNCTION linkage_still_known(int[], bigint[], bytea[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_still_known(int[], bigint[], bytea[], int) TO isee_worker;

-- Keeps the marks of rows just taken in, for pupils who are enrolled where the row says; one for each school and pupil.
CREATE OR REPLACE FUNCTION linkage_remember_rows(schools int[], persons bigint[], marks bytea[], term int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO linkage_acceptedrow (school_id, person_id, term_key, mark, state)
    SELECT u.school_id, u.person_id, term, u.mark, now.state
    FROM unnest(schools, persons, marks) AS u(school_id, person_id, mark)
    JOIN linkage_recorded(persons, term) now ON now.person_id = u.person_id AND now.school_id = u.school_id
    ON CONFLICT (person_id, school_id) DO UPDATE SET term_key = excluded.term_key, mark = excluded.mark, state = excluded.state
$$;
REVOKE ALL ON FUNCTION linkage_remember_rows(int[], bigint[], bytea[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_remember_rows(int[], bigint[], bytea[], int) TO isee_worker;
