"""How rows of a kind go into a file that a member takes away, and how they come back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps

from apps.vault.sealing import Damaged

if TYPE_CHECKING:
    from apps.vault.access import OpenVault

Said = Mapping[str, Any]


class Unreadable(ValueError):
    """What a file says is nothing that this kind could hold. The message repeats none of it."""


class Carrier(Protocol):
    """One kind's way out and in. What it says is plain JSON and documented for people."""

    def rows(self, vault: "OpenVault") -> Iterator[Any]:
        """What is to be taken, oldest first, a few at a time in memory."""
        ...

    def said(self, vault: "OpenVault", row: Any) -> Said:
        """What a row says. Raises Damaged."""
        ...

    def check(self, said: Said) -> Said:
        """The same in its one proper form. Raises Unreadable."""
        ...


@dataclass(frozen=True)
class OnlyOne:
    """For the kinds of which a vault has one row at most, with a JSON object in its one blob."""

    model: str

    @property
    def table(self) -> Any:
        return apps.get_model(self.model)

    def rows(self, vault: "OpenVault") -> Iterator[Any]:
        yield from self.table.objects.in_vault(vault)

    def said(self, vault: "OpenVault", row: Any) -> Said:
        return {"contents": json.loads(row.contents(vault).to_bytes())}

    def check(self, said: Said) -> Said:
        try:
            contents = self.empty().from_bytes(
                json.dumps(said["contents"], ensure_ascii=False).encode()
            )
            return {"contents": json.loads(contents.to_bytes())}
        except (Damaged, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable("These contents cannot be read.") from error

    def empty(self) -> Any:
        return self.table.empty
