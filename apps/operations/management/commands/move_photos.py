"""manage.py move_photos: the sealed bytes of all photos into the store, or back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.journal.photos.moving import move
from apps.vault.blob_store import StoreAway, is_used


class Command(BaseCommand):
    help = (
        "Move the sealed bytes of photos: `storage` to LEEWAY_PHOTO_STORAGE, `database` back. It "
        "may be ended and run again, while members write."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", choices=("storage", "database"))

    def handle(self, *, to: Any, **_options: Any) -> None:
        if not is_used():
            raise CommandError("LEEWAY_PHOTO_STORAGE is not set.")
        moved = damaged = 0
        try:
            for is_there in move(to):
                moved += is_there
                damaged += not is_there
        except StoreAway as error:
            raise CommandError(f"{error} {moved} moved until then; run it again.") from None
        self.stdout.write(f"{moved} moved")
        if damaged:
            raise CommandError(f"{damaged} stayed: their bytes are gone or were altered.")
