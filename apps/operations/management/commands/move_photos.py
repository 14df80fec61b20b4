"""manage.py move_photos: the sealed bytes of all photos into the store, or back."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.journal.photos.moving import PhotoPlace, missing_objects, move
from apps.vault import blob_store
from apps.vault.blob_store import StoreAway, is_used, problem_of_owner


class Command(BaseCommand):
    help = (
        "Move the sealed bytes of photos: `storage` to LEEWAY_PHOTO_STORAGE, `database` back. It "
        "may be ended and run again, while members write."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", nargs="?", choices=("storage", "database"))
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="make the store this database's, after a move or a restore; no other may use it",
        )
        parser.add_argument(
            "--missing",
            type=int,
            metavar="COUNT",
            help="with --adopt: so many objects are known to be lost",
        )

    def handle(self, *, to: Any, adopt: bool, missing: int | None, **_options: Any) -> None:
        if not is_used():
            raise CommandError("LEEWAY_PHOTO_STORAGE is not set.")
        if adopt == (to is not None):
            raise CommandError("Name one of: storage, database, --adopt.")
        if missing is not None and not adopt:
            raise CommandError("--missing goes with --adopt alone. Nothing was moved.")
        if adopt:
            self._adopt(known_missing=missing or 0)
        elif said := problem_of_owner():
            raise CommandError(f"{said} Nothing was moved.")
        else:
            self._move(to)

    def _adopt(self, *, known_missing: int) -> None:
        try:
            missing, total = missing_objects()
            if missing != known_missing:
                raise CommandError(
                    f"{missing} of {total} objects that photos need are not in this store. Nothing "
                    f"was changed. If they are lost: move_photos --adopt --missing {missing}"
                )
            blob_store.adopt()
        except StoreAway as error:
            raise CommandError(str(error)) from None
        self.stdout.write("The store is this database's.")

    def _move(self, to: PhotoPlace) -> None:
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
