-- Lost phones, offered roles, acting directors and the yearly review: who may do what, whatever statement is sent.

-- What is written about a role stays as it was written; it can end, earlier than it would have, and change its rooms.
CREATE OR REPLACE FUNCTION access_guard_assignment() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access_sender() = 'isee_owner' THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.user_id, NEW.role, NEW.school_id, NEW.group_id, NEW.area_from, NEW.area_to, NEW.person_ids, NEW.acting,
            NEW.valid_from) IS DISTINCT FROM
           (OLD.id, OLD.user_id, OLD.role, OLD.school_id, OLD.group_id, OLD.area_from, OLD.area_to, OLD.person_ids, OLD.acting,
            OLD.valid_from)
           OR (NEW.valid_to IS DISTINCT FROM OLD.valid_to AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)) THEN
            RAISE EXCEPTION 'a role is ended and given anew, not changed' USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NEW.acting THEN
        IF NEW.valid_from > now() + interval '1 hour' OR NOT access_is_staff_of(NEW.user_id, NEW.school_id)
           OR EXISTS (SELECT 1 FROM access_assignment a WHERE a.id = access_scope_assignment() AND a.acting) THEN
            RAISE EXCEPTION 'an acting director is one of the school''s own staff, appointed by its director or its area'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS access_assignment_kept ON access_assignment;
CREATE TRIGGER access_assignment_kept BEFORE INSERT OR UPDATE ON access_assignment
FOR EACH ROW EXECUTE FUNCTION access_guard_assignment();

-- Does the account hold a role of staff at this school now, and nothing anywhere else that a school cannot answer for?
CREATE OR REPLACE FUNCTION access_is_staff_of(target_user bigint, target_school int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access_assignment a WHERE a.user_id = target_user AND a.school_id = target_school
                   AND a.role = ANY (:roles_of_school_staff:) AND a.valid_from <= now()
                   AND (a.valid_to IS NULL OR a.valid_to > now()))
$$;
CREATE OR REPLACE FUNCTION access_works_elsewhere(target_user bigint, target_school int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access_assignment a WHERE a.user_id = target_user AND a.valid_from <= now()
                   AND (a.valid_to IS NULL OR a.valid_to > now())
                   AND NOT (a.role = ANY (:roles_of_school_staff:) AND a.school_id IS NOT DISTINCT FROM target_school))
$$;

-- A recovery is asked for by one person of the school and decided by another one, of the school or its area.
CREATE OR REPLACE FUNCTION access_guard_recovery() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    here boolean := coalesce(NEW.school_id = ANY (access_scope_schools()), false);
BEGIN
    IF access_sender() = 'isee_owner' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF here AND access_scope_role() = ANY (:can_ask_recovery:) AND NEW.requested_by_id = access_scope_user()
           AND NEW.state = 'asked' AND NEW.decided_by_id IS NULL AND NEW.decided_at IS NULL
           AND NEW.requested_at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'
           AND access_is_staff_of(NEW.user_id, NEW.school_id) AND NOT access_works_elsewhere(NEW.user_id, NEW.school_id) THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.state = 'asked' AND (NEW.id, NEW.uuid, NEW.user_id, NEW.school_id, NEW.loss, NEW.requested_by_id, NEW.requested_at,
           NEW.expires_at) IS NOT DISTINCT FROM (OLD.id, OLD.uuid, OLD.user_id, OLD.school_id, OLD.loss, OLD.requested_by_id,
           OLD.requested_at, OLD.expires_at) THEN
        IF NEW.state = 'lapsed' AND OLD.expires_at <= now() AND NEW.decided_by_id IS NULL THEN RETURN NEW; END IF;
        IF NEW.state = 'withdrawn' AND OLD.requested_by_id = access_scope_user() AND NEW.decided_by_id IS NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.state IN ('confirmed', 'refused') AND here AND OLD.expires_at > now()
           AND access_scope_role() = ANY (:can_confirm_recovery:) AND NEW.decided_by_id = access_scope_user()
           AND NOT EXISTS (SELECT 1 FROM access_assignment a WHERE a.id = access_scope_assignment() AND a.acting)
           AND access_is_staff_of(NEW.user_id, NEW.school_id) AND NOT access_works_elsewhere(NEW.user_id, NEW.school_id) THEN
            NEW.decided_at := now();
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a lost way in is given back by two persons who answer for the school'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS access_recovery ON access_recoveryrequest;
CREATE TRIGGER access_recovery BEFORE INSERT OR UPDATE ON access_recoveryrequest
FOR EACH ROW EXECUTE FUNCTION access_guard_recovery();

-- A second factor is one's own; another's is removed only by whoever confirms a recovery, together with that.
CREATE OR REPLACE FUNCTION access_guard_factor() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    own bigint := access_scope_user();
BEGIN
    IF access_sender() <> 'isee_web' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.user_id = own THEN RETURN NEW; END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        -- At sign-in, before there is a scope, a recovery code is used up and the day of use is written.
        IF NEW.user_id = OLD.user_id AND NEW.type = OLD.type
           AND (OLD.user_id = own OR NEW.data::jsonb = OLD.data::jsonb
                OR OLD.type = 'recovery_codes' AND NEW.data::jsonb - 'used_mask' = OLD.data::jsonb - 'used_mask') THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.user_id = own OR EXISTS (
        SELECT 1 FROM access_recoveryrequest r WHERE r.user_id = OLD.user_id AND r.state = 'confirmed'
        AND r.decided_by_id = own AND r.decided_at = now()) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a second factor is its owner''s' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS access_factor ON mfa_authenticator;
CREATE TRIGGER access_factor BEFORE INSERT OR UPDATE OR DELETE ON mfa_authenticator
FOR EACH ROW EXECUTE FUNCTION access_guard_factor();

-- Schools offer the roles that they give, in their own name; mergers are offered by the owner.
CREATE OR REPLACE FUNCTION access_guard_offer() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access_sender() = 'isee_owner' OR coalesce(
        access_scope_role() = ANY (:can_manage_school_users:) AND NEW.school_id = ANY (access_scope_schools())
        AND NEW.role = ANY (:given_by_schools:) AND NEW.reason = 'move' AND NEW.state = 'open' AND NEW.decided_at IS NULL
        AND NEW.offered_by_id = access_scope_user() AND NEW.user_id <> access_scope_user()
        AND NEW.expires_at <= now() + interval '31 days', false) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a school offers its own roles in its own name' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS access_offer ON access_roleoffer;
CREATE TRIGGER access_offer BEFORE INSERT ON access_roleoffer FOR EACH ROW EXECUTE FUNCTION access_guard_offer();

-- Whose session this is, with a role or without one.
CREATE OR REPLACE FUNCTION access_session_user(token text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s record;
BEGIN
    SELECT * INTO s FROM access_session WHERE token_hash = sha256(convert_to(token, 'UTF8'));
    IF NOT FOUND OR s.revoked_at IS NOT NULL OR s.expires_at <= now() OR s.user_id IS NULL THEN RETURN NULL; END IF;
    IF s.seal IS DISTINCT FROM access_hmac('session',
        encode(s.token_hash, 'hex') || '|' || s.user_id || '|' || coalesce(s.assignment_id::text, 'None') || '|'
        || extract(epoch FROM date_trunc('second', s.expires_at))::bigint) THEN RETURN NULL; END IF;
    RETURN s.user_id;
END
$$;
REVOKE ALL ON FUNCTION access_session_user(text) FROM PUBLIC;

-- The owner of an offer takes it: the new role begins and the roles at the school that is left end, both now.
CREATE OR REPLACE FUNCTION access_answer_offer(token text, offer bigint, accepted boolean, origin text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    o record;
    made bigint := 0;
    ended bigint;
BEGIN
    SELECT * INTO o FROM access_roleoffer WHERE id = offer AND user_id = access_session_user(token)
    AND state = 'open' AND expires_at > now() FOR UPDATE;
    IF NOT FOUND OR NOT EXISTS (SELECT 1 FROM access_user u WHERE u.id = o.user_id AND u.is_active) THEN RETURN NULL; END IF;
    UPDATE access_roleoffer SET state = CASE WHEN accepted THEN 'accepted' ELSE 'declined' END, decided_at = now() WHERE id = o.id;
    IF accepted THEN
        FOR ended IN UPDATE access_assignment SET valid_to = now()
            WHERE user_id = o.user_id AND role = ANY (:roles_of_school_staff:) AND school_id <> o.school_id
            AND (o.reason = 'move' OR school_id = o.from_school_id)
            AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now()) RETURNING id
        LOOP
            INSERT INTO access_auditevent (at, user_id, action, object_kind, object_id, reason, origin, detail)
            VALUES (now(), o.user_id, 'role_ended', 'assignment', ended, '', left(origin, 60), '{}');
        END LOOP;
        INSERT INTO access_assignment (user_id, role, school_id, room_ids, person_ids, label, acting, valid_from)
        VALUES (o.user_id, o.role, o.school_id, o.room_ids, '{}', o.label, false, now()) RETURNING id INTO made;
    END IF;
    INSERT INTO access_auditevent (at, user_id, action, object_kind, object_id, reason, origin, detail)
    VALUES (now(), o.user_id, CASE WHEN accepted THEN 'offer_accepted' ELSE 'offer_declined' END, 'role_offer', o.id, '',
            left(origin, 60), '{}');
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION access_answer_offer(text, bigint, boolean, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_answer_offer(text, bigint, boolean, text) TO isee_web;

-- The school takes an offer back.
CREATE OR REPLACE FUNCTION access_withdraw_offer(offer bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE access_roleoffer SET state = 'withdrawn', decided_at = now() WHERE id = offer AND state = 'open'
    AND access_scope_role() = ANY (:can_manage_school_users:) AND school_id = ANY (access_scope_schools());
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION access_withdraw_offer(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_withdraw_offer(bigint) TO isee_web;

-- A role is confirmed for a year by whoever answers for such roles, never by its holder.
CREATE OR REPLACE FUNCTION access_guard_confirmation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access_sender() = 'isee_owner' OR NEW.confirmed_by_id = access_scope_user() AND EXISTS (
        SELECT 1 FROM access_assignment a WHERE a.id = NEW.assignment_id
        AND access_may_end(a.user_id, a.role, a.school_id, a.acting)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a role is confirmed by whoever may end it' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS access_confirmation ON access_roleconfirmation;
CREATE TRIGGER access_confirmation BEFORE INSERT ON access_roleconfirmation
FOR EACH ROW EXECUTE FUNCTION access_guard_confirmation();

-- The daily end of the roles that nobody confirmed in the review of a year; never on a day that has not come.
CREATE OR REPLACE FUNCTION access_end_unconfirmed(day date) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    y record;
    ended bigint;
BEGIN
    SELECT * INTO y FROM access_reviewyear WHERE ends_on <= least(day, current_date) ORDER BY academic_year DESC LIMIT 1;
    IF NOT FOUND THEN RETURN; END IF;
    FOR ended IN UPDATE access_assignment a SET valid_to = now()
        WHERE a.role = ANY (:roles_reviewed:) AND a.valid_from < y.begins_on AND (a.valid_to IS NULL OR a.valid_to > now())
        AND NOT EXISTS (SELECT 1 FROM access_roleconfirmation c
                        WHERE c.assignment_id = a.id AND c.academic_year >= y.academic_year) RETURNING a.id
    LOOP
        INSERT INTO access_auditevent (at, action, object_kind, object_id, reason, origin, detail)
        VALUES (now(), 'role_ended', 'assignment', ended, 'not confirmed in the yearly review', 'job', '{}');
        RETURN NEXT ended;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION access_end_unconfirmed(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_end_unconfirmed(date) TO isee_worker;
