-- What reporting reads of tracking. Null days and null scores are not known; a term is the row's own.

CREATE OR REPLACE VIEW extract_attendance WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id, days_expected, days_present, days_leave
FROM tracking_termattendance;

-- Days away of the terms whose absences are kept day by day.
CREATE OR REPLACE VIEW extract_absences WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id,
       count(*) FILTER (WHERE kind = 'absent') AS days_absent,
       count(*) FILTER (WHERE kind = 'sick') AS days_sick,
       count(*) FILTER (WHERE kind = 'leave') AS days_on_leave
FROM tracking_absence
GROUP BY person_id, term_key, school_id;

CREATE OR REPLACE VIEW extract_learning WITH (security_invoker = true) AS
SELECT person_id, term_key, school_id, grade, gpa, subjects_below, reading_thinking, character, activities_passed,
       promotion
FROM tracking_learningresult;

-- Scores against a reference, doubtful measurements left out; weights and heights themselves stay in the registry.
CREATE OR REPLACE VIEW extract_measurements WITH (security_invoker = true) AS
SELECT person_id, term_key, measured_on, height_z, weight_z, bmi_z, reference
FROM tracking_measurement
WHERE NOT doubtful;

-- Care, as yes or no by child and term. These views have the owner's rights, and the role that reads them has none on the
-- tables: no kind, no level, no day and no word of care leaves the database.

-- A condition that stood from one term to another (99999: it still stands), and whether it is a disability.
CREATE OR REPLACE VIEW extract_problems WITH (security_invoker = false) AS
SELECT p.person_id, p.term_key,
       CASE WHEN p.until IS NULL THEN 99999
            ELSE coalesce((SELECT max(t.term_key) FROM places_termperiod t WHERE t.starts_on <= p.until), 0) END AS to_term,
       p.kind = '03' AS disability
FROM tracking_problem p;

-- Whether the screening of a term found drugs, sexual behaviour, games or gambling, or violence to be a risk or a problem.
CREATE OR REPLACE VIEW extract_risks WITH (security_invoker = false) AS
SELECT person_id, term_key, bool_or(area IN ('drugs', 'sex', 'games', 'violence') AND level <> 'normal') AS risk
FROM tracking_riskscreening
GROUP BY person_id, term_key;

-- The term in which somebody began to look after a child out of school.
CREATE OR REPLACE VIEW extract_searches WITH (security_invoker = false) AS
SELECT c.person_id, (SELECT max(t.term_key) FROM places_termperiod t WHERE t.starts_on <= c.opened_on) AS term_key
FROM tracking_case c
WHERE c.kind = 'out_of_school';
