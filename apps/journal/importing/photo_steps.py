"""Keeps the photos of an import a few at a time, so that it can stop anywhere and go on.

Each is put into the store of photos before the transaction that gives it its row: what breaks off
between the two leaves an object without a row, which `tidy` deletes, and a photo that still waits.

How many come in never depends on how busy the machine is: a step does a number of photos, not
seconds, and a picture that was not reached in time waits for the next step. One that needs more
work than any photo is stopped by its own processor time, and is broken on every machine.
"""

from collections import Counter
from enum import StrEnum
from typing import Final
from uuid import UUID

from apps.journal.exporting.photo_rows import jpeg_of, room_for_photos
from apps.journal.importing.archive import Archive
from apps.journal.importing.content import PHOTO_FILES, IncomingRow
from apps.journal.importing.imported_page import Left
from apps.journal.importing.merge import new_rows
from apps.journal.importing.sealed_upload import opened
from apps.journal.models import Entry, Import, Photo
from apps.journal.photos.reencode import (
    NoPhoto,
    PhotosBusy,
    PhotoTookTooLong,
    ReencodedPhoto,
    with_thumbnail,
)
from apps.vault.blob_store import StoreAway
from apps.vault.crypto.sealing import Damaged
from apps.vault.registry import Unreadable, exported_tables
from apps.vault.sealed_rows import PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

STEP: Final = 12  # photos of one request
LOOKED_AT: Final = 500  # of those that are here already, of one request


class HeldUp(StrEnum):
    """Why a step ended before its last photo."""

    NOT = "not"
    STORE_AWAY = "store_away"  # the store of photos does not answer
    BUSY = "busy"  # there is no place for work on a picture, or too little time for each of them


def take_next_photos(row: Import, vault: UnlockedVault, *, most: int = STEP) -> HeldUp:
    """The next photos of this import, at most so many, and whether the step was held up.

    Those that are here already are passed over before anything is re-encoded. Once there is no room
    for one, all that follow stay out. Raises Damaged, DoesNotExist.
    """
    waiting = row.waiting_rows(vault, LOOKED_AT, most_with_picture=most)
    here = Photo.objects.taken_ids(each.id for each in waiting)
    pages = [UUID(each.data["entry"]) for each in waiting]
    living = set(Entry.objects.in_vault(vault).filter(pk__in=pages).values_list("pk", flat=True))
    step = _PhotoStep(row, vault, room=room_for_photos(vault))
    for each in waiting:
        if each.id in here and each.table == PHOTO_FILES:
            step.pass_over(each)
        elif UUID(each.data["entry"]) not in living:
            step.leave(each, Left.PHOTOS_MISSING)
        elif step.tried >= most or step.held_up is not HeldUp.NOT:
            break
        elif step.is_full:
            step.leave_without_room(each)
        elif each.table == PHOTO_FILES:
            step.reencode(each)
        else:
            step.take_over(each)
    step.settle()
    return step.held_up


class _PhotoStep:
    """What one request did with the photos that wait."""

    def __init__(self, row: Import, vault: UnlockedVault, *, room: int) -> None:
        self._row, self._vault, self._room = row, vault, room
        self._archive: Archive | None = None
        self._photos: list[Photo] = []
        self._done: list[IncomingRow] = []
        self._again: list[IncomingRow] = []
        self._left: Counter[str] = Counter()
        self._already = self._without_room = self.tried = 0
        self.is_full = False
        self.held_up = HeldUp.NOT

    def pass_over(self, each: IncomingRow) -> None:
        self._done.append(each)
        self._already += 1

    def leave(self, each: IncomingRow, why: Left) -> None:
        self._done.append(each)
        self._left[why] += 1

    def leave_without_room(self, each: IncomingRow) -> None:
        self._done.append(each)
        self._without_room += 1

    def reencode(self, each: IncomingRow) -> None:
        self.tried += 1
        try:
            photo = with_thumbnail(self._picture(each.data["file"]))
        except PhotoTookTooLong:
            self._done.append(each)
            self._again.append(each)  # behind the others: that says nothing of the picture
        except PhotosBusy:
            self.held_up = HeldUp.BUSY
        except (KeyError, Damaged):
            self.leave(each, Left.PHOTOS_LATE)
        except (NoPhoto, Unreadable):
            self.leave(each, Left.PHOTOS_BROKEN)
        else:
            try:
                self._keep(each, photo)
            except StoreAway:  # it waits, as all that follow it
                self.held_up = HeldUp.STORE_AWAY

    def take_over(self, each: IncomingRow) -> None:
        """Keep a photo of an export of ours, whose picture is as we write them."""
        self.tried += 1
        [kind] = [table for table in exported_tables() if table.name == each.table]
        assert kind.serializer is not None
        try:
            new = new_rows(self._vault, kind, [each], {})
            if not new:
                self.pass_over(each)
            for own_id, data in new.items():
                if not self._has_room(each, len(jpeg_of(data))):
                    return
                row = kind.serializer.make(self._vault, data, row_id=own_id, number=0)
                self._add(each, row)
        except StoreAway:  # it waits, as all that follow it
            self.held_up = HeldUp.STORE_AWAY

    def settle(self) -> None:
        if self.held_up is HeldUp.NOT and self._again and self._again == self._done:
            self.held_up = HeldUp.BUSY
        if self._done:
            self._row.settle(
                self._vault,
                self._done,
                self._photos,
                again=self._again,
                left=self._left,
                already=self._already,
                without_room=self._without_room,
            )

    def _keep(self, each: IncomingRow, photo: ReencodedPhoto) -> None:
        if not self._has_room(each, len(photo.jpeg)):
            return
        row = Photo.sealed(
            self._vault,
            photo.jpeg,
            entry_id=UUID(each.data["entry"]),
            photo_id=each.id,
            number=0,
            description=each.data["description"],
            thumbnail=photo.thumbnail,
        )
        self._add(each, row)

    def _has_room(self, each: IncomingRow, size: int) -> bool:
        """Whether there is room for so many bytes; where not, it and all that follow stay out."""
        if size > self._room:
            self.is_full = True
            self.leave_without_room(each)
            return False
        self._room -= size
        return True

    def _add(self, each: IncomingRow, row: PrivateRow) -> None:
        assert isinstance(row, Photo)
        self._done.append(each)
        self._photos.append(row)

    def _picture(self, name: str) -> bytes:
        if self._archive is None:
            size = self._row.contents(self._vault).size
            self._archive = Archive(opened(self._vault, import_id=self._row.id, size=size))
        return self._archive.picture(name)
