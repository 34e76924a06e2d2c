-- Rows taken in before, and whether what they left behind is still recorded as they left it.
--
-- Before a table is analysed, the planner takes a thousand rows for one, and looks for "not ended" first: without nested
-- loops it hashes them, and what is asked by person is fetched by person (`OFFSET 0`) before it is looked at.

-- Hashes of the rows that a roster row writes of a pupil: the person, the enrolment of the term, the numbers, the parents
-- known by name. Whoever touches one of them changes the state. Nothing for one who was merged into another person, or who
-- is not enrolled any more.
CREATE OR REPLACE FUNCTION linkage_recorded(persons bigint[], term int)
RETURNS TABLE (person_id bigint, school_id int, birth_date date, state bytea)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_nestloop = off SET enable_seqscan = off AS $$
    WITH numbers AS MATERIALIZED (
        SELECT x.person_id, bit_xor(hash_record_extended(x, 0)) AS said
        FROM registry_identifier x WHERE x.person_id = ANY (persons) GROUP BY x.person_id
    ),
    kin AS MATERIALIZED (
        SELECT x.child_id, bit_xor(hash_record_extended(x, 0)) AS said
        FROM registry_namedrelation x WHERE x.child_id = ANY (persons) GROUP BY x.child_id
    ),
    enrolled AS MATERIALIZED (
        SELECT e.person_id, e.school_id, hash_record_extended(e, 0) AS said
        FROM (SELECT * FROM registry_enrolment x WHERE x.term_key = term AND x.person_id = ANY (persons) OFFSET 0) e
        WHERE e.ended_on IS NULL
    )
    SELECT p.id, e.school_id, p.birth_date,
           int8send(hash_record_extended(p, 0)) || int8send(e.said) || int8send(coalesce(n.said, 0)) || int8send(coalesce(k.said, 0))
    FROM (SELECT * FROM registry_person x WHERE x.id = ANY (persons) OFFSET 0) p JOIN enrolled e ON e.person_id = p.id
    LEFT JOIN numbers n ON n.person_id = p.id LEFT JOIN kin k ON k.child_id = p.id
    WHERE p.canonical_id IS NULL
$$;
REVOKE ALL ON FUNCTION linkage_recorded(bigint[], int) FROM PUBLIC;

-- The marks of rows that were taken in for pupils of these schools who are in the open scope. Whether they would change
-- nothing is asked again when they are counted (`linkage_still_known`).
CREATE OR REPLACE FUNCTION linkage_known_rows(schools int[], term int)
RETURNS TABLE (school_id int, mark bytea, person_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
    WITH taken AS MATERIALIZED (
        SELECT a.school_id, a.person_id, a.mark FROM linkage_acceptedrow a
        WHERE a.school_id = ANY (schools) AND a.term_key = term
    )
    SELECT t.school_id, t.mark, t.person_id
    FROM taken t JOIN access_persons_in_scope(ARRAY(SELECT x.person_id FROM taken x)) s ON s = t.person_id
$$;
REVOKE ALL ON FUNCTION linkage_known_rows(int[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_known_rows(int[], int) TO isee_web, isee_worker;

-- Which of some rows would change nothing now: their pupils are in the open scope and recorded as the rows left them,
-- and born in the years in which a pupil may be born. Asked in the transaction that counts them as unchanged.
CREATE OR REPLACE FUNCTION linkage_still_known(
    schools int[], persons bigint[], marks bytea[], term int, oldest_birth date, newest_birth date)
RETURNS TABLE (school_id int, mark bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
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
    WHERE now.birth_date BETWEEN oldest_birth AND newest_birth
$$;
REVOKE ALL ON FUNCTION linkage_still_known(int[], bigint[], bytea[], int, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_still_known(int[], bigint[], bytea[], int, date, date) TO isee_worker;

-- Keeps the marks of rows just taken in, for pupils who are enrolled where the row says; one for each school and pupil.
CREATE OR REPLACE FUNCTION linkage_remember_rows(schools int[], persons bigint[], marks bytea[], term int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET enable_nestloop = off AS $$
    INSERT INTO linkage_acceptedrow (school_id, person_id, term_key, mark, state)
    SELECT u.school_id, u.person_id, term, u.mark, now.state
    FROM unnest(schools, persons, marks) AS u(school_id, person_id, mark)
    JOIN linkage_recorded(persons, term) now ON now.person_id = u.person_id AND now.school_id = u.school_id
    ON CONFLICT (person_id, school_id) DO UPDATE SET term_key = excluded.term_key, mark = excluded.mark, state = excluded.state
$$;
REVOKE ALL ON FUNCTION linkage_remember_rows(int[], bigint[], bytea[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_remember_rows(int[], bigint[], bytea[], int) TO isee_worker;
