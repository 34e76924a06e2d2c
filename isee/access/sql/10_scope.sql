-- The scope of a transaction: set by functions of the owner, signed with a key that the web role cannot read.
-- Text of `isee.scope`: user|assignment|role|schools|room_schools|rooms|area_from|area_to|persons|backend|start|signature
-- What is signed begins with its kind (`scope|`, `ticket|`), so that a signed ticket can never pass for a scope.

CREATE OR REPLACE FUNCTION access_hmac(key_name text, message text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT sha256(k.outer_pad || sha256(k.inner_pad || convert_to(message, 'UTF8'))) FROM access_scopekey k WHERE k.name = key_name
$$;
REVOKE ALL ON FUNCTION access_hmac(text, text) FROM PUBLIC;

-- This transaction of this connection: a scope copied into another one does not verify.
CREATE OR REPLACE FUNCTION access_transaction_mark() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_backend_pid()::text || '|' || extract(epoch FROM transaction_timestamp())::text
$$;

CREATE OR REPLACE FUNCTION access_scope() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    raw text := current_setting('isee.scope', true);
    parts text[];
    body text;
BEGIN
    IF raw IS NULL OR raw = '' THEN RETURN NULL; END IF;
    parts := string_to_array(raw, '|');
    IF array_length(parts, 1) IS DISTINCT FROM 12 THEN RETURN NULL; END IF;
    body := array_to_string(parts[1:11], '|');
    IF parts[12] IS DISTINCT FROM encode(access_hmac('scope', 'scope|' || body), 'hex') THEN RETURN NULL; END IF;
    IF parts[10] || '|' || parts[11] IS DISTINCT FROM access_transaction_mark() THEN RETURN NULL; END IF;
    RETURN parts;
END
$$;

-- The parts of the scope. Bodies are parsed here and now, so that no search_path of the caller changes their meaning.
CREATE OR REPLACE FUNCTION access_scope_user() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN (access_scope())[1]::bigint;
CREATE OR REPLACE FUNCTION access_scope_assignment() RETURNS bigint
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN (access_scope())[2]::bigint;
CREATE OR REPLACE FUNCTION access_scope_role() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN (access_scope())[3];
CREATE OR REPLACE FUNCTION access_scope_schools() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN coalesce((access_scope())[4]::int[], '{}'::int[]);
CREATE OR REPLACE FUNCTION access_scope_room_schools() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN coalesce((access_scope())[5]::int[], '{}'::int[]);
CREATE OR REPLACE FUNCTION access_scope_rooms() RETURNS int[]
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN coalesce((access_scope())[6]::int[], '{}'::int[]);
CREATE OR REPLACE FUNCTION access_scope_area_from() RETURNS int
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN nullif((access_scope())[7], '')::int;
CREATE OR REPLACE FUNCTION access_scope_area_to() RETURNS int
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN nullif((access_scope())[8], '')::int;
CREATE OR REPLACE FUNCTION access_scope_persons() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED RETURN coalesce((access_scope())[9]::bigint[], '{}'::bigint[]);

-- The scope comparison for the bodies of other SECURITY DEFINER functions, which no policy stops.
CREATE OR REPLACE FUNCTION access_place_in_scope(school int, room int, place int, child bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN coalesce(
    school = ANY (access_scope_schools()) OR place BETWEEN access_scope_area_from() AND access_scope_area_to()
    OR (school = ANY (access_scope_room_schools()) AND room = ANY (access_scope_rooms()))
    OR child = ANY (access_scope_persons()),
    false);
-- Which of these persons are in scope now; the signature is verified once for all of them.
CREATE OR REPLACE FUNCTION access_persons_in_scope(persons bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    schools int[] := access_scope_schools();
    room_schools int[] := access_scope_room_schools();
    rooms int[] := access_scope_rooms();
    area_from int := access_scope_area_from();
    area_to int := access_scope_area_to();
    children bigint[] := access_scope_persons();
BEGIN
    RETURN QUERY SELECT DISTINCT s.person_id FROM access_personscope s
    WHERE s.person_id = ANY (persons) AND s.to_term = 99999
      AND (s.school_id = ANY (schools) OR s.subdistrict BETWEEN area_from AND area_to
           OR (s.school_id = ANY (room_schools) AND s.room_id = ANY (rooms)) OR s.child_id = ANY (children));
END
$$;
REVOKE ALL ON FUNCTION access_persons_in_scope(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_persons_in_scope(bigint[]) TO isee_web, isee_worker;
-- Which of these persons a search may find: those who are in scope now, or were.
CREATE OR REPLACE FUNCTION access_persons_ever_in_scope(persons bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    schools int[] := access_scope_schools();
    room_schools int[] := access_scope_room_schools();
    rooms int[] := access_scope_rooms();
    area_from int := access_scope_area_from();
    area_to int := access_scope_area_to();
    children bigint[] := access_scope_persons();
BEGIN
    RETURN QUERY SELECT DISTINCT s.person_id FROM access_personscope s
    WHERE s.person_id = ANY (persons)
      AND (s.school_id = ANY (schools) OR s.subdistrict BETWEEN area_from AND area_to
           OR (s.school_id = ANY (room_schools) AND s.room_id = ANY (rooms)) OR s.child_id = ANY (children));
END
$$;
REVOKE ALL ON FUNCTION access_persons_ever_in_scope(bigint[]) FROM PUBLIC;

-- Everybody in scope, now or before, where they are no more than so many; else NULL.
CREATE OR REPLACE FUNCTION access_few_in_scope(at_most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    schools int[] := access_scope_schools();
    room_schools int[] := access_scope_room_schools();
    rooms int[] := access_scope_rooms();
    area_from int := access_scope_area_from();
    area_to int := access_scope_area_to();
    children bigint[] := access_scope_persons();
    found bigint[];
BEGIN
    found := ARRAY(
        (SELECT s.person_id FROM access_personscope s WHERE s.school_id = ANY (schools) LIMIT at_most + 1)
        UNION ALL
        (SELECT s.person_id FROM access_personscope s WHERE s.subdistrict BETWEEN area_from AND area_to LIMIT at_most + 1)
        UNION ALL
        (SELECT s.person_id FROM access_personscope s
         WHERE s.school_id = ANY (room_schools) AND s.room_id = ANY (rooms) LIMIT at_most + 1)
        UNION ALL
        (SELECT s.person_id FROM access_personscope s WHERE s.child_id = ANY (children) LIMIT at_most + 1)
        LIMIT at_most + 1);
    RETURN CASE WHEN cardinality(found) <= at_most THEN found END;
END
$$;
REVOKE ALL ON FUNCTION access_few_in_scope(int) FROM PUBLIC;

CREATE OR REPLACE FUNCTION access_household_in_scope(household bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access_householdscope s WHERE s.household_id = household AND s.to_term = 99999
                   AND access_place_in_scope(s.school_id, s.room_id, s.subdistrict, s.child_id))
$$;
REVOKE ALL ON FUNCTION access_household_in_scope(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_household_in_scope(bigint) TO isee_web, isee_worker;

-- Sets the scope of one assignment for this transaction. Reached only through the three doors below.
CREATE OR REPLACE FUNCTION access_set_scope(wanted_user bigint, wanted_assignment bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a record;
    schools int[] := '{}';
    body text;
BEGIN
    PERFORM set_config('isee.scope', '', true);
    SELECT asg.*, u.is_active INTO a FROM access_assignment asg JOIN access_user u ON u.id = asg.user_id
    WHERE asg.id = wanted_assignment AND asg.user_id = wanted_user
      AND asg.valid_from <= now() AND (asg.valid_to IS NULL OR asg.valid_to > now());
    IF NOT FOUND OR NOT a.is_active THEN RETURN false; END IF;
    IF a.role = ANY (:roles_school:) THEN
        schools := ARRAY[a.school_id];
    ELSIF a.role = ANY (:roles_school_group:) THEN
        SELECT coalesce(array_agg(g.school_id), '{}') INTO schools FROM access_scopegroupschool g WHERE g.group_id = a.group_id;
    END IF;
    -- The nation is a range over all places: a flag of its own in each policy would keep indexes from being used.
    IF a.role = ANY (:roles_nation:) THEN
        a.area_from := 0;
        a.area_to := 999999999;
    ELSIF NOT a.role = ANY (:roles_area:) THEN
        a.area_from := NULL;
        a.area_to := NULL;
    END IF;
    body := concat_ws('|', a.user_id, a.id, a.role,
        schools::text,
        CASE WHEN a.role = ANY (:roles_rooms:) THEN ARRAY[a.school_id] ELSE '{}'::int[] END::text,
        CASE WHEN a.role = ANY (:roles_rooms:) THEN a.room_ids ELSE '{}'::int[] END::text,
        coalesce(a.area_from::text, ''),
        coalesce(a.area_to::text, ''),
        CASE WHEN a.role = ANY (:roles_persons:) THEN a.person_ids ELSE '{}'::bigint[] END::text,
        access_transaction_mark());
    PERFORM set_config('isee.scope', body || '|' || encode(access_hmac('scope', 'scope|' || body), 'hex'), true);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION access_set_scope(bigint, bigint) FROM PUBLIC;

-- The web's door: a session token, of which only the hash is stored, in a row sealed by the web process.
CREATE OR REPLACE FUNCTION access_open_scope(token text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    PERFORM set_config('isee.scope', '', true);
    SELECT * INTO s FROM access_session WHERE token_hash = sha256(convert_to(token, 'UTF8'));
    IF NOT FOUND OR s.revoked_at IS NOT NULL OR s.expires_at <= now() OR s.assignment_id IS NULL THEN RETURN false; END IF;
    IF s.seal IS DISTINCT FROM access_hmac('session',
        encode(s.token_hash, 'hex') || '|' || s.user_id || '|' || s.assignment_id || '|'
        || extract(epoch FROM date_trunc('second', s.expires_at))::bigint) THEN RETURN false; END IF;
    RETURN access_set_scope(s.user_id, s.assignment_id);
END
$$;
REVOKE ALL ON FUNCTION access_open_scope(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_open_scope(text) TO isee_web;

-- The worker's door: a ticket issued inside a scope, for the same user and assignment.
CREATE OR REPLACE FUNCTION access_issue_ticket(job_purpose text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ticket bigint;
BEGIN
    IF access_scope_user() IS NULL THEN RAISE EXCEPTION 'no scope is open' USING ERRCODE = 'insufficient_privilege'; END IF;
    IF job_purpose !~ '^[A-Za-z0-9_:. -]{1,80}$' THEN
        RAISE EXCEPTION 'a purpose is 1 to 80 letters, digits, spaces and _:.-' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO access_ticket (user_id, assignment_id, purpose, issued_at, expires_at)
    VALUES (access_scope_user(), access_scope_assignment(), job_purpose, now(), now() + interval '7 days')
    RETURNING id INTO ticket;
    RETURN ticket || '.' || encode(access_hmac('scope', 'ticket|' || ticket || '|' || job_purpose), 'hex');
END
$$;
REVOKE ALL ON FUNCTION access_issue_ticket(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_issue_ticket(text) TO isee_web, isee_worker;

CREATE OR REPLACE FUNCTION access_issue_ticket_for(wanted_assignment bigint, job_purpose text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ticket bigint;
BEGIN
    INSERT INTO access_ticket (user_id, assignment_id, purpose, issued_at, expires_at)
    SELECT user_id, id, job_purpose, now(), now() + interval '7 days' FROM access_assignment WHERE id = wanted_assignment
    RETURNING id INTO ticket;
    RETURN ticket || '.' || encode(access_hmac('scope', 'ticket|' || ticket || '|' || job_purpose), 'hex');
END
$$;
REVOKE ALL ON FUNCTION access_issue_ticket_for(bigint, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION access_open_ticket(ticket text, job_purpose text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t record;
    number text := split_part(ticket, '.', 1);
BEGIN
    PERFORM set_config('isee.scope', '', true);
    IF number !~ '^[0-9]{1,18}$' OR split_part(ticket, '.', 2) IS DISTINCT FROM
        encode(access_hmac('scope', 'ticket|' || number || '|' || job_purpose), 'hex') THEN RETURN false; END IF;
    SELECT * INTO t FROM access_ticket WHERE id = number::bigint AND purpose = job_purpose AND expires_at > now();
    IF NOT FOUND THEN RETURN false; END IF;
    RETURN access_set_scope(t.user_id, t.assignment_id);
END
$$;
REVOKE ALL ON FUNCTION access_open_ticket(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_open_ticket(text, text) TO isee_worker;

-- Replaces the scope rows of persons and households, and writes no row that stays as it is; called by the registry's own
-- definer functions only.
DO $$ BEGIN
    IF to_regtype('access_scope_row') IS NULL THEN
        CREATE TYPE access_scope_row AS (
            subject bigint, school_id int, room_id int, subdistrict int, child_id bigint, from_term int, to_term int);
    END IF;
END $$;

-- Rows of the scope are found by person, place or child, never by their own number: its index is a gigabyte for nothing.
ALTER TABLE access_personscope DROP CONSTRAINT IF EXISTS access_personscope_pkey;
ALTER TABLE access_householdscope DROP CONSTRAINT IF EXISTS access_householdscope_pkey;

CREATE OR REPLACE FUNCTION access_replace_person_scope(persons bigint[], fresh access_scope_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM access_personscope s WHERE s.person_id = ANY (persons)
        AND ROW(s.person_id, s.school_id, s.room_id, s.subdistrict, s.child_id, s.from_term, s.to_term)::text NOT IN (SELECT f::text FROM unnest(fresh) f);
    INSERT INTO access_personscope (person_id, school_id, room_id, subdistrict, child_id, from_term, to_term)
    SELECT f.subject, f.school_id, f.room_id, f.subdistrict, f.child_id, f.from_term, f.to_term FROM unnest(fresh) f
    WHERE f::text NOT IN (SELECT ROW(s.person_id, s.school_id, s.room_id, s.subdistrict, s.child_id, s.from_term, s.to_term)::text FROM access_personscope s WHERE s.person_id = ANY (persons));
END
$$;
REVOKE ALL ON FUNCTION access_replace_person_scope(bigint[], access_scope_row[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION access_replace_household_scope(households bigint[], fresh access_scope_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM access_householdscope s WHERE s.household_id = ANY (households)
        AND ROW(s.household_id, s.school_id, s.room_id, s.subdistrict, s.child_id, s.from_term, s.to_term)::text NOT IN (SELECT f::text FROM unnest(fresh) f);
    INSERT INTO access_householdscope (household_id, school_id, room_id, subdistrict, child_id, from_term, to_term)
    SELECT f.subject, f.school_id, f.room_id, f.subdistrict, f.child_id, f.from_term, f.to_term FROM unnest(fresh) f
    WHERE f::text NOT IN (SELECT ROW(s.household_id, s.school_id, s.room_id, s.subdistrict, s.child_id, s.from_term, s.to_term)::text FROM access_householdscope s WHERE s.household_id = ANY (households));
END
$$;
REVOKE ALL ON FUNCTION access_replace_household_scope(bigint[], access_scope_row[]) FROM PUBLIC;
