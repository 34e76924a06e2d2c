-- Tokens of programs: made in their owner's own scope, never changed, and opened by a function of the owner alone.

-- A token is made by whoever it is for, now, in a role that they hold; afterwards it can be used and revoked, not changed.
CREATE OR REPLACE FUNCTION access_guard_token() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access_sender() = 'isee_owner' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.user_id = access_scope_user() AND NEW.revoked_at IS NULL AND NEW.last_used_at IS NULL
           AND NEW.created_at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'
           AND EXISTS (SELECT 1 FROM access_assignment a WHERE a.id = NEW.assignment_id AND a.user_id = NEW.user_id
                       AND a.role = ANY (:can_view_figures:) AND a.valid_from <= now()
                       AND (a.valid_to IS NULL OR a.valid_to > now())) THEN
            RETURN NEW;
        END IF;
    ELSIF (NEW.id, NEW.uuid, NEW.token_hash, NEW.seal, NEW.user_id, NEW.assignment_id, NEW.name, NEW.purpose, NEW.created_at,
           NEW.expires_at) IS NOT DISTINCT FROM (OLD.id, OLD.uuid, OLD.token_hash, OLD.seal, OLD.user_id, OLD.assignment_id,
           OLD.name, OLD.purpose, OLD.created_at, OLD.expires_at)
          AND (OLD.revoked_at IS NULL OR NEW.revoked_at IS NOT DISTINCT FROM OLD.revoked_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a token is made by its owner, and revoked, not changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS access_token ON access_apitoken;
CREATE TRIGGER access_token BEFORE INSERT OR UPDATE ON access_apitoken
FOR EACH ROW EXECUTE FUNCTION access_guard_token();

-- Opens the scope of a token for this transaction; says `open`, or why it opens none: `unknown`, `revoked`, `expired`,
-- `role_ended`. The day and minute of its last use are written.
CREATE OR REPLACE FUNCTION access_open_api_token(token text, OUT state text, OUT token_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    t record;
BEGIN
    PERFORM set_config('isee.scope', '', true);
    state := 'unknown';
    SELECT * INTO t FROM access_apitoken WHERE token_hash = access_hmac('session', 'api-token|' || token);
    IF NOT FOUND OR t.seal IS DISTINCT FROM access_hmac('session', 'api-token-seal|' || encode(t.token_hash, 'hex') || '|'
        || t.user_id || '|' || t.assignment_id || '|' || extract(epoch FROM date_trunc('second', t.expires_at))::bigint) THEN
        RETURN;
    END IF;
    token_id := t.id;
    IF t.revoked_at IS NOT NULL THEN state := 'revoked'; RETURN; END IF;
    IF t.expires_at <= now() THEN state := 'expired'; RETURN; END IF;
    IF NOT access_set_scope(t.user_id, t.assignment_id) THEN state := 'role_ended'; RETURN; END IF;
    state := 'open';
    UPDATE access_apitoken SET last_used_at = now()
    WHERE id = t.id AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute');
END
$$;
REVOKE ALL ON FUNCTION access_open_api_token(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_open_api_token(text) TO isee_web;
