-- Who is whose other self, who is in whose scope, and what the one door may ask.

-- Each person with all who are the same human being: the canonical one and those absorbed by it.
-- Here and below, `= ANY (ARRAY(...))` keeps index look-ups where a join's size is unknown to the planner.
CREATE OR REPLACE FUNCTION registry_selves(persons bigint[]) RETURNS TABLE (person_id bigint, self_id bigint)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH roots AS MATERIALIZED (
        SELECT p.id, coalesce(p.canonical_id, p.id) AS root FROM registry_person p WHERE p.id = ANY (persons)
    ),
    absorbed AS MATERIALIZED (
        SELECT a.id, a.canonical_id FROM registry_person a WHERE a.canonical_id = ANY (ARRAY(SELECT root FROM roots))
    )
    SELECT r.id, r.root FROM roots r
    UNION ALL
    SELECT r.id, a.id FROM roots r JOIN absorbed a ON a.canonical_id = r.root
$$;
REVOKE ALL ON FUNCTION registry_selves(bigint[]) FROM PUBLIC;

-- The scope rows of some persons, from enrolments, homes and guardianships.
--
-- The school of the latest enrolment sees the whole child until another school enrols it; earlier schools see their
-- own terms. Adults are seen through the children of their household and those they are guardians of: who they are,
-- but no term of their own time at school (their rows hold for "now" alone, from 99999). Brothers and sisters are
-- never seen through one another, nor is a pupil of the same days through any other.
CREATE OR REPLACE FUNCTION registry_scope_of(persons bigint[])
RETURNS TABLE (person_id bigint, school_id int, room_id int, subdistrict int, child_id bigint, from_term int, to_term int)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH pairs AS (  -- an adult, and the child through whom the adult is seen
        SELECT m.person_id AS adult, c.person_id AS child
        FROM registry_householdmember m
        JOIN registry_householdmember c ON c.household_id = m.household_id AND c.until IS NULL AND c.relation IN ('child', 'sibling')
        WHERE m.person_id = ANY (persons) AND m.until IS NULL AND m.relation NOT IN ('child', 'sibling', 'unknown')
        UNION
        SELECT g.guardian_id, g.child_id FROM registry_guardianship g WHERE g.guardian_id = ANY (persons) AND g.until IS NULL
    ),
    selves AS MATERIALIZED (
        SELECT s.person_id, s.self_id FROM registry_selves(ARRAY(SELECT unnest(persons) UNION SELECT child FROM pairs)) s
    ),
    terms AS MATERIALIZED (
        SELECT v.person_id, e.school_id, e.room_id, e.term_key, p.subdistrict_id AS subdistrict,
               row_number() OVER (PARTITION BY v.person_id ORDER BY e.term_key DESC, (e.ended_on IS NULL) DESC, e.id DESC) AS newest,
               row_number() OVER (PARTITION BY v.person_id ORDER BY e.term_key, e.id)
               - row_number() OVER (PARTITION BY v.person_id, e.school_id ORDER BY e.term_key, e.id) AS stay
        FROM selves v
        JOIN (SELECT * FROM registry_enrolment x WHERE x.person_id = ANY (ARRAY(SELECT self_id FROM selves))) e
             ON e.person_id = v.self_id
        JOIN places_school p ON p.id = e.school_id
    ),
    own AS MATERIALIZED (
        SELECT t.person_id, t.school_id, t.room_id, t.subdistrict, 0 AS from_term, 99999 AS to_term FROM terms t WHERE newest = 1
        UNION ALL
        SELECT t.person_id, t.school_id, NULL, min(t.subdistrict), min(t.term_key), max(t.term_key)
        FROM terms t JOIN terms last ON last.person_id = t.person_id AND last.newest = 1 AND last.school_id <> t.school_id
        GROUP BY t.person_id, t.school_id, t.stay
        UNION ALL
        SELECT v.person_id, NULL, NULL, h.subdistrict_id, 0, 99999
        FROM selves v
        JOIN (SELECT * FROM registry_householdmember x
              WHERE x.person_id = ANY (ARRAY(SELECT self_id FROM selves)) AND x.until IS NULL) m ON m.person_id = v.self_id
        JOIN registry_household h ON h.id = m.household_id
        WHERE h.subdistrict_id IS NOT NULL  -- where the present school stands in the same place, its row says as much
          AND NOT EXISTS (SELECT 1 FROM terms t WHERE t.person_id = v.person_id AND t.newest = 1 AND t.subdistrict = h.subdistrict_id)
    ),
    adults AS (
        SELECT p.adult, p.child FROM pairs p
        LEFT JOIN terms of_adult ON of_adult.person_id = p.adult AND of_adult.newest = 1
        LEFT JOIN terms of_child ON of_child.person_id = p.child AND of_child.newest = 1
        WHERE of_adult.term_key IS NULL OR of_adult.term_key < coalesce(of_child.term_key, 0) - 10
    )
    SELECT o.person_id, o.school_id, o.room_id, o.subdistrict, o.person_id, o.from_term, o.to_term
    FROM own o WHERE o.person_id = ANY (persons)
    UNION
    SELECT a.adult, o.school_id, o.room_id, o.subdistrict, a.child, 99999, 99999
    FROM adults a JOIN own o ON o.person_id = a.child AND o.to_term = 99999
    UNION  -- whoever follows a child whom no place knows, or a child under another of its selves
    SELECT a.adult, NULL, NULL, 0, v.self_id, 99999, 99999
    FROM adults a JOIN selves v ON v.person_id = a.child
    WHERE v.self_id <> a.child OR NOT EXISTS (SELECT 1 FROM own o WHERE o.person_id = a.child AND o.to_term = 99999)
    UNION
    SELECT v.person_id, NULL, NULL, 0, v.self_id, 0, 99999
    FROM selves v
    WHERE v.person_id = ANY (persons)
      AND (v.self_id <> v.person_id OR NOT EXISTS (SELECT 1 FROM own o WHERE o.person_id = v.person_id AND o.to_term = 99999))
$$;
REVOKE ALL ON FUNCTION registry_scope_of(bigint[]) FROM PUBLIC;

-- Who belongs where, worked out anew for some persons, their households and those who care for them. Those persons are
-- locked first, so that of two changes at the same time the later one sees the earlier; `alone` leaves that out.
CREATE OR REPLACE FUNCTION registry_refresh_scope(persons bigint[], alone boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    homes bigint[];
    everyone bigint[];
BEGIN
    everyone := registry_concerned(persons);
    IF NOT alone THEN
        PERFORM 1 FROM registry_person WHERE id = ANY (everyone) ORDER BY id FOR NO KEY UPDATE;
        everyone := registry_concerned(persons);
    END IF;
    PERFORM access_replace_person_scope(everyone, ARRAY(
        SELECT ROW(person_id, school_id, room_id, subdistrict, child_id, from_term, to_term)::access_scope_row
        FROM registry_scope_of(everyone)
    ));
    homes := ARRAY(SELECT DISTINCT household_id FROM registry_householdmember WHERE person_id = ANY (everyone));
    PERFORM access_replace_household_scope(homes, ARRAY(
        SELECT DISTINCT ROW(m.household_id, s.school_id, s.room_id, s.subdistrict, s.child_id, 0, 99999)::access_scope_row
        FROM registry_householdmember m JOIN access_personscope s ON s.person_id = m.person_id AND s.to_term = 99999
        WHERE m.household_id = ANY (homes) AND m.until IS NULL
    ));
END
$$;
REVOKE ALL ON FUNCTION registry_refresh_scope(bigint[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_refresh_scope(bigint[], boolean) TO isee_worker;

-- Those whose scope changes with that of some persons: their other selves, who lives with them, who cares for them.
CREATE OR REPLACE FUNCTION registry_concerned(persons bigint[]) RETURNS bigint[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH selves AS MATERIALIZED (SELECT DISTINCT s.self_id AS id FROM registry_selves(persons) s),
    homes AS MATERIALIZED (
        SELECT DISTINCT o.household_id FROM registry_householdmember o WHERE o.person_id = ANY (ARRAY(SELECT id FROM selves))
    )
    SELECT ARRAY(
        SELECT id FROM selves
        UNION SELECT m.person_id FROM registry_householdmember m
              WHERE m.until IS NULL AND m.household_id = ANY (ARRAY(SELECT household_id FROM homes))
        UNION SELECT g.guardian_id FROM registry_guardianship g WHERE g.child_id = ANY (ARRAY(SELECT id FROM selves))
    )
$$;
REVOKE ALL ON FUNCTION registry_concerned(bigint[]) FROM PUBLIC;

-- Exact matching over the whole registry for the one door; only the worker may ask, and its answer to a person
-- never tells more than what they sent.
CREATE OR REPLACE FUNCTION registry_match_identifiers(wanted_kind text, hashes bytea[])
RETURNS TABLE (lookup bytea, person_id bigint, given_key text, family_key text, sex text, birth_date date, in_scope boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH borne AS MATERIALIZED (  -- under each of the two keys by itself: one index look-up for each hash
        SELECT i.lookup AS hash, i.person_id FROM registry_identifier i
        WHERE i.kind = wanted_kind AND i.valid_to IS NULL AND i.lookup = ANY (hashes)
        UNION
        SELECT i.lookup_next, i.person_id FROM registry_identifier i
        WHERE i.kind = wanted_kind AND i.valid_to IS NULL AND i.lookup_next = ANY (hashes)
    ),
    bearers AS MATERIALIZED (
        SELECT q.id, coalesce(q.canonical_id, q.id) AS root FROM registry_person q
        WHERE q.id = ANY (ARRAY(SELECT b.person_id FROM borne b))
    ),
    roots AS MATERIALIZED (
        SELECT p.id, p.given_key, p.family_key, p.sex, p.birth_date FROM registry_person p
        WHERE p.id = ANY (ARRAY(SELECT r.root FROM bearers r))
    ),
    found AS MATERIALIZED (
        SELECT b.hash, p.id, p.given_key, p.family_key, p.sex, p.birth_date
        FROM borne b JOIN bearers r ON r.id = b.person_id JOIN roots p ON p.id = r.root
    ),
    seen AS MATERIALIZED (SELECT s AS id FROM access_persons_in_scope(ARRAY(SELECT id FROM found)) s)
    SELECT f.hash, f.id, f.given_key, f.family_key, f.sex, f.birth_date, f.id IN (SELECT id FROM seen) FROM found f
$$;
REVOKE ALL ON FUNCTION registry_match_identifiers(text, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_match_identifiers(text, bytea[]) TO isee_worker;

-- The latest enrolment of each person under any of their selves, wherever it is; only the worker may ask.
CREATE OR REPLACE FUNCTION registry_latest_enrolments(persons bigint[])
RETURNS TABLE (person_id bigint, enrolment_id bigint, school_id int, subdistrict int, term_key int, grade text, room_id int,
               number int, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (v.person_id) v.person_id, e.id, e.school_id, s.subdistrict_id, e.term_key, e.grade, e.room_id,
           e.number, e.ended_on
    FROM registry_selves(persons) v JOIN registry_enrolment e ON e.person_id = v.self_id JOIN places_school s ON s.id = e.school_id
    ORDER BY v.person_id, e.term_key DESC, (e.ended_on IS NULL) DESC, e.id DESC
$$;
REVOKE ALL ON FUNCTION registry_latest_enrolments(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_latest_enrolments(bigint[]) TO isee_worker;

-- Members of a household in scope. Those outside the reader's scope are named with their relation, and no more.
CREATE OR REPLACE FUNCTION registry_household_members(household bigint)
RETURNS TABLE (person_id bigint, person_uuid uuid, in_scope boolean, prefix text, given_name text, family_name text,
               relation text, sex text, birth_date date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH here AS MATERIALIZED (
        SELECT min(m.id) AS place, coalesce(q.canonical_id, q.id) AS id, min(m.relation) AS relation
        FROM registry_householdmember m JOIN registry_person q ON q.id = m.person_id
        WHERE m.household_id = household AND m.until IS NULL AND access_household_in_scope(household)
        GROUP BY coalesce(q.canonical_id, q.id)
    ),
    seen AS MATERIALIZED (SELECT s AS id FROM access_persons_in_scope(ARRAY(SELECT id FROM here)) s)
    SELECT s.id, CASE WHEN s.id IS NOT NULL THEN p.uuid END, s.id IS NOT NULL, p.prefix, p.given_name, p.family_name,
           h.relation, CASE WHEN s.id IS NOT NULL THEN p.sex END, CASE WHEN s.id IS NOT NULL THEN p.birth_date END
    FROM here h JOIN registry_person p ON p.id = h.id LEFT JOIN seen s ON s.id = h.id
    ORDER BY h.place
$$;
REVOKE ALL ON FUNCTION registry_household_members(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_household_members(bigint) TO isee_web;
