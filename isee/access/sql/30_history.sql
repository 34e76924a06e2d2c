-- Who stands in a history row is read from the signed scope, not from what the connection says of itself.
-- These two replace functions of django-pghistory and django-pgtrigger, under their names.

CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS uuid
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    context uuid := nullif(current_setting('pghistory.context_id', true), '')::uuid;
    said jsonb := coalesce(nullif(current_setting('pghistory.context_metadata', true), '')::jsonb, '{}');
    known pghistory_context%ROWTYPE;
BEGIN
    IF access_sender() <> 'isee_owner' OR access_scope_user() IS NOT NULL THEN
        said := said || jsonb_build_object('user', access_scope_user(), 'assignment', access_scope_assignment());
    ELSIF context IS NULL THEN
        RETURN NULL;
    END IF;
    -- A context belongs to the transaction that made it; another one may use it only unchanged.
    SELECT * INTO known FROM pghistory_context WHERE id = context;
    IF context IS NULL OR (known.metadata <> said AND known.created_at <> now()) THEN
        context := gen_random_uuid();
    END IF;
    INSERT INTO pghistory_context (id, metadata, created_at, updated_at) VALUES (context, said, now(), now())
    ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata, updated_at = excluded.updated_at
    WHERE pghistory_context.metadata <> excluded.metadata;
    RETURN context;
END
$$;

-- History is switched off by the owner alone (to encrypt with a new key what has not changed).
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql STABLE
RETURN coalesce(
    access_sender() = 'isee_owner'
    AND trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::name[]),
    false);

-- Who was signed in when versions were kept, for the roles that watch over changes.
CREATE OR REPLACE FUNCTION access_history_authors(contexts uuid[]) RETURNS TABLE (context_id uuid, user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.id, (c.metadata ->> 'user')::bigint FROM pghistory_context c
    WHERE c.id = ANY (contexts) AND access_scope_role() = ANY (:can_view_audit:)
$$;
REVOKE ALL ON FUNCTION access_history_authors(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_history_authors(uuid[]) TO isee_web;
