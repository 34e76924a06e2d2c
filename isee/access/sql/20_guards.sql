-- What the web role may write in tables that it must be able to write: triggers say so, whatever statement it sends.

-- The role that sent the statement, also inside SECURITY DEFINER functions.
CREATE OR REPLACE FUNCTION access_sender() RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN current_setting('role') = 'none' THEN session_user::text ELSE current_setting('role') END;

-- A revoked session stays revoked, and is kept until it has expired: so its row cannot be written again.
CREATE OR REPLACE FUNCTION access_keep_revocation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF access_sender() = 'isee_web' AND OLD.expires_at > now() THEN
            RAISE EXCEPTION 'a session is revoked, not deleted, before it expires' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        RAISE EXCEPTION 'a revoked session stays revoked' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS access_revocation ON access_session;
CREATE TRIGGER access_revocation BEFORE UPDATE OF revoked_at OR DELETE ON access_session
FOR EACH ROW EXECUTE FUNCTION access_keep_revocation();

-- Accounts are opened, renamed and opened again by those who manage users, in their own signed scope.
CREATE OR REPLACE FUNCTION access_guard_account() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF access_sender() = 'isee_owner' OR access_scope_role() = ANY (:can_manage_users: || :can_manage_school_users:) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR NEW.id <> OLD.id OR NEW.uuid <> OLD.uuid OR NEW.username <> OLD.username
       OR (NEW.is_active AND NOT OLD.is_active) THEN
        RAISE EXCEPTION 'only those who manage users open or rename accounts' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS access_account ON access_user;
CREATE TRIGGER access_account BEFORE INSERT OR UPDATE ON access_user FOR EACH ROW EXECUTE FUNCTION access_guard_account();

-- May the open scope give this role, over this school, to this user? Nobody gives one to themselves.
CREATE OR REPLACE FUNCTION access_may_assign(target_user bigint, target_role text, target_school int, is_acting boolean)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN coalesce(
    access_scope_user() <> target_user
    AND (access_scope_role() = ANY (:can_manage_users:)
         OR target_school = ANY (access_scope_schools())
            AND (access_scope_role() = ANY (:can_manage_school_users:) AND target_role = ANY (:given_by_schools:)
                 OR is_acting AND access_scope_role() = ANY (:can_appoint_acting_director:))),
    false);

-- May the open scope end this role, or answer for it in the yearly review? Areas may for the heads of their schools.
CREATE OR REPLACE FUNCTION access_may_end(target_user bigint, target_role text, target_school int, is_acting boolean)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
RETURN access_may_assign(target_user, target_role, target_school, is_acting)
    OR coalesce(access_scope_user() <> target_user AND access_scope_role() = ANY (:can_review_heads:)
                AND target_role = ANY (:roles_of_school_heads:) AND target_school = ANY (access_scope_schools()), false);
