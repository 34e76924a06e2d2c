-- The last delivery of each feed that named a pupil who is in the open scope now. Deliveries themselves are seen by their
-- senders alone; of them only the feed, the term, the day and the school are told here.
CREATE OR REPLACE FUNCTION linkage_sightings(person bigint)
RETURNS TABLE (feed varchar, term_key int, received_at timestamptz, school_id int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (d.feed) d.feed, d.term_key, d.received_at, p.school_id
    FROM access_persons_in_scope(ARRAY[person]) s
    JOIN linkage_deliveryperson p ON p.person_id = s
    JOIN linkage_delivery d ON d.id = p.delivery_id
    WHERE d.rows_done > 0
    ORDER BY d.feed, d.received_at DESC
$$;
REVOKE ALL ON FUNCTION linkage_sightings(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION linkage_sightings(bigint) TO isee_web;
