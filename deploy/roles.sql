-- The database and its four roles, for a server whose administrator makes them by hand. Run as a superuser with psql:
--   psql -v owner_password=... -v web_password=... -v worker_password=... -v extract_password=... -f roles.sql
\set ON_ERROR_STOP on
CREATE ROLE isee_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE isee_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'web_password';
CREATE ROLE isee_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'worker_password';
CREATE ROLE isee_extract LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'extract_password';
CREATE DATABASE isee OWNER isee_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE isee FROM PUBLIC;
GRANT CONNECT ON DATABASE isee TO isee_owner, isee_web, isee_worker, isee_extract;
GRANT TEMPORARY ON DATABASE isee TO isee_owner, isee_worker;
\connect isee
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
-- Statements hold persons: they show neither in the server's activity nor in its log.
SELECT format('ALTER ROLE %I SET %s = %L', role, setting, value)
FROM unnest(ARRAY['isee_owner', 'isee_web', 'isee_worker', 'isee_extract']) AS role,
     (VALUES ('track_activities', 'off'), ('log_statement', 'none'), ('log_min_duration_statement', '-1'),
             ('log_min_error_statement', 'panic'), ('log_parameter_max_length_on_error', '0')) AS s(setting, value)
\gexec
