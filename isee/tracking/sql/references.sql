-- An entry belongs to the case and to the child of that case.

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conrelid = 'tracking_caseentry'::regclass AND conname = 'an_entry_is_of_the_child_of_its_case'
    ) THEN
        ALTER TABLE tracking_caseentry ADD CONSTRAINT an_entry_is_of_the_child_of_its_case
            FOREIGN KEY (case_id, person_id) REFERENCES tracking_case (id, person_id) DEFERRABLE INITIALLY DEFERRED;
    END IF;
END
$$;
