-- One human being under several registered persons: uniqueness counts the canonical one.

CREATE OR REPLACE FUNCTION registry_keep_merges_flat() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM registry_person WHERE id IN (NEW.id, NEW.canonical_id) ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM registry_person p WHERE p.id = NEW.canonical_id AND p.canonical_id IS NOT NULL)
       OR EXISTS (SELECT 1 FROM registry_person p WHERE p.canonical_id = NEW.id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'an_absorbed_person_absorbs_nobody',
            MESSAGE = 'an absorbed person absorbs nobody';
    END IF;
    IF EXISTS (
        SELECT 1 FROM registry_enrolment a JOIN registry_selves(ARRAY[NEW.id]) v ON v.self_id = a.person_id
        WHERE a.ended_on IS NULL GROUP BY a.term_key HAVING count(*) > 1) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation', CONSTRAINT = 'a_human_being_is_enrolled_once_in_a_term',
            MESSAGE = 'these persons are enrolled twice in one term';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS registry_flat_merges ON registry_person;
CREATE TRIGGER registry_flat_merges AFTER INSERT OR UPDATE OF canonical_id ON registry_person
FOR EACH ROW WHEN (NEW.canonical_id IS NOT NULL) EXECUTE FUNCTION registry_keep_merges_flat();

CREATE OR REPLACE FUNCTION registry_keep_enrolments_single() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM registry_person WHERE canonical_id IS NOT NULL) THEN RETURN NULL; END IF;
    IF EXISTS (
        SELECT 1 FROM registry_selves(ARRAY(SELECT f.person_id FROM fresh f WHERE f.ended_on IS NULL)) v
        JOIN fresh f ON f.person_id = v.person_id AND f.ended_on IS NULL
        JOIN registry_enrolment e ON e.person_id = v.self_id AND e.term_key = f.term_key AND e.ended_on IS NULL
        WHERE v.self_id <> v.person_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation', CONSTRAINT = 'a_human_being_is_enrolled_once_in_a_term',
            MESSAGE = 'this person is enrolled under another of its selves in the same term';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS registry_single_enrolments_of_new ON registry_enrolment;
CREATE TRIGGER registry_single_enrolments_of_new AFTER INSERT ON registry_enrolment
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_enrolments_single();
DROP TRIGGER IF EXISTS registry_single_enrolments_of_changed ON registry_enrolment;
CREATE TRIGGER registry_single_enrolments_of_changed AFTER UPDATE ON registry_enrolment
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_enrolments_single();
