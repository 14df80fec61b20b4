"""Sealed bytes outside of the database: a column then holds a reference in place of its blob.

A reference has the data key's number where a blob has it, so that a new data key finds it as it
finds a blob. It names the object by 16 random bytes, and says how long and what it is:

    LWO | format 1 | key id 4 | name 16 | length 8 | SHA-256 32

An object is there before its row is committed. What a row no longer names, a trigger of its table
lists in `vault_droppedblob`, in the same transaction. `tidy` deletes the object when it was listed
for as long as a backup is kept, since an older backup or a standby that takes over may name it.

The object `owner` holds the id of the one database that a store belongs to. Nothing is written to
another's store, nor deleted in it, nor where a store that was ours has no such object any more: a
folder whose disk is not mounted is empty.

A copy of a whole cluster has the same id. So `tidy` leaves a new random `lease` there each time: of
two databases that were one, each finds the other's in place of its own, and neither deletes until
it was ALONE. What such a copy would take for its own to delete is older than that.
"""

import logging
import secrets
import struct
from collections.abc import Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from apps.common.models import PhotoStore
from apps.vault.crypto.sealing import Damaged, key_id_of
from apps.vault.models import DroppedBlob

ALIAS: Final = "sealed_photos"
MAGIC: Final = b"LWO"
FORMAT: Final = 1
NAME_BYTES: Final = 16
_REFERENCE: Final = struct.Struct(f">3sBI{NAME_BYTES}sQ32s")
DROPPED_AT_ONCE: Final = 200
OWNER: Final = "owner"
LEASE: Final = "lease"
ALONE: Final = timedelta(days=3)  # without a sign of another: each runs `tidy` once a day
LATE: Final = timedelta(hours=36)  # `tidy` runs once a day
FAILURES_IN_A_ROW: Final = 3  # that many, and the store is taken to be away
ADOPT: Final = "After a move or a restore: manage.py move_photos --adopt."
log = logging.getLogger("leeway.photos")


class StoreAway(Exception):
    """The store of photos did not answer. Nothing was changed."""


class NotOurStore(StoreAway):
    """What answers is not this database's store of photos. Nothing was changed."""


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
    """Store a blob; the reference to it. A store that nobody has is ours then. Raises StoreAway."""
    if not is_ours():
        _write_owner()
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
        if _owner() is None:
            raise StoreAway("The store of photos is not there.") from None
        raise Damaged("The object is gone.") from None
    except Exception as error:
        raise _away("get", error) from error
    if sha256(blob).digest() != reference.digest:
        raise Damaged("The object was altered.")
    return blob


def is_ours() -> bool:
    """Whether the store is this database's; not where nobody ever put anything into it.

    Raises StoreAway, and NotOurStore for another's and for one that lost its owner.
    """
    own, found = PhotoStore.of_database(), _owner()
    if found == own.store_id.hex:
        if not own.is_marked:  # a backup from before, or a first `put` that was rolled back
            PhotoStore.objects.update(is_marked=True)
        return True
    if found is not None:
        raise NotOurStore(f"LEEWAY_PHOTO_STORAGE belongs to another database. {ADOPT}")
    if own.is_marked:
        raise NotOurStore(
            "LEEWAY_PHOTO_STORAGE is not what this database put photos into: its object `owner` is "
            f"missing. Is the folder mounted? {ADOPT}"
        )
    return False


def problem_of_owner() -> str:
    """What is wrong with whose store it is; empty where nothing is, and where it is away."""
    try:
        if is_used():
            is_ours()
    except NotOurStore as error:
        return str(error)
    except StoreAway:
        return ""
    return ""


def renew_lease() -> bool:
    """Leave this database's sign in the store; whether it may delete objects there.

    Not while another database leaves signs too, nor where the store is away or not ours. The row
    names the next sign before it is written, so that a write whose answer was lost is no other's.
    Where the write alone fails, it may delete if the sign that was there is its own.
    """
    try:
        if not is_used() or not is_ours():
            return False
        with transaction.atomic():
            own = PhotoStore.objects.select_for_update().get(pk=1)
            found, known = _read(LEASE), _signs_of(own)
            if found is not None and found not in known:
                own.shared = timezone.now()
            own.lease, own.next_lease = _as_sign(found) or own.next_lease, uuid4()
            own.save(update_fields=["lease", "next_lease", "shared"])
    except StoreAway:
        return False
    is_written = _write_sign(own.next_lease)
    return (is_written or found in known) and not is_shared(own)


def _signs_of(own: PhotoStore) -> set[str]:
    """What this database may have left in the store."""
    return {each.hex for each in (own.lease, own.next_lease) if each}


def _as_sign(found: str | None) -> UUID | None:
    try:
        return UUID(found) if found else None
    except ValueError:
        return None


def _write_sign(sign: UUID) -> bool:
    """Whether the sign was written, or another run of this database has a later one to write."""
    with transaction.atomic():
        own = PhotoStore.objects.select_for_update().get(pk=1)
        if own.next_lease == sign:
            try:
                _write(LEASE, sign.hex)
            except StoreAway:
                return False
    return True


def is_shared(own: PhotoStore) -> bool:
    """Whether another database left a sign in the store lately."""
    return own.shared is not None and timezone.now() < own.shared + ALONE


def problem_of_lease() -> str:
    """What is wrong with this database's sign in the store; empty where nothing is.

    Also where the store is away, and empty where `problem_of_owner` says more.
    """
    own = PhotoStore.of_database()
    if not is_used():
        return ""
    if is_shared(own):
        return (
            f"Another database, perhaps a copy of this one, ran `tidy` on LEEWAY_PHOTO_STORAGE "
            f"before {own.shared:%Y-%m-%d %H:%M} UTC. Give the copy a store of its own; after a "
            f"restore or a failover wait {ALONE.days} days."
        )
    left = own.next_lease or own.lease
    try:
        if is_ours() and _read(LEASE) != (left and left.hex):
            return (
                "The object `lease` of LEEWAY_PHOTO_STORAGE is not what `tidy` had to leave there: "
                "is the disk full, does it belong to another user, or did another database write?"
            )
    except NotOurStore:
        return ""
    except StoreAway as error:
        return f"{error} May this user read and write its object `lease`?"
    return ""


def adopt() -> None:
    """Make the store this database's, whoever had it. Raises StoreAway."""
    try:
        _store().delete(OWNER)
    except Exception as error:
        raise _away("adopt", error) from error
    _write_owner()
    lease = uuid4()
    PhotoStore.objects.update(lease=lease, next_lease=lease, shared=None)
    _write(LEASE, lease.hex)


def _write_owner() -> None:
    own, store = PhotoStore.of_database(), _store()
    try:
        written = store.save(OWNER, ContentFile(own.store_id.hex.encode()))
        if written != OWNER:  # another was quicker
            store.delete(written)
    except Exception as error:
        raise _away("put", error) from error
    PhotoStore.objects.update(is_marked=True)
    is_ours()


def _owner() -> str | None:
    """The id in the store, or None where it has none. Raises StoreAway."""
    return _read(OWNER)


def _read(name: str) -> str | None:
    try:
        with _store().open(name) as file:
            return bytes(file.read(64)).decode("ascii", "replace")
    except FileNotFoundError:
        return None
    except Exception as error:
        raise _away("get", error) from error


def _write(name: str, words: str) -> None:
    try:
        _store().delete(name)
        _store().save(name, ContentFile(words.encode()))
    except Exception as error:
        raise _away("put", error) from error


def kept_for() -> timedelta:
    """How long an object stays that no row names: as long as a backup may name it."""
    return timedelta(days=max(1, settings.BACKUP_DAYS))


def delete_dropped() -> int:
    """Delete the objects that were dropped that long ago; how many. What cannot be stays listed.

    In another's store none is.
    """
    count, after = 0, 0
    try:
        if not is_used() or not is_ours():
            return 0
        while True:
            with transaction.atomic():
                listed = DroppedBlob.objects.filter(
                    pk__gt=after, dropped__lte=timezone.now() - kept_for()
                )
                rows = listed.select_for_update(skip_locked=True).order_by("pk")
                due = {place_of(bytes(row.name)): row.pk for row in rows[:DROPPED_AT_ONCE]}
                gone, is_away = delete_each(due)
                DroppedBlob.objects.filter(pk__in=[due[place] for place in gone]).delete()
            count += len(gone)
            if not due or is_away:
                return count
            after = max(due.values())
    except StoreAway:  # tidy tries again
        return count


def delete_each(places: Iterable[str]) -> tuple[list[str], bool]:
    """Delete these objects: those that are gone now, and whether the store seems to be away.

    One that cannot be deleted stops none after it, unless FAILURES_IN_A_ROW cannot.
    """
    gone: list[str] = []
    failures = 0
    for place in places:
        try:
            _store().delete(place)
        except Exception as error:
            _away("delete", error)
            failures += 1
            if failures == FAILURES_IN_A_ROW:
                return gone, True
        else:
            failures = 0
            gone.append(place)
    return gone, False


def overdue() -> int:
    """How many listed objects are there although `tidy` should have deleted them."""
    before = timezone.now() - kept_for() - LATE
    return DroppedBlob.objects.filter(dropped__lt=before).count()


def probe() -> None:
    """Write, read and delete an object. Raises StoreAway."""
    is_ours()
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
