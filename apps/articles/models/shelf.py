"""What somebody keeps of the guides, in the one sealed row that a vault has for it."""

from typing import ClassVar

from apps.articles.shelf.contents import Contents
from apps.vault.sealed_rows import OnlyRow
from apps.vault.unlocking import OpenVault

SHELF = "shelf"


class Shelf(OnlyRow):
    kind = SHELF
    empty: ClassVar = Contents()

    class Meta(OnlyRow.Meta):
        abstract = False

    @classmethod
    def opened(cls, vault: OpenVault) -> Contents:
        """What is on it; an empty shelf where nothing was kept yet. Raises Damaged."""
        contents: Contents = super().opened(vault)
        return contents
