"""A standby of a PostgreSQL of these tests, which streams what the primary writes."""

import psycopg

from config.local.embedded_postgres import SUPERUSER, Cluster


def copied(primary: Cluster, standby: Cluster) -> None:
    """Make the standby's folder out of a primary that runs; start it after that."""
    standby._prepare_folders()
    source = ("-h", str(primary.socket_folder), "-U", SUPERUSER)
    standby._run("pg_basebackup", *source, "-R", "-X", "stream", "-c", "fast")
    (standby.folder / ".s.PGSQL.5432.lock").unlink()  # the socket's, which lies among the data


def ask(cluster: Cluster, statement: str) -> object:
    """The first value that the superuser is told; None where the statement returns nothing."""
    address = cluster.url(role=SUPERUSER)
    with psycopg.connect(address, autocommit=True) as connection:
        done = connection.execute(statement)
        row = done.fetchone() if done.description else None
        return row[0] if row else None
