-- What reporting reads of screening: the frozen class and the income per head (baht a month) of each child and term, and the
-- income above which the model that decided finds nobody poor.

DROP VIEW IF EXISTS extract_results;
CREATE VIEW extract_results WITH (security_invoker = true) AS
SELECT r.person_id, r.term_key, r.school_id, r.poverty_class, r.income_per_head, m.income_gate AS income_line
FROM screening_result r
LEFT JOIN screening_scoringmodel m ON m.version = r.model_version;
