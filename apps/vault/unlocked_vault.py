"""A vault with its data keys for one request, and the type of a request that has it."""

import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.common.http.device_kind import DEVICE_KINDS
from apps.common.http.requests import MemberRequest
from apps.vault.crypto.sealing import Context, Damaged, key_id_of, seal, unseal, unseal_many
from apps.vault.models import (
    COVER_SECONDS,
    QUIET_MINUTES,
    USUAL_COVER_SECONDS,
    KeysReplaced,
    UnlockedSession,
    Vault,
)

LAST_OPENING: Final = "vault.last-opening"
_OPENING: Final = struct.Struct(">dB")  # seconds since 1970, and which of DEVICE_KINDS

type Today = Callable[["UnlockedVault"], date]


class UnlockedVault:
    """A vault with its data keys, for one request."""

    def __init__(self, row: UnlockedSession, data_keys: dict[int, bytes]) -> None:
        self.opening = row
        self.vault: Vault = row.vault
        self.id: UUID = row.vault_id
        self.data_keys = data_keys
        self.key_id = max(data_keys)

    def __bool__(self) -> bool:
        return True

    def seal(self, data: bytes, *, kind: str, object_id: UUID, revision: int) -> bytes:
        """Seal bytes for one kind, row and revision, under the newest data key."""
        return seal(
            data,
            key=self.data_keys[self.key_id],
            context=Context(
                kind=kind,
                vault_id=self.id,
                object_id=object_id,
                revision=revision,
                key_id=self.key_id,
            ),
        )

    def unseal(self, blob: bytes, *, kind: str, object_id: UUID, revision: int) -> bytes:
        """The bytes that were sealed for this kind, row and revision.

        Raises Damaged, and KeysReplaced where they are under a key that was made meanwhile.
        """
        blob = bytes(blob)
        key_id = key_id_of(blob)
        if key_id not in self.data_keys:
            self._refuse_newer_key(key_id)
            raise Damaged("The blob names a data key that this vault does not have.")
        return unseal(
            blob,
            key=self.data_keys[key_id],
            context=Context(
                kind=kind,
                vault_id=self.id,
                object_id=object_id,
                revision=revision,
                key_id=key_id,
            ),
        )

    def unseal_many(
        self, blobs: Iterable[tuple[UUID, int, bytes | memoryview]], *, kind: str
    ) -> Iterator[bytes | None]:
        """The bytes of each (row id, revision, blob), in order; None where a blob is damaged.

        Raises KeysReplaced.
        """
        last = b""

        def whole() -> Iterator[tuple[UUID, int, bytes]]:
            nonlocal last
            for object_id, revision, blob in blobs:
                last = bytes(blob)
                yield object_id, revision, last

        for data in unseal_many(whole(), keys=self.data_keys, kind=kind, vault_id=self.id):
            if data is None:
                with suppress(Damaged):
                    self._refuse_newer_key(key_id_of(last))
            yield data

    def _refuse_newer_key(self, key_id: int) -> None:
        """Raises KeysReplaced where the blob is under a key that was made since it was unlocked."""
        if key_id > self.key_id and self.vault.has_newer_key():
            raise KeysReplaced

    def live_by(
        self,
        *,
        quiet_minutes: int,
        leaves_by_shift: bool,
        leave_target: str,
        cover_seconds: int = USUAL_COVER_SECONDS,
    ) -> None:
        """These settings hold from now on, in every browser in which the vault is unlocked.

        `quiet_minutes` is one of QUIET_MINUTES and `cover_seconds` one of COVER_SECONDS; any other
        number stands for the usual time.
        """
        wishes = {
            "quiet_minutes": quiet_minutes if quiet_minutes in QUIET_MINUTES else 0,
            "leaves_by_shift": leaves_by_shift,
            "leave_target": leave_target,
            "cover_seconds": cover_seconds
            if cover_seconds in COVER_SECONDS
            else USUAL_COVER_SECONDS,
        }
        for name, wish in wishes.items():
            setattr(self.opening, name, wish)
        UnlockedSession.objects.filter(vault_id=self.id).update(**wishes)

    def note_opening(self, *, device: str) -> None:
        """Note that it was opened now, on this kind of device, and when and on which before."""
        before = self._last_opening()
        if before:
            self.opening.earlier_opening, self.opening.earlier_device = before
            UnlockedSession.objects.filter(pk=self.opening.pk).update(
                earlier_opening=before[0], earlier_device=before[1]
            )
        said = _OPENING.pack(self.opening.opened.timestamp(), DEVICE_KINDS.index(device))
        sealed = self.seal(said, kind=LAST_OPENING, object_id=self.id, revision=1)
        Vault.objects.filter(pk=self.id).update(last_opening=sealed)

    def _last_opening(self) -> tuple[datetime, str] | None:
        """None where there was none, or where its data key is gone: it is no loss."""
        blob = bytes(self.vault.last_opening or b"")
        try:
            said = self.unseal(blob, kind=LAST_OPENING, object_id=self.id, revision=1)
        except Damaged:
            return None
        seconds, kind = _OPENING.unpack(said)
        return datetime.fromtimestamp(seconds, UTC), DEVICE_KINDS[kind]

    def today(self) -> date:
        """The day that it is for the writer, whose time zone a room above knows (`VAULT_TODAY`)."""
        call: Today = import_string(settings.VAULT_TODAY)
        return call(self)

    @property
    def seconds_left(self) -> int:
        return max(0, int((self.opening.closes - timezone.now()).total_seconds()))


class VaultRequest(MemberRequest):
    """A member's request with an unlocked vault."""

    vault: UnlockedVault
