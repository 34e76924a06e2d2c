-- What reporting reads of tracking: days expected and present, by child, term and school. Null days are not known.

CREATE OR REPLACE VIEW extract_attendance WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id, days_expected, days_present
FROM tracking_termattendance;
