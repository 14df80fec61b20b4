"""What somebody keeps of the guides, in the one sealed row that a vault has for it."""

from typing import ClassVar

from apps.articles.shelf.content import ShelfContent
from apps.vault.sealed_rows import SingleSealedRow
from apps.vault.unlocked_vault import UnlockedVault

SHELF = "shelf"


class Shelf(SingleSealedRow):
    kind = SHELF
    empty: ClassVar = ShelfContent()

    class Meta(SingleSealedRow.Meta):
        abstract = False

    @classmethod
    def opened(cls, vault: UnlockedVault) -> ShelfContent:
        """What is on it; an empty shelf where nothing was kept yet. Raises Damaged."""
        contents: ShelfContent = super().opened(vault)
        return contents
