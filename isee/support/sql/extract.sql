-- What reporting reads of support: how far the grants of each child and term are. Amounts and reasons stay behind.

CREATE OR REPLACE VIEW extract_grants WITH (security_invoker = true) AS
SELECT person_id, term_key, state
FROM support_entitlement;

CREATE OR REPLACE VIEW extract_payments WITH (security_invoker = true) AS
SELECT person_id, term_key, state
FROM support_payment;
