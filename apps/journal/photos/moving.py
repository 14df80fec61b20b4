"""Photos out of the database or into it, and objects of the store that no row names.

No key is needed for either: what moves is sealed, and stays as it is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from django.utils import timezone

from apps.journal.models import Photo
from apps.vault.blob_store import (
    ALIAS,
    StoreAway,
    delete_each,
    fetched,
    is_ours,
    is_used,
    kept_for,
    names_in,
    put,
    reference_in,
)
from apps.vault.crypto.sealing import Damaged
from apps.vault.models import Vault

type PhotoPlace = Literal["storage", "database"]

FIELDS: Final = ("picture", "thumbnail")
FOLDERS: Final = 256
SAMPLE: Final = 50
OUTSIDE: Final = "octet_length({0}) = 64 AND substring({0} from 1 for 3) = '\\x4c574f'::bytea"


OF_ROWS: Final = tuple(
    f"SELECT encode(substring({field} from 9 for 16), 'hex') FROM journal_photo "
    f"WHERE {OUTSIDE.format(field)} AND substring({field} from 9 for 1) = %(first)s"
    for field in FIELDS
)
OF_DROPPED: Final = (
    "SELECT encode(name, 'hex') FROM vault_droppedblob "
    "WHERE substring(name from 1 for 1) = %(first)s"
)


def photos_outside() -> int:
    """How many pictures and thumbnails lie in the store."""
    counts = " + ".join(f"count(*) FILTER (WHERE {OUTSIDE.format(each)})" for each in FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM journal_photo")
        return int(cursor.fetchone()[0])


def move(to: PhotoPlace) -> Iterator[bool]:
    """Move each photo that is elsewhere, and say of each whether it is there now.

    It may be ended at any moment and run again: a row changes once its bytes were read back, and
    what it named before is left to `tidy`. Raises StoreAway.
    """
    for vault_id, photo_id in list(_elsewhere(to)):
        yield _move_one(to, vault_id, photo_id)


def _elsewhere(to: PhotoPlace) -> Iterator[tuple[UUID, UUID]]:
    wanted = [
        f"({field} IS NOT NULL AND {'NOT ' if to == 'storage' else ''}({OUTSIDE.format(field)}))"
        for field in FIELDS
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT vault_id, id FROM journal_photo WHERE {' OR '.join(wanted)}")
        yield from cursor.fetchall()


def _move_one(to: PhotoPlace, vault_id: UUID, photo_id: UUID) -> bool:
    with transaction.atomic():
        Vault.objects.select_for_update().filter(pk=vault_id).first()
        row = Photo.objects.filter(vault_id=vault_id, pk=photo_id).first()
        if row is None:
            return True
        moved = {}
        for field in FIELDS:
            held = getattr(row, field)
            if held is None or (reference_in(held) is not None) == (to == "storage"):
                continue
            try:
                moved[field] = _moved(bytes(held), to)
            except Damaged:
                return False
        Photo.objects.filter(vault_id=vault_id, pk=photo_id).update(**moved)
    return True


def _moved(held: bytes, to: PhotoPlace) -> bytes:
    """What the column holds from now on. Raises StoreAway, Damaged."""
    if to == "database":
        return fetched(held)
    reference = put(held)
    if fetched(reference) != held:
        raise Damaged("Other bytes came back.")
    return reference


def delete_orphans() -> int:
    """Delete objects that no row names: of a save that broke off before its row was committed.

    Only those that are older than any backup: a row of one may name an object, and a younger object
    may be about to get its row. One folder a time, so that the names fit into memory. In another's
    store none is deleted.
    """
    count = 0
    try:
        if not is_used() or not is_ours():
            return 0
        for folder in range(FOLDERS):
            count += _delete_orphans_in(folder)
    except StoreAway:
        return count
    return count


def _delete_orphans_in(folder: int) -> int:
    store, before = storages[ALIAS], timezone.now() - kept_for()
    try:
        found = list(names_in(folder))
        named = _named_in(folder) if found else set()  # after the list: what came since is young
        nameless = [name for name in found if name not in named]
        orphans = [name for name in nameless if _is_older(store, name, before)]
    except Exception as error:
        raise StoreAway(type(error).__name__) from error
    gone, is_away = delete_each(orphans)
    if is_away:
        raise StoreAway("It does not delete.")
    return len(gone)


def _is_older(store: Storage, name: str, before: datetime) -> bool:
    try:
        return store.get_modified_time(name) < before
    except FileNotFoundError:  # another run was quicker
        return False


def broken_of_sample(most: int = SAMPLE) -> tuple[int, int]:
    """Of some photos outside, by chance: how many are gone or altered, and of how many.

    A reference says what its bytes are, so no key is needed. Raises StoreAway.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT picture FROM journal_photo WHERE {OUTSIDE.format('picture')} "
            "ORDER BY random() LIMIT %s",
            [most],
        )
        held = [bytes(each) for (each,) in cursor.fetchall()]
    broken = 0
    for each in held:
        try:
            fetched(each)
        except Damaged:
            broken += 1
    return broken, len(held)


def missing_objects() -> tuple[int, int]:
    """How many objects that rows name are not in the store, and how many rows name.

    One folder a time, so that the names fit into memory. Raises StoreAway.
    """
    missing = total = 0
    for folder in range(FOLDERS):
        named = _names(folder, OF_ROWS)
        total += len(named)
        missing += len(named.difference(names_in(folder))) if named else 0
    return missing, total


def _named_in(folder: int) -> set[str]:
    """The objects of a folder that rows, or the list of dropped ones, name."""
    return _names(folder, (*OF_ROWS, OF_DROPPED))


def _names(folder: int, parts: Iterable[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), {"first": bytes([folder])})
        return {f"{folder:02x}/{name}" for (name,) in cursor.fetchall()}
