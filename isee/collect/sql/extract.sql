-- What reporting reads of home visits: yes or no, by child and term, of forms that were sent. The answers themselves stay
-- behind: the view has the owner's rights, and the role that reads it has none on the table.

-- The newest form of a child in a term. A question that nobody answered is null, as all of a home are in an institution.
-- `jsonb` is compared with `jsonb`, so that an answer of another kind than expected raises nothing.
CREATE OR REPLACE VIEW extract_home_visits WITH (security_invoker = false) AS
SELECT DISTINCT ON (v.person_id, v.term_key)
    v.person_id,
    v.term_key,
    v.state = 'certified' AND v.picture_source = 'teacher_visited' AS verified,
    v.answers ->> 'lives_with' <> '01' AS lives_apart,
    v.answers ->> 'lives_with' = '05' AS institution,
    (SELECT bool_and(m ->> 'education' IN ('below_primary', 'primary'))
     FROM jsonb_array_elements(CASE jsonb_typeof(v.answers -> 'members') WHEN 'array' THEN v.answers -> 'members' END) m
     WHERE m -> 'age' >= '18'::jsonb AND m ? 'education') AS low_schooling,
    (SELECT bool_and(coalesce(m -> 'wage', '0') <= '0'::jsonb AND coalesce(m -> 'farm', '0') <= '0'::jsonb
                     AND coalesce(m -> 'business', '0') <= '0'::jsonb)
     FROM jsonb_array_elements(CASE jsonb_typeof(v.answers -> 'members') WHEN 'array' THEN v.answers -> 'members' END) m
     WHERE m -> 'age' >= '18'::jsonb) AS no_earner,
    v.answers -> 'dependency' <> '[]'::jsonb AS dependants,
    CASE WHEN v.answers ?| ARRAY['floor', 'wall', 'roof', 'toilet'] THEN
        coalesce(v.answers -> 'floor' ?| ARRAY['earth', 'bamboo'], false) OR coalesce(v.answers -> 'wall' ?| ARRAY['bamboo', 'other'], false)
        OR coalesce(v.answers -> 'roof' ?| ARRAY['leaf', 'vinyl'], false) OR coalesce(v.answers -> 'toilet' = 'false'::jsonb, false)
    END AS poor_housing,
    v.answers ->> 'electricity' <> 'meter' AS no_meter,
    v.answers ->> 'water' IN ('well', 'rain') AS open_water,
    NOT v.answers -> 'vehicles' ?| ARRAY['car_new', 'car_old', 'pickup_new', 'pickup_old', 'tractor_new', 'tractor_old']
        AND CASE jsonb_typeof(v.answers -> 'appliances') WHEN 'array' THEN jsonb_array_length(v.answers -> 'appliances') < 2 END
        AS few_assets,
    v.answers ->> 'farmland' IN ('none', 'below_1') AS little_land,
    v.answers #> '{travel,minutes}' >= '30'::jsonb AS long_way
FROM collect_visit v
WHERE v.state <> 'draft'
ORDER BY v.person_id, v.term_key, v.visited_on DESC, v.id DESC;

-- Whether a school still owes certified forms of a round.
CREATE OR REPLACE VIEW extract_school_forms WITH (security_invoker = false) AS
SELECT v.school_id, v.term_key, v.round_id, bool_or(v.state <> 'certified') AS waiting
FROM collect_visit v
WHERE v.round_id IS NOT NULL
GROUP BY v.school_id, v.term_key, v.round_id;

CREATE OR REPLACE VIEW extract_rounds WITH (security_invoker = true) AS
SELECT id AS round_id, term_key, kind, coalesce(grace_until, closes_on) AS closed_on
FROM collect_round;
