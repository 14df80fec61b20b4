"""Sealed bytes outside of the database: a column then holds a reference in place of its blob.

A reference has the data key's number where a blob has it, so that a new data key finds it as it
finds a blob. It names the object by 16 random bytes, and says how long and what it is:

    LWO | format 1 | key id 4 | name 16 | length 8 | SHA-256 32

An object is there before its row is committed. What a row no longer names, a trigger of its table
lists in `vault_droppedblob`, in the same transaction; after it the object is deleted.
"""

import logging
import secrets
import struct
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from apps.vault.crypto.sealing import Damaged, key_id_of
from apps.vault.models import DroppedBlob

ALIAS: Final = "sealed_photos"
MAGIC: Final = b"LWO"
FORMAT: Final = 1
NAME_BYTES: Final = 16
_REFERENCE: Final = struct.Struct(f">3sBI{NAME_BYTES}sQ32s")
DROPPED_AT_ONCE: Final = 200
log = logging.getLogger("leeway.photos")


class StoreAway(Exception):
    """The store of photos did not answer. Nothing was changed."""


class BlobReference(NamedTuple):
    magic: bytes
    format: int
    key_id: int
    name: bytes
    length: int
    digest: bytes

    @property
    def place(self) -> str:
        """The object's name, in one of 256 folders."""
        return place_of(self.name)


def place_of(name: bytes) -> str:
    return f"{name[:1].hex()}/{name.hex()}"


def is_used() -> bool:
    """Whether new photos go out of the database."""
    return ALIAS in settings.STORAGES


def reference_in(column: bytes | memoryview) -> BlobReference | None:
    """The reference that a column holds, or None where it holds the blob itself."""
    found = bytes(column)
    if len(found) != _REFERENCE.size or not found.startswith(MAGIC):
        return None
    return BlobReference(*_REFERENCE.unpack(found))


def key_id_in(column: bytes) -> int:
    """The number of the data key of a blob or of a reference to one. Raises Damaged."""
    reference = reference_in(column)
    return reference.key_id if reference else key_id_of(column)


def length_of(column: bytes | memoryview | None) -> int:
    """How long the blob is, wherever it lies."""
    if column is None:
        return 0
    reference = reference_in(column)
    return reference.length if reference else len(column)


def put(blob: bytes) -> bytes:
    """Store a blob; the reference to it. Raises StoreAway."""
    name = secrets.token_bytes(NAME_BYTES)
    try:
        _store().save(place_of(name), ContentFile(blob))
    except Exception as error:
        raise _away("put", error) from error
    return _REFERENCE.pack(MAGIC, FORMAT, key_id_of(blob), name, len(blob), sha256(blob).digest())


def fetched(column: bytes | memoryview) -> bytes:
    """The blob that a column holds or names. Raises StoreAway, and Damaged for any other bytes."""
    reference = reference_in(column)
    if reference is None:
        return bytes(column)
    if not is_used():
        raise StoreAway("LEEWAY_PHOTO_STORAGE is not set, and photos lie outside.")
    try:
        with _store().open(reference.place) as file:
            blob = bytes(file.read(reference.length + 1))
    except FileNotFoundError:
        raise Damaged("The object is gone.") from None
    except Exception as error:
        raise _away("get", error) from error
    if sha256(blob).digest() != reference.digest:
        raise Damaged("The object was altered.")
    return blob


def delete_dropped_after_commit() -> None:
    """Delete the objects that no row names any more, once the transaction is committed."""
    if is_used():
        transaction.on_commit(_delete_some, robust=True)


def delete_dropped() -> int:
    """Delete every object that is listed as dropped; how many. One that cannot be stays listed."""
    count = 0
    while is_used() and (some := _delete_some()):
        count += some
    return count


def _delete_some() -> int:
    with transaction.atomic():
        rows = DroppedBlob.objects.select_for_update(skip_locked=True).order_by("pk")
        found = list(rows[:DROPPED_AT_ONCE])
        gone = []
        try:
            for row in found:
                _store().delete(place_of(bytes(row.name)))
                gone.append(row.pk)
        except Exception as error:  # tidy tries again
            _away("delete", error)
        DroppedBlob.objects.filter(pk__in=gone).delete()
    return len(gone)


def probe() -> None:
    """Write, read and delete an object. Raises StoreAway."""
    name, word = place_of(secrets.token_bytes(NAME_BYTES)), secrets.token_bytes(32)
    try:
        store = _store()
        store.save(name, ContentFile(word))
        with store.open(name) as file:
            if file.read() != word:
                raise OSError("other bytes came back")
        store.delete(name)
        if store.exists(name):
            raise OSError("it does not delete")
    except Exception as error:
        raise _away("probe", error) from error


def names_in(folder: int) -> Iterator[str]:
    """The places of all objects of one of the 256 folders. Raises StoreAway."""
    try:
        _folders, names = _store().listdir(f"{folder:02x}")
    except FileNotFoundError:
        return
    except Exception as error:
        raise _away("list", error) from error
    yield from (f"{folder:02x}/{name}" for name in names)


def _store() -> Storage:
    return storages[ALIAS]


def _away(what: str, error: Exception) -> StoreAway:
    """What is thrown, after a line in the log that names no object and no address."""
    log.warning("photo storage: %s failed (%s)", what, type(error).__name__)
    return StoreAway(f"The store of photos did not answer ({type(error).__name__}).")
