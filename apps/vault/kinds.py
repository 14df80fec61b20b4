"""The registry of what is sealed: re-sealing, deletion and the canary test walk it by room."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import models

from apps.vault.carrying import Carrier, Said
from apps.vault.letterbox import open_letter

if TYPE_CHECKING:
    from apps.vault.access import OpenVault


@dataclass(frozen=True, kw_only=True)
class Kind:
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
    fitting: Callable[["OpenVault", Iterable[Said]], int] | None = None

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows_of(self, vault_id: UUID) -> models.QuerySet[models.Model]:
        return self.table._default_manager.filter(vault_id=vault_id)

    def unseal(
        self, vault: "OpenVault", row: Any, field: str, *, blob: bytes | None = None
    ) -> bytes:
        """What a field of a row says, or would say with another blob in it. Raises Damaged."""
        kept = bytes(getattr(row, field) if blob is None else blob)
        place: dict[str, Any] = {"kind": self.blobs[field], "object_id": row.id}
        place["revision"] = row.revision
        return open_letter(vault, kept, **place) if self.is_letter else vault.unseal(kept, **place)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Called by each room when it starts; a name is taken once."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"The kind {kind.name} is registered twice.")
    _kinds[kind.name] = kind


def all_kinds() -> Iterator[Kind]:
    yield from _kinds.values()


def delete_rows_of(vault_id: UUID) -> int:
    """Delete every private row of a vault, of every kind; how many there were."""
    return sum(kind.rows_of(vault_id).delete()[0] for kind in all_kinds())
