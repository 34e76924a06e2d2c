-- What reporting reads of screening: the frozen class and the income per head (baht a month) of each child and term.

CREATE OR REPLACE VIEW extract_results WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id, poverty_class, income_per_head
FROM screening_result;
