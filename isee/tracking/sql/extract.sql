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
