"""The role that operators are told to make owns its database alone, tried in a PostgreSQL."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyrage
import pytest
from psycopg.errors import InsufficientPrivilege

from apps.operations.backup.manifest import BadBackup
from apps.operations.backup.programs import Address
from apps.operations.backup.restore import restore, scratch_database
from config.local.embedded_postgres import SUPERUSER, Cluster, _programs
from tests.named_tests import ROOT

IN_BYTES = (
    "UPDATE pg_database SET datcollate = 'C', datctype = 'C',"
    " encoding = pg_char_to_encoding('SQL_ASCII') WHERE datname = 'template1'"
)
SQL = ROOT / "config" / "deploy" / "database-role.sql"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster that had no role of ours, with another program's database in it.

    Its template keeps plain bytes, as where Debian's package was installed without a locale.
    """
    cluster = Cluster(folder=tmp_path_factory.mktemp("role") / "postgres", durable=False)
    cluster.start()
    try:
        with psycopg.connect(at(cluster, SUPERUSER, "postgres"), autocommit=True) as superuser:
            superuser.execute(IN_BYTES)
            superuser.execute("DROP DATABASE leeway")
            superuser.execute("DROP ROLE leeway")
            for statement in statements():
                superuser.execute(statement)
            superuser.execute("CREATE TABLE neighbours (secret text)")
        yield cluster
    finally:
        cluster.stop()


def statements() -> list[str]:
    lines = [each for each in SQL.read_text().splitlines() if not each.startswith("--")]
    return [each.strip() for each in " ".join(lines).split(";") if each.strip()]


def at(cluster: Cluster, role: str, database: str) -> str:
    return cluster.url(role=role, database=database)


def test_letters_of_every_language_have_a_place_and_a_case(cluster: Cluster) -> None:
    with psycopg.connect(at(cluster, "leeway", "leeway")) as role:
        assert role.execute("SELECT lower('ÉÖЖ'), '\u2013'").fetchone() == ("éöж", "\u2013")


def test_a_backup_is_tried_in_a_database_with_letters_and_restored_into_no_other(
    cluster: Cluster,
) -> None:
    server = Address.of_url(at(cluster, SUPERUSER, "postgres"))
    with scratch_database(server) as name, psycopg.connect(at(cluster, SUPERUSER, name)) as scratch:
        assert scratch.execute("SELECT lower('ÉÖЖ')").fetchone() == ("éöж",)
    with psycopg.connect(server.whole, autocommit=True) as superuser:
        superuser.execute("CREATE DATABASE plain_bytes TEMPLATE template1")
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(BadBackup, match="SQL_ASCII"):
        restore(Path("no-file"), identity=identity, into=server.named("plain_bytes"))


def test_it_may_do_in_its_own_database_what_migrations_need(cluster: Cluster) -> None:
    with psycopg.connect(at(cluster, "leeway", "leeway")) as role:
        role.execute("CREATE TABLE pages (id int PRIMARY KEY)")
        role.execute("CREATE INDEX ON pages (id)")
        role.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE ROLE another",
        "ALTER ROLE leeway CREATEROLE",
        "CREATE DATABASE another",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "COPY (SELECT 1) TO '/tmp/leeway-file'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_it_makes_no_role_and_reaches_no_program_and_no_file(
    cluster: Cluster, statement: str
) -> None:
    with (
        psycopg.connect(at(cluster, "leeway", "leeway"), autocommit=True) as role,
        pytest.raises(InsufficientPrivilege),
    ):
        role.execute(statement.encode())


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_it_reads_no_other_database(cluster: Cluster, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(at(cluster, "leeway", database))


def test_the_containers_make_it_so_and_have_no_superuser_over_the_network() -> None:
    compose = (ROOT / "compose.yaml").read_text()
    assert "POSTGRES_USER" not in compose  # that one would be a superuser
    made = re.findall(r"- \./(\S+):/docker-entrypoint-initdb\.d/\d\d", compose)
    assert made == ["config/deploy/database-role.sql", "config/deploy/database-password.sh"]
    script = ROOT / made[1]
    assert "ALTER ROLE postgres PASSWORD NULL" in script.read_text()


def test_the_role_of_the_containers_gets_the_password_that_the_image_has_read(
    cluster: Cluster,
) -> None:
    """The image runs the script as a user who cannot read the secret, by bash with `set -e`."""
    shell, script = shutil.which("bash"), ROOT / "config" / "deploy" / "database-password.sh"
    assert shell
    given = {
        "PATH": f"{_programs()}:/usr/bin:/bin",
        "PGHOST": str(cluster.socket_folder),
        "POSTGRES_PASSWORD": "a word of the file",
    }
    command = [shell, "-Eeo", "pipefail", "-c", f". {script}"]
    assert subprocess.run(command, env=given, check=False).returncode == 0
    with psycopg.connect(at(cluster, SUPERUSER, "postgres")) as superuser:
        kept = "SELECT rolname FROM pg_authid WHERE rolpassword IS NOT NULL"
        assert superuser.execute(kept).fetchall() == [("leeway",)]
    del given["POSTGRES_PASSWORD"]
    assert subprocess.run(command, env=given, check=False, capture_output=True).returncode != 0


def test_the_page_for_operators_leads_to_it() -> None:
    told = Path(ROOT / "docs" / "operations.md").read_text("utf-8")
    assert "config/deploy/database-role.sql" in told
