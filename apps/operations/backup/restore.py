"""Restores a backup into an empty database, and compares what came back with what was backed up."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec
import psycopg
import pyrage
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from apps.operations.backup.manifest import (
    LONGEST,
    TABLES,
    BadBackup,
    Manifest,
    count_tables,
)
from apps.operations.backup.programs import Address, program

HOW: Final = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
PROBE: Final = "apps.operations.backup.probe"


def read_identity(path: Path) -> pyrage.x25519.Identity:
    """The age identity of a file that `age-keygen` or `make_backup_key` wrote. Raises BadBackup."""
    try:
        lines = path.read_text("utf-8").split()
        keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
        return pyrage.x25519.Identity.from_str(keys[0])
    except (OSError, UnicodeDecodeError, IndexError, pyrage.IdentityError):
        raise BadBackup(f"{path} holds no age identity (AGE-SECRET-KEY-…).") from None


# As config/deploy/database-role.sql makes the real one, whatever the server's own locale is.
CREATE: Final = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"


def restore(backup: Path, *, identity: pyrage.x25519.Identity, into: Address) -> Manifest:
    """Restore a backup into an empty database: all of it or nothing.

    The database gets an id of its own for the store of photos: the one that was backed up may still
    be in use, and the store is that one's until `move_photos --adopt`.

    Raises BadBackup, NoProgram, psycopg.Error.
    """
    with psycopg.connect(into.whole) as looking:
        if looking.execute(TABLES).fetchone():
            raise BadBackup("The database is not empty: nothing was restored.")
        if (encoding := looking.info.parameter_status("server_encoding")) != "UTF8":
            raise BadBackup(
                f"The database has the encoding {encoding}: nothing was restored. Make it as "
                "config/deploy/database-role.sql does."
            )
        server = looking.info.server_version // 10_000
    command = [program("pg_restore", server=server), *HOW, f"--dbname={into.conninfo}"]
    with subprocess.Popen(
        command, env=into.environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stderr is not None
        split = _Split(running.stdin)
        try:
            with backup.open("rb") as file:
                pyrage.decrypt_io(file, split, [identity])
            running.stdin.close()
        except (OSError, pyrage.DecryptError) as error:
            # ended before it reads the end of its input, so that its transaction is not committed
            running.kill()
            said = running.stderr.read().decode(errors="replace")
            raise BadBackup(_reason(said) or _reason_of(error)) from None
        said = running.stderr.read().decode(errors="replace")
        if running.wait() != 0:
            raise BadBackup(_reason(said) or "pg_restore failed.")
    with psycopg.connect(into.whole) as restored:
        if restored.execute("SELECT to_regclass('common_photostore')").fetchone() != (None,):
            restored.execute("UPDATE common_photostore SET store_id = gen_random_uuid()")
    return split.manifest()


def problems_of(manifest: Manifest, database: Address, url: str) -> list[str]:
    """What is wrong with a restored database, a line each; empty where all of it is back.

    `url` is its address once more, for the process that opens the canary's journal in it.
    """
    with psycopg.connect(database.whole) as looking:
        found = manifest.differences(count_tables(looking))
    loader = MigrationLoader(None)
    newer = [
        f"{app}.{name}"
        for app, name in manifest.migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    ]
    if newer:
        found.append(f"It is of a newer version of Leeway: {', '.join(newer)} is not known here.")
    else:
        found += _said_by_probe(manifest, url)
    return found


def _said_by_probe(manifest: Manifest, url: str) -> list[str]:
    """What a process of its own, with the restored database as its own, finds wrong."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL_FILE"}
    done = subprocess.run(
        [sys.executable, "-m", PROBE],
        cwd=settings.BASE_DIR,
        env={**kept, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        input=msgspec.json.encode(manifest.canary),
        capture_output=True,
        timeout=600,
    )
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return [f"The restored site does not start: {' '.join(last)}"]
    return [str(line) for line in json.loads(done.stdout)]


@contextmanager
def scratch_database(server: Address) -> Iterator[str]:
    """The name of an empty database beside this one, dropped at the end. Raises psycopg.Error."""
    name = f"leeway_check_{secrets.token_hex(6)}"
    named = psycopg.sql.Identifier(name)
    with psycopg.connect(server.whole, autocommit=True) as making:
        making.execute(psycopg.sql.SQL(CREATE).format(named))
        try:
            making.execute(
                psycopg.sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(named)
            )
            yield name
        finally:
            making.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))


def _reason(said: str) -> str:
    """The line that names the error, without the rows that PostgreSQL may show below it."""
    for line in said.splitlines():
        if "error:" in line.lower():
            return line.partition("DETAIL:")[0].strip()
    return ""


def _reason_of(error: Exception) -> str:
    if "backup" in str(error):
        return str(error).removeprefix("BadBackup: ")
    return f"The file cannot be decrypted with this identity, or is damaged ({error})."


class _Split:
    """Takes the manifest off the head of what is decrypted, and hands on the rest."""

    def __init__(self, onward: IO[bytes]) -> None:
        self._onward = onward
        self._head: bytes | None = b""
        self._line = b""

    def write(self, data: bytes) -> int:
        if self._head is None:
            self._onward.write(data)
            return len(data)
        self._head += bytes(data)
        line, end, rest = self._head.partition(b"\n")
        if end:
            Manifest.from_line(line)
            self._line, self._head = line, None
            self._onward.write(rest)
        elif len(self._head) > LONGEST:
            raise BadBackup("This is no backup of Leeway.")
        return len(data)

    def flush(self) -> None:
        if self._head is None:
            self._onward.flush()

    def manifest(self) -> Manifest:
        """What the first line said. Raises BadBackup."""
        return Manifest.from_line(self._line)
