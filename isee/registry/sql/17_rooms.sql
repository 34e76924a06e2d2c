-- A teacher's rooms are rooms of the school that the role names: whoever gives the role cannot reach into another school.
CREATE OR REPLACE FUNCTION registry_rooms_of_the_school() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(NEW.room_ids) AS wanted(id) LEFT JOIN registry_room r ON r.id = wanted.id
               WHERE r.school_id IS DISTINCT FROM NEW.school_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'an_assignment_has_rooms_of_its_school',
            MESSAGE = 'the rooms of a role are rooms of its school';
    END IF;
    RETURN NEW;
END
$$;
DROP TRIGGER IF EXISTS registry_rooms_of_a_role ON access_assignment;
CREATE TRIGGER registry_rooms_of_a_role BEFORE INSERT OR UPDATE OF room_ids, school_id ON access_assignment
FOR EACH ROW WHEN (NEW.room_ids <> '{}') EXECUTE FUNCTION registry_rooms_of_the_school();
