#!/bin/sh
# Run by the image of PostgreSQL after database-role.sql, when it makes its data folder: the role of
# the application gets its password, and the superuser none, so that nobody is one over the network.
# The image has read the password as root; this runs as its user postgres, who cannot read the file.
psql --set ON_ERROR_STOP=1 --username postgres --set password="${POSTGRES_PASSWORD:?}" <<'SQL'
ALTER ROLE leeway PASSWORD :'password';
ALTER ROLE postgres PASSWORD NULL;
SQL
