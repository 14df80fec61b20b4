"""How photos go into a file that a member takes away, and how they come back."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from apps.journal.models.photos import MOST_SEALED, Photo
from apps.journal.photos.content import LONGEST
from apps.journal.photos.jpeg_check import size_of
from apps.vault.registry import RowData, Unreadable
from apps.vault.unlocked_vault import UnlockedVault

AT_ONCE: Final = 4  # rows fetched together: each has a picture of up to 3 MiB


@dataclass(frozen=True)
class PhotoCarrier:
    """`entry` names the page, `description` what was said of it, `jpeg` is the picture in base64.

    What was removed from a page is not carried.
    """

    is_single: bool = False

    def rows(self, vault: UnlockedVault) -> Iterator[Photo]:
        found = Photo.objects.in_vault(vault).shown().of_living_pages()
        yield from found.iterator(chunk_size=AT_ONCE)

    def said(self, vault: UnlockedVault, row: Any) -> RowData:
        caption, jpeg = row.opened_caption(vault), row.jpeg(vault)
        return said_of(jpeg, entry=row.entry_id, description=caption.description)

    def check(self, said: RowData) -> RowData:
        jpeg = jpeg_of(said)
        if size_of(jpeg) is None:
            raise Unreadable("Not a picture as we write them.")
        try:
            entry, description = UUID(said["entry"]), said["description"]
            if not isinstance(description, str) or len(description) > LONGEST:
                raise ValueError("Not a description.")
            description.encode()
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("A photo without its page, or with too much said of it.") from error
        return said_of(jpeg, entry=entry, description=description)

    def make(self, vault: UnlockedVault, said: RowData, *, row_id: UUID, number: int) -> Photo:
        return Photo.sealed(
            vault,
            jpeg_of(said),
            entry_id=UUID(said["entry"]),
            photo_id=row_id,
            number=number,
            said=said["description"],
        )


def said_of(jpeg: bytes, *, entry: UUID, description: str) -> dict[str, Any]:
    return {"entry": str(entry), "description": description, "jpeg": in_base64(jpeg)}


def in_base64(jpeg: bytes) -> str:
    return base64.b64encode(jpeg).decode()


def jpeg_of(said: RowData) -> bytes:
    """Raises Unreadable."""
    try:
        return base64.b64decode(said["jpeg"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise Unreadable("A photo without its picture.") from error


def fitting(vault: UnlockedVault, new: Iterable[RowData]) -> int:
    """How many of them, from the first on, the journal has room for."""
    used, count = Photo.objects.in_vault(vault).bytes_sealed(), 0
    for said in new:
        used += len(jpeg_of(said))
        if used > MOST_SEALED:
            break
        count += 1
    return count
