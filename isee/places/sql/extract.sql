-- What reporting reads of places. Every area with the province and the region that it lies in, as integer codes.

CREATE OR REPLACE VIEW extract_areas WITH (security_invoker = true) AS
SELECT
    a.code,
    CASE WHEN a.level = 'region' THEN 'R' || a.code
         WHEN a.level = 'local_administration' THEN 'L' || lpad((a.code - 100000000)::text, 8, '0')
         ELSE a.code::text END AS text_code,
    a.level,
    a.name_th,
    a.name_en,
    a.parent_id AS parent_code,
    CASE a.level WHEN 'province' THEN a.code WHEN 'district' THEN a.code / 100 WHEN 'subdistrict' THEN a.code / 10000
                 WHEN 'village' THEN a.code / 1000000 END AS province_code,
    a.valid_from,
    a.valid_to
FROM places_area a;

-- Every school row with its areas. Points stay behind: figures by school need none.
CREATE OR REPLACE VIEW extract_schools WITH (security_invoker = true) AS
SELECT
    s.id AS school_id,
    s.code,
    s.name_th,
    s.name_en,
    s.affiliation_id AS affiliation,
    s.education_area_id AS education_area,
    s.subdistrict_id AS subdistrict_code,
    s.subdistrict_id / 100 AS district_code,
    s.subdistrict_id / 10000 AS province_code,
    p.parent_id AS region_code,
    s.grade_from,
    s.grade_to,
    s.electricity,
    s.internet,
    s.opened_on,
    s.closed_on,
    s.valid_from,
    s.valid_to
FROM places_school s
JOIN places_area p ON p.code = s.subdistrict_id / 10000;
