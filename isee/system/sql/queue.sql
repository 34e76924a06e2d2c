-- Whether jobs have waited too long with no worker alive. `/readyz` asks it as the web role, which may read neither the
-- events of jobs nor the list of workers: the answer is one word and tells nothing of any job.
CREATE OR REPLACE FUNCTION system_queue_is_served(waiting interval, silent interval) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - silent)
        OR NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
            WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
              AND e.type = 'deferred' AND e.at < now() - waiting
        )
$$;
REVOKE ALL ON FUNCTION system_queue_is_served(interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION system_queue_is_served(interval, interval) TO isee_web, isee_worker;

-- How many jobs wait for a worker, and since how many seconds the oldest of them has been due. No job is told of.
CREATE OR REPLACE FUNCTION system_queue_state(OUT waiting bigint, OUT oldest_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(DISTINCT j.id),
           coalesce(extract(epoch FROM now() - min(greatest(e.at, coalesce(j.scheduled_at, e.at)))), 0)
    FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
    WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
$$;
REVOKE ALL ON FUNCTION system_queue_state() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION system_queue_state() TO isee_web;
