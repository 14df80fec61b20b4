"""Everything under a new data key: begun in one transaction, then row by row, in steps.

Key slots hold the new key alone from the first moment. The older keys lie in the vault's row,
sealed under the new one, until nothing is sealed under them any more. So whatever step is cut off,
every way in opens everything, and an old backup with an old password gives no new key.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Func, Q, Value
from django.db.models.functions import Coalesce, Length, Substr

from apps.vault import keyslots
from apps.vault.blob_store import StoreAway, key_id_in
from apps.vault.crypto import keys
from apps.vault.crypto.recovery_updates import lock_keys
from apps.vault.crypto.sealing import Damaged
from apps.vault.drop_box import seal_to_inbox
from apps.vault.key_changes import recovery_codes
from apps.vault.keyslots import DataKeys, seal_in_slot, seal_older_keys, unseal_in_slot
from apps.vault.models import KeySlot, UnlockedSession, Vault
from apps.vault.registry import SealedTable, all_sealed_tables
from apps.vault.sealed_rows import PrivateRow
from apps.vault.unlocked_vault import UnlockedVault

# The number of the data key stands in a blob from its fifth byte on (crypto/sealing.py).
KEY_ID_AT: Final = 5
KEY_ID_BYTES: Final = 4
ROWS_AT_ONCE: Final = 100
BYTES_AT_ONCE: Final = 4 * 1024 * 1024
OUTSIDE_AT_ONCE: Final = 4  # rows with bytes in a store, which has to answer for each
STEP_SECONDS: Final = 1.0


class CodeCannotFollow(Exception):
    """What the recovery code's slot needs for a new data key is missing or damaged."""


@dataclass(frozen=True, kw_only=True)
class RekeyingProgress:
    """How many rows are under the newest key, of how many; the damaged ones cannot follow."""

    total: int
    left: int
    damaged: int = 0
    is_store_away: bool = False

    @property
    def done(self) -> int:
        return self.total - self.left

    @property
    def is_stuck(self) -> bool:
        return self.is_store_away or 0 < self.left <= self.damaged


def begin(vault: Vault, data_keys: DataKeys, *, password: str) -> DataKeys:
    """Make the vault a new data key and give it to every way in. Returns all keys.

    The vault is locked in every browser. Raises CodeCannotFollow, DerivationsBusy, KeysReplaced,
    Vault.DoesNotExist, and then nothing is changed.
    """
    newest = max(data_keys) + 1
    all_keys = {**data_keys, newest: keys.new_data_key()}
    with transaction.atomic():
        vault.hold()
        UnlockedSession.objects.filter(vault=vault).delete()
        letters = list(_letters(vault, data_keys))
        keyslots.new_drop_box(vault, all_keys)
        seal_older_keys(vault, all_keys)
        vault.save(
            update_fields=[
                *("inbox_public", "inbox_private", "inbox_tag", "newest_key", "older_keys")
            ]
        )
        for table, row, field, data in letters:
            kind = table.blobs[field]
            blob = seal_to_inbox(vault, data, kind=kind, object_id=row.id, revision=row.revision)
            table.rows_of(vault.id).filter(pk=row.pk).update(**{field: blob})
        for slot in vault.slots.recovery():
            _follow(slot, vault, all_keys)
        for slot in vault.slots.passkeys():
            _follow_or_go(slot, vault, all_keys)
        for slot in vault.slots.waiting_for_proof():
            _follow_unproved(slot, vault, all_keys)
        keyslots.wrap_for_password(vault, password=password, data_keys=all_keys)
    return all_keys


def progress(vault: UnlockedVault) -> RekeyingProgress:
    total = sum(table.rows_of(vault.id).count() for table in _tables())
    left = sum(_under_older_keys(table, vault).count() for table in _tables())
    return RekeyingProgress(total=total, left=left)


def step(vault: UnlockedVault, *, seconds: float = STEP_SECONDS) -> RekeyingProgress:
    """Seal rows anew for about so long; the last step drops the older keys.

    A damaged row stays as it is, and then the older keys stay as well: a backup may hold it whole.
    A store of photos that does not answer ends the step.
    """
    end = time.monotonic() + seconds
    damaged: list[Any] = []
    is_store_away = False
    for table in sorted(_tables(), key=lambda each: bool(each.outside)):  # the store's at the end
        while (
            not is_store_away
            and time.monotonic() < end
            and (ids := _next_rows(table, vault, damaged))
        ):
            broken, is_store_away = _seal_anew(table, vault, ids)
            damaged += broken
    now = progress(vault)
    if now.left == 0:
        _drop_older_keys(vault)
    return replace(now, damaged=len(damaged), is_store_away=is_store_away)


def is_under_way(vault: Vault) -> bool:
    return vault.older_keys is not None


def _tables() -> Iterator[SealedTable]:
    """Sealed tables under a data key. The drop box's rows are sealed to a key of its own."""
    return (table for table in all_sealed_tables() if not table.is_to_drop_box)


def _under_older_keys(table: SealedTable, vault: UnlockedVault) -> models.QuerySet[models.Model]:
    """The vault's rows of which a blob names another data key than the newest."""
    newest = Value(vault.key_id.to_bytes(KEY_ID_BYTES), output_field=models.BinaryField())
    is_older = Q()
    rows = table.rows_of(vault.id)
    for field in table.blobs:
        named = Substr(field, KEY_ID_AT, KEY_ID_BYTES, output_field=models.BinaryField())
        rows = rows.alias(**{f"key_of_{field}": named})
        is_older |= Q(**{f"{field}__isnull": False}) & ~Q(**{f"key_of_{field}": newest})
    return rows.filter(is_older)


def _next_rows(table: SealedTable, vault: UnlockedVault, passed_over: list[Any]) -> list[Any]:
    """The ids of the next rows, as many as together have a bearable size."""
    sizes = (_size_of(field, table) for field in table.blobs)
    held_here = (Coalesce(Length(field), 0) for field in table.blobs)
    rows = _under_older_keys(table, vault).exclude(pk__in=passed_over)
    rows = rows.annotate(size=sum(sizes, start=Value(0)), here=sum(held_here, start=Value(0)))
    found: list[Any] = []
    held = outside = 0
    for row_id, size, here in rows.order_by("pk").values_list("pk", "size", "here")[:ROWS_AT_ONCE]:
        held += size
        outside += size != here
        if found and (held > BYTES_AT_ONCE or outside > OUTSIDE_AT_ONCE):
            break
        found.append(row_id)
    return found


def _size_of(field: str, table: SealedTable) -> Any:
    """How long the field's blob is, wherever it lies."""
    if field not in table.outside:
        return Coalesce(Length(field), 0)
    return Func(field, function="vault_blob_size", output_field=models.IntegerField())


def _seal_anew(table: SealedTable, vault: UnlockedVault, ids: list[Any]) -> tuple[list[Any], bool]:
    """Seal these rows under the newest key, together, until the store of photos does not answer.

    The ids of those that are damaged, and whether the store is away.
    """
    damaged = []
    with transaction.atomic():
        vault.vault.hold()
        for row in table.rows_of(vault.id).filter(pk__in=ids).select_for_update():
            assert isinstance(row, PrivateRow)
            try:
                blobs = _blobs_anew(table, vault, row)
            except Damaged:
                damaged.append(row.pk)
                continue
            except StoreAway:
                return damaged, True
            table.rows_of(vault.id).filter(pk=row.pk).update(**blobs)
    return damaged, False


def _blobs_anew(table: SealedTable, vault: UnlockedVault, row: PrivateRow) -> dict[str, bytes]:
    """The row's blobs under the newest key, for the same kind, row and revision.

    Raises Damaged, StoreAway.
    """
    anew = {}
    for field, kind in table.blobs.items():
        blob = getattr(row, field)
        if blob is None or key_id_in(bytes(blob)) == vault.key_id:
            continue
        data = table.unseal(vault, row, field)
        sealed = vault.seal(data, kind=kind, object_id=row.id, revision=row.revision)
        anew[field] = table.held(field, sealed)
    return anew


def _drop_older_keys(vault: UnlockedVault) -> None:
    with transaction.atomic():
        vault.vault.hold()
        if progress(vault).left == 0:
            Vault.objects.filter(pk=vault.id).update(older_keys=None)
            vault.vault.older_keys = None
            vault.data_keys = {vault.key_id: vault.data_keys[vault.key_id]}


def _letters(
    vault: Vault, data_keys: DataKeys
) -> Iterator[tuple[SealedTable, PrivateRow, str, bytes]]:
    """What lies in the drop box, opened. A damaged letter stays as it is: no pair opens it."""
    opened = UnlockedVault(UnlockedSession(vault=vault), data_keys)
    for table in all_sealed_tables():
        if not table.is_to_drop_box:
            continue
        for row in table.rows_of(vault.id):
            assert isinstance(row, PrivateRow)
            for field in table.blobs:
                try:
                    yield table, row, field, table.unseal(opened, row, field)
                except Damaged:
                    continue


def _follow(slot: KeySlot, vault: Vault, all_keys: DataKeys) -> None:
    """Give a proved recovery code, or a passkey, the new data key without code or device."""
    newest = max(all_keys)
    try:
        lock = unseal_in_slot(slot, "sealed_lock", all_keys)
        added = lock_keys({newest: all_keys[newest]}, lock=lock, vault_id=vault.id, slot_id=slot.id)
    except (Damaged, ValueError):
        raise CodeCannotFollow from None
    slot.added_keys = added
    seal_in_slot(slot, "sealed_lock", lock, all_keys)
    slot.save(update_fields=["added_keys", "sealed_lock"])


def _follow_or_go(slot: KeySlot, vault: Vault, all_keys: DataKeys) -> None:
    """A passkey whose slot is damaged opens the journal no longer; it signs in all the same."""
    try:
        _follow(slot, vault, all_keys)
    except CodeCannotFollow:
        slot.delete()


def _follow_unproved(slot: KeySlot, vault: Vault, all_keys: DataKeys) -> None:
    """A code that waits to be typed back goes along; a damaged one never counted, and goes."""
    newest = max(all_keys)
    try:
        secret = unseal_in_slot(slot, "unproved_code", all_keys)
        lock = unseal_in_slot(slot, "sealed_lock", all_keys)
        slot.wrapped = recovery_codes.wrapped_for_code(slot, secret, {newest: all_keys[newest]})
    except (Damaged, ValueError):
        slot.delete()
        return
    seal_in_slot(slot, "unproved_code", secret, all_keys)
    seal_in_slot(slot, "sealed_lock", lock, all_keys)
    slot.save(update_fields=["wrapped", "unproved_code", "sealed_lock"])
