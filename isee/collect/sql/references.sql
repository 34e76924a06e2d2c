-- A photo points at its visit by id and term, since the table of visits is cut by academic year.

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conrelid = 'collect_photo'::regclass AND conname = 'a_photo_belongs_to_a_visit'
    ) THEN
        ALTER TABLE collect_photo ADD CONSTRAINT a_photo_belongs_to_a_visit
            FOREIGN KEY (visit_id, term_key) REFERENCES collect_visit (id, term_key) DEFERRABLE INITIALLY DEFERRED;
    END IF;
END
$$;
