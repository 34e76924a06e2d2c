-- What reporting reads of support: how far the grants of each child and term are, what was paid, and who was helped by
-- others. Reasons, givers and notes stay behind.

CREATE OR REPLACE VIEW extract_grants WITH (security_invoker = true) AS
SELECT person_id, term_key, state
FROM support_entitlement;

CREATE OR REPLACE VIEW extract_payments WITH (security_invoker = true) AS
SELECT person_id, term_key, state, amount_baht
FROM support_payment;

CREATE OR REPLACE VIEW extract_other_help WITH (security_invoker = true) AS
SELECT person_id, term_key
FROM support_otherhelp;
