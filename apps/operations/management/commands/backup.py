"""manage.py backup: an encrypted backup of the database, and the end of those that are too old."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from apps.common.dates import TRUST, WEEKLY, clock_doubt
from apps.common.models import JobRun
from apps.journal.photos.moving import photos_outside
from apps.operations.backup.dump import BackupFailed, make_backup, recipients
from apps.operations.backup.folder import delete_old
from apps.operations.backup.programs import NoProgram
from apps.vault.crypto.kdf_limit import DerivationsBusy


class Command(BaseCommand):
    help = "Back the database up, encrypted to LEEWAY_BACKUP_KEY, and delete backups of long ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BACKUP_FOLDER,
            help="where to write (LEEWAY_BACKUP_FOLDER)",
        )
        parser.add_argument(TRUST, action="store_true", help="delete by this machine's date")

    def handle(self, *, folder: Path, clock_is_right: bool = False, **_options: Any) -> None:
        days = settings.BACKUP_DAYS
        if days < 1:
            raise CommandError("LEEWAY_BACKUP_DAYS is 0: pages say that no backup is kept.")
        try:
            path = make_backup(folder, to=recipients(settings.BACKUP_KEYS))
        except (BackupFailed, NoProgram, DerivationsBusy) as error:
            raise CommandError(str(error) or type(error).__name__) from None
        except (DatabaseError, psycopg.Error) as error:
            raise CommandError(f"The database failed: {str(error).splitlines()[0]}") from None
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}.") from None
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes")
        if outside := photos_outside():
            self.stdout.write(
                f"not in it: {outside} objects in LEEWAY_PHOTO_STORAGE. Copy those too."
            )
        doubt = "" if clock_is_right else clock_doubt(JobRun.last("backup"), gap=WEEKLY)
        if doubt:
            raise CommandError(
                f"{doubt} The backup was made and no old one deleted. If the clock is right: "
                f"manage.py backup {TRUST}"
            )
        JobRun.note("backup")
        for name in delete_old(folder, days=days, now=timezone.now()):
            self.stdout.write(f"deleted, {days} days or nearly: {name}")
