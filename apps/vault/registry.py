"""The registry of what is sealed: re-sealing, deletion and the canary test walk it by room."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.apps import apps

from apps.vault.codec import Content, decode, encode
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import (
    AT_ONCE,
    Carrier,
    PrivateRow,
    RowData,
    SealedRow,
    SealedTable,
    Unreadable,
)
from apps.vault.unlocked_vault import UnlockedVault

__all__ = [
    "AT_ONCE",
    "Carrier",
    "OneBlob",
    "RowData",
    "SealedTable",
    "Unreadable",
    "all_sealed_tables",
    "delete_rows_of",
]


@dataclass(frozen=True)
class OneBlob:
    """For tables whose rows are a `SealedRow`: the content itself, as plain JSON.

    `is_single` is for what a vault has at most once.
    """

    table: SealedTable
    is_single: bool = True

    def rows(self, vault: UnlockedVault) -> Iterator[SealedRow[Content]]:
        found = self._model._default_manager.filter(vault_id=vault.id)
        yield from found.order_by("number").iterator(chunk_size=AT_ONCE)

    def said(self, vault: UnlockedVault, row: SealedRow[Content]) -> RowData:
        return _as_said(row.contents(vault))

    def check(self, said: RowData) -> RowData:
        return _as_said(self._contents(said))

    def make(
        self, vault: UnlockedVault, said: RowData, *, row_id: UUID, number: int
    ) -> SealedRow[Content]:
        row = self._model(id=row_id, vault_id=vault.id, number=number)
        row.seal(vault, self._contents(said))
        return row

    @property
    def _model(self) -> type[SealedRow[Content]]:
        return cast(type[SealedRow[Content]], self.table.table)

    def _contents(self, said: RowData) -> Content:
        try:
            wanted = json.dumps(said["contents"], ensure_ascii=False).encode()
            contents = decode(self._model.content_type(), wanted)
            encode(contents)  # half a pair of surrogates, for one, cannot be kept
        except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("These contents cannot be read.") from error
        return contents


def _as_said(contents: Content) -> RowData:
    return {"contents": json.loads(encode(contents))}


def all_sealed_tables() -> list[SealedTable]:
    """What every private row declares, in the order of an export."""
    rows = (model for model in apps.get_models() if issubclass(model, PrivateRow))
    return sorted((row.sealed_table for row in rows), key=lambda table: table.turn)


def delete_rows_of(vault_id: UUID) -> int:
    """Delete every private row of a vault, of every kind; how many there were."""
    return sum(kind.rows_of(vault_id).delete()[0] for kind in all_sealed_tables())
