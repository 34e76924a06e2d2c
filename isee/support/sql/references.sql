-- Payments and receipts point at their parents by id and term, since all three tables are cut by academic year.

DO $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conrelid = 'support_payment'::regclass AND conname = 'a_payment_is_of_an_entitlement'
    ) THEN
        ALTER TABLE support_payment ADD CONSTRAINT a_payment_is_of_an_entitlement
            FOREIGN KEY (entitlement_id, term_key) REFERENCES support_entitlement (id, term_key)
            DEFERRABLE INITIALLY DEFERRED;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM pg_constraint
        WHERE conrelid = 'support_receipt'::regclass AND conname = 'a_receipt_is_for_a_payment'
    ) THEN
        ALTER TABLE support_receipt ADD CONSTRAINT a_receipt_is_for_a_payment
            FOREIGN KEY (payment_id, term_key) REFERENCES support_payment (id, term_key)
            DEFERRABLE INITIALLY DEFERRED;
    END IF;
END
$$;
