"""A writer's places, in the one sealed row that a vault has for them."""

from typing import ClassVar

from apps.journal.state import Places
from apps.vault.crypto.sealing import Damaged
from apps.vault.sealed_rows import OnlyRow
from apps.vault.unlocking import OpenVault

PLACES = "journal.places"


class KeptPlaces(OnlyRow):
    kind = PLACES
    empty: ClassVar = Places()

    class Meta(OnlyRow.Meta):
        abstract = False

    @classmethod
    def of(cls, vault: OpenVault) -> Places:
        """The writer's places; a damaged row takes nothing but those away."""
        try:
            return cls.opened(vault)  # type: ignore[no-any-return]
        except Damaged:
            return Places()
