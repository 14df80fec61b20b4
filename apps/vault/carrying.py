"""How rows of a kind go into a file that a member takes away, and how they come back."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from django.apps import apps

from apps.vault.sealing import Damaged

if TYPE_CHECKING:
    from apps.vault.access import OpenVault

Said = Mapping[str, Any]
AT_ONCE: Final = 200  # rows fetched together, so that memory does not grow with the journal


class Unreadable(ValueError):
    """What a file says is nothing that this kind could hold. The message repeats none of it."""


class Carrier(Protocol):
    """One kind's way out and in. What it says is plain JSON and documented for people."""

    @property
    def is_single(self) -> bool: ...

    def rows(self, vault: "OpenVault") -> Iterator[Any]:
        """What is to be taken, oldest first, a few at a time in memory."""
        ...

    def said(self, vault: "OpenVault", row: Any) -> Said:
        """What a row says. Raises Damaged."""
        ...

    def check(self, said: Said) -> Said:
        """The same in its one proper form. Raises Unreadable."""
        ...

    def make(self, vault: "OpenVault", said: Said, *, row_id: UUID, number: int) -> Any:
        """A row that says this, sealed and not saved yet. Raises Unreadable."""
        ...


class Contents(Protocol):
    def to_bytes(self) -> bytes: ...


@dataclass(frozen=True)
class OneBlob:
    """For the kinds whose rows hold one JSON object in the field `sealed`.

    `read` makes the contents of bytes and raises Damaged for anything else. `is_single` is for
    what a vault has at most once.
    """

    model: str
    kind: str
    read: Callable[[bytes], Contents]
    is_single: bool = True

    def rows(self, vault: "OpenVault") -> Iterator[Any]:
        found = apps.get_model(self.model)._default_manager.filter(vault_id=vault.id)
        yield from found.order_by("number").iterator(chunk_size=AT_ONCE)

    def said(self, vault: "OpenVault", row: Any) -> Said:
        place: dict[str, Any] = {"object_id": row.id, "revision": row.revision}
        contents = self.read(vault.unseal(bytes(row.sealed), kind=self.kind, **place))
        return {"contents": json.loads(contents.to_bytes())}

    def check(self, said: Said) -> Said:
        return {"contents": json.loads(self._bytes(said))}

    def make(self, vault: "OpenVault", said: Said, *, row_id: UUID, number: int) -> Any:
        row: Any = apps.get_model(self.model)(id=row_id, vault_id=vault.id, number=number)
        row.sealed = vault.seal(self._bytes(said), kind=self.kind, object_id=row_id, revision=1)
        return row

    def _bytes(self, said: Said) -> bytes:
        try:
            wanted = json.dumps(said["contents"], ensure_ascii=False).encode()
            return self.read(wanted).to_bytes()
        except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("These contents cannot be read.") from error
