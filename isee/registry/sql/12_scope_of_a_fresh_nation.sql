-- The scope of everyone whose id lies in a range, where none of them has a scope yet and nobody is absorbed by another:
-- the same rows as `registry_scope_of` gives, set by set instead of person by person. A range holds whole households.
-- For quick loads by the owner: `access_personscope` needs no index for it.
CREATE OR REPLACE FUNCTION registry_fill_scope(first bigint, beyond bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM registry_person WHERE id >= first AND id < beyond AND canonical_id IS NOT NULL) THEN
        RAISE EXCEPTION 'persons of this range have been merged: use registry_refresh_scope';
    END IF;
    CREATE TEMPORARY TABLE scope_latest ON COMMIT DROP AS
        SELECT DISTINCT ON (e.person_id) e.person_id, e.school_id, e.room_id, e.term_key, p.subdistrict_id AS subdistrict
        FROM registry_enrolment e JOIN places_school p ON p.id = e.school_id
        WHERE e.person_id >= first AND e.person_id < beyond
        ORDER BY e.person_id, e.term_key DESC, (e.ended_on IS NULL) DESC, e.id DESC;
    CREATE TEMPORARY TABLE scope_home ON COMMIT DROP AS
        SELECT m.person_id, m.household_id, m.relation, h.subdistrict_id AS subdistrict
        FROM registry_householdmember m JOIN registry_household h ON h.id = m.household_id
        WHERE m.person_id >= first AND m.person_id < beyond AND m.until IS NULL;
    ANALYZE scope_latest;
    ANALYZE scope_home;
    CREATE TEMPORARY TABLE scope_own ON COMMIT DROP AS
        SELECT person_id, school_id, room_id, subdistrict, person_id AS child_id, 0 AS from_term, 99999 AS to_term
        FROM scope_latest
        UNION ALL
        SELECT h.person_id, NULL, NULL, h.subdistrict, h.person_id, 0, 99999
        FROM scope_home h LEFT JOIN scope_latest l ON l.person_id = h.person_id
        WHERE h.subdistrict IS NOT NULL AND l.subdistrict IS DISTINCT FROM h.subdistrict
        UNION ALL
        SELECT p.id, NULL, NULL, 0, p.id, 0, 99999 FROM registry_person p
        WHERE p.id >= first AND p.id < beyond
          AND NOT EXISTS (SELECT 1 FROM scope_latest l WHERE l.person_id = p.id)
          AND NOT EXISTS (SELECT 1 FROM scope_home h WHERE h.person_id = p.id AND h.subdistrict IS NOT NULL);
    ANALYZE scope_own;
    CREATE TEMPORARY TABLE scope_of_adults ON COMMIT DROP AS
        WITH pairs AS (
            SELECT m.person_id AS adult, c.person_id AS child
            FROM scope_home m JOIN scope_home c ON c.household_id = m.household_id AND c.relation IN ('child', 'sibling')
            WHERE m.relation NOT IN ('child', 'sibling', 'unknown')
            UNION
            SELECT g.guardian_id, g.child_id FROM registry_guardianship g
            WHERE g.guardian_id >= first AND g.guardian_id < beyond AND g.until IS NULL
        )
        SELECT p.adult AS person_id, o.school_id, o.room_id, o.subdistrict, p.child AS child_id, 99999 AS from_term,
               99999 AS to_term
        FROM pairs p
        JOIN scope_own o ON o.person_id = p.child
        LEFT JOIN scope_latest a ON a.person_id = p.adult
        LEFT JOIN scope_latest c ON c.person_id = p.child
        WHERE a.term_key IS NULL OR a.term_key < coalesce(c.term_key, 0) - 10;
    INSERT INTO access_personscope (person_id, school_id, room_id, subdistrict, child_id, from_term, to_term)
        SELECT person_id, school_id, room_id, subdistrict, child_id, from_term, to_term FROM (
            SELECT * FROM scope_own UNION ALL SELECT * FROM scope_of_adults
            UNION ALL
            SELECT t.person_id, t.school_id, NULL, min(t.subdistrict), t.person_id, min(t.term_key), max(t.term_key)
            FROM (
                SELECT e.person_id, e.school_id, e.term_key, p.subdistrict_id AS subdistrict,
                       row_number() OVER (PARTITION BY e.person_id ORDER BY e.term_key, e.id)
                       - row_number() OVER (PARTITION BY e.person_id, e.school_id ORDER BY e.term_key, e.id) AS stay
                FROM registry_enrolment e JOIN places_school p ON p.id = e.school_id
                WHERE e.person_id >= first AND e.person_id < beyond AND e.person_id IN (
                    SELECT x.person_id FROM registry_enrolment x WHERE x.person_id >= first AND x.person_id < beyond
                    GROUP BY x.person_id HAVING min(x.school_id) <> max(x.school_id))
            ) t
            JOIN scope_latest l ON l.person_id = t.person_id AND l.school_id <> t.school_id
            GROUP BY t.person_id, t.school_id, t.stay
        ) everyone ORDER BY person_id;
    INSERT INTO access_householdscope (household_id, school_id, room_id, subdistrict, child_id, from_term, to_term)
        SELECT DISTINCT m.household_id, s.school_id, s.room_id, s.subdistrict, s.child_id, 0, 99999
        FROM scope_home m JOIN (SELECT * FROM scope_own UNION ALL SELECT * FROM scope_of_adults) s USING (person_id);
    DROP TABLE scope_latest, scope_home, scope_own, scope_of_adults;
END
$$;
REVOKE ALL ON FUNCTION registry_fill_scope(bigint, bigint) FROM PUBLIC;
