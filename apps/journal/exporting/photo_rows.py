"""How photos go into a file that a member takes away, and how they come back."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from apps.journal.models.photos import MOST_SEALED, Photo
from apps.journal.models.storage import Storage
from apps.journal.photos.content import LONGEST
from apps.journal.photos.jpeg_check import size_of
from apps.vault.registry import RowData, Unreadable
from apps.vault.unlocked_vault import UnlockedVault

AT_ONCE: Final = 4  # rows fetched together: each has a picture of up to 3 MiB


@dataclass(frozen=True)
class PhotoSerializer:
    """`entry` names the page, `description` what was said of it, `jpeg` is the picture in base64.

    Photos in the trash are rows of their own.
    """

    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[Photo]:
        found = Photo.objects.in_vault(vault).shown().of_living_pages(vault)
        yield from found.in_batches(AT_ONCE)

    def serialize(self, vault: UnlockedVault, row: Photo) -> RowData:
        caption, jpeg = row.opened_caption(vault), row.jpeg(vault)
        return photo_data(jpeg, entry=row.entry_id, description=caption.description)

    def check(self, data: RowData) -> RowData:
        jpeg = jpeg_of(data)
        if size_of(jpeg) is None:
            raise Unreadable("Not a picture as we write them.")
        try:
            entry, description = UUID(data["entry"]), data["description"]
            if not isinstance(description, str) or len(description) > LONGEST:
                raise ValueError("Not a description.")
            description.encode()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("A photo without its page, or with too much said of it.") from error
        return photo_data(jpeg, entry=entry, description=description)

    def make(self, vault: UnlockedVault, data: RowData, *, row_id: UUID, number: int) -> Photo:
        return Photo.sealed(
            vault,
            jpeg_of(data),
            entry_id=UUID(data["entry"]),
            photo_id=row_id,
            number=number,
            description=data["description"],
        )


def photo_data(jpeg: bytes, *, entry: UUID, description: str) -> dict[str, Any]:
    return {"entry": str(entry), "description": description, "jpeg": in_base64(jpeg)}


def in_base64(jpeg: bytes) -> str:
    return base64.b64encode(jpeg).decode()


def jpeg_of(data: RowData) -> bytes:
    """Raises Unreadable."""
    try:
        return base64.b64decode(data["jpeg"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unreadable("A photo without its picture.") from error


def fitting(vault: UnlockedVault, new: Iterable[RowData]) -> int:
    """How many of them, from the first on, the journal has room for."""
    left = room_for_photos(vault)
    count = 0
    for data in new:
        left -= len(jpeg_of(data))
        if left < 0:
            break
        count += 1
    return count


def room_for_photos(vault: UnlockedVault) -> int:
    """Bytes: what the photos of a journal may still take, and the journal as a whole."""
    of_photos = MOST_SEALED - Photo.objects.in_vault(vault).bytes_sealed()
    return min(of_photos, Storage.of(vault.id).bytes_left)
