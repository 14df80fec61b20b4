-- The role and the database of DATABASE_URL, made once by PostgreSQL's superuser:
--
--     psql --set ON_ERROR_STOP=1 --file config/deploy/database-role.sql
--
-- The role owns its database and can do nothing else: no other role, no other database, no file and
-- no program of the machine. tests/deploy/test_database_role.py tries each of them. Give it a
-- password (`\password leeway`) where it comes over the network.
CREATE ROLE leeway LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB;
-- PostgreSQL on a machine without a locale keeps plain bytes, and would refuse the guides' letters.
CREATE DATABASE leeway OWNER leeway TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE leeway FROM PUBLIC;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
