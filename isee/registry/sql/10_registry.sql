-- Names like a misspelt one, from the dictionary of distinct names; tells nothing of who bears them.
CREATE OR REPLACE FUNCTION registry_similar_names(wanted text, name_part text, threshold real) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT key FROM registry_namekey WHERE part = name_part AND key % wanted AND similarity(key, wanted) >= threshold
    ORDER BY similarity(key, wanted) DESC, key LIMIT 60
$$;
REVOKE ALL ON FUNCTION registry_similar_names(text, text, real) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_similar_names(text, text, real) TO isee_web, isee_worker;

CREATE OR REPLACE FUNCTION registry_keep_name_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO registry_namekey (part, key)
    SELECT part, key FROM (
        SELECT 'given' AS part, given_key AS key FROM fresh UNION SELECT 'family', family_key FROM fresh) names
    WHERE key <> '' ORDER BY part, key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS registry_name_keys_of_new ON registry_person;
CREATE TRIGGER registry_name_keys_of_new AFTER INSERT ON registry_person
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_name_keys();
DROP TRIGGER IF EXISTS registry_name_keys_of_changed ON registry_person;
CREATE TRIGGER registry_name_keys_of_changed AFTER UPDATE ON registry_person
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_name_keys();

-- The scope rows of some persons, from enrolments, homes and guardianships.
CREATE OR REPLACE FUNCTION registry_scope_of(persons bigint[])
RETURNS TABLE (person_id bigint, school_id int, room_id int, subdistrict int, child_id bigint, from_term int, to_term int)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH adults AS (  -- an adult, and the child through whom the adult is seen
        SELECT m.person_id AS adult, c.person_id AS child
        FROM registry_householdmember m
        JOIN registry_householdmember c ON c.household_id = m.household_id AND c.until IS NULL AND c.relation IN ('child', 'sibling')
        WHERE m.person_id = ANY (persons) AND m.until IS NULL AND m.relation NOT IN ('child', 'sibling')
        UNION
        SELECT g.guardian_id, g.child_id FROM registry_guardianship g WHERE g.guardian_id = ANY (persons) AND g.until IS NULL
    ),
    wanted AS (SELECT unnest(persons) AS child UNION SELECT child FROM adults),
    terms AS (
        SELECT e.person_id, e.school_id, e.room_id, e.term_key, p.subdistrict_id AS subdistrict,
               row_number() OVER (PARTITION BY e.person_id ORDER BY e.term_key DESC, (e.ended_on IS NULL) DESC, e.id DESC) AS newest,
               row_number() OVER (PARTITION BY e.person_id ORDER BY e.term_key, e.id)
               - row_number() OVER (PARTITION BY e.person_id, e.school_id ORDER BY e.term_key, e.id) AS stay
        FROM registry_enrolment e JOIN places_school p ON p.id = e.school_id
        WHERE e.person_id IN (SELECT child FROM wanted)
    ),
    own AS (
        SELECT t.person_id, t.school_id, t.room_id, t.subdistrict, 0 AS from_term, 99999 AS to_term FROM terms t WHERE newest = 1
        UNION ALL
        SELECT t.person_id, t.school_id, NULL, min(t.subdistrict), min(t.term_key), max(t.term_key)
        FROM terms t JOIN terms last ON last.person_id = t.person_id AND last.newest = 1 AND last.school_id <> t.school_id
        GROUP BY t.person_id, t.school_id, t.stay
        UNION ALL
        SELECT m.person_id, NULL, NULL, h.subdistrict_id, 0, 99999
        FROM registry_householdmember m JOIN registry_household h ON h.id = m.household_id
        WHERE m.person_id IN (SELECT child FROM wanted) AND m.until IS NULL AND h.subdistrict_id IS NOT NULL
    )
    SELECT o.person_id, o.school_id, o.room_id, o.subdistrict, o.person_id, o.from_term, o.to_term
    FROM own o WHERE o.person_id = ANY (persons)
    UNION
    SELECT a.adult, o.school_id, o.room_id, o.subdistrict, o.person_id, o.from_term, o.to_term
    FROM adults a JOIN own o ON o.person_id = a.child AND o.to_term = 99999
$$;
REVOKE ALL ON FUNCTION registry_scope_of(bigint[]) FROM PUBLIC;

-- Who belongs where, worked out anew for some persons, their households and those who care for them.
-- The school of the latest enrolment sees the whole child until another school enrols it; earlier schools see
-- their own terms. Adults are seen through the children of their household and those they are guardians of;
-- brothers and sisters never through one another.
CREATE OR REPLACE FUNCTION registry_refresh_scope(persons bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    homes bigint[];
    everyone bigint[];
BEGIN
    homes := ARRAY(SELECT DISTINCT household_id FROM registry_householdmember
                   WHERE person_id = ANY (persons));
    everyone := ARRAY(
        SELECT unnest(persons)
        UNION SELECT person_id FROM registry_householdmember WHERE household_id = ANY (homes) AND until IS NULL
        UNION SELECT guardian_id FROM registry_guardianship WHERE child_id = ANY (persons)
    );
    PERFORM access_replace_person_scope(everyone, ARRAY(
        SELECT ROW(person_id, school_id, room_id, subdistrict, child_id, from_term, to_term)::access_scope_row
        FROM registry_scope_of(everyone)
    ));
    PERFORM access_replace_household_scope(homes, ARRAY(
        SELECT DISTINCT ROW(m.household_id, s.school_id, s.room_id, s.subdistrict, s.child_id, 0, 99999)::access_scope_row
        FROM registry_householdmember m JOIN access_personscope s ON s.person_id = m.person_id AND s.to_term = 99999
        WHERE m.household_id = ANY (homes) AND m.until IS NULL
    ));
END
$$;
REVOKE ALL ON FUNCTION registry_refresh_scope(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_refresh_scope(bigint[]) TO isee_web, isee_worker;

-- Exact matching over the whole registry for the one door; only the worker may ask, and its answer to a person
-- never tells more than what they sent.
CREATE OR REPLACE FUNCTION registry_match_identifiers(wanted_kind text, hashes bytea[])
RETURNS TABLE (lookup bytea, person_id bigint, given_key text, family_key text, sex text, birth_date date, in_scope boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.hash, p.id, p.given_key, p.family_key, p.sex, p.birth_date, access_person_in_scope(p.id)
    FROM unnest(hashes) AS w(hash)
    JOIN registry_identifier i ON i.kind = wanted_kind AND i.valid_to IS NULL AND (i.lookup = w.hash OR i.lookup_next = w.hash)
    JOIN registry_person q ON q.id = i.person_id
    JOIN registry_person p ON p.id = coalesce(q.canonical_id, q.id)
$$;
REVOKE ALL ON FUNCTION registry_match_identifiers(text, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_match_identifiers(text, bytea[]) TO isee_worker;

-- The latest enrolment of each person, wherever it is; only the worker may ask.
CREATE OR REPLACE FUNCTION registry_latest_enrolments(persons bigint[])
RETURNS TABLE (person_id bigint, enrolment_id bigint, school_id int, subdistrict int, term_key int, grade text, room_id int,
               number int, ended_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (e.person_id) e.person_id, e.id, e.school_id, s.subdistrict_id, e.term_key, e.grade, e.room_id,
           e.number, e.ended_on
    FROM registry_enrolment e JOIN places_school s ON s.id = e.school_id
    WHERE e.person_id = ANY (persons)
    ORDER BY e.person_id, e.term_key DESC, (e.ended_on IS NULL) DESC, e.id DESC
$$;
REVOKE ALL ON FUNCTION registry_latest_enrolments(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_latest_enrolments(bigint[]) TO isee_worker;

-- Members of a household in scope. Those outside the reader's scope are named with their relation, and no more.
CREATE OR REPLACE FUNCTION registry_household_members(household bigint)
RETURNS TABLE (person_id bigint, person_uuid uuid, in_scope boolean, prefix text, given_name text, family_name text,
               relation text, sex text, birth_date date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN seen.yes THEN p.id END, CASE WHEN seen.yes THEN p.uuid END, seen.yes, p.prefix, p.given_name,
           p.family_name, m.relation, CASE WHEN seen.yes THEN p.sex END, CASE WHEN seen.yes THEN p.birth_date END
    FROM registry_householdmember m
    JOIN registry_person p ON p.id = m.person_id
    CROSS JOIN LATERAL (SELECT access_person_in_scope(p.id) AS yes) seen
    WHERE m.household_id = household AND m.until IS NULL AND access_household_in_scope(household)
    ORDER BY m.id
$$;
REVOKE ALL ON FUNCTION registry_household_members(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_household_members(bigint) TO isee_web;

-- Decides a transfer. The school that asks can never say yes to itself: the other school may, or an office that is
-- above the asking school. Returns what happened: 'confirmed', 'refused', 'not_yours' or 'already_decided'.
CREATE OR REPLACE FUNCTION registry_decide_transfer(wanted uuid, agree boolean, why text, decided timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t registry_transfer%ROWTYPE;
    above_asker boolean;
    left_school boolean;
    decider bigint := access_scope_user();
BEGIN
    SELECT * INTO t FROM registry_transfer WHERE uuid = wanted FOR UPDATE;
    IF NOT FOUND OR decider IS NULL THEN RETURN 'not_yours'; END IF;
    left_school := t.from_school_id IS NOT NULL AND access_place_in_scope(t.from_school_id, NULL, t.from_subdistrict, NULL);
    above_asker := access_scope_role() = ANY (:roles_school_group: || :roles_area:)
                   AND access_place_in_scope(t.to_school_id, NULL, t.to_subdistrict, NULL);
    IF NOT (left_school OR above_asker) THEN RETURN 'not_yours'; END IF;
    IF t.state <> 'asked' THEN RETURN 'already_decided'; END IF;
    UPDATE registry_transfer SET state = CASE WHEN agree THEN 'confirmed' ELSE 'refused' END, decided_at = decided,
        decided_by = decider, reason = why WHERE id = t.id;
    IF agree THEN
        UPDATE registry_enrolment SET ended_on = greatest(decided::date, began_on), outcome = 'transferred'
        WHERE person_id = t.person_id AND ended_on IS NULL AND term_key = t.term_key;
        INSERT INTO registry_room (school_id, academic_year, grade, name)
        VALUES (t.to_school_id, t.term_key / 10, t.grade, t.room_name) ON CONFLICT DO NOTHING;
        INSERT INTO registry_enrolment (person_id, school_id, term_key, room_id, grade, number, began_on, outcome,
            disadvantages, recorded_at, recorded_by, source)
        SELECT t.person_id, t.to_school_id, t.term_key, r.id, t.grade, t.number, decided::date, '', '[]', decided, decider, t.source
        FROM registry_room r WHERE r.school_id = t.to_school_id AND r.academic_year = t.term_key / 10
            AND r.grade = t.grade AND r.name = t.room_name;
        PERFORM registry_refresh_scope(ARRAY[t.person_id]);
    END IF;
    RETURN CASE WHEN agree THEN 'confirmed' ELSE 'refused' END;
END
$$;
REVOKE ALL ON FUNCTION registry_decide_transfer(uuid, boolean, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_decide_transfer(uuid, boolean, text, timestamptz) TO isee_web;
