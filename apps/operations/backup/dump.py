"""Makes a backup: one snapshot of the database, encrypted to an age public key while it is written.

Nothing of it is on a disk in plain: `pg_dump` writes into a pipe that the age library reads from.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

import psycopg
import pyrage
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from apps.operations.backup.canary import canary_for_backup
from apps.operations.backup.folder import UNFINISHED, name_of
from apps.operations.backup.manifest import FORMAT, Canary, Manifest, count_tables
from apps.operations.backup.programs import Address, program

# Sealed columns are random bytes: a stronger compression takes long and gains next to nothing.
HOW: Final = ("--format=custom", "--compress=1", "--no-owner", "--no-privileges")
WAIT_FOR_LOCKS: Final = "--lock-wait-timeout=120000"  # milliseconds


class BackupFailed(Exception):
    """No backup was made; the message says why, and no file is left."""


def recipients(public_keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The age public keys of the settings. Raises BackupFailed."""
    if not public_keys:
        raise BackupFailed(
            "LEEWAY_BACKUP_KEY is not set. `manage.py make_backup_key FILE` makes a pair of keys."
        )
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in public_keys]
    except pyrage.RecipientError:
        raise BackupFailed("LEEWAY_BACKUP_KEY must be age public keys, as age1…") from None


def make_backup(folder: Path, *, to: Sequence[pyrage.x25519.Recipient]) -> Path:
    """Write a backup of the database into the folder; return its file.

    Raises BackupFailed, NoProgram, PepperMismatch.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    address = Address.of_settings(connection.settings_dict)
    with canary_for_backup() as canary, psycopg.connect(address.whole) as reading:
        made = datetime.now(UTC)
        manifest, snapshot = _begin(reading, canary, made)
        path = folder / name_of(made)
        unfinished = path.with_name(f"{path.name}{UNFINISHED}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                _dumping(address, snapshot, server=manifest.server) as dump,
            ):
                pyrage.encrypt_io(_Joined(manifest.line(), dump), file, list(to))
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except pyrage.EncryptError as error:
            raise BackupFailed(str(error)) from None
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def _begin(
    reading: "psycopg.Connection[tuple[Any, ...]]", canary: Canary, made: datetime
) -> tuple[Manifest, str]:
    """What the snapshot holds, counted within it, and its name for `pg_dump`."""
    reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    row = reading.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    table = MigrationRecorder.Migration._meta.db_table
    applied = reading.execute(f"SELECT app, name FROM {table} ORDER BY 1, 2").fetchall()
    manifest = Manifest(
        format=FORMAT,
        version=settings.VERSION,
        made=made.isoformat(timespec="seconds"),
        server=reading.info.server_version // 10_000,
        migrations=[(str(app), str(name)) for app, name in applied],
        tables=count_tables(reading),
        peppers=sorted(settings.VAULT_PEPPERS),
        canary=canary,
    )
    return manifest, str(row[0])


@contextmanager
def _dumping(address: Address, snapshot: str, *, server: int) -> Iterator[IO[bytes]]:
    """What `pg_dump` prints of the snapshot. Raises BackupFailed where it did not end well."""
    command = [program("pg_dump", server=server), *HOW, WAIT_FOR_LOCKS, f"--snapshot={snapshot}"]
    with subprocess.Popen(
        [*command, f"--dbname={address.conninfo}"],
        env=address.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        try:
            yield running.stdout
        except BaseException:
            running.kill()
            raise
        said = running.stderr.read().decode(errors="replace").strip()
        if running.wait() != 0:
            raise BackupFailed(f"pg_dump failed: {said.splitlines()[0] if said else 'no reason'}")


class _Joined:
    """A line, then a stream: what the age library reads from."""

    def __init__(self, line: bytes, rest: IO[bytes]) -> None:
        self._line, self._rest = line, rest

    def read(self, size: int = -1) -> bytes:
        if self._line:
            size = len(self._line) if size < 0 else size
            part, self._line = self._line[:size], self._line[size:]
            return part
        return self._rest.read(size)
