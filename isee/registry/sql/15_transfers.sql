-- Decides a transfer. The school that asks can never say yes to itself: the other school may while the pupil is still
-- there, or an office that is above the asking school. Returns what happened: 'confirmed', 'refused', 'not_yours',
-- 'already_decided' or 'moved_on' (another school has the pupil by now).
CREATE OR REPLACE FUNCTION registry_decide_transfer(wanted uuid, agree boolean, why text, decided timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t registry_transfer%ROWTYPE;
    above_asker boolean;
    left_school boolean;
    decider bigint := access_scope_user();
    today date := (decided AT TIME ZONE 'Asia/Bangkok')::date;
    selves bigint[];
BEGIN
    SELECT * INTO t FROM registry_transfer WHERE uuid = wanted FOR UPDATE;
    IF NOT FOUND OR decider IS NULL OR NOT access_scope_role() = ANY (:can_decide_transfer:) THEN RETURN 'not_yours'; END IF;
    left_school := t.from_school_id IS NOT NULL AND access_place_in_scope(t.from_school_id, NULL, t.from_subdistrict, NULL);
    above_asker := access_scope_role() = ANY (:roles_school_group: || :roles_area:)
                   AND access_place_in_scope(t.to_school_id, NULL, t.to_subdistrict, NULL);
    IF NOT (left_school OR above_asker) THEN RETURN 'not_yours'; END IF;
    IF t.state <> 'asked' THEN RETURN 'already_decided'; END IF;
    IF NOT above_asker AND t.from_school_id IS DISTINCT FROM
        (SELECT l.school_id FROM registry_latest_enrolments(ARRAY[t.person_id]) l) THEN RETURN 'moved_on'; END IF;
    UPDATE registry_transfer SET state = CASE WHEN agree THEN 'confirmed' ELSE 'refused' END, decided_at = decided,
        decided_by = decider, reason = why WHERE id = t.id;
    IF NOT agree THEN RETURN 'refused'; END IF;
    selves := ARRAY(SELECT v.self_id FROM registry_selves(ARRAY[t.person_id]) v);
    UPDATE registry_enrolment SET ended_on = greatest(today, began_on), outcome = 'transferred'
    WHERE person_id = ANY (selves) AND ended_on IS NULL AND term_key = t.term_key;
    INSERT INTO registry_room (school_id, academic_year, grade, name)
    VALUES (t.to_school_id, t.term_key / 10, t.grade, t.room_name) ON CONFLICT DO NOTHING;
    INSERT INTO registry_enrolment (person_id, school_id, term_key, room_id, grade, number, began_on, outcome,
        disadvantages, recorded_at, recorded_by, source)
    SELECT t.person_id, t.to_school_id, t.term_key, r.id, t.grade, t.number, today, '', '[]', decided, decider, t.source
    FROM registry_room r WHERE r.school_id = t.to_school_id AND r.academic_year = t.term_key / 10
        AND r.grade = t.grade AND r.name = t.room_name;
    -- Others who ask for the same pupil now ask the school that has it.
    UPDATE registry_transfer SET from_school_id = t.to_school_id, from_subdistrict = t.to_subdistrict
    WHERE person_id = ANY (selves) AND state = 'asked' AND to_school_id <> t.to_school_id;
    PERFORM registry_refresh_scope(ARRAY[t.person_id]);
    RETURN 'confirmed';
END
$$;
REVOKE ALL ON FUNCTION registry_decide_transfer(uuid, boolean, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_decide_transfer(uuid, boolean, text, timestamptz) TO isee_web;

-- The asking school, or an office above it, takes its question back. Returns 'withdrawn', 'not_yours' or 'already_decided'.
CREATE OR REPLACE FUNCTION registry_withdraw_transfer(wanted uuid, why text, decided timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t registry_transfer%ROWTYPE;
BEGIN
    SELECT * INTO t FROM registry_transfer WHERE uuid = wanted FOR UPDATE;
    IF NOT FOUND OR access_scope_user() IS NULL OR NOT access_scope_role() = ANY (:can_import_roster:)
       OR NOT access_place_in_scope(t.to_school_id, NULL, t.to_subdistrict, NULL) THEN RETURN 'not_yours'; END IF;
    IF t.state <> 'asked' THEN RETURN 'already_decided'; END IF;
    UPDATE registry_transfer SET state = 'withdrawn', decided_at = decided, decided_by = access_scope_user(), reason = why
    WHERE id = t.id;
    RETURN 'withdrawn';
END
$$;
REVOKE ALL ON FUNCTION registry_withdraw_transfer(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_withdraw_transfer(uuid, text, timestamptz) TO isee_web;
