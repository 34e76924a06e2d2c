-- What reporting reads of the registry: no name, no number, no address below the subdistrict.

-- Every person; `canonical_id` is the person that an absorbed one belongs to, else the person itself.
CREATE OR REPLACE VIEW extract_persons WITH (security_invoker = true) AS
SELECT id AS person_id, coalesce(canonical_id, id) AS canonical_id, sex, birth_date, birth_precision, life_status,
       recorded_at
FROM registry_person;

-- Persons who were merged into others.
CREATE OR REPLACE VIEW extract_absorbed WITH (security_invoker = true) AS
SELECT id AS person_id, canonical_id FROM registry_person WHERE canonical_id IS NOT NULL;

-- Where persons live now.
CREATE OR REPLACE VIEW extract_homes WITH (security_invoker = true) AS
SELECT m.person_id,
       (SELECT h.subdistrict_id FROM registry_household h WHERE h.id = m.household_id) AS subdistrict_code
FROM registry_householdmember m
WHERE m.until IS NULL;

CREATE OR REPLACE VIEW extract_enrolments WITH (security_invoker = true) AS
SELECT id AS enrolment_id, person_id, school_id, term_key, grade, ended_on, outcome
FROM registry_enrolment;

-- Whether a school marked a pupil in a term as abandoned or orphaned, or as in one of the other plights but poverty and
-- belonging to a minority. The view has the owner's rights: which plight stays behind.
CREATE OR REPLACE VIEW extract_disadvantages WITH (security_invoker = false) AS
SELECT person_id, term_key,
       disadvantages @> '["02"]' AS abandoned,
       disadvantages ?| ARRAY['04', '05', '06', '07', '08', '09', '10'] AS endangered
FROM registry_enrolment
WHERE disadvantages ?| ARRAY['02', '04', '05', '06', '07', '08', '09', '10'];
