-- Research requests: one person asks, another one decides, the worker makes and ends; whatever statement is sent.

CREATE OR REPLACE FUNCTION research_guard_request() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    sender text := access_sender();
    reader bigint := access_scope_user();
    moved text;
BEGIN
    IF sender = 'isee_owner' THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' THEN
        IF sender = 'isee_web' AND access_scope_role() = ANY (:can_request_research:) AND NEW.recipient_id = reader
           AND NEW.state = 'asked' AND NEW.decided_by_id IS NULL AND NEW.file_id IS NULL AND NEW.downloads = 0
           AND NEW.requested_at BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'
           AND NEW.until <= (now() + interval '2 years')::date THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a research extract is asked for by its recipient' USING ERRCODE = 'insufficient_privilege';
    END IF;
    moved := OLD.state || ' ' || NEW.state;
    IF (NEW.id, NEW.uuid, NEW.recipient_id, NEW.institution, NEW.purpose, NEW.ethics_reference, NEW.columns, NEW.terms,
        NEW.places, NEW.until, NEW.requested_at) IS NOT DISTINCT FROM
       (OLD.id, OLD.uuid, OLD.recipient_id, OLD.institution, OLD.purpose, OLD.ethics_reference, OLD.columns, OLD.terms,
        OLD.places, OLD.until, OLD.requested_at) THEN
        IF sender = 'isee_worker' AND (NEW.decided_by_id, NEW.reason, NEW.downloads) IS NOT DISTINCT FROM
           (OLD.decided_by_id, OLD.reason, OLD.downloads) AND
           moved = ANY (ARRAY['approved ready', 'approved failed', 'asked expired', 'approved expired', 'failed expired',
                              'ready expired']) THEN
            RETURN NEW;
        END IF;
        IF sender = 'isee_web' AND moved = ANY (ARRAY['asked approved', 'asked refused', 'failed approved', 'approved ended',
                                                      'failed ended', 'ready ended'])
           AND access_scope_role() = ANY (:can_approve_research:) AND NEW.decided_by_id = reader
           AND NEW.recipient_id <> reader AND NEW.file_id IS NULL AND NEW.downloads = OLD.downloads THEN
            RETURN NEW;
        END IF;
        IF sender = 'isee_web' AND OLD.recipient_id = reader AND access_scope_role() = ANY (:can_request_research:)
           AND (NEW.decided_by_id, NEW.file_id, NEW.reason, NEW.report::text, NEW.file_hash) IS NOT DISTINCT FROM
               (OLD.decided_by_id, OLD.file_id, OLD.reason, OLD.report::text, OLD.file_hash)
           AND (moved = 'asked withdrawn' AND NEW.downloads = OLD.downloads
                OR moved = 'ready ready' AND NEW.downloads = OLD.downloads + 1) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a research request is asked for by one person and decided by another'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER IF EXISTS research_request ON research_researchrequest;
CREATE TRIGGER research_request BEFORE INSERT OR UPDATE ON research_researchrequest
FOR EACH ROW EXECUTE FUNCTION research_guard_request();
