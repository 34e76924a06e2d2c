-- Finding persons by name over the whole nation. Only persons in the open scope come out of it: the dictionary of names
-- itself is shown to nobody, so that it cannot tell that a rare name is borne by somebody elsewhere.

-- A name and what is left of it without one of its letters: two names with one wrong letter share one of these.
CREATE OR REPLACE FUNCTION registry_name_variants(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(DISTINCT v) FROM (
        SELECT name AS v
        UNION ALL
        SELECT left(name, i - 1) || substr(name, i + 1) FROM generate_series(1, length(name)) i WHERE length(name) > 1
    ) variants
$$;
CREATE INDEX IF NOT EXISTS name_key_by_variant ON registry_namekey USING gin (registry_name_variants(key));

-- Are two names equal but for one letter that was added, lost, changed or swapped with its neighbour?
CREATE OR REPLACE FUNCTION registry_one_letter_apart(one text, other text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    same int := 1;
BEGIN
    IF one = other THEN RETURN true; END IF;
    WHILE substr(one, same, 1) = substr(other, same, 1) LOOP same := same + 1; END LOOP;
    one := substr(one, same);
    other := substr(other, same);
    RETURN substr(one, 2) = substr(other, 2) OR substr(one, 2) = other OR one = substr(other, 2)
        OR (left(one, 2) = reverse(left(other, 2)) AND substr(one, 3) = substr(other, 3));
END
$$;

CREATE OR REPLACE FUNCTION registry_names_near(wanted text, name_part text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT ARRAY(
        SELECT n.key FROM registry_namekey n
        WHERE registry_name_variants(n.key) && registry_name_variants(wanted) AND n.part = name_part
              AND registry_one_letter_apart(n.key, wanted))
$$;
REVOKE ALL ON FUNCTION registry_names_near(text, text) FROM PUBLIC;

-- Names with more than one wrong letter, the likest first.
CREATE OR REPLACE FUNCTION registry_names_like(wanted text, name_part text) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    -- Not as a setting of the function: a restore makes it in a session that has not loaded the library yet.
    PERFORM set_config('pg_trgm.similarity_threshold', '0.4', true);
    RETURN ARRAY(
        SELECT n.key FROM registry_namekey n WHERE n.part = name_part AND n.key % wanted
        ORDER BY similarity(n.key, wanted) DESC, n.key LIMIT 60);
END
$$;
REVOKE ALL ON FUNCTION registry_names_like(text, text) FROM PUBLIC;

-- Persons in scope with one of these given names and one of these family names; without family names, persons with one
-- of the names in either place. Where very many bear them and few are in scope, those few are looked through instead.
CREATE OR REPLACE FUNCTION registry_named_in_scope(given text[], family text[], at_most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET cursor_tuple_fraction = 0.001 SET enable_bitmapscan = off AS $$
DECLARE
    batch CONSTANT int := 1000;
    bearers refcursor;
    bearer bigint;
    part bigint[] := '{}';
    found bigint[] := '{}';
    few bigint[];
    asked boolean := false;
BEGIN
    IF family IS NULL THEN
        OPEN bearers NO SCROLL FOR
            SELECT p.id FROM registry_person p WHERE p.given_key = ANY (given) AND p.canonical_id IS NULL
            UNION ALL
            SELECT p.id FROM registry_person p WHERE p.family_key = ANY (given) AND p.canonical_id IS NULL;
    ELSE
        OPEN bearers NO SCROLL FOR
            SELECT p.id FROM registry_person p
            WHERE p.given_key = ANY (given) AND p.family_key = ANY (family) AND p.canonical_id IS NULL;
    END IF;
    LOOP
        FETCH bearers INTO bearer;
        IF bearer IS NOT NULL THEN part := part || bearer; END IF;
        IF bearer IS NULL OR cardinality(part) = batch THEN
            found := found || ARRAY(SELECT s FROM access_persons_ever_in_scope(part) s);
            EXIT WHEN bearer IS NULL OR cardinality(found) >= at_most;
            part := '{}';
            IF NOT asked THEN
                asked := true;
                few := access_few_in_scope(10 * batch);
                EXIT WHEN few IS NOT NULL;
            END IF;
        END IF;
    END LOOP;
    CLOSE bearers;
    IF few IS NOT NULL THEN
        found := ARRAY(
            SELECT p.id FROM registry_person p WHERE p.id = ANY (few) AND p.canonical_id IS NULL
            AND CASE WHEN family IS NULL THEN p.given_key = ANY (given) OR p.family_key = ANY (given)
                     ELSE p.given_key = ANY (given) AND p.family_key = ANY (family) END);
    END IF;
    RETURN found[:at_most];
END
$$;
REVOKE ALL ON FUNCTION registry_named_in_scope(text[], text[], int) FROM PUBLIC;

-- Persons in scope by what was typed: exactly first (in each reading of it), then with one wrong letter in each name,
-- then with more, at last by the whole text where few are in scope.
CREATE OR REPLACE FUNCTION registry_search_names(givens text[], families text[], at_most int) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found bigint[] := '{}';
    few bigint[];
    given text := givens[1];
    family text := families[1];
    one_word boolean := families[1] = '';
BEGIN
    IF access_scope_user() IS NULL THEN RETURN; END IF;
    at_most := least(at_most, 500);
    FOR reading IN 1 .. least(cardinality(givens), 2) LOOP
        CONTINUE WHEN givens[reading] = '';
        found := registry_named_in_scope(
            givens[reading:reading], CASE WHEN families[reading] <> '' THEN families[reading:reading] END, at_most);
        EXIT WHEN found <> '{}';
    END LOOP;
    IF found = '{}' AND length(given) > 1 THEN
        IF one_word THEN
            found := registry_named_in_scope(
                registry_names_near(given, 'given') || registry_names_near(given, 'family'), NULL, at_most);
        ELSE
            found := registry_named_in_scope(
                registry_names_near(given, 'given'), registry_names_near(family, 'family'), at_most);
        END IF;
    END IF;
    IF found = '{}' AND length(given) > 1 THEN
        few := access_few_in_scope(5000);
        IF few IS NOT NULL THEN
            found := ARRAY(
                SELECT p.id FROM registry_person p
                WHERE p.id = ANY (few) AND p.canonical_id IS NULL AND
                    CASE WHEN one_word THEN greatest(similarity(p.given_key, given), similarity(p.family_key, given)) >= 0.4
                         ELSE similarity(p.given_key || p.family_key, given || family) >= 0.5
                              AND similarity(p.given_key, given) + similarity(p.family_key, family) >= 0.6 END
                LIMIT at_most);
        ELSIF one_word THEN
            found := registry_named_in_scope(
                registry_names_like(given, 'given') || registry_names_like(given, 'family'), NULL, at_most);
        ELSE
            found := registry_named_in_scope(
                registry_names_near(given, 'given') || registry_names_like(given, 'given'),
                registry_names_near(family, 'family') || registry_names_like(family, 'family'), at_most);
        END IF;
    END IF;
    RETURN QUERY SELECT DISTINCT u FROM unnest(found) u;
END
$$;
REVOKE ALL ON FUNCTION registry_search_names(text[], text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_search_names(text[], text[], int) TO isee_web, isee_worker;

-- The dictionary of distinct names follows the persons.
CREATE OR REPLACE FUNCTION registry_keep_name_keys() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO registry_namekey (part, key)
    SELECT part, key FROM (
        SELECT 'given' AS part, given_key AS key FROM fresh UNION SELECT 'family', family_key FROM fresh) names
    WHERE key <> '' ORDER BY part, key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS registry_name_keys_of_new ON registry_person;
CREATE TRIGGER registry_name_keys_of_new AFTER INSERT ON registry_person
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_name_keys();
DROP TRIGGER IF EXISTS registry_name_keys_of_changed ON registry_person;
CREATE TRIGGER registry_name_keys_of_changed AFTER UPDATE ON registry_person
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_keep_name_keys();
