"""manage.py restore: a backup into an empty database, or with --check the proof that it would."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from apps.operations.backup.manifest import BadBackup, Manifest
from apps.operations.backup.programs import Address, NoProgram
from apps.operations.backup.restore import problems_of, read_identity, restore, scratch_database
from apps.vault.blob_store import is_used


class Command(BaseCommand):
    help = (
        "Restore a backup into the empty database of DATABASE_URL. With --check, restore it into a "
        "database beside it, compare every table, open the canary's journal, and drop it again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="the age identity's file")
        parser.add_argument("--check", action="store_true")
        parser.add_argument(
            "--server",
            metavar="URL",
            help="with --check: a database whose role may make others (that of DATABASE_URL)",
        )

    def handle(
        self, *, file: Path, identity: Path, check: bool, server: str | None, **_options: Any
    ) -> None:
        here = Address.of_settings(connection.settings_dict)
        connection.close()
        try:
            key = read_identity(identity)
            if not check:
                manifest = restore(file, identity=key, into=here)
                wrong = problems_of(manifest, here, url_of(here))
            else:
                beside = Address.of_url(server) if server else here
                with scratch_database(beside) as name:
                    scratch = beside.named(name)
                    manifest = restore(file, identity=key, into=scratch)
                    wrong = problems_of(manifest, scratch, url_of(scratch))
        except (BadBackup, NoProgram) as error:
            raise CommandError(str(error)) from None
        except psycopg.errors.InsufficientPrivilege:
            raise CommandError(
                "The role may make no database. Name one that may with --server, or create one: "
                "ALTER ROLE … CREATEDB."
            ) from None
        except psycopg.Error as error:
            raise CommandError(f"The database failed: {str(error).splitlines()[0]}") from None
        if wrong:
            raise CommandError("\n".join(["The backup did not come back whole.", *wrong]))
        self.stdout.write(_summary(manifest, file, check=check))
        if is_used() and not check:
            self.stdout.write(
                "Nothing is put into LEEWAY_PHOTO_STORAGE until this database has it: "
                "manage.py move_photos --adopt. Not where the other database is still in use: a "
                "copy gets a LEEWAY_PHOTO_STORAGE of its own, or shows the photos of that one."
            )


def url_of(address: Address) -> str:
    """The address as DATABASE_URL has it, for another process."""
    given = psycopg.conninfo.conninfo_to_dict(address.whole)
    parts = {name: quote(str(given.pop(name, "") or ""), safe="") for name in ("user", "password")}
    name = quote(str(given.pop("dbname")), safe="")
    who = parts["user"] + (f":{parts['password']}" if parts["password"] else "")
    rest = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in given.items())
    return f"postgresql://{who}@/{name}?{rest}"


def _summary(manifest: Manifest, file: Path, *, check: bool) -> str:
    rows = sum(manifest.tables.values())
    done = "can be restored" if check else "is restored"
    return (
        f"{file.name} {done}: made {manifest.made} by Leeway {manifest.version}, "
        f"{len(manifest.tables)} tables with {rows:,} rows, all there; the canary's journal opened."
    )
