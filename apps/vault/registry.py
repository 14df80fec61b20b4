"""The registry of what is sealed: re-sealing, deletion and the canary test walk it by room."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from django.apps import apps
from django.db import models

from apps.vault.crypto.sealing import Damaged
from apps.vault.drop_box import open_from_inbox
from apps.vault.unlocked_vault import UnlockedVault

RowData = Mapping[str, Any]
AT_ONCE: Final = 200  # rows fetched together, so that memory does not grow with the journal


class Unreadable(ValueError):
    """What a file says is nothing that this kind could hold. The message repeats none of it."""


class Carrier(Protocol):
    """One kind's way out and in. What it says is plain JSON and documented for people."""

    @property
    def is_single(self) -> bool: ...

    def rows(self, vault: UnlockedVault) -> Iterator[Any]:
        """What is to be taken, oldest first, a few at a time in memory."""
        ...

    def said(self, vault: UnlockedVault, row: Any) -> RowData:
        """What a row says. Raises Damaged."""
        ...

    def check(self, said: RowData) -> RowData:
        """The same in its one proper form. Raises Unreadable."""
        ...

    def make(self, vault: UnlockedVault, said: RowData, *, row_id: UUID, number: int) -> Any:
        """A row that says this, sealed and not saved yet. Raises Unreadable."""
        ...


class HasBytes(Protocol):
    def to_bytes(self) -> bytes: ...


@dataclass(frozen=True)
class OneBlob:
    """For the kinds whose rows hold one JSON object in the field `sealed`.

    `read` makes the contents of bytes and raises Damaged for anything else. `is_single` is for
    what a vault has at most once.
    """

    model: str
    kind: str
    read: Callable[[bytes], HasBytes]
    is_single: bool = True

    def rows(self, vault: UnlockedVault) -> Iterator[Any]:
        found = apps.get_model(self.model)._default_manager.filter(vault_id=vault.id)
        yield from found.order_by("number").iterator(chunk_size=AT_ONCE)

    def said(self, vault: UnlockedVault, row: Any) -> RowData:
        place: dict[str, Any] = {"object_id": row.id, "revision": row.revision}
        contents = self.read(vault.unseal(bytes(row.sealed), kind=self.kind, **place))
        return {"contents": json.loads(contents.to_bytes())}

    def check(self, said: RowData) -> RowData:
        return {"contents": json.loads(self._bytes(said))}

    def make(self, vault: UnlockedVault, said: RowData, *, row_id: UUID, number: int) -> Any:
        row: Any = apps.get_model(self.model)(id=row_id, vault_id=vault.id, number=number)
        row.sealed = vault.seal(self._bytes(said), kind=self.kind, object_id=row_id, revision=1)
        return row

    def _bytes(self, said: RowData) -> bytes:
        try:
            wanted = json.dumps(said["contents"], ensure_ascii=False).encode()
            return self.read(wanted).to_bytes()
        except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("These contents cannot be read.") from error


@dataclass(frozen=True, kw_only=True)
class SealedTable:
    """One table of private rows, and the sealed fields in it.

    `blobs` maps a field to the kind in its blob's context (`entry.head`). `model` is a label
    such as `journal.Entry`, so that no room has to import another. `is_letter` is for what was
    sealed while the vault was closed, to its letter box. A kind with a `carrier` goes into the
    file that a member takes away; of one with a `most`, no vault is brought more rows than that,
    and of one with a `fitting` no more than that allows, from the first row on.
    """

    name: str
    model: str
    blobs: Mapping[str, str]
    is_letter: bool = False
    carrier: Carrier | None = None
    most: int | None = None
    fitting: Callable[[UnlockedVault, Iterable[RowData]], int] | None = None

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows_of(self, vault_id: UUID) -> models.QuerySet[models.Model]:
        return self.table._default_manager.filter(vault_id=vault_id)

    def unseal(
        self, vault: UnlockedVault, row: Any, field: str, *, blob: bytes | None = None
    ) -> bytes:
        """What a field of a row says, or would say with another blob in it. Raises Damaged."""
        kept = bytes(getattr(row, field) if blob is None else blob)
        place: dict[str, Any] = {"kind": self.blobs[field], "object_id": row.id}
        place["revision"] = row.revision
        return (
            open_from_inbox(vault, kept, **place) if self.is_letter else vault.unseal(kept, **place)
        )


_kinds: dict[str, SealedTable] = {}


def register(kind: SealedTable) -> None:
    """Called by each room when it starts; a name is taken once."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"The kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind


def all_sealed_tables() -> Iterator[SealedTable]:
    yield from _kinds.values()


def delete_rows_of(vault_id: UUID) -> int:
    """Delete every private row of a vault, of every kind; how many there were."""
    return sum(kind.rows_of(vault_id).delete()[0] for kind in all_sealed_tables())
