-- What reporting reads of screening: the frozen class of each child and term, the income per head (baht a month), and
-- whether that lay below the gate. The score itself stays behind.

CREATE OR REPLACE VIEW extract_results WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id, poverty_class, income_per_head, gate_passed
FROM screening_result;
